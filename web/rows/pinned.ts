import { type InboxRow, knownRow } from "./rows.ts";
import { staying } from "./staying.ts";

// Pinned rows keep their positions, however their order changes: the active row, and rows that were just changed here.

const PINNED_MS = 5_000;
/** When each row that was just changed is no longer pinned. */
const pinnedUntil = new Map<string, number>();
let active: { id: string | undefined; index: number } = { id: undefined, index: -1 };

/** Keeps these rows in their places while their changes come back. */
export function keepPlaces(ids: Iterable<string>): void {
  for (const id of ids) pinnedUntil.set(id, Date.now() + PINNED_MS);
}

export function holdActive(id: string | undefined, index = -1): void {
  active = { id, index };
}

/** Lets the active row stay in the list with these values if it alone is changed. */
export function letStay(ids: readonly string[], values: (row: InboxRow) => Partial<InboxRow>): void {
  const row = ids.length === 1 && ids[0] === active.id && knownRow(ids[0]!);
  staying.set(row ? { row: { ...row, ...values(row) }, index: active.index } : null);
}

export function pinnedIds(): ReadonlySet<string> {
  for (const [id, until] of pinnedUntil) if (until < Date.now()) pinnedUntil.delete(id);
  return new Set(active.id ? [...pinnedUntil.keys(), active.id] : pinnedUntil.keys());
}

/** Whether a row is pinned. The user knows about its changes, so they are not announced. */
export const isPinned = (id: string): boolean => pinnedIds().has(id);
