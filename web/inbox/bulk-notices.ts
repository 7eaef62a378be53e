import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { currentUserId } from "../lib/session.ts";
import { t } from "../lib/texts.ts";
import { type InboxRow, knownRow } from "../rows/rows.ts";
import { ticketName } from "../tickets/ticket-name.ts";
import { hideNotice, showError, showNotice } from "../ui/notices.ts";
import { hasRecent, showBulk } from "./bulk-shown.ts";
import {
  assignment,
  type BulkChange,
  type BulkChanges,
  changeTickets,
  refreshAllCounts,
  rereadTickets,
  type Target,
} from "./change-tickets.ts";

/** The text that says what was done, with its `count`. */
export const doneWords = ({ changes: { is_deleted } }: Pick<BulkChange, "changes">) =>
  is_deleted === undefined ? "bulkOutcome.changed" : is_deleted ? "bulkOutcome.deleted" : "bulkOutcome.restored";

/** Says that tickets changed their teams and their status with their assignee; empty if they kept them. */
export function followingWords({ changes, changed }: Pick<BulkChange, "changes" | "changed">): string {
  const { assigned_to, assigned_team, status: nextStatus, is_handover } = changes;
  if (changed === 0 || assigned_to === undefined || is_handover) return "";
  const team = assigned_to && assigned_team === undefined && t("bulkOutcome.teamFollows");
  const status = nextStatus === undefined && t(`bulkOutcome.${assigned_to ? "statusFollows" : "reopened"}`);
  return [team, status].filter(Boolean).join(" ");
}

// only the last of several changes in a row can be undone here, because more notices would only queue up
let lastNotice = "";
let lastBulk = "";

const ONLY = {
  "bulkOutcome.changed": "bulkOutcome.changedOnly",
  "bulkOutcome.deleted": "bulkOutcome.deletedOnly",
  "bulkOutcome.restored": "bulkOutcome.restoredOnly",
} as const;

/** What was done: "T-20261127-0002 “Lobby is silent” updated: Resolved", "3 tickets updated: Assigned to Priya Nair". */
function outcomeWords(bulk: BulkChange, names: Partial<InboxRow>): string {
  const { changes, changed, total, tickets } = bulk;
  const done = t(doneWords(bulk), { count: changed });
  const [only] = total === 1 ? tickets : [];
  const { status, priority, assigned_to } = changes as BulkChanges;
  const values = [
    // an assignment only keeps it
    status && (bulk.macro_name || !assigned_to) && t(`statuses.${status}`),
    priority && t(`priorities.${priority}`),
    assigned_to === null
      ? t("inbox.unassigned")
      : assigned_to && names.assigned_to_name && t("inbox.assignedTo", { name: names.assigned_to_name }),
  ];
  const what = only ? t(ONLY[doneWords(bulk)], { number: ticketName(only) }) : done;
  const value = values.filter(Boolean).join(", ");
  return value ? `${what}: ${value}` : what;
}

/** Says how a change ended. `names`: the names of the new values. */
export function showOutcome(bulk: BulkChange, target: Target, names: Partial<InboxRow> = {}): void {
  const ids = "ids" in target ? target.ids : [];
  hideNotice(lastNotice);
  hasRecent.set(true);
  // the result of a change that takes long or partly fails does not fit into a notice
  if (bulk.state === "running" || bulk.failed > 0) showBulk(bulk.id);
  else if (bulk.changed === 0) showNotice(t("bulkOutcome.nothing", { count: bulk.total }));
  else {
    const unchangedText = bulk.unchanged > 0 ? t("bulkOutcome.unchanged", { count: bulk.unchanged }) : "";
    const parts = [outcomeWords(bulk, names), unchangedText, followingWords(bulk)];
    lastBulk = bulk.id;
    lastNotice = showNotice(parts.filter(Boolean).join(". "), { run: () => void undoBulkChange(bulk.id, ids) });
  }
}

/** Offers to take the tickets that were set to In progress although nobody has them. */
export function offerToTake(changes: BulkChanges, target: Target): void {
  if (changes.status !== "in_progress" || changes.assigned_to || !("ids" in target)) return;
  const ids = target.ids.filter((id) => knownRow(id)?.assigned_to === null);
  if (ids.length === 0) return;
  const run = () => void changeTickets({ ids }, { ...assignment(currentUserId()), status: "in_progress" });
  showNotice(t("bulkOutcome.begunByNobody", { count: ids.length }), { label: t("ticket.assignToMe"), run });
}

/** Restores all values. Tickets changed since by someone else are skipped and reported. */
export async function undoBulkChange(id: string, ids: readonly string[] = []): Promise<void> {
  try {
    const bulk = await api.post("/bulk-changes/{id}/undo/", {}, { path: { id } });
    if (id === lastBulk) hideNotice(lastNotice);
    // if its outcome is on the screen, it continues there
    queryClient.setQueryData(["bulk-change", id], bulk);
    if (bulk.macro_name && bulk.done === 0) showNotice(t("macros.forgone"));
    else if (bulk.state === "undoing" || (bulk.undo?.skipped_count ?? 0) > 0) showBulk(id);
    else showNotice(t("bulkOutcome.undone", { count: bulk.undo?.restored ?? 0 }));
    await rereadTickets(ids);
  } catch (error) {
    showError(error, t("bulkOutcome.notUndone"));
  }
}

/** Stops a running change: what was done stays done, and is reported. */
export async function stopBulkChange(id: string): Promise<void> {
  try {
    queryClient.setQueryData(["bulk-change", id], await api.post("/bulk-changes/{id}/stop/", {}, { path: { id } }));
  } catch (error) {
    // the change may have ended a moment before
    await queryClient.invalidateQueries({ queryKey: ["bulk-change", id] });
    showError(error, t("bulkOutcome.notStopped"));
  }
  refreshAllCounts();
}
