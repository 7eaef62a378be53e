const PREFIX = "docket draft ";
// pasted pictures would fill the browser's storage, so long texts are stored only on the server
const MAX_KEPT = 200_000;

/** Unsaved content, stored on this device under a name. */
export interface LocalCopy<T> {
  read(): T | null;
  /** Null if there is nothing to store. */
  keep(value: T | null): void;
  forget(): void;
}

/** A crash or a dead network then loses nothing. */
export function copyAt<T>(name: string): LocalCopy<T> {
  const key = PREFIX + name;
  const forget = () => localStorage.removeItem(key);
  return {
    forget,
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
      } catch {
        return null;
      }
    },
    keep(value) {
      const text = JSON.stringify(value);
      try {
        if (value === null || text.length > MAX_KEPT) forget();
        else localStorage.setItem(key, text);
      } catch {
        // the storage is full or forbidden; the server has the draft
      }
    },
  };
}

/** A comment as a user has changed it so far, and the version that they began with. */
export interface EditCopy {
  text: string;
  version: string;
}
export const copyOfEdit = (comment: string, user: string): LocalCopy<EditCopy> => copyAt(`${user} comment ${comment}`);
