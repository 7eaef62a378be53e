import "../lib/later-texts.ts";
import { type RefObject, useRef, useState } from "react";
import type { EditorHandle } from "../editor/Editor.tsx";
import { api, Refusal } from "../lib/api.ts";
import { copyOfEdit, type EditCopy } from "../lib/local-copy.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { showError, showNotice } from "../ui/notices.ts";

export interface Edit {
  comment: Comment;
  /** The unsaved text from the last time. */
  begun?: EditCopy | undefined;
  onEnd(): void;
  /** Continues with the unsaved text. */
  onAgain(copy: EditCopy): void;
}

/** The unsaved text, stored on this device until it is saved or discarded. */
function useUnsavedText({ comment, begun, onEnd, onAgain }: Edit) {
  const t = useTexts();
  const user = useUser();
  const copy = copyOfEdit(comment.id, user.id);
  // the version that was shown when editing began: someone else's later change is shown before it is overwritten
  const [seenComment, setSeenComment] = useState(() => ({
    text: comment.text,
    version: begun?.version ?? comment.updated_at,
  }));
  const lastText = useRef(begun?.text);
  const keep = (text: string, version = seenComment.version) => {
    lastText.current = text;
    copy.keep({ text, version });
  };
  const end = () => {
    copy.forget();
    onEnd();
  };
  /** Ends without saving; a notice offers to continue. */
  const leave = () => {
    end();
    const text = lastText.current;
    if (text === undefined || text === seenComment.text) return;
    showNotice(t("replies.editDropped"), {
      run() {
        copy.keep({ text, version: seenComment.version });
        onAgain({ text, version: seenComment.version });
      },
    });
  };
  return { seen: seenComment, setSeen: setSeenComment, keep, end, leave };
}

/**
 * The state of a comment that is being edited: unsaved text is stored on this device, and nobody's change is overwritten
 * unseen.
 */
export function useEditing(editor: RefObject<EditorHandle | null>, edit: Edit) {
  const { comment } = edit;
  const t = useTexts();
  const { seen, setSeen, keep, end, leave } = useUnsavedText(edit);
  const [isBusy, setBusy] = useState(false);
  /** The text that someone else has saved since. Nothing was overwritten. */
  const [theirs, setTheirs] = useState<Comment | null>(null);
  const save = async (base = seen) => {
    const text = editor.current?.html() ?? "";
    if (text === "") return editor.current?.focus();
    setBusy(true);
    try {
      if (text !== base.text) await patch(comment, text, base.version, t("replies.commentSaved"));
      end();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal && error.status === 412)) return showError(error, t("failures.comment"));
      setTheirs(await api.get("/ticket-comments/{id}/", { path: { id: comment.id } }).catch(() => comment));
    }
  };
  /** Overwrites the other person's text, after showing it. */
  const overwrite = ({ text, updated_at: version }: Comment) => {
    const base = { text, version };
    setSeen(base);
    keep(editor.current?.html() ?? "", version);
    setTheirs(null);
    void save(base);
  };
  return { seen, theirs, isBusy, keep, leave, save, overwrite };
}

async function patch({ id, ticket }: Comment, text: string, version: string, notice: string): Promise<void> {
  await api.patch("/ticket-comments/{id}/", { text }, { path: { id }, headers: { "if-match": `"${version}"` } });
  await queryClient.invalidateQueries({ queryKey: ["timeline", ticket] });
  showNotice(notice);
}
