import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { currentUserId } from "../lib/session.ts";
import { store } from "../lib/store.ts";
import { t } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { showError, showNotice } from "../ui/notices.ts";

const UNDO_MS = 8_000;

/** Comments that are hidden here and deleted once they can no longer be restored. */
export const leaving = store<ReadonlySet<string>>(new Set());

/**
 * Hides a comment at once, and deletes it when the offer to undo closes, or when the page closes. `isEmailed`: its recipients keep
 * their copies, which the notice says.
 */
export function deleteSoon({ id, ticket, is_internal }: Comment, isEmailed: boolean): void {
  leaving.set(new Set([...leaving.get(), id]));
  const show = () => leaving.set(new Set([...leaving.get()].filter((each) => each !== id)));
  const by = currentUserId();
  let isSettled = false;
  const settle = () => {
    isSettled = true;
    window.removeEventListener("pagehide", leave);
  };
  const remove = async (keepalive = false) => {
    if (isSettled) return;
    settle();
    // if another user signs in, the comment is not deleted in their name
    if (currentUserId() !== by) return show();
    try {
      await api.remove("/ticket-comments/{id}/", { path: { id }, keepalive });
      await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
      void queryClient.invalidateQueries({ queryKey: ["ticket", ticket] });
    } catch (error) {
      showError(error, t(is_internal ? "failures.deleteNote" : "failures.deleteReply"));
    } finally {
      show();
    }
  };
  const leave = () => void remove(true);
  window.addEventListener("pagehide", leave);
  showNotice(t(is_internal ? "ticket.noteDeleted" : isEmailed ? "ticket.emailedReplyDeleted" : "ticket.replyDeleted"), {
    forMs: UNDO_MS,
    onOver: () => void remove(),
    run: () => {
      settle();
      show();
    },
  });
}
