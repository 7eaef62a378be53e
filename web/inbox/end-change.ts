import { pendingChange } from "./pending-change.ts";

/** Closes the dialog. The focus goes back to where it was; if that is gone, to the list. */
export function endPendingChange(): void {
  pendingChange.set(null);
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusList();
  });
}

export const focusList = (): void =>
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
