import type { BOUNCE_REASONS, IncomingReason } from "../../wire/incoming-words.ts";
import { type Db, query } from "../platform/database.ts";
import type { Authentication } from "./authenticate.ts";
import type { Signal } from "./classify.ts";
import type { ParsedEmail } from "./message.ts";
import type { Suggestion } from "./threads.ts";
import { incomingUpdated } from "./updated.ts";

/** A received email that this server is processing. */
export interface ClaimedArrival {
  id: string;
  serial: number;
  mailbox: string | null;
  received_at: string;
  /** Null once the bytes have been deleted because of their age. */
  file: string | null;
  size: number;
  /** The size of an email of which only the header is stored; otherwise null. */
  full_size: number | null;
  /** Where it is on the mail server that it was fetched from. */
  arrival_key: string | null;
  sha256: string;
  envelope: { from?: string; to?: string[]; ip?: string; helo?: string };
  tries: number;
  locked_until: string;
  released_by: string | null;
  chosen_ticket: string | null;
  /** Those of all mailboxes, in lower case. */
  own_addresses: string[];
}

/** Another server works on the email now; what this one wrote is rolled back. */
export class TakenOverError extends Error {}

/** The outcome of an email. */
export interface Ending {
  state: "done" | "quarantined" | "held";
  outcome?: "ticket" | "reply" | "third_party" | "bounce" | "automatic" | "duplicate";
  reason?: IncomingReason | (typeof BOUNCE_REASONS)[number];
  detail?: string;
  matchedBy?: "token" | "message_id" | "subject" | "new" | "person";
  matchedText?: string | null;
  ticket?: string | null;
  comment?: string | null;
  duplicateOf?: string;
  suggestions?: readonly Suggestion[];
  /** What is stored of an email in a ticket besides its text: whether a program sent it, and what it quotes. */
  brings?: { isAutomatic: boolean; quotedHtml: string };
}

/** The facts that were read from an email. */
export interface Findings {
  message?: ParsedEmail;
  auth?: Authentication;
  signals?: readonly Signal[];
  /** What is known about an email that cannot be read. */
  glimpse?: { subject: string; address: string | null };
}

/** Writes the outcome of an email, and what it brings to its ticket. False if another server has it now. */
export async function end(db: Db, email: ClaimedArrival, ending: Ending, findings: Findings): Promise<boolean> {
  const rows = await query(
    db,
    `with ended as (
       update incoming_emails
       set state = $3, outcome = $4, reason = $5, reason_detail = $6, matched_by = $7, matched_text = $8, ticket = $9,
         comment = $10, duplicate_of = $11, suggestions = $12, message_id = coalesce($13, message_id),
         from_address = coalesce($14, from_address), from_name = coalesce($15, from_name),
         subject = coalesce($16, subject), body_hash = coalesce($17, body_hash), auth = $18, signals = $19,
         locked_until = null, ended_at = now()
       where id = $1 and state = 'received' and locked_until = $2::timestamptz
       returning id, state, ticket, comment, message_id, from_address, from_name),
     undecided as (select id from ended where state in ('quarantined', 'held')),
     event as (${incomingUpdated("undecided")}),
     message as (
       insert into email_messages (incoming, ticket, comment, message_id, from_address, from_name, is_automatic,
         quoted_html, in_reply_to, reference_ids, recipients, copies, sent_at)
       select id, ticket, comment, message_id, from_address, from_name, $20::boolean, $21, $22, $23::text[],
         $24::jsonb, $25::jsonb, $26::timestamptz
       from ended
       where $20::boolean is not null
       on conflict (incoming)
         do update set ticket = excluded.ticket, comment = excluded.comment, quoted_html = excluded.quoted_html)
     select id from ended`,
    [
      email.id,
      email.locked_until,
      ...outcomeValues(ending),
      ...readValues(findings),
      ...broughtValues(ending, findings),
    ],
  );
  return rows.length > 0;
}

const outcomeValues = (ending: Ending) => [
  ending.state,
  ending.outcome ?? null,
  ending.reason ?? null,
  ending.detail?.slice(0, 500) ?? null,
  ending.matchedBy ?? null,
  ending.matchedText?.slice(0, 500) ?? null,
  ending.ticket ?? null,
  ending.comment ?? null,
  ending.duplicateOf ?? null,
  JSON.stringify(ending.suggestions ?? []),
];

function readValues({ message, auth, signals, glimpse }: Findings) {
  const sender = message && "address" in message.sender ? message.sender : null;
  return [
    message?.messageId ?? null,
    sender?.address ?? glimpse?.address ?? null,
    sender?.name.slice(0, 200) ?? null,
    message?.subject ?? glimpse?.subject ?? null,
    message?.bodyHash ?? null,
    auth ? JSON.stringify(auth) : null,
    JSON.stringify(signals ?? []),
  ];
}

const broughtValues = ({ brings }: Ending, { message }: Findings) => [
  brings?.isAutomatic ?? null,
  brings?.quotedHtml ?? null,
  message?.inReplyTo ?? null,
  message?.references ?? [],
  JSON.stringify(message?.to ?? []),
  JSON.stringify(message?.cc ?? []),
  message?.sentAt ?? null,
];
