import { useEffect, useState } from "react";

/**
 * Remembers an Enter that comes before the response to the typed text: it takes the first result of this text when that
 * arrives, never one of another text.
 */
export function useLateEnter(text: string, isStale: boolean, take: () => void): () => void {
  const [awaited, setAwaited] = useState<string | null>(null);
  useEffect(() => {
    if (awaited === null || (isStale && awaited === text)) return;
    setAwaited(null);
    if (awaited === text) take();
  });
  return () => setAwaited(text);
}
