import { type Action, useActions } from "../lib/actions.ts";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { markRead, markUnread } from "../reads/read-marks.ts";
import { type InboxRow, type ListQuery, useRowCount } from "../rows/rows.ts";
import { openSnooze } from "../snoozes/snooze-asked.ts";
import { ASSIGN_KEY, PRIORITY_KEY, RESOLVE_KEY, SNOOZE_KEY, STATUS_KEY, TO_ME_KEY } from "../tickets/ticket-keys.ts";
import { loadable } from "../ui/loadable.ts";
import { showError } from "../ui/notices.ts";
import type { BulkChanges, Target } from "./change-tickets.ts";
import { type ChangeKind, pendingChange } from "./pending-change.ts";
import { chooseNone, isNone, keepChosen, useSelection } from "./selection.ts";

// the first view has no room for it
const changing = loadable(() => import("./change-tickets.ts"));

export interface ListSelection {
  target: Target;
  /** The number of tickets, or of those loaded so far. */
  count: number;
}

/** The selected tickets; null if there are none. */
export function useChosen(list: ListQuery): ListSelection | null {
  const selection = useSelection();
  const total = useRowCount(list)?.count ?? 0;
  if (isNone(selection)) return null;
  const ids = [...selection.ids];
  if (!selection.isAll) return { target: { ids }, count: ids.length };
  return { target: { filter: list.filters, except: ids }, count: Math.max(0, total - ids.length) };
}

/** Whether the list shows the trash. */
export const isOfTrash = ({ filters }: ListQuery): boolean => filters.trash === "true";

/** The actions for the selected tickets, or else for the active row. */
export function useSelectionChanges(list: ListQuery, active: InboxRow | undefined) {
  const t = useTexts();
  const user = useUser();
  const selection = useChosen(list);
  const subject = selection ?? (active ? { target: { ids: [active.id] }, count: 1 } : null);
  const change = (changes: BulkChanges, names?: Partial<InboxRow>) => {
    if (!subject) return;
    if (selection) changes.is_deleted === undefined ? keepChosen() : chooseNone();
    changing.load().then(
      ({ changeTickets }) => changeTickets(subject.target, changes, names),
      (error) => showError(error, t("bulk.refused")),
    );
  };
  return {
    chosen: selection,
    change,
    ask: (kind: ChangeKind) => subject && pendingChange.set({ kind, ...subject }),
    toMe: () => subject && change({ assigned_to: user.id, is_handover: true }, { assigned_to_name: user.full_name }),
    resolve: () => change({ status: "resolved" }),
    remove: () => change({ is_deleted: true }),
    restore: () => change({ is_deleted: false }),
  };
}

interface Offer {
  isOffered: boolean;
  onNone(): void;
}

/** Offers these actions under their keys. Without an active row, a key calls `onNone`. */
export function useChangeActions(list: ListQuery, active: InboxRow | undefined, { isOffered, onNone }: Offer): void {
  const t = useTexts();
  const { chosen, ask, toMe, resolve, remove, restore } = useSelectionChanges(list, active);
  // the number in its label makes it a new action, which wins over others with the same key
  const hasTarget = Boolean(chosen || active);
  const section = chosen ? t("bulk.chosen", { count: chosen.count }) : t("inbox.row");
  const action = (id: string, label: string, keys: string, run: () => void): Action => ({
    id: `change ${id}${hasTarget ? "" : " first"}`,
    section,
    label,
    keys,
    opensField: hasTarget && "spat".includes(keys),
    run: hasTarget ? run : onNone,
    isKeyOnly: !hasTarget,
  });
  const ofMany: Action[] = isOfTrash(list)
    ? [action("restore", t("bulk.do.restore"), "r", restore)]
    : [
        action("status", t("bulk.do.status"), STATUS_KEY, () => ask("status")),
        action("priority", t("bulk.do.priority"), PRIORITY_KEY, () => ask("priority")),
        action("assign", t("bulk.do.assignee"), ASSIGN_KEY, () => ask("assignee")),
        action("me", t("bulk.do.toMe"), TO_ME_KEY, toMe),
        action("tags", t("bulk.do.tags"), "t", () => ask("tags")),
        action("resolve", t("bulk.do.resolve"), RESOLVE_KEY, resolve),
        action("delete", t("bulk.do.delete"), "#", remove),
      ];
  const one: Action[] =
    active && !chosen && !isOfTrash(list)
      ? [
          action("unread", t(active.is_unread ? "bulk.do.read" : "bulk.do.unread"), "u", () => {
            void (active.is_unread ? markRead(active.id) : markUnread(active.id));
          }),
        ]
      : [];
  if (one.length > 0) one.push(action("snooze", t("bulk.do.snooze"), SNOOZE_KEY, () => openSnooze(active!)));
  // a key that is pressed before the dialog is on the screen does not answer it
  const isAsked = useStore(pendingChange) !== null;
  useActions(isOffered && !isAsked ? [...ofMany, ...one] : []);
}
