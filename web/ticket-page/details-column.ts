import { store, useStore } from "../lib/store.ts";

const KEY = "docket details hidden";

/** Whether the column of details is folded; remembered on this device, since it depends on the screen. */
const foldedStore = store(localStorage.getItem(KEY) !== null);

export const useDetailsFolded = (): boolean => useStore(foldedStore);

export function foldDetails(isFolded: boolean): void {
  foldedStore.set(isFolded);
  if (isFolded) localStorage.setItem(KEY, "");
  else localStorage.removeItem(KEY);
}
