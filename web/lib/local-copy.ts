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

/** Opens the local copy of this name, so that a crash or a lost connection loses nothing. */
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

/** The edited text of a comment, and the version that the edit began with. */
export interface EditCopy {
  text: string;
  version: string;
}
export const copyOfEdit = (comment: string, user: string): LocalCopy<EditCopy> => copyAt(`${user} comment ${comment}`);
