import type { EmailKind } from "../../wire/email-words.ts";
import { MERGE_UNDO_HOURS } from "../../wire/merges.ts";
import { invalid } from "../../wire/problems.ts";
import { defaultMailbox } from "../mailboxes/senders.ts";
import { type Db, query } from "../platform/database.ts";
import { waitsFor } from "../tickets/earlier-email.ts";
import { fullName } from "../users/names.ts";
import { listParticipants } from "./participants.ts";

// What the page of a ticket shows beside its messages: who takes part in the conversation, which mailbox sends the replies,
// and what became of emails.

const listOf = (rows: string) => `(select coalesce(json_agg(row_to_json(x)), '[]') from (${rows}) x)`;

const SENDERS = `coalesce((
    select json_agg(
      json_build_object('id', m.id, 'name', m.name, 'address', m.address)
      order by m.is_default desc, m.name, m.id)::text
    from mailboxes m
    where m.is_enabled), '[]')`;

/** The mailboxes that can send email, as JSON text. */
export async function listSenders(db: Db): Promise<string> {
  const [row] = await query<{ json: string }>(db, `select ${SENDERS} as json`);
  return row!.json;
}

// The parts of the answer, as SQL; $1 is the ticket.

const REQUESTER = `
  select ct.id as contact, ct.email as address, ct.name
  from tickets t
  join contacts ct on ct.id = t.contact
  where t.id = $1 and ct.email <> ''`;

const MAILBOX = `
  select m.id
  from ticket_mailboxes x
  join mailboxes m on m.id = x.mailbox and m.is_enabled
  where x.ticket = $1`;

const FOLLOWERS = `
  select u.id, ${fullName("u")} as name
  from ticket_followers f
  join users u on u.id = f.user_id
  where f.ticket = $1
  order by f.created_at, u.id`;

/** Messages by people who take no part, or whose address is not proven. They are internal notes. */
const THIRD_PARTIES = `
  select i.comment, i.from_address as address, coalesce(i.from_name, '') as name, i.reason
  from incoming_emails i
  join comments m on m.id = i.comment and m.ticket = $1 and m.is_internal
  where i.outcome = 'third_party'
    and i.from_address is not null
    and not exists (select from users u where lower(u.email) = lower(i.from_address))
  order by m.created_at`;

/** The tickets to which the email that created this one may belong. */
const SUGGESTIONS = `
  select o.id as ticket, o.ticket_number, o.subject, s.reason
  from incoming_emails i
  cross join json_to_recordset(i.suggestions::json) as s (ticket uuid, reason text)
  join tickets o on o.id = merged_ticket(s.ticket) and o.deleted_at is null and o.id <> $1
  where i.ticket = $1 and i.outcome = 'ticket' and i.state = 'done'`;

const THANK_YOUS = `(
    select coalesce(json_agg(y.comment), '[]')
    from thank_yous y
    join comments m on m.id = y.comment
    where m.ticket = $1)`;

/** Suppressed addresses of the requester, the participants, and recipients of emails that were not sent for this reason. */
const SUPPRESSIONS = `
  select s.id, s.address, s.because, wire_time(s.created_at) as created_at
  from suppressions s
  where s.scope = 'all'
    and (s.until is null or s.until > now())
    and s.address in (
      select lower(c.email)
      from tickets r
      join contacts c on c.id = r.contact
      where r.id = $1
      union
      select lower(p.address)
      from participants p
      where p.ticket = $1
      union
      select lower(o.address)
      from outgoing_emails o
      where o.ticket = $1 and o.state = 'suppressed')
  order by s.address`;

const LAST_REPLY = `
    select a.reply
    from delivery_attempts a
    where a.email = o.id and a.reply is not null
    order by a.id desc
    limit 1`;
const deliveriesOf = (kind: EmailKind) => `
  select o.id, o.address, o.name, o.role, o.state, o.reason, (${LAST_REPLY}) as last_reply, ${waitsFor("o")} as waits_for
  from outgoing_emails o
  where o.ticket = $1 and o.kind = '${kind}'
  order by o.serial`;

const MERGED_TICKETS = `
  select
    g.source as ticket,
    g.source_number as ticket_number,
    wire_time(g.merged_at) as merged_at,
    g.merged_at > now() - interval '${MERGE_UNDO_HOURS} hours' and g.target_version = t.version as can_undo
  from ticket_merges g
  join tickets t on t.id = g.target
  where g.target = $1 and g.undone_at is null
  order by g.merged_at desc`;

const MORE = `json_build_object(
    'followers', ${listOf(FOLLOWERS)},
    'third_parties', ${listOf(THIRD_PARTIES)},
    'suggestions', ${listOf(SUGGESTIONS)},
    'thank_yous', ${THANK_YOUS},
    'is_description_internal', exists (
      select from internal_descriptions d
      where d.ticket = $1),
    'suppressed', ${listOf(SUPPRESSIONS)},
    'opening', ${listOf(deliveriesOf("opening"))},
    'acknowledgement', ${listOf(deliveriesOf("acknowledgement"))},
    'merged', ${listOf(MERGED_TICKETS)})::text`;

interface Conversation {
  requester: string;
  mailboxes: string;
  mailbox: string | null;
  more: string;
}

/** The conversation of a ticket, as JSON text. */
export async function showConversation(db: Db, ticket: string): Promise<string> {
  const [row] = await query<Conversation>(
    db,
    `select
       coalesce((select row_to_json(r)::text from (${REQUESTER}) r), 'null') as requester,
       ${SENDERS} as mailboxes,
       (${MAILBOX}) as mailbox,
       ${MORE} as more`,
    [ticket],
  );
  const { requester, mailboxes, more } = row!;
  const mailbox = JSON.stringify(row!.mailbox ?? (await defaultMailbox(db)));
  const participants = await listParticipants(db, ticket);
  return `{"requester":${requester},"participants":${participants},"mailbox":${mailbox},"mailboxes":${mailboxes},${more.slice(1)}`;
}

/** Changes the mailbox that sends the replies to a ticket. */
export async function chooseMailbox(db: Db, ticket: string, mailbox: string): Promise<void> {
  const rows = await query(
    db,
    `insert into ticket_mailboxes (ticket, mailbox)
     select $1, id from mailboxes where id = $2 and is_enabled
     on conflict (ticket) do update set mailbox = excluded.mailbox returning 1`,
    [ticket, mailbox],
  );
  if (rows.length === 0) throw invalid({ mailbox: ["There is no enabled mailbox with this ID."] });
}
