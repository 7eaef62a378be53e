import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Status } from "../../wire/ticket-words.ts";
import { conversationQuery } from "../email/conversation-query.ts";
import { unfinishedAddress } from "../email/unfinished-address.ts";
import { savedSignature, usePreferences } from "../lib/preferences.ts";
import { useUser } from "../lib/session.ts";
import { useStore, useStorePart } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { assignToMe, offerAssignment } from "../tickets/offer-assignment.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { useTicketActions } from "../tickets/use-ticket-actions.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { focusConversation } from "./focus-conversation.ts";
import { isFilled } from "./MacroPlace.tsx";
import { recipientsToSend } from "./recipients.ts";
import { withSignature } from "./Signature.tsx";
import { type ChangesSinceSeen, DraftConflictError, sendReply, TicketChangedError, undoReply } from "./send.ts";
import { tellTyping } from "./typing.ts";
import { offerUndo } from "./undo-offer.ts";
import type { ComposerState } from "./use-composer.ts";
import type { SeenVersion } from "./use-seen-version.ts";
import { useTaking } from "./use-taking.ts";

/** How the draft is to be sent. */
interface SendOptions {
  /** The ticket's new status. */
  status: Status | null;
  /** When to send it; null: after the undo time. */
  sendAt: string | null;
}

interface Delivery extends SendOptions {
  html: string;
  isNote: boolean;
  isSigned: boolean;
  /** Whether it assigns the ticket to its author. */
  takes: boolean;
  /** The version of the ticket that the author has seen. */
  seen: number;
  /** Whether to send it even if the ticket has changed since that version. */
  force: boolean;
}

export type Sending = ReturnType<typeof useSending>;

/** Sends the draft. If others have changed the ticket since the author looked, `guard` holds the question to ask first. */
export function useSending(composer: ComposerState, version: SeenVersion, onSent: () => void) {
  const t = useTexts();
  const { draft, uploads, editor } = composer;
  // without the text, or the composer would render with each letter
  const state = useStorePart(draft.now, ({ state }) => state);
  const hasText = useStorePart(draft.now, ({ text, files }) => text !== "" || files.length > 0);
  const uploading = useStore(uploads.now);
  const [isBusy, setBusy] = useState(false);
  const [signs, setSigns] = useState(true);
  const taking = useTaking(draft);
  const [guard, setGuard] = useState<(SendOptions & { changesSinceSeen: ChangesSinceSeen }) | null>(null);
  const deliver = useDelivery(composer, onSent);
  const isKnown = state !== "loading" && state !== "conflict";
  const send = async (status: Status | null, sendAt: string | null = null, force = false) => {
    const { text, files, isNote } = draft.now.get();
    const html = editor.current?.html() ?? text;
    if (uploading.length > 0) return showNotice(t("replies.stillUploading"));
    if (isBusy || state === "conflict") return;
    if (!isKnown) return wait({ html, status, sendAt });
    if (!html && files.length === 0) return editor.current?.focus();
    const addressField = isNote ? undefined : unfinishedAddress(document.querySelector("[data-recipients]"));
    if (addressField) return addressField.focus();
    if (!isFilled(html, composer)) return;
    setBusy(true);
    try {
      const isSigned = signs && !isNote;
      await deliver({ html, isNote, isSigned, takes: taking.isOn, status, sendAt, seen: version.version, force });
      setGuard(null);
    } catch (error) {
      if (error instanceof TicketChangedError) setGuard({ changesSinceSeen: error.changesSinceSeen, status, sendAt });
      // the banner above the text reports a conflict
      else if (!(error instanceof DraftConflictError)) showError(error, t("replies.notSent"));
    } finally {
      setBusy(false);
    }
  };
  const { wait, isWaiting } = useWaiting(composer, send);
  const isReady = hasText && uploading.length === 0 && !isBusy && isKnown;
  return { send, isBusy, isWaiting, isReady, guard, endGuard: () => setGuard(null), signs, setSigns, taking };
}

/** Once the server's draft has been read, sends what the author wanted to send before that, unless the two drafts differ. */
function useWaiting({ draft }: ComposerState, send: (status: Status | null, sendAt: string | null) => unknown) {
  const state = useStorePart(draft.now, ({ state }) => state);
  const [waiting, wait] = useState<(SendOptions & { html: string }) | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the draft has been read
  useEffect(() => {
    if (!waiting || state === "loading") return;
    wait(null);
    // the author has to see first what came with the server's draft
    if (state !== "conflict" && draft.now.get().text === waiting.html) void send(waiting.status, waiting.sendAt);
  }, [waiting, state]);
  return { wait, isWaiting: waiting !== null };
}

/** Sends a reply, closes the composer, and goes to the next ticket if the user prefers that. */
function useDelivery({ draft, close }: ComposerState, onSent: () => void) {
  const t = useTexts();
  const user = useUser();
  const { ticket } = useOpenTicket();
  const { auto_advance: advances } = usePreferences();
  const { next, open } = useTicketActions();
  const { data: conversation } = useQuery(conversationQuery(ticket.id));
  return async ({ html, isNote, isSigned, takes, status, sendAt, seen, force }: Delivery): Promise<void> => {
    // just after the page has opened, the preferences may not have arrived yet
    const whole = isSigned ? withSignature(html, await savedSignature()) : html;
    const reply = await sendReply(draft, {
      written: html,
      text: whole || `<p>${t("replies.filesOnly")}</p>`,
      status,
      seen,
      force,
      sendAt,
      moreChanges: takes && !sendAt ? { assigned_to: user.id, is_handover: true } : {},
      recipients: isNote ? {} : recipientsToSend(draft.now.get().recipients, conversation),
    });
    tellTyping(ticket.id, false);
    // until a scheduled reply is sent, others must see who has the ticket
    if (takes && sendAt) assignToMe(ticket);
    if (status === "in_progress" && ticket.assigned_to === null && !takes) offerAssignment(ticket);
    close();
    onSent();
    // the composer is gone, and the focus with it
    requestAnimationFrame(() => document.activeElement === document.body && focusConversation());
    if (!advances || !next) return;
    void open(next);
    const undo = async () => (await undoReply(draft, reply)) && open(ticket.id);
    if (!sendAt) offerUndo(reply, ticket.ticket_number, () => void undo());
  };
}
