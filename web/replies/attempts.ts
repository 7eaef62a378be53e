/** Attempts to do one thing; with their key the server does it once, however often it is asked. */
export interface Attempts {
  /** The key for this content: the same as before, since an attempt whose answer was lost may have succeeded. */
  keyFor(content: string): string;
  /** It is done: the next one is another thing, also with the same content. */
  done(): void;
}

/** A refusal needs no new key: the server keeps none under it, and decides anew. */
export function startAttempts(): Attempts {
  let last: { content: string; key: string } | null = null;
  return {
    keyFor(content) {
      if (last?.content !== content) last = { content, key: crypto.randomUUID() };
      return last.key;
    },
    done() {
      last = null;
    },
  };
}
