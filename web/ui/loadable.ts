import { useEffect, useState } from "react";

const AGAIN_MS = 3_000;

/** Code that is loaded on demand, once for the whole app. */
export interface Loadable<T> {
  /** Null until it is loaded. */
  current(): T | null;
  load(): Promise<T>;
}

/**
 * The only way to load a part of a page late. Unlike with React's `lazy`, a lost connection does not break the page around it:
 * a failed attempt is forgotten, and the next one loads again.
 */
export function loadable<T>(load: () => Promise<T>): Loadable<T> {
  let loaded: T | null = null;
  let loading: Promise<T> | null = null;
  return {
    current: () => loaded,
    load() {
      loading ??= load().then(
        (code) => {
          loaded = code;
          return code;
        },
        (error) => {
          loading = null;
          throw error;
        },
      );
      return loading;
    },
  };
}

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
