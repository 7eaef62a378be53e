import { Button, Group } from "@mantine/core";
import { useRef, useState } from "react";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { useTexts } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { editableOf } from "../ui/clean-html.ts";
import { tellDone, tellProblem } from "../ui/notices.ts";
import { Editor, type EditorHandle } from "./Editor.tsx";

/** Changes a comment in its place. */
export function EditComment({ comment, onEnd }: { comment: Comment; onEnd(): void }) {
  const t = useTexts();
  const editor = useRef<EditorHandle>(null);
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    const text = editor.current?.html() ?? "";
    if (text === "") return editor.current?.focus();
    setBusy(true);
    try {
      await api.patch("/ticket-comments/{id}/", { text }, { path: { id: comment.id } });
      await queryClient.invalidateQueries({ queryKey: ["ticket", comment.ticket], exact: true });
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
        text={editableOf(comment.text)}
        autoFocus
        onSend={() => void save()}
        onEscape={onEnd}
      />
      <Group justify="flex-end" gap="xs">
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          {t("common.cancel")}
        </Button>
        <Button size="compact-sm" loading={isBusy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </Group>
    </>
  );
}
