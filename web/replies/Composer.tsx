import "../lib/later-texts.ts";
import { ActionIcon, SegmentedControl } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FocusEvent, useEffect, useRef, useState } from "react";
import type { Status } from "../../wire/ticket-words.ts";
import { Editor } from "../editor/Editor.tsx";
import { conversationQuery } from "../email/conversation-query.ts";
import { useActions } from "../lib/actions.ts";
import { savedSignature, usePreferences } from "../lib/preferences.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { showError, showNotice } from "../ui/notices.ts";
import css from "./Composer.module.css";
import { ComposerFoot } from "./ComposerFoot.tsx";
import { DraftConflict } from "./DraftConflict.tsx";
import { DraftFiles } from "./DraftFiles.tsx";
import { Guard } from "./Guard.tsx";
import { isFilled, type MacroAsked, MacroPlace } from "./MacroPlace.tsx";
import { MakePublic } from "./MakePublic.tsx";
import { OthersReplied } from "./OthersReplied.tsx";
import { RecipientsRow } from "./RecipientsRow.tsx";
import { chosenRecipients, recipientsToSend } from "./recipients.ts";
import { Signature, withSignature } from "./Signature.tsx";
import { type ChangesSinceSeen, DraftConflictError, sendReply, TicketChangedError, undoReply } from "./send.ts";
import { tellTyping } from "./typing.ts";
import { offerUndo } from "./undo-offer.ts";
import type { ComposerState } from "./use-composer.ts";
import { useSeenVersion } from "./use-seen-version.ts";

const BUSY_WITH_OTHERS = '[role="dialog"], [role="menu"], [role="listbox"], input, textarea';

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
  const { signature, auto_advance: advances } = usePreferences();
  const [asksPublic, setAsksPublic] = useState(false);
  const [macroAsked, setMacroAsked] = useState<MacroAsked | null>(null);
  const { next, open } = useTicketActions();
  const now = useStore(draft.now);
  const sending = useStore(uploads.now);
  const { text, isNote, files, revision } = now;
  const { data: conversation } = useQuery(conversationQuery(ticket.id));
  const pictures = usePicturesOf(files);
  const hasContent = text !== "" || files.length > 0;
  const seen = useSeenVersion(hasContent, shownVersion);
  const [isBusy, setBusy] = useState(false);
  const [signs, setSigns] = useState(true);
  // asked for before the draft on the server was read
  const [waiting, setWaiting] = useState<{ html: string; status: Status | null; sendAt: string | null } | null>(null);
  const [guard, setGuard] = useState<{
    meanwhile: ChangesSinceSeen;
    status: Status | null;
    sendAt: string | null;
  } | null>(null);
  const isKnown = now.state !== "loading" && now.state !== "conflict";
  const isReady = hasContent && sending.length === 0 && !isBusy && isKnown;

  const send = async (status: Status | null, sendAt: string | null = null, force = false) => {
    const html = editor.current?.html() ?? text;
    if (sending.length > 0) return showNotice(t("replies.stillUploading"));
    if (isBusy || now.state === "conflict") return;
    if (!isKnown) return setWaiting({ html, status, sendAt });
    if (!html && files.length === 0) return editor.current?.focus();
    if (!isFilled(html, composer)) return;
    setBusy(true);
    try {
      // in a page's first moments the preferences may not have come yet
      const isSigned = signs && !isNote;
      const whole = isSigned ? withSignature(html, await savedSignature()) : html;
      const reply = await sendReply(draft, {
        written: html,
        text: whole || `<p>${t("replies.filesOnly")}</p>`,
        status,
        seen: seen.version,
        force,
        sendAt,
        recipients: isNote ? {} : recipientsToSend(ticket.id, conversation),
      });
      chosenRecipients(ticket.id).set(null);
      setGuard(null);
      tellTyping(ticket.id, false);
      composer.close();
      onSent();
      if (!advances || !next) return;
      void open(next);
      const undo = async () => (await undoReply(draft, reply)) && open(ticket.id);
      if (!sendAt) offerUndo(reply, ticket.ticket_number, () => void undo());
    } catch (error) {
      if (error instanceof TicketChangedError) setGuard({ meanwhile: error.meanwhile, status, sendAt });
      // that is said above the text
      else if (!(error instanceof DraftConflictError)) showError(error, t("replies.notSent"));
    } finally {
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the draft is read
  useEffect(() => {
    if (!waiting || now.state === "loading") return;
    setWaiting(null);
    // what came with the draft has to be seen first
    if (isKnown && text === waiting.html) void send(waiting.status, waiting.sendAt);
  }, [waiting, now.state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    if (composer.wantsFocus.current) editor.current?.focus();
    composer.wantsFocus.current = false;
  }, []);
  const section = t("actions.ticket");
  const root = useRef<HTMLElement>(null);
  // if it was changed elsewhere and is not visible, it is loaded, not sent
  const sendAs = (status: Status | null) => {
    if (root.current?.contains(document.activeElement)) void send(status);
    else if (!document.activeElement?.closest(BUSY_WITH_OTHERS)) editor.current?.focus();
  };
  useActions([
    { id: "insert macro", section, label: t("macros.pick"), run: () => setMacroAsked("button") },
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
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) void draft.flush();
  };
  const label = isNote ? t("replies.noteLabel") : t("replies.replyLabel");
  return (
    <section ref={root} className={css.composer} data-note={isNote || undefined} aria-label={label} onBlur={leave}>
      <OthersReplied seen={seen} />
      {now.state === "conflict" && <DraftConflict draft={draft} />}
      <div className={css.head}>
        <ActionIcon size={36} className={css.fold} aria-label={t("common.close")} onClick={composer.close}>
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
        <span className={css.who}>
          {isNote
            ? t("replies.teamOnly")
            : t("replies.seenBy", { name: ticket.contact_name ?? ticket.company_name ?? t("replies.theCustomer") })}
        </span>
      </div>
      {!isNote && <RecipientsRow ticket={ticket.id} />}
      <Pictures value={pictures}>
        <Editor
          handle={editor}
          label={label}
          placeholder={isNote ? t("replies.writeNote") : t("replies.writeReply")}
          text={text}
          revision={revision}
          onChange={(html) => {
            draft.change({ text: html });
            tellTyping(ticket.id, html !== "");
          }}
          onFiles={uploads.add}
          onSlash={() => setMacroAsked("slash")}
          onSend={() => void send(null)}
          onSendAndResolve={() => void send("resolved")}
          onEscape={() => {
            if (!hasContent) composer.close();
            document.querySelector<HTMLElement>("[data-conversation]")?.focus();
          }}
          tools={
            <ComposerFoot
              composer={composer}
              isBusy={isBusy || waiting !== null}
              isReady={isReady}
              onSend={send}
              onMacro={() => setMacroAsked("button")}
            />
          }
        />
      </Pictures>
      {!isNote && signature && <Signature html={signature} isOn={signs} onChange={setSigns} />}
      <DraftFiles files={files} uploads={uploads} onRemove={({ id }) => editor.current?.removePicture(id)} />
      {macroAsked && <MacroPlace composer={composer} asked={macroAsked} onClose={() => setMacroAsked(null)} />}
      {asksPublic && (
        <MakePublic
          name={ticket.contact_name ?? ticket.company_name}
          onEnd={(isPublic) => {
            setAsksPublic(false);
            if (isPublic) draft.change({ isNote: false });
            requestAnimationFrame(() => editor.current?.focus());
          }}
        />
      )}
      {guard && (
        <Guard
          meanwhile={guard.meanwhile}
          isBusy={isBusy}
          onSend={() => void send(guard.status, guard.sendAt, true)}
          onBack={() => {
            seen.acknowledge();
            setGuard(null);
            requestAnimationFrame(() => editor.current?.focus());
          }}
        />
      )}
    </section>
  );
}
