import "../lib/later-texts.ts";
import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type FocusEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Status } from "../../wire/ticket-words.ts";
import { Editor } from "../editor/Editor.tsx";
import { useActions } from "../lib/actions.ts";
import { usePreferences } from "../lib/preferences.ts";
import { useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { CarriedChanges } from "./CarriedChanges.tsx";
import css from "./Composer.module.css";
import { ComposerFoot } from "./ComposerFoot.tsx";
import { DraftConflict } from "./DraftConflict.tsx";
import { DraftFiles } from "./DraftFiles.tsx";
import { focusConversation } from "./focus-conversation.ts";
import { Guard } from "./Guard.tsx";
import { type Insertion, InsertPlace } from "./InsertPlace.tsx";
import { LastMessage } from "./LastMessage.tsx";
import { MakePublic } from "./MakePublic.tsx";
import { namesIn, useMentionable } from "./mentions.ts";
import { OthersReplied } from "./OthersReplied.tsx";
import { RecipientsRow } from "./RecipientsRow.tsx";
import { useReaders } from "./readers.ts";
import type { ReplyDraft } from "./reply-draft.ts";
import { Signature } from "./Signature.tsx";
import { TakeTicket } from "./TakeTicket.tsx";
import { tellTyping } from "./typing.ts";
import type { ComposerState } from "./use-composer.ts";
import { useSeenVersion } from "./use-seen-version.ts";
import { type Sending, useSending } from "./use-sending.ts";
import { isEmpty } from "./written.ts";

const BUSY_WITH_OTHERS = '[role="dialog"], [role="menu"], [role="listbox"], input, textarea';
// an editor that has just opened may not have the focus yet
const OPEN_DIALOG = '[role="dialog"][aria-modal="true"]';

interface Props {
  composer: ComposerState;
  shownVersion: number;
  onSent(): void;
}

/** The composer for a reply or an internal note. A note changes its color and says who can see it. */
export function Composer({ composer, shownVersion, onSent }: Props) {
  const t = useTexts();
  const { draft, uploads, editor } = composer;
  const { ticket } = useOpenTicket();
  const { signature } = usePreferences();
  const { isNote, files, revision, state, hasContent } = useDraftParts(draft);
  const [question, setQuestion] = useState<Insertion | null>(null);
  const people = useMentionable(isNote);
  const seenVersion = useSeenVersion(hasContent, shownVersion);
  const sending = useSending(composer, seenVersion, onSent);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (composer.wantsFocus.current) editor.current?.focus();
    composer.wantsFocus.current = false;
  }, []);
  const root = useRef<HTMLElement>(null);
  useComposerActions(root, composer, { send: sending.send, insert: setQuestion });
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) void draft.flush();
  };
  const label = isNote ? t("replies.noteLabel") : t("replies.replyLabel");
  return (
    <section ref={root} className={css.composer} data-note={isNote || undefined} aria-label={label} onBlur={leave}>
      <OthersReplied seen={seenVersion} />
      {state === "conflict" && <DraftConflict draft={draft} />}
      <Head composer={composer} hasContent={hasContent} />
      {!isNote && <RecipientsRow draft={draft} />}
      <Pictures value={usePicturesOf(files)}>
        <Editor
          handle={editor}
          label={label}
          placeholder={isNote ? t("replies.writeNote") : t("replies.writeReply")}
          text={draft.now.get().text}
          revision={revision}
          people={people}
          onChange={(html) => {
            draft.change({ text: html });
            tellTyping(ticket.id, html !== "");
          }}
          onFiles={uploads.add}
          onSlash={() => setQuestion("slash")}
          onSend={() => void sending.send(null)}
          onSendAndResolve={() => void sending.send("resolved")}
          onEscape={() => {
            if (!hasContent) composer.close();
            focusConversation();
          }}
          tools={<ComposerFoot composer={composer} sending={sending} onInsert={setQuestion} />}
        />
      </Pictures>
      {!isNote && signature && <Signature html={signature} isOn={sending.signs} onChange={sending.setSigns} />}
      {sending.taking.isOffered && <TakeTicket isOn={sending.taking.isOn} />}
      <CarriedChanges draft={draft} />
      <DraftFiles files={files} uploads={uploads} onRemove={({ id }) => editor.current?.removePicture(id)} />
      {question && <InsertPlace composer={composer} insertion={question} onClose={() => setQuestion(null)} />}
      <ConflictGuard composer={composer} sending={sending} onSeen={seenVersion.acknowledge} />
    </section>
  );
}

/** The draft without its text, so that the composer does not render with each letter. */
function useDraftParts({ now }: ReplyDraft) {
  const isNote = useStorePart(now, ({ isNote }) => isNote);
  const files = useStorePart(now, ({ files }) => files);
  const revision = useStorePart(now, ({ revision }) => revision);
  const state = useStorePart(now, ({ state }) => state);
  const hasContent = useStorePart(now, (content) => !isEmpty(content));
  return { isNote, files, revision, state, hasContent };
}

interface ComposerActions {
  send: Sending["send"];
  insert(insertion: Insertion): void;
}

/** The palette's actions and the keys of the composer, wherever the focus is. */
function useComposerActions(
  root: RefObject<HTMLElement | null>,
  { editor }: ComposerState,
  { send, insert }: ComposerActions,
): void {
  const t = useTexts();
  const section = t("actions.ticket");
  // a draft that is out of sight may have changed on another device, so the key only shows it and does not send it
  const sendAs = (status: Status | null) => {
    if (root.current?.contains(document.activeElement)) void send(status);
    else if (!document.querySelector(OPEN_DIALOG) && !document.activeElement?.closest(BUSY_WITH_OTHERS))
      editor.current?.focus();
  };
  useActions([
    { id: "insert macro", section, label: t("macros.pick"), run: () => insert("button") },
    {
      id: "insert article",
      section,
      label: t("articles.insert"),
      keys: "$mod+Shift+k",
      whileTyping: true,
      opensField: true,
      run: () => insert("article"),
    },
    { id: "send", section, label: t("replies.send"), keys: "$mod+Enter", whileTyping: true, run: () => sendAs(null) },
    {
      id: "send and resolve",
      section,
      label: t("replies.sendAndResolve"),
      keys: "$mod+Shift+Enter",
      whileTyping: true,
      run: () => sendAs("resolved"),
    },
  ]);
}

/** Switches between a reply and an internal note, and says who will see the text. */
function Head({ composer: { draft, editor, close }, hasContent }: { composer: ComposerState; hasContent: boolean }) {
  const t = useTexts();
  const isNote = useStorePart(draft.now, ({ isNote }) => isNote);
  const names = useStorePart(draft.now, ({ isNote, text }) => (isNote ? namesIn(text) : ""));
  const [asksPublic, setAsksPublic] = useState(false);
  const readers = useReaders(draft);
  return (
    <>
      <div className={css.head} data-composer>
        <ActionIcon size={36} className={css.fold} aria-label={t("common.close")} onClick={close}>
          <IconChevronDown size={20} aria-hidden />
        </ActionIcon>
        <SegmentedControl
          size="xs"
          aria-label={t("replies.kind")}
          value={isNote ? "note" : "reply"}
          onChange={(value) => {
            // a click must not turn text for the team into a reply to the customer
            if (value === "reply" && hasContent) return setAsksPublic(true);
            draft.change({ isNote: value === "note" });
            editor.current?.focus();
          }}
          data={[
            { value: "reply", label: t("replies.reply") },
            { value: "note", label: t("ticket.note") },
          ]}
        />
        <span className={css.who} {...(!isNote && { "data-tip": readers.all })}>
          {isNote
            ? [t("replies.teamOnly"), names && t("replies.notifies", { names })].filter(Boolean).join(" · ")
            : readers.names && t("replies.seenBy", { name: readers.names })}
        </span>
        {asksPublic && (
          <MakePublic
            names={readers.all || t("replies.theCustomer")}
            onEnd={(isPublic) => {
              setAsksPublic(false);
              if (isPublic) draft.change({ isNote: false });
              requestAnimationFrame(() => editor.current?.focus());
            }}
          />
        )}
      </div>
      <LastMessage />
    </>
  );
}

interface ChangedProps {
  composer: ComposerState;
  sending: Sending;
  onSeen(): void;
}

/** Shows what others changed while the reply was written, and asks whether to send it anyway. */
function ConflictGuard({ composer: { editor }, sending: { guard, endGuard, isBusy, send }, onSeen }: ChangedProps) {
  if (!guard) return null;
  return (
    <Guard
      changesSinceSeen={guard.changesSinceSeen}
      isBusy={isBusy}
      onSend={() => void send(guard.status, guard.sendAt, true)}
      onBack={() => {
        onSeen();
        endGuard();
        requestAnimationFrame(() => editor.current?.focus());
      }}
    />
  );
}
