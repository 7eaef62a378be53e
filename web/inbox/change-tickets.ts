import type { Priority, Status, Team } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { catchUp, hold } from "../rows/catch-up.ts";
import { applyOptimistic, type InboxRow, knownRow } from "../rows/rows.ts";
import { hideNotice, showError, showNotice } from "../ui/notices.ts";
import type { Filters } from "./address.ts";
import { showBulk } from "./bulk-shown.ts";

export type BulkChange = AnswerOf<"GET", "/bulk-changes/{id}/">;

/** The tickets to change: those with these IDs, or all that match the filter except some. */
export type Target = { ids: string[] } | { filter: Filters; except: string[] };

/** The target without these tickets. */
export const without = (target: Target, left: readonly string[]): Target =>
  "ids" in target
    ? { ids: target.ids.filter((id) => !left.includes(id)) }
    : { filter: target.filter, except: [...target.except, ...left] };

export interface Changes {
  status?: Status;
  priority?: Priority;
  assigned_to?: string | null;
  assigned_team?: Team;
  add_tags?: string[];
  remove_tags?: string[];
  /** Moves to the trash, or out of it. */
  is_deleted?: boolean;
}

/** The team that all these tickets have. They keep it, whoever they are assigned to. */
export function teamKept(target: Target): Pick<Changes, "assigned_team"> {
  const teams = "ids" in target ? target.ids.map((id) => knownRow(id)?.assigned_team) : [];
  const [team] = teams;
  return team && teams.every((each) => each === team) ? { assigned_team: team } : {};
}

/** The values of a row after these changes. */
function shownWith({ add_tags, remove_tags, is_deleted, ...plain }: Changes, names: Partial<InboxRow>) {
  return (row: InboxRow): Partial<InboxRow> => {
    if (!add_tags && !remove_tags) return { ...plain, ...names };
    const gone = new Set(remove_tags?.map((tag) => tag.toLowerCase()));
    const tags = row.tags.split(",").filter((tag) => tag.trim() && !gone.has(tag.trim().toLowerCase()));
    return { tags: [...new Set([...tags, ...(add_tags ?? [])])].join(",") };
  };
}

const refreshCounts = () => {
  for (const key of ["view-counts", "inbox-count"]) void queryClient.invalidateQueries({ queryKey: [key] });
};

export async function reread(ids: readonly string[]): Promise<void> {
  await catchUp(ids).catch(() => {});
  for (const id of ids.slice(0, 50))
    for (const key of ["ticket", "timeline"]) void queryClient.invalidateQueries({ queryKey: [key, id] });
  refreshCounts();
}

/** The key of the text that says what was done. */
export const doneWords = ({ changes: { is_deleted } }: Pick<BulkChange, "changes">) =>
  is_deleted === undefined ? "bulk.changed" : is_deleted ? "bulk.deleted" : "bulk.restored";

/** Says that tickets changed their team with their assignee; empty if none did. */
export const teamWords = ({ changes, changed }: Pick<BulkChange, "changes" | "changed">): string =>
  changed > 0 && changes.assigned_to && changes.assigned_team === undefined ? t("bulk.teamFollows") : "";

// // only the last of several quick changes can be undone here, because more notices would only queue up
let lastNotice = "";

const ONLY = {
  "bulk.changed": "bulk.changedOnly",
  "bulk.deleted": "bulk.deletedOnly",
  "bulk.restored": "bulk.restoredOnly",
} as const;

/** The result in words: "T-20261127-0002 updated: Resolved", "3 tickets updated: Priya Nair". */
function outcomeWords(bulk: BulkChange, names: Partial<InboxRow>): string {
  const { changes, changed, total, tickets } = bulk;
  const done = t(doneWords(bulk), { count: changed });
  const [only] = total === 1 ? tickets : [];
  const { status, priority, assigned_to } = changes as Changes;
  const values = [
    status && t(`statuses.${status}`),
    priority && t(`priorities.${priority}`),
    assigned_to === null ? t("inbox.unassigned") : assigned_to && names.assigned_to_name,
  ];
  const what = only ? t(ONLY[doneWords(bulk)], { number: only.ticket_number }) : done;
  const value = values.filter(Boolean).join(", ");
  return value ? `${what}: ${value}` : what;
}

export function showOutcome(bulk: BulkChange, target: Target, names: Partial<InboxRow> = {}): void {
  const ids = "ids" in target ? target.ids : [];
  hideNotice(lastNotice);
  // // the result of a change that runs long or fails in part does not fit into a notice
  if (bulk.state === "running" || bulk.failed > 0) showBulk(bulk.id);
  else if (bulk.changed === 0) showNotice(t("bulk.nothing", { count: bulk.total }));
  else {
    const unchanged = bulk.unchanged > 0 ? t("bulk.unchanged", { count: bulk.unchanged }) : "";
    const parts = [outcomeWords(bulk, names), unchanged, teamWords(bulk)];
    lastNotice = showNotice(parts.filter(Boolean).join(". "), { run: () => void undoBulk(bulk.id, ids) });
  }
}

// two changes of one ticket reach the server in the order in which they were made
let sending: Promise<unknown> = Promise.resolve();
function inTurn<T>(send: () => Promise<T>): Promise<T> {
  const turn = sending.then(send, send);
  sending = turn;
  return turn;
}

/** Changes tickets on the screen at once, then on the server. Failures are reported, and all of it can be undone. */
export async function changeTickets(target: Target, changes: Changes, names: Partial<InboxRow> = {}): Promise<void> {
  const ids = "ids" in target ? target.ids : [];
  hold(ids);
  const revert = applyOptimistic(ids, shownWith(changes, names));
  try {
    const bulk = await inTurn(() => api.post("/bulk-changes/", { ...target, changes: { ...changes } }));
    showOutcome(bulk, target, names);
    await reread(ids);
  } catch (error) {
    showError(error, t("bulk.refused"));
  } finally {
    revert();
  }
}

/** Restores all values. Tickets that someone else has changed since are skipped and reported. */
export async function undoBulk(id: string, ids: readonly string[] = []): Promise<void> {
  try {
    const bulk = await api.post("/bulk-changes/{id}/undo/", {}, { path: { id } });
    // // progress that is on the screen continues there
    queryClient.setQueryData(["bulk-change", id], bulk);
    if (bulk.macro_name && bulk.done === 0) (await import("./apply-macro.ts")).tellForgone();
    else if (bulk.state === "undoing" || (bulk.undo?.skipped_count ?? 0) > 0) showBulk(id);
    else showNotice(t("bulk.undone", { count: bulk.undo?.restored ?? 0 }));
    await reread(ids);
  } catch (error) {
    showError(error, t("bulk.notUndone"));
  }
}

/** Stops a running change. The tickets changed so far stay changed, and are reported. */
export async function stopBulk(id: string): Promise<void> {
  try {
    queryClient.setQueryData(["bulk-change", id], await api.post("/bulk-changes/{id}/stop/", {}, { path: { id } }));
  } catch (error) {
    // the change may have ended a moment before
    await queryClient.invalidateQueries({ queryKey: ["bulk-change", id] });
    showError(error, t("bulk.notStopped"));
  }
  refreshCounts();
}
