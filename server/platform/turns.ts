/** Lets work through, only so much of it at a time; the rest waits in its order. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function openTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // who waits takes over the place
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
