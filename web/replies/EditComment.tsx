import "../lib/later-texts.ts";
import { Button, Group, Text } from "@mantine/core";
import { useRef } from "react";
import { Editor, type EditorHandle } from "../editor/Editor.tsx";
import { useTexts } from "../lib/texts.ts";
import type { Comment } from "../tickets/ticket-query.ts";
import { CleanHtml } from "../ui/CleanHtml.tsx";
import css from "./banner.module.css";
import { useMentionable } from "./mentions.ts";
import { type Edit, useEditing } from "./use-editing.ts";

/** Edits a comment in place. Unsaved text is kept on this device until it is saved or discarded. */
export function EditComment({ comment, begun, onEnd, onAgain, isEmailed }: Edit & { isEmailed: boolean }) {
  const t = useTexts();
  const editor = useRef<EditorHandle>(null);
  const { seen, theirs, isBusy, keep, leave, save, overwrite } = useEditing(editor, { comment, begun, onEnd, onAgain });
  const people = useMentionable(comment.is_internal);
  return (
    <>
      {isEmailed && (
        <Text size="sm" c="dimmed">
          {t("replies.editEmailed")}
        </Text>
      )}
      {theirs && <Conflict theirs={theirs} onOverwrite={() => overwrite(theirs)} onLeave={leave} />}
      <Editor
        handle={editor}
        label={t("ticket.editComment")}
        placeholder=""
        text={begun?.text ?? seen.text}
        autoFocus
        people={people}
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

interface ConflictProps {
  theirs: Comment;
  onOverwrite(): void;
  onLeave(): void;
}

/** Someone else has changed the comment since: shows their text and asks which one to keep. */
function Conflict({ theirs, onOverwrite, onLeave }: ConflictProps) {
  const t = useTexts();
  return (
    <div className={css.conflict} role="alert">
      <Text size="sm">{t("replies.commentChanged")}</Text>
      <CleanHtml text={theirs.text} />
      <Group gap="xs">
        <Button size="compact-xs" variant="default" onClick={onOverwrite}>
          {t("replies.keepMine")}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onLeave}>
          {t("replies.takeTheirs")}
        </Button>
      </Group>
    </div>
  );
}
