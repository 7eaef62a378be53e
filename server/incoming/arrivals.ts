/** Announces emails that this server has stored, so that they need not be discovered by polling. */
export interface Arrivals {
  ring(): void;
  /** Resolves when the next one arrives. */
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
