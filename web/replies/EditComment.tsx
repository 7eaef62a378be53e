import { Button, Group } from "@mantine/core";
import { useRef, useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { editableOf } from "../ui/clean-html.ts";
import { tellDone, tellProblem } from "../ui/notices.ts";
import { Editor, type EditorHandle } from "./Editor.tsx";
import { copyOfEdit } from "./local-copy.ts";

interface Props {
  comment: Comment;
  /** What was written when it was left the last time. */
  begun?: string | undefined;
  onEnd(): void;
  /** It is taken up again with what was written. */
  onAgain(begun: string): void;
}

/** Changes a comment in its place; what is not saved yet is there again after whatever tears one away. */
export function EditComment({ comment, begun, onEnd, onAgain }: Props) {
  const t = useTexts();
  const user = useUser();
  const copy = copyOfEdit(comment.id, user.id);
  const editor = useRef<EditorHandle>(null);
  const written = useRef(begun);
  const [isBusy, setBusy] = useState(false);
  const keep = (html: string) => {
    written.current = html;
    copy.keep(html);
  };
  const leave = () => {
    copy.forget();
    onEnd();
    const text = written.current;
    if (text === undefined) return;
    tellDone(t("replies.editDropped"), {
      run() {
        copy.keep(text);
        onAgain(text);
      },
    });
  };
  const save = async () => {
    const text = editor.current?.html() ?? "";
    if (text === "") return editor.current?.focus();
    setBusy(true);
    try {
      await api.patch("/ticket-comments/{id}/", { text }, { path: { id: comment.id } });
      copy.forget();
      await queryClient.invalidateQueries({ queryKey: ["timeline", comment.ticket] });
      tellDone(t("replies.commentSaved"));
      onEnd();
    } catch (error) {
      tellProblem(error, t("ticket.notSaved"));
      setBusy(false);
    }
  };
  return (
    <>
      <Editor
        handle={editor}
        label={t("ticket.editComment")}
        placeholder=""
        text={begun ?? editableOf(comment.text)}
        autoFocus
        onChange={keep}
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
