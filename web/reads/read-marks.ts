import { api } from "../lib/api.ts";
import { store } from "../lib/store.ts";
import { t } from "../lib/texts.ts";
import { type InboxRow, knownRow } from "../rows/rows.ts";
import { showError } from "../ui/notices.ts";
import { refreshCounts } from "./view-counts.ts";

/** Tickets that the user marked as unread and has not opened since. */
export const leftUnread = new Set<string>();

/** How far a ticket was read, if loaded rows do not know it yet: up to a version, or not at all. */
type Mark = number | "unread";
export const readMarks = store<ReadonlyMap<string, Mark>>(new Map());

export const putMark = (id: string, mark: Mark): void => readMarks.set(new Map(readMarks.get()).set(id, mark));

/** The row with this mark. It returns the same object if nothing changes, so that the row is not rendered again. */
export function withMark(row: InboxRow, mark: Mark | undefined): InboxRow {
  if (mark === undefined) return row;
  const isRead = mark !== "unread" && row.version <= mark;
  const is_unread = mark === "unread" || (row.is_unread && !isRead);
  const has_unread_mention = row.has_unread_mention && !isRead;
  const isSame = is_unread === row.is_unread && has_unread_mention === row.has_unread_mention;
  return isSame ? row : { ...row, is_unread, has_unread_mention };
}

/** Marks a ticket as unread. False if that failed; then a notice says so, with `what` as its title. */
export async function markUnread(id: string, what = t("inbox.notMarked")): Promise<boolean> {
  leftUnread.add(id);
  putMark(id, "unread");
  try {
    await api.remove("/tickets/{id}/read/", { path: { id } });
    refreshCounts();
    return true;
  } catch (error) {
    leftUnread.delete(id);
    putMark(id, knownRow(id)?.version ?? 0);
    showError(error, what);
    return false;
  }
}

export async function markRead(id: string): Promise<void> {
  const version = knownRow(id)?.version;
  if (!version) return;
  leftUnread.delete(id);
  putMark(id, version);
  await api.put("/tickets/{id}/read/", { version }, { path: { id } }).then(refreshCounts, (error: unknown) => {
    putMark(id, "unread");
    showError(error, t("inbox.notMarked"));
  });
}
