import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { deleteSoon } from "../ui/delete-soon.ts";

/** Deletes a comment after the time to undo. `isEmailed`: its recipients keep their copies, which the notice says. */
export const deleteCommentSoon = ({ id, ticket, is_internal }: Comment, isEmailed: boolean): void =>
  deleteSoon({
    id,
    remove: (keepalive) => api.remove("/ticket-comments/{id}/", { path: { id }, keepalive }),
    reload: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
      void queryClient.invalidateQueries({ queryKey: ["ticket", ticket] });
    },
    done: t(is_internal ? "ticket.noteDeleted" : isEmailed ? "ticket.emailedReplyDeleted" : "ticket.replyDeleted"),
    failed: t(is_internal ? "failures.deleteNote" : "failures.deleteReply"),
  });
