import type { EmailKind, UnansweredReason } from "../../wire/email-words.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { defaultMailbox } from "../mailboxes/senders.ts";
import { type Db, query } from "../platform/database.ts";
import { isContactKind, isSecret } from "./kinds.ts";
import { emailUpdated } from "./updated.ts";

export interface Recipient {
  contact?: string | null;
  user?: string | null;
  address: string;
  name: string;
  role?: "to" | "cc" | "bcc";
}

/** An email to write. Its text is rendered when it is sent. */
export interface EmailDraft {
  kind: EmailKind;
  recipient: Recipient;
  ticket?: string | null;
  comment?: string | null;
  mailbox?: string | null;
  /** The event that it is about; an address gets no second email about that. */
  cause?: number | null;
  /** When it is sent; until then it can be canceled without a trace. */
  notBefore?: string | null;
  details?: Record<string, unknown>;
  /** Why it is not sent; it is written so that the ticket shows it. */
  unsent?: UnansweredReason | null;
}

/**
 * Writes emails, one row per recipient, and returns the IDs of the new ones. Without a mailbox, and with `MAIL_OUT=hold`,
 * they are held. An email to a suppressed address is written as suppressed, so that the ticket shows it.
 */
export async function writeEmails(
  db: Db,
  { mailOut }: Pick<Mail, "mailOut">,
  drafts: readonly EmailDraft[],
): Promise<string[]> {
  if (drafts.length === 0 || mailOut === "off") return [];
  const fallback = await defaultMailbox(db);
  const rows = await query<{ id: string }>(
    db,
    `with written as (
     insert into outgoing_emails (kind, ticket, comment, contact, user_id, address, name, role, details, cause, mailbox,
        state, reason,
       not_before, next_try_at, ended_at)
     select d.kind, d.ticket, d.comment, d.contact, d.user_id, d.address, d.name, d.role, d.details, d.cause, box.id,
       state.word,
       case state.word
         when 'cancelled' then d.unsent
         when 'suppressed' then 'suppressed'
         when 'held' then case
         when box.id is null then 'no_mailbox'
         else 'mail_out_hold'
         end
         end,
       coalesce(d.not_before, now()), coalesce(d.not_before, now()), case when state.word in ('suppressed', 'cancelled') then now() end
     from json_to_recordset($1::json) as d (kind text, ticket uuid, comment uuid, contact uuid, user_id uuid,
         address text,
       name text, role text, details jsonb, cause bigint, mailbox uuid, not_before timestamptz, is_notification boolean,
         unsent text, position bigint)
     cross join lateral (select coalesce(
       (select m.id from mailboxes m where m.id = d.mailbox),
       (select m.id
       from ticket_mailboxes t
       join mailboxes m on m.id = t.mailbox and m.is_enabled
       where t.ticket = d.ticket),
       $2::uuid) as id) box
     cross join lateral (select case
       when d.unsent is not null then 'cancelled'
       when exists (select 1
         from suppressions s
         where s.address = lower(d.address) and (s.until is null or s.until > now())
         and (s.scope = 'all' or d.is_notification)) then 'suppressed'
       when box.id is null or $3 = 'hold' then 'held' else 'waiting' end as word) state
     order by d.position
     on conflict do nothing returning *),
     held as (select * from written where state = 'held'),
     event as (${emailUpdated("held")})
     select id from written order by serial`,
    [JSON.stringify(drafts.map(rowOf)), fallback, mailOut],
  );
  return rows.map(({ id }) => id);
}

const rowOf = (
  { kind, recipient, ticket, comment, mailbox, cause, notBefore, details, unsent }: EmailDraft,
  at: number,
) => ({
  kind,
  ticket: ticket ?? null,
  comment: comment ?? null,
  contact: recipient.contact ?? null,
  user_id: recipient.user ?? null,
  address: recipient.address,
  name: recipient.name,
  role: recipient.role ?? "to",
  details: details ?? {},
  cause: cause ?? null,
  mailbox: mailbox ?? null,
  not_before: notBefore ?? null,
  is_notification: !isContactKind(kind) && !isSecret(kind) && kind !== "test",
  unsent: unsent ?? null,
  position: at,
});
