import type { Comment } from "../tickets/ticket-query.ts";

export function EditComment({ comment, onEnd }: { comment: Comment; onEnd(): void }) {
  return (
    <button type="button" onClick={onEnd}>
      {comment.id}
    </button>
  );
}
