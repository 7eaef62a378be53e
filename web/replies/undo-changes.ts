import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

/** Undoes all changes that came with a reply; the reply stays. */
export async function undoReplyChanges(ticket: string, reply: string): Promise<void> {
  try {
    await api.post("/tickets/{id}/replies/{reply}/undo_changes/", {}, { path: { id: ticket, reply } });
    showNotice(t("replies.changesUndone"));
  } catch (error) {
    showError(error, t("replies.changesNotUndone"));
  }
  await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
}
