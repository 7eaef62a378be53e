export interface RandomSource {
  /** A random whole number from 0 to n - 1. */
  below(n: number): number;
  one<T>(of: readonly T[]): T;
  /** True with a probability of 1/n. */
  maybe(n: number): boolean;
}

/** Random choices that are the same for every run with this seed. */
export function chances(seed: number): RandomSource {
  let state = seed >>> 0;
  const below = (n: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return { below, one: (of) => of[below(of.length)]!, maybe: (n) => below(n) === 0 };
}
