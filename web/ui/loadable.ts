import { useEffect, useState } from "react";
import { store } from "../lib/store.ts";

const AGAIN_MS = 3_000;

/** Code that is loaded on demand, once for the whole app. */
export interface Loadable<T> {
  /** Null until it is loaded. */
  current(): T | null;
  load(): Promise<T>;
}

/**
 * How many parts failed to load twice in a row. Many browsers remember that a module could not be loaded and never ask for
 * it again, and an upgrade of the server renames modules: then only a reload of the page helps.
 */
export const missingParts = store(0);

/**
 * The only way to load code late; `loadLate` makes a component of it. Unlike with React's `lazy`, a lost connection does not
 * break the page around it: a failed attempt is forgotten, and the next one loads again. Whole pages are the router's:
 * `pages.tsx` says why.
 */
export function loadable<T>(load: () => Promise<T>): Loadable<T> {
  let loadedCode: T | null = null;
  let loading: Promise<T> | null = null;
  let failures = 0;
  const count = (now: number) => {
    missingParts.set(missingParts.get() + Number(now > 1) - Number(failures > 1));
    failures = now;
  };
  return {
    current: () => loadedCode,
    load() {
      loading ??= load().then(
        (code) => {
          loadedCode = code;
          count(0);
          return code;
        },
        (error) => {
          loading = null;
          count(failures + 1);
          throw error;
        },
      );
      return loading;
    },
  };
}

/** Fetches code before it is wanted. What does not load now is loaded on demand. */
export const fetchAhead = (load: () => Promise<unknown>): void => void load().catch(() => {});

/** Loads code as soon as it is wanted, and tries again until that succeeds; null until then. */
export function useLoaded<T>(code: Loadable<T>, isWanted = true): T | null {
  const [hasLoaded, setLoaded] = useState(false);
  const isMissing = isWanted && code.current() === null;
  useEffect(() => {
    if (!isMissing) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = () =>
      void code.load().then(
        () => isGone || setLoaded(true),
        () => {
          if (!isGone) timer = setTimeout(attempt, AGAIN_MS);
        },
      );
    attempt();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isMissing, code]);
  return isWanted || hasLoaded ? code.current() : null;
}
