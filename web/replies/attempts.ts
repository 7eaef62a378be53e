/** Attempts of one action. However often it is requested with one key, the server runs it once. */
export interface AttemptKeys {
  /**
   * The key for this content. It stays the same until the attempt gets a response, because a lost response may have been a
   * success.
   */
  keyFor(content: string): string;
  /** The action is done: the next one is a new action, even with the same content. */
  done(): void;
}

/** A refused request needs no new key: the server stores no response for it. */
export function startAttempts(): AttemptKeys {
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
