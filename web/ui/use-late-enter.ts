import { useEffect, useState } from "react";

/** Enter that comes before the answer to what was typed: it takes what is found first once that is there, never what another text found. */
export function useLateEnter(text: string, isStale: boolean, take: () => void): () => void {
  const [awaited, setAwaited] = useState<string | null>(null);
  useEffect(() => {
    if (awaited === null || (isStale && awaited === text)) return;
    setAwaited(null);
    if (awaited === text) take();
  });
  return () => setAwaited(text);
}
