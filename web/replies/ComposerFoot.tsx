import "../lib/later-texts.ts";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAt, IconBolt, IconBook, IconChevronDown, IconClock, IconPaperclip, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useStorePart } from "../lib/store.ts";
import { t, useTexts } from "../lib/texts.ts";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { fromFirst } from "../ui/from-first.ts";
import { showNotice } from "../ui/notices.ts";
import { PickFiles } from "../ui/PickFiles.tsx";
import { tip } from "../ui/tip.ts";
import css from "./ComposerFoot.module.css";
import { joinChanges } from "./carried-changes.ts";
import type { Insertion } from "./InsertPlace.tsx";
import { mergeFiles } from "./merge-drafts.ts";
import type { DraftNow, ReplyDraft } from "./reply-draft.ts";
import { SendLater } from "./SendLater.tsx";
import { joinTexts } from "./texts-together.ts";
import type { ComposerState } from "./use-composer.ts";
import type { Sending } from "./use-sending.ts";
import { isEmpty } from "./written.ts";

const WITH_STATUS = ["resolved", "pending", "in_progress"] as const;

interface Props {
  composer: ComposerState;
  sending: Sending;
  onInsert(insertion: Insertion): void;
}

/** The row below the text: attach files, insert a macro, discard, send; and whether the draft is saved. */
export function ComposerFoot({ composer, sending, onInsert }: Props) {
  const t = useTexts();
  const { draft, uploads } = composer;
  // without the text, or all of it would render with each letter
  const isNote = useStorePart(draft.now, ({ isNote }) => isNote);
  const state = useStorePart(draft.now, ({ state }) => state);
  const hasContent = useStorePart(draft.now, (now) => !isEmpty(now));
  return (
    <div className={css.foot}>
      <PickFiles onFiles={(files) => uploads.add(files)}>
        {(props) => (
          <ActionIcon {...props} size={28} aria-label={t("replies.attach")}>
            <IconPaperclip size={17} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
      </PickFiles>
      <ActionIcon size={28} {...tip(t("macros.pick"), "/")} onClick={() => onInsert("button")}>
        <IconBolt size={17} stroke={1.7} aria-hidden />
      </ActionIcon>
      <ActionIcon size={28} {...tip(t("articles.insert"), "$mod+Shift+k")} onClick={() => onInsert("article")}>
        <IconBook size={17} stroke={1.7} aria-hidden />
      </ActionIcon>
      {isNote && <MentionButton onClick={() => composer.editor.current?.startMention()} />}
      <SaveState state={composer.isUnknown ? "failed" : state} isEmpty={!hasContent} />
      <span className={css.room} />
      {hasContent && (
        <ActionIcon size={28} aria-label={t("replies.discard")} onClick={() => discard(draft, composer)}>
          <IconTrash size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      )}
      <SendButton isNote={isNote} sending={sending} />
    </div>
  );
}

function MentionButton({ onClick }: { onClick(): void }) {
  const t = useTexts();
  return (
    <ActionIcon size={28} aria-label={t("replies.mention")} onClick={onClick}>
      <IconAt size={17} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
}

/** Sends the draft; its menu sends it with another status, or later. */
function SendButton({ isNote, sending }: { isNote: boolean; sending: Sending }) {
  const t = useTexts();
  const { send, isBusy, isWaiting, isReady } = sending;
  const [asksTime, setAsksTime] = useState(false);
  return (
    <>
      <Button.Group>
        <Button
          size="xs"
          loading={isBusy || isWaiting}
          disabled={!isReady}
          onClick={() => void send(null)}
          title="Ctrl ↵"
        >
          {isNote ? t("replies.addNote") : t("replies.send")}
        </Button>
        <Menu {...fromFirst} position="top-end" shadow="md">
          <Menu.Target>
            <Button size="xs" px={6} disabled={!isReady} aria-label={t("replies.sendAnd")} className={css.more}>
              <IconChevronDown size={15} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("replies.sendAnd")}</Menu.Label>
            {WITH_STATUS.map((status) => (
              <Menu.Item key={status} onClick={() => void send(status)}>
                <StatusMark status={status} />
              </Menu.Item>
            ))}
            {!isNote && (
              <>
                <Menu.Divider />
                <Menu.Item leftSection={<IconClock size={16} aria-hidden />} onClick={() => setAsksTime(true)}>
                  {t("replies.sendLaterMenu")}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {asksTime && (
        <SendLater
          onClose={() => setAsksTime(false)}
          onChoose={(at) => {
            setAsksTime(false);
            void send(null, at);
          }}
        />
      )}
    </>
  );
}

function discard(draft: ReplyDraft, composer: ComposerState): void {
  const { text, isNote, files, changes, recipients } = draft.now.get();
  draft.setContent({ text: "", files: [], changes: {}, recipients: null });
  void draft.flush();
  composer.close();
  showNotice(t("replies.discarded"), {
    // after the text that was typed since
    run() {
      const now = draft.now.get();
      const put = {
        text: joinTexts(now.text, text),
        isNote: isNote || now.isNote,
        files: mergeFiles(now.files, files),
        changes: joinChanges(changes, now.changes),
        recipients: now.recipients ?? recipients,
      };
      draft.setContent(put);
    },
  });
}

function SaveState({ state, isEmpty }: { state: DraftNow["state"]; isEmpty: boolean }) {
  const t = useTexts();
  const isWrong = state === "failed" || state === "refused";
  const words = isWrong
    ? state === "failed"
      ? t("replies.notSaved")
      : t("replies.cannotBeSaved")
    : t("replies.saved");
  return (
    <span className={css.saved} data-wrong={isWrong || undefined} role="status">
      {isWrong || (state === "saved" && !isEmpty) ? words : ""}
    </span>
  );
}
