const PREFIX = "docket draft ";
// pasted pictures would fill the browser's store; what is too long lives on the server alone
const MAX_KEPT = 200_000;

/** What is not saved yet, remembered on this device under a name. */
export interface LocalCopy<T> {
  read(): T | null;
  /** Null: there is nothing to remember. */
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
        // the store is full or forbidden: the server's copy is the one that counts
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
