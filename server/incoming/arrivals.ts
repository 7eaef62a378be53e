/** Says that this server has stored an email, so that it is not found by looking for it only. */
export interface Arrivals {
  ring(): void;
  /** Ends with the next one. */
  next(): Promise<void>;
}

export function openArrivals(): Arrivals {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => {
      next.resolve();
      next = Promise.withResolvers();
    },
    next: () => next.promise,
  };
}
