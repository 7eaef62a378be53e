import { useEffect, useState } from "react";

/**
 * An Enter that comes before the response to the typed text: takes the first result as soon as it arrives, never the
 * result of another text.
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
