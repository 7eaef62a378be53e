import { store } from "../lib/store.ts";
import type { InboxRow } from "./rows.ts";

/**
 * The ticket that the user has just changed, and its place: if it leaves the list, it stays there until the user moves on. The
 * next key would otherwise change the ticket that took its place.
 */
export const staying = store<{ row: InboxRow; index: number } | null>(null);

/** Ends it, unless the user has moved to this ticket. */
export function moveOn(id?: string): void {
  if (staying.get() && staying.get()!.row.id !== id) staying.set(null);
}

/** The rows of a list, and the one that stays. */
export function withStaying(rows: InboxRow[], stays: { row: InboxRow; index: number } | null): InboxRow[] {
  if (!stays || rows.some(({ id }) => id === stays.row.id)) return rows;
  return rows.toSpliced(stays.index, 0, { ...stays.row, hasLeft: true });
}
