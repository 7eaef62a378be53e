import type { EmailState } from "../../wire/email-words.ts";
import { type Db, query } from "../platform/database.ts";
import { emailUpdated } from "./updated.ts";

/** The outcome of an email as a report states it. */
export interface Reported {
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  status: string;
  diagnostic: string;
  isComplaint: boolean;
}

/** The email's ticket, and whether a message to a contact did not arrive for good. */
export interface ReportedEmail {
  ticket: string | null;
  address: string;
  isNewBounce: boolean;
}

// the mailbox does not exist, or accepts no email from us: writing again would only harm the desk's reputation
const GONE = /^5\.(?:1\.(?:1|10|2|3)|7\.\d+)$/;
const FULL = /^5\.2\.2$/;
const FULL_TIMES = 3;

/**
 * Records what a delivery report says about an email; null if there is no such email. A repeated report changes
 * nothing.
 */
export async function recordReport(db: Db, id: string, report: Reported): Promise<ReportedEmail | null> {
  const [email] = await query<{ ticket: string | null; address: string; state: EmailState; kind: string }>(
    db,
    "select ticket, address, state, kind from outgoing_emails where id = $1 for update",
    [id],
  );
  if (!email) return null;
  const { action, status, diagnostic, isComplaint } = report;
  const isBounce = action === "failed" && !isComplaint;
  const outcome = isBounce ? "bounced" : action === "delayed" ? "delayed" : "delivered";
  if (!isComplaint)
    await query(
      db,
      `insert into delivery_attempts (email, outcome, enhanced_code, reply)
       select $1, $2, nullif($3, ''), nullif($4, '')
       where not exists (select from delivery_attempts where email = $1 and outcome = $2)`,
      [id, outcome, status, diagnostic],
    );
  const isNewBounce = isBounce && email.state !== "bounced";
  if (isNewBounce || (outcome === "delivered" && !isComplaint && email.state === "accepted"))
    await query(
      db,
      `with updated as (
         update outgoing_emails
         set state = $2, reason = case when $2 = 'bounced' then 'bounced' end, ended_at = now()
         where id = $1
         returning id, kind, ticket, state)
       ${emailUpdated("updated")}`,
      [id, outcome],
    );
  const isFullOften = isBounce && FULL.test(status) && (await timesFull(db, email.address)) >= FULL_TIMES;
  if (isComplaint || isFullOften || (isBounce && GONE.test(status)))
    await suppress(db, email.address, isComplaint ? "complaint" : "bounce", id, diagnostic);
  return { ticket: email.ticket, address: email.address, isNewBounce };
}

async function timesFull(db: Db, address: string): Promise<number> {
  const [row] = await query<{ n: number }>(
    db,
    `select count(distinct e.id)::int as n from delivery_attempts a join outgoing_emails e on e.id = a.email
     where lower(e.address) = lower($1)
       and a.outcome = 'bounced'
       and a.enhanced_code = '5.2.2'
       and a.at > now() - interval '7 days'`,
    [address],
  );
  return row!.n;
}

const suppress = (db: Db, address: string, because: "bounce" | "complaint", email: string, note: string) =>
  query(
    db,
    `insert into suppressions (address, scope, because, note, email) values (lower($1), 'all', $2, $3, $4)
     on conflict (address)
       do update set scope = 'all', because = excluded.because, note = excluded.note, email = excluded.email,
         until = null
     where suppressions.because <> 'admin'`,
    [address, because, note.slice(0, 500), email],
  );

/** Sends the further emails of a ticket from the mailbox that it came to. */
export const setTicketMailbox = (db: Db, ticket: string, mailbox: string) =>
  query(
    db,
    `insert into ticket_mailboxes (ticket, mailbox)
     values ($1, $2)
     on conflict (ticket) do update set mailbox = excluded.mailbox`,
    [ticket, mailbox],
  );

export interface Copy {
  address: string;
  name: string;
  isAccepted: boolean;
}

// a few people who should read along, not everyone on a mailing list
const MAX_PARTICIPANTS = 20;

/** Records who else an email went to. Only accepted people get replies; an agent decides about the others. */
export async function addCopies(db: Db, ticket: string, copies: readonly Copy[]): Promise<void> {
  if (copies.length === 0) return;
  await query(
    db,
    `insert into participants (ticket, contact, address, name, state)
     select $1,
       (select a.contact
         from contact_addresses a
         where a.address_key = address_key(x.address)
         order by a.created_at limit 1),
       x.address, x.name, case when x."isAccepted" then 'accepted' else 'proposed' end
     from json_to_recordset($2::json) as x (address text, name text, "isAccepted" boolean)
     where not exists (select from tickets t join contact_addresses a on a.contact = t.contact
       where t.id = $1 and a.address_key = address_key(x.address))
     limit greatest(0, ${MAX_PARTICIPANTS} - (select count(*) from participants where ticket = $1))
     on conflict do nothing`,
    [ticket, JSON.stringify(copies)],
  );
}
