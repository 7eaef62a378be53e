import { useState } from "react";
import { copyAt } from "../lib/local-copy.ts";
import { useUser } from "../lib/session.ts";

interface StoredValue<T> {
  value: T;
  version: string | undefined;
}

/**
 * The values of a form, stored on this device until they are saved or discarded: a reload, a crash or a lost connection loses
 * nothing. Without a name nothing is stored. `version` is the one that the form begins with, `onClose` closes the form.
 */
export function useKept<T extends object>(
  name: string | null,
  initial: T,
  { version, onClose }: { version: string | undefined; onClose(): void },
) {
  const copy = copyAt<StoredValue<T>>(`${useUser().id} ${name}`);
  const [storedEntry] = useState(() => (name ? copy.read() : null));
  const [entry, setEntry] = useState<StoredValue<T>>(storedEntry ?? { value: initial, version });
  const set = (next: (before: T) => T) =>
    setEntry((before) => {
      const after = { ...before, value: next(before.value) };
      if (name) copy.keep(after);
      return after;
    });
  return {
    value: entry.value,
    /** The version that the changes began from. */
    version: entry.version,
    /** Whether the form began with values that were not saved the last time. */
    isRestored: storedEntry !== null,
    set,
    change: (more: Partial<T>) => set((before) => ({ ...before, ...more })),
    /** Closes the form and deletes the stored values: they were saved or discarded. */
    close() {
      copy.forget();
      onClose();
    },
  };
}
