import type { FieldsLike, FieldValues } from "../../wire/ticket-fields.ts";
import { hasEnded } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { catchUp } from "../rows/catch-up.ts";
import { keepPlaces, letStay } from "../rows/pinned.ts";
import { applyOptimisticRows, type InboxRow } from "../rows/rows.ts";
import { moveOn } from "../rows/staying.ts";
import { showError } from "../ui/notices.ts";
import type { Filters } from "./address.ts";
import { offerToTake, showOutcome } from "./bulk-notices.ts";

export type BulkChange = AnswerOf<"GET", "/bulk-changes/{id}/">;

/** The tickets to change: those with these IDs, or all that match the filter except some. */
export type Target = { ids: string[] } | { filter: Filters; except: string[] };

/** The target without these tickets. */
export const withoutTickets = (target: Target, ids: readonly string[]): Target =>
  "ids" in target
    ? { ids: target.ids.filter((id) => !ids.includes(id)) }
    : { filter: target.filter, except: [...target.except, ...ids] };

export interface BulkChanges extends Partial<Pick<FieldValues, FieldsLike<{ isBulk: true }>>> {
  /** Only the assignee changes: the tickets keep their teams, and the status of work that has begun or ended. */
  is_handover?: true;
  add_tags?: string[];
  remove_tags?: string[];
  /** Moves to the trash, or out of it. */
  is_deleted?: boolean;
}

/** Assigns tickets, by the same rule as one ticket on its page. */
export const assignment = (assigned_to: string | null): BulkChanges => ({ assigned_to, is_handover: true });

/** The values of a row after these changes. */
function shownWith(
  { add_tags, remove_tags, is_deleted, is_handover, ...plain }: BulkChanges,
  names: Partial<InboxRow>,
) {
  return (row: InboxRow): Partial<InboxRow> => {
    if (!add_tags && !remove_tags) return { ...plain, ...names };
    const removals = new Set(remove_tags?.map((tag) => tag.toLowerCase()));
    const tags = row.tags.split(",").filter((tag) => tag.trim() && !removals.has(tag.trim().toLowerCase()));
    return { tags: [...new Set([...tags, ...(add_tags ?? [])])].join(",") };
  };
}

export const refreshAllCounts = () => {
  for (const key of ["view-counts", "inbox-count"]) void queryClient.invalidateQueries({ queryKey: [key] });
};

export async function rereadTickets(ids: readonly string[]): Promise<void> {
  await catchUp(ids).catch(() => {});
  for (const id of ids.slice(0, 50))
    for (const key of ["ticket", "timeline"]) void queryClient.invalidateQueries({ queryKey: [key, id] });
  refreshAllCounts();
}

// two changes of one ticket reach the server in the order in which they were made
let sending: Promise<unknown> = Promise.resolve();
function inTurn<T>(send: () => Promise<T>): Promise<T> {
  const turn = sending.then(send, send);
  sending = turn;
  return turn;
}

/**
 * Changes tickets on the screen at once, then on the server. Failures are reported, and all of it can be undone. `notify`:
 * whether notifications, automations and surveys follow.
 */
export async function changeTickets(
  target: Target,
  changes: BulkChanges,
  names: Partial<InboxRow> = {},
  notify = false,
): Promise<void> {
  const ids = "ids" in target ? target.ids : [];
  keepPlaces(ids);
  const values = shownWith(changes, names);
  letStay(changes.is_deleted !== undefined || hasEnded(changes.status) ? [] : ids, values);
  const revert = applyOptimisticRows(ids, values);
  try {
    const bulk = await inTurn(() => api.post("/bulk-changes/", { ...target, changes: { ...changes }, notify }));
    showOutcome(bulk, target, names);
    offerToTake(changes, target);
    await rereadTickets(ids);
  } catch (error) {
    moveOn();
    showError(error, t("bulk.refused"));
  } finally {
    revert();
  }
}
