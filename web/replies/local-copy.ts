/** What was written and is not saved on the server yet. */
interface Copy {
  text: string;
  isNote: boolean;
  /** Of the draft that was changed. */
  version: number;
}

const PREFIX = "docket draft ";
// pasted pictures would fill the browser's store; what is too long lives on the server alone
const MOST_KEPT = 200_000;

/** Remembers on this device what is not saved yet: a crash or a dead network then loses nothing. */
export function keepCopy(name: string, copy: Copy): void {
  try {
    if (copy.text === "" || copy.text.length > MOST_KEPT) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(copy));
  } catch {
    // the store is full or forbidden: the server's copy is the one that counts
  }
}

export function forgetCopy(name: string): void {
  localStorage.removeItem(PREFIX + name);
}

export function readCopy(name: string): Copy | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as Copy | null;
  } catch {
    return null;
  }
}
