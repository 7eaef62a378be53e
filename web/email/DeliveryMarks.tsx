import { RECIPIENT_ROLES } from "../../wire/recipient-words.ts";
import "../lib/later-texts.ts";
import { Button, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { may } from "../../wire/permissions.ts";
import { useUser } from "../lib/session.ts";
import { locale, useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import { type Comment, timelineQuery } from "../tickets/ticket-query.ts";
import type { Delivery } from "../tickets/timeline-entries.ts";
import { conversationQuery } from "./conversation-query.ts";
import css from "./DeliveryMarks.module.css";
import { EmailDrawer } from "./EmailDrawer.tsx";
import { useCanResend, useResend } from "./email-actions.ts";
import { isMoving, MOVING_AGAIN_MS } from "./email-queries.ts";
import { groupByOutcome } from "./group-emails.ts";
import { ServerWords } from "./ServerWords.tsx";
import { emailStateWords, isUnsent, StateMark } from "./StateMark.tsx";
import { SuppressedLine } from "./SuppressedLine.tsx";

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
        {groupByOutcome(delivery).map((emails) => (
          <li key={emails[0]!.id}>
            {label && <span className={css.quiet}>{label}</span>}
            <Mark emails={emails} isNamed={isNamed || delivery.length > 1} onOpen={setOpen} />
          </li>
        ))}
      </ul>
      {open && <EmailDrawer id={open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface MarkProps {
  /** The emails that share the line, because they have the same outcome. */
  emails: readonly Delivery[];
  isNamed: boolean;
  onOpen(id: string): void;
}

function Mark({ emails, isNamed, onOpen }: MarkProps) {
  const t = useTexts();
  const user = useUser();
  const canResend = useCanResend();
  const ticket = useOpenTicket().ticket.id;
  const { id, state, address, last_reply: words, waits_for: waitsFor, reason } = emails[0]!;
  const addresses = new Intl.ListFormat(locale()).format(emails.map((each) => each.address));
  return (
    <div className={css.line}>
      <UnstyledButton
        className={css.state}
        onClick={() => onOpen(id)}
        aria-label={t("email.toAddress", { state: emailStateWords(t, state, reason), address: addresses })}
        title={addresses}
      >
        <StateMark state={state} reason={reason} />
      </UnstyledButton>
      {(isNamed || HAS_SERVER_WORDS.includes(state)) && <Recipients emails={emails} onOpen={onOpen} />}
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
      <Resend emails={emails} />
    </div>
  );
}

/** The recipients by To, Cc and Bcc; each opens their email. */
function Recipients({ emails, onOpen }: Pick<MarkProps, "emails" | "onOpen">) {
  const t = useTexts();
  if (emails.length === 1)
    return (
      <span className={css.quiet}>
        {emails[0]!.role !== "to" && `${t(`email.roles.${emails[0]!.role}`)}: `}
        {emails[0]!.address}
      </span>
    );
  return RECIPIENT_ROLES.flatMap((role) => {
    const inRole = emails.filter((each) => each.role === role);
    if (inRole.length === 0) return [];
    return (
      <span key={role} className={css.quiet}>
        {t(`email.roles.${role}`)}:{" "}
        {inRole.map(({ id, address }, at) => (
          <Fragment key={id}>
            {at > 0 && ", "}
            <UnstyledButton className={css.recipient} onClick={() => onOpen(id)}>
              {address}
            </UnstyledButton>
          </Fragment>
        ))}
      </span>
    );
  });
}

/** Sends those emails again that can be sent, all at once. */
function Resend({ emails }: Pick<MarkProps, "emails">) {
  const t = useTexts();
  const { data } = useQuery(conversationQuery(useOpenTicket().ticket.id));
  const canResend = useCanResend();
  const isSuppressed = (address: string) => data?.suppressed.some((each) => each.address === address.toLowerCase());
  const sendable = emails.filter(({ address }) => !isSuppressed(address));
  const resend = useResend(sendable.map(({ id }) => id));
  const { state, reason } = emails[0]!;
  if (sendable.length === 0 || !canResend(state) || !(CAN_RESEND.includes(state) || isUnsent(reason))) return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={resend.isPending}
      onClick={() => resend.mutate(null)}
      className={css.resend}
    >
      {t(isUnsent(reason) ? "email.sendAnyway" : state === "held" ? "email.sendNow" : "email.resend")}
    </Button>
  );
}
