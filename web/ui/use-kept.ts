import { useState } from "react";
import { copyAt } from "../lib/local-copy.ts";
import { useUser } from "../lib/session.ts";

interface Kept<T> {
  value: T;
  version: string | undefined;
}

/**
 * The values of a form, stored on this device until they are saved or discarded: a reload, a crash or a lost connection loses
 * nothing. Without a name nothing is stored.
 */
export function useKept<T>(name: string | null, initial: T, version?: string) {
  const copy = copyAt<Kept<T>>(`${useUser().id} ${name}`);
  const [entry, setEntry] = useState((): Kept<T> => (name && copy.read()) || { value: initial, version });
  return {
    value: entry.value,
    /** The version that the changes began from. */
    version: entry.version,
    set: (change: (before: T) => T) =>
      setEntry((before) => {
        const next = { ...before, value: change(before.value) };
        if (name) copy.keep(next);
        return next;
      }),
    forget: copy.forget,
  };
}
