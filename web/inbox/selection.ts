import { store, useStore } from "../lib/store.ts";

/** The selected tickets: some, or all that match the filter except some. */
export interface Selection {
  isAll: boolean;
  /** The selected tickets; with `isAll`, those that are not selected. */
  ids: ReadonlySet<string>;
  /** The ticket where a range begins. */
  from: string | null;
  /** Whether its tickets have just been changed: opening one of them ends it. */
  isChanged?: boolean;
  /** Those of its tickets that have left the list since then. Selecting or going to another row deselects them. */
  leavers?: ReadonlySet<string>;
}

const NONE: Selection = { isAll: false, ids: new Set(), from: null };
const selection = store<Selection>(NONE);

export const useSelection = (): Selection => useStore(selection);
export const currentSelection = (): Selection => selection.get();
export const isSelected = ({ isAll, ids }: Selection, id: string): boolean => ids.has(id) !== isAll;
export const isNone = ({ isAll, ids }: Selection): boolean => !isAll && ids.size === 0;

export const chooseNone = (): void => {
  if (selection.get() !== NONE) selection.set(NONE);
};
export const chooseAll = (): void => selection.set({ isAll: true, ids: new Set(), from: null });
export const chooseThese = (ids: readonly string[]): void =>
  selection.set({ isAll: false, ids: new Set(ids), from: ids.at(-1) ?? null });

/**
 * Keeps the selected tickets after a change of them. All that match the filter may be others now, so that selection
 * ends.
 */
export function keepChosen(): void {
  const now = selection.get();
  if (now.isAll) chooseNone();
  else if (now.ids.size > 0) selection.set({ ...now, isChanged: true });
}

/** Deselects the tickets that are not in the list any more, unless the user has just changed them. */
export function dropOthers(list: readonly { id: string }[]): void {
  const now = selection.get();
  if (isNone(now) || now.isAll) return;
  const leavers = new Set(now.ids);
  for (const { id } of list) leavers.delete(id);
  if (leavers.size === (now.leavers?.size ?? 0)) return;
  selection.set({ ...now, leavers });
  if (!now.isChanged) dropLeft();
}

/** Deselects the tickets that have left the list. */
export function dropLeft(): void {
  const now = selection.get();
  if (now.leavers) selection.set({ ...now, ids: inList(now), leavers: undefined });
}

const inList = ({ ids, leavers }: Selection): Set<string> => new Set([...ids].filter((id) => !leavers?.has(id)));

/** Selects a ticket, or deselects it. */
export function toggle(id: string): void {
  const now = selection.get();
  const next = inList(now);
  if (!next.delete(id)) next.add(id);
  selection.set({ isAll: now.isAll, ids: next, from: id });
}

/**
 * Selects all tickets from the beginning of the range to this one. If the beginning has left the list, the range begins here.
 */
export function chooseTo(id: string, order: readonly string[]): void {
  const now = selection.get();
  const { isAll, from: anchor } = now;
  const from = anchor !== null && order.includes(anchor) ? anchor : id;
  const [a, b] = [order.indexOf(from), order.indexOf(id)].sort((x, y) => x - y) as [number, number];
  const next = inList(now);
  for (const each of order.slice(a, b + 1)) isAll ? next.delete(each) : next.add(each);
  selection.set({ isAll, ids: next, from });
}
