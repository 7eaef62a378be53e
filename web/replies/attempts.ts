/** Attempts of one action. With the same key, the server runs it once however often it is requested. */
export interface Attempts {
  /** The key for this content: the same as before, since an attempt whose answer was lost may have succeeded. */
  keyFor(content: string): string;
  /** The action is done: the next one is another action, even with the same content. */
  done(): void;
}

/** A refused request needs no new key: the server stores no response for it. */
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
