import { emailOfMessageId, isReplyTokenFor, readReplyToken, tagOf } from "../emails/addresses.ts";
import { type Db, query } from "../platform/database.ts";
import type { Sealing } from "../platform/sealing.ts";
import type { Authentication } from "./authenticate.ts";
import type { ParsedEmail } from "./message.ts";

export type SuggestionReason =
  | "not_a_participant"
  | "not_authenticated"
  | "retired_token"
  | "closed_long_ago"
  | "in_trash";
export interface Suggestion {
  ticket: string;
  ticket_number: string;
  reason: SuggestionReason;
}

/** The ticket that an email belongs to, and how that was determined. Near misses are suggestions. */
export interface Thread {
  ticket: string | null;
  /** `person`: someone chose the ticket in the app. */
  matchedBy: "token" | "message_id" | "subject" | "new" | "person";
  matchedText: string | null;
  /** Whether the sender is a participant of the ticket. */
  takesPart: boolean;
  /** The user who wrote the email, if they take no part as a customer and the email proves its sender. */
  agent: string | null;
  suggestions: Suggestion[];
}

interface Candidate {
  ticket: string;
  matchedBy: "token" | "message_id" | "subject";
  matchedText: string;
  isRetired?: boolean;
}

interface Row {
  id: string;
  ticket_number: string;
  is_trashed: boolean;
  is_long_closed: boolean;
  takes_part: boolean;
  agent: string | null;
}

/** A ticket resolved or closed more than this many days ago is not reopened: the email opens one that continues it. */
export const REOPEN_DAYS = 14;

export async function findThread(
  db: Db,
  sealing: Sealing,
  message: ParsedEmail,
  { from, recipients, auth }: { from: string; recipients: readonly string[]; auth: Authentication },
): Promise<Thread> {
  const candidates = [
    ...(await byToken(db, sealing, recipients, from)),
    ...(await byMessageId(db, sealing, message)),
    ...(await bySubject(db, message.subject)),
  ];
  const suggestions = new Map<string, Suggestion>();
  for (const candidate of candidates) {
    const row = await ticketFor(db, candidate.ticket, from);
    if (!row) continue;
    const obstacle = obstacleOf(candidate, row, auth);
    if (!obstacle) {
      const { matchedBy, matchedText } = candidate;
      const agent = agentOf(row, auth);
      return { ticket: row.id, matchedBy, matchedText, takesPart: row.takes_part, agent, suggestions: [] };
    }
    if (!suggestions.has(row.id))
      suggestions.set(row.id, { ticket: row.id, ticket_number: row.ticket_number, reason: obstacle });
  }
  return {
    ticket: null,
    matchedBy: "new",
    matchedText: null,
    takesPart: false,
    agent: null,
    suggestions: [...suggestions.values()].slice(0, 5),
  };
}

/** Why an email does not join the ticket that it seems to belong to; null if it does. */
function obstacleOf({ matchedBy, isRetired }: Candidate, row: Row, auth: Authentication): SuggestionReason | null {
  if (row.is_trashed) return "in_trash";
  if (isRetired) return "retired_token";
  if (agentOf(row, auth)) return null;
  if (matchedBy !== "token" && !row.takes_part) return "not_a_participant";
  if (matchedBy === "message_id" && auth.verdict === "fail") return "not_authenticated";
  if (matchedBy === "subject" && auth.verdict !== "pass") return "not_authenticated";
  return row.is_long_closed ? "closed_long_ago" : null;
}

const agentOf = ({ takes_part, agent }: Row, { verdict }: Authentication): string | null =>
  !takes_part && verdict === "pass" ? agent : null;

/** The tickets whose reply addresses an email was sent to: addresses that were given to someone, and retired ones. */
async function byToken(db: Db, sealing: Sealing, recipients: readonly string[], from: string): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const address of recipients.slice(0, 50)) {
    const tag = tagOf(address);
    const token = tag?.kind === "t" ? readReplyToken(sealing, tag.token) : null;
    if (!token) continue;
    const replyAddresses = await query<{ mailbox: string; address: string }>(
      db,
      `select m.id as mailbox, x.address from mailboxes m,
         (select $2::text as address
          union
          select e.address from outgoing_emails e where e.ticket in ($1, merged_ticket($1))
          union
          select p.address from participants p where p.ticket in ($1, merged_ticket($1))
          union
          select a.address
          from tickets t
          join contact_addresses a on a.contact = t.contact
          where t.id in ($1, merged_ticket($1))) x`,
      [token.ticket, from],
    );
    const candidate = { ticket: token.ticket, matchedBy: "token" as const, matchedText: address };
    if (replyAddresses.some((each) => isReplyTokenFor(sealing, token, each.mailbox, each.address)))
      candidates.push(candidate);
    // made with an earlier key, so nothing proves that Docket gave it to someone
    else if (!token.isCurrent) candidates.push({ ...candidate, isRetired: true });
  }
  return candidates;
}

/** The tickets of the emails that this one replies to, the nearest first. */
async function byMessageId(db: Db, sealing: Sealing, { inReplyTo, references }: ParsedEmail): Promise<Candidate[]> {
  const ids = [...new Set([inReplyTo, ...references.toReversed()].filter((id) => id !== null))];
  if (ids.length === 0) return [];
  const emails = ids.map((id) => emailOfMessageId(sealing, id));
  const rows = await query<{ ticket: string; id: string }>(
    db,
    `select x.id, coalesce(e.ticket, c.ticket, m.ticket) as ticket
     from unnest($1::text[], $2::uuid[]) with ordinality as x (id, email, n)
     left join outgoing_emails e on e.id = x.email
     left join lateral (
       select *
       from email_messages
       where message_id = x.id
       order by created_at desc
       limit 1) m on true
     left join comments c on c.id = m.comment
     where coalesce(e.ticket, c.ticket, m.ticket) is not null order by x.n`,
    [ids, emails],
  );
  return rows.map(({ ticket, id }) => ({ ticket, matchedBy: "message_id" as const, matchedText: id }));
}

async function bySubject(db: Db, subject: string): Promise<Candidate[]> {
  const numbers = [...new Set([...subject.matchAll(/\bT-\d{8}-\d{4,8}\b/gi)].map(([number]) => number.toUpperCase()))];
  if (numbers.length === 0) return [];
  const rows = await query<{ id: string; ticket_number: string }>(
    db,
    `select id, ticket_number from tickets where ticket_number = any($1::text[])
     union
     select source, source_number from ticket_merges where source_number = any($1::text[]) and undone_at is null`,
    [numbers.slice(0, 5)],
  );
  return rows.map(({ id, ticket_number }) => ({
    ticket: id,
    matchedBy: "subject" as const,
    matchedText: ticket_number,
  }));
}

async function ticketFor(db: Db, id: string, from: string): Promise<Row | null> {
  const [row] = await query<Row>(
    db,
    `select t.id, t.ticket_number, t.deleted_at is not null as is_trashed,
       t.status in ('resolved', 'closed')
         and coalesce(t.closed_at, t.resolved_at, t.updated_at) < now() - make_interval(days => $3) as is_long_closed,
       exists (
         select from contact_addresses a
         where a.contact = t.contact and a.address_key = address_key($2))
         or exists (select from participants p
           where p.ticket = t.id and p.state = 'accepted' and address_key(p.address) = address_key($2)) as takes_part,
       (select max(u.id::text)::uuid from users u where lower(u.email) = lower($2) and u.is_active
         having count(*) = 1) as agent
     from tickets t where t.id = merged_ticket($1)`,
    [id, from, REOPEN_DAYS],
  );
  return row ?? null;
}
