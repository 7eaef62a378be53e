import { useEffect, useState } from "react";

const AGAIN_MS = 3_000;

/**
 * A part of the app that loads on demand; null until it is loaded. Unlike `lazy`, a lost connection does not break the
 * page around it: it tries again.
 */
export function useLoaded<T>(load: () => Promise<T>, isWanted = true): T | null {
  const [loaded, setLoaded] = useState<{ part: T } | null>(null);
  const isMissing = isWanted && loaded === null;
  useEffect(() => {
    if (!isMissing) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = () =>
      void load().then(
        (part) => isGone || setLoaded({ part }),
        () => {
          if (!isGone) timer = setTimeout(attempt, AGAIN_MS);
        },
      );
    attempt();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isMissing, load]);
  return loaded?.part ?? null;
}
