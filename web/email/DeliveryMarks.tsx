import "../lib/later-texts.ts";
import { Button, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { type Comment, timelineQuery } from "../tickets/ticket-query.ts";
import type { Delivery } from "../tickets/timeline-entries.ts";
import { conversationQuery } from "./conversation-query.ts";
import css from "./DeliveryMarks.module.css";
import { EmailDrawer } from "./EmailDrawer.tsx";
import { useCanResend, useResend } from "./email-actions.ts";
import { isMoving, MOVING_AGAIN_MS } from "./email-queries.ts";
import { ServerWords } from "./ServerWords.tsx";
import { isUnsent, StateMark, stateWords } from "./StateMark.tsx";
import { SuppressedLine, useSuppression } from "./SuppressedLine.tsx";

const CAN_RESEND = ["failed", "bounced", "deferred", "held", "suppressed"];
const HAS_SERVER_WORDS = ["failed", "bounced", "deferred", "unknown"];

// how long to wait for the emails of a reply that has none
const EXPECTED_MS = 20_000;

/**
 * Below a reply, or a customer's message that was passed on: the state of its email to each recipient, and the server's words
 * if it was not delivered.
 */
export function DeliveryMarks({ comment, delivery }: { comment: Comment; delivery: readonly Delivery[] }) {
  const { ticket } = useOpenTicket();
  const isExpected = () => Date.now() - new Date(comment.created_at).getTime() < EXPECTED_MS;
  const isWatched = delivery.length === 0 ? isExpected : () => delivery.some(({ state }) => isMoving(state));
  useQuery({ ...timelineQuery(ticket.id), refetchInterval: () => (isWatched() ? MOVING_AGAIN_MS : false) });
  return delivery.length > 0 && <Marks delivery={delivery} isNamed={comment.author_kind === "contact"} />;
}

/** Below a description that an agent sent: the state of its email. */
export function OpeningMarks({ ticket }: { ticket: string }) {
  const { data } = useQuery({
    ...conversationQuery(ticket),
    refetchInterval: ({ state: { data: now } }) =>
      now?.opening.some(({ state }) => isMoving(state)) ? MOVING_AGAIN_MS : false,
  });
  return data && data.opening.length > 0 && <Marks delivery={data.opening} />;
}

// an acknowledgment that is sent, as usual, says nothing
const NOTABLE = ["deferred", "unknown", "bounced", "failed", "suppressed", "cancelled", "held"];

/** Below a description that a customer sent: an acknowledgment that did not reach them, and why. */
export function AcknowledgementMarks({ ticket }: { ticket: string }) {
  const t = useTexts();
  const { data } = useQuery(conversationQuery(ticket));
  const notable = data?.acknowledgement.filter(({ state }) => NOTABLE.includes(state)) ?? [];
  return notable.length > 0 && <Marks delivery={notable} label={t("email.acknowledgementOf")} />;
}

interface MarksProps {
  delivery: readonly Delivery[];
  /** Whether the address of a single recipient is shown, too. */
  isNamed?: boolean;
  /** What the emails are, if they are no reply. */
  label?: string;
}

function Marks({ delivery, isNamed = false, label }: MarksProps) {
  const t = useTexts();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <ul className={css.marks} aria-label={label ?? t("email.yourDelivery")}>
        {delivery.map((each) => (
          <li key={each.id}>
            {label && <span className={css.quiet}>{label}</span>}
            <Mark email={each} isNamed={isNamed || delivery.length > 1} onOpen={() => setOpen(each.id)} />
          </li>
        ))}
      </ul>
      {open && <EmailDrawer id={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Mark({ email, isNamed, onOpen }: { email: Delivery; isNamed: boolean; onOpen: () => void }) {
  const t = useTexts();
  const user = useUser();
  const resend = useResend(email.id);
  const canResend = useCanResend();
  const ticket = useOpenTicket().ticket.id;
  const isSuppressed = useSuppression({ ticket, address: email.address }) !== undefined;
  const { state, address, role, last_reply: words, waits_for: waitsFor, reason } = email;
  return (
    <div className={css.line}>
      <UnstyledButton
        className={css.state}
        onClick={onOpen}
        aria-label={t("email.toAddress", { state: stateWords(t, state, reason), address })}
        title={address}
      >
        <StateMark state={state} reason={reason} />
      </UnstyledButton>
      {(isNamed || HAS_SERVER_WORDS.includes(state)) && (
        <span className={css.quiet}>
          {role !== "to" && `${t(`email.roles.${role}`)}: `}
          {address}
        </span>
      )}
      {reason === "no_mailbox" && (
        <span className={css.quiet}>
          {t(
            canResend(state)
              ? "email.heldReadyHere"
              : may(user, "mailbox.manage")
                ? "email.heldForAdmin"
                : "email.heldForAgent",
          )}
        </span>
      )}
      {waitsFor && <span className={css.quiet}>{t(`email.waitsFor.${waitsFor}`)}</span>}
      {words && HAS_SERVER_WORDS.includes(state) && <ServerWords words={words} />}
      {state === "suppressed" && <SuppressedLine ticket={ticket} address={address} />}
      {!isSuppressed && canResend(state) && (CAN_RESEND.includes(state) || isUnsent(reason)) && (
        <Button
          size="compact-xs"
          variant="default"
          loading={resend.isPending}
          onClick={() => resend.mutate(null)}
          className={css.resend}
        >
          {t(isUnsent(reason) ? "email.sendAnyway" : state === "held" ? "email.sendNow" : "email.resend")}
        </Button>
      )}
    </div>
  );
}
