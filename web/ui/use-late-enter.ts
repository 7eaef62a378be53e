import { useEffect, useState } from "react";

/**
 * Remembers an Enter that comes before the response to the typed text: it takes the first result of this text when that
 * arrives, never one of another text.
 */
export function useLateEnter(text: string, isStale: boolean, take: () => void): () => void {
  const [awaitedText, setAwaitedText] = useState<string | null>(null);
  useEffect(() => {
    if (awaitedText === null || (isStale && awaitedText === text)) return;
    setAwaitedText(null);
    if (awaitedText === text) take();
  });
  return () => setAwaitedText(text);
}
