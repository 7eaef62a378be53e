import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { api, Refusal } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import css from "./banner.module.css";
import { copyOfEdit, type EditCopy } from "./local-copy.ts";

interface Props {
  comment: Comment;
  /** The unsaved text from the last time. */
  begun?: EditCopy | undefined;
  onEnd(): void;
  /** Continues with the unsaved text. */
  onAgain(begun: EditCopy): void;
}

/** Edits a comment in place. Unsaved text is kept on this device until it is saved or discarded. */
export function EditComment({ comment, begun, onEnd, onAgain }: Props) {
  const t = useTexts();
  const user = useUser();
  const copy = copyOfEdit(comment.id, user.id);
  const editor = useRef<EditorHandle>(null);
  // the version shown when editing began: a later change by someone else is not overwritten without showing it
  const [seen, setSeen] = useState(() => ({ text: comment.text, version: begun?.version ?? comment.updated_at }));
  const written = useRef(begun?.text);
  const [isBusy, setBusy] = useState(false);
  /** The text as someone else has changed it in the meantime. Nothing was saved. */
  const [theirs, setTheirs] = useState<Comment | null>(null);
  const keep = (text: string, version = seen.version) => {
    written.current = text;
    copy.keep({ text, version });
  };
  const leave = () => {
    copy.forget();
    onEnd();
    const text = written.current;
    if (text === undefined || text === seen.text) return;
    showNotice(t("replies.editDropped"), {
      run() {
        copy.keep({ text, version: seen.version });
        onAgain({ text, version: seen.version });
      },
    });
  };
  const save = async (base = seen) => {
    const text = editor.current?.html() ?? "";
    if (text === "") return editor.current?.focus();
    if (text === base.text) {
      copy.forget();
      return onEnd();
    }
    setBusy(true);
    try {
      const headers = { "if-match": `"${base.version}"` };
      await api.patch("/ticket-comments/{id}/", { text }, { path: { id: comment.id }, headers });
      copy.forget();
      await queryClient.invalidateQueries({ queryKey: ["timeline", comment.ticket] });
      showNotice(t("replies.commentSaved"));
      onEnd();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal && error.status === 412)) return showError(error, t("ticket.notSaved"));
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
  return (
    <>
      {theirs && (
        <div className={css.conflict} role="alert">
          <Text size="sm">{t("replies.commentChanged")}</Text>
          <CleanHtml text={theirs.text} />
          <Group gap="xs">
            <Button size="compact-xs" variant="default" onClick={() => overwrite(theirs)}>
              {t("replies.keepMine")}
            </Button>
            <Button size="compact-xs" variant="default" onClick={leave}>
              {t("replies.takeTheirs")}
            </Button>
          </Group>
        </div>
      )}
      <Editor
        handle={editor}
        label={t("ticket.editComment")}
        placeholder=""
        text={begun?.text ?? seen.text}
        autoFocus
        onChange={(text) => keep(text)}
        onSend={() => void save()}
        onEscape={leave}
      />
      <Group justify="flex-end" gap="xs">
        <Button size="compact-sm" variant="default" onClick={leave}>
          {t("common.cancel")}
        </Button>
        <Button size="compact-sm" loading={isBusy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </Group>
    </>
  );
}
