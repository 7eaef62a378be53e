import type { EmailReason, EmailState } from "../../wire/email-words.ts";
import { RECIPIENT_ROLES, type RecipientRole } from "../../wire/recipient-words.ts";

interface OneEmail {
  id: string;
  state: EmailState;
  reason: EmailReason | null;
  last_reply: string | null;
  waits_for: string | null;
}

interface ListedEmail extends OneEmail {
  kind: string;
  ticket: string | null;
  comment: string | null;
}

/** The emails by role: To, Cc, Bcc. */
export const byRole = <Email extends { role: RecipientRole }>(emails: readonly Email[]): Email[] =>
  RECIPIENT_ROLES.flatMap((role) => emails.filter((email) => email.role === role));

// an address that gets no email has a line of its own, which says why
const outcomeOf = ({ id, state, reason, last_reply, waits_for }: OneEmail) =>
  state === "suppressed" ? [id] : [state, reason, last_reply, waits_for];

/** The emails of one message: those with the same outcome are together. */
export const groupByOutcome = <Email extends OneEmail>(emails: readonly Email[]): Email[][] => [
  ...Map.groupBy(emails, (email) => JSON.stringify(outcomeOf(email))).values(),
];

/** A list of emails: those of one message that have the same outcome are together, where the first of them stands. */
export const groupByMessage = <Email extends ListedEmail>(emails: readonly Email[]): Email[][] => [
  ...Map.groupBy(emails, (email) => {
    const message = email.comment ?? (email.kind === "opening" ? email.ticket : null) ?? email.id;
    return JSON.stringify([email.kind, message, ...outcomeOf(email)]);
  }).values(),
];
