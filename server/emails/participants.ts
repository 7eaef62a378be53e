import type { EmailKind } from "../../wire/email-words.ts";
import { UNDO_HOURS } from "../../wire/merges.ts";
import { MAX_PARTICIPANTS } from "../../wire/participants.ts";
import { type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { actorSql, type EventActor, insertEvents } from "../events/events.ts";
import { defaultMailbox } from "../mailboxes/senders.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { waitsFor } from "../tickets/earlier-email.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { doerId, doerName, fullName } from "../users/names.ts";

export interface Person {
  address: string;
  name: string;
}
type Origin = "agent" | "third_party";

const columns = `p.id, p.contact, p.address,
  coalesce(nullif(p.name, ''), (select name from contacts where id = p.contact), '') as name,
  p.state, p.origin, ${doerId("p.added_by")} as added_by, ${doerName("p.added_by")} as added_by_name,
  wire_time(p.created_at) as created_at`;

/** The participants of a ticket as JSON text, oldest first. */
export async function listParticipants(db: Db, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json from (
       select ${columns} from participants p where p.ticket = $1 order by p.created_at, p.id) x`,
    [ticket],
  );
  return row!.json;
}

export async function showParticipant(db: Db, id: string): Promise<object> {
  const [row] = await query<object>(db, `select ${columns} from participants p where p.id = $1`, [id]);
  if (!row) throw noSuch("Participant");
  return row;
}

const SENDERS = `coalesce((select json_agg(json_build_object('id', m.id, 'name', m.name, 'address', m.address)
  order by m.is_default desc, m.name, m.id)::text from mailboxes m where m.is_enabled), '[]')`;

/** The mailboxes that can send email, as JSON text. */
export async function listSenders(db: Db): Promise<string> {
  const [row] = await query<{ json: string }>(db, `select ${SENDERS} as json`);
  return row!.json;
}

const all = (rows: string) => `(select coalesce(json_agg(row_to_json(x)), '[]') from (${rows}) x)`;
const deliveriesOf = (kind: EmailKind) => `select o.id, o.address, o.name, o.role, o.state, o.reason,
       (select a.reply from delivery_attempts a
        where a.email = o.id and a.reply is not null
        order by a.id desc limit 1) as last_reply,
       ${waitsFor("o")} as waits_for
     from outgoing_emails o where o.ticket = $1 and o.kind = '${kind}' order by o.serial`;
const MORE = `json_build_object(
  'followers', ${all(`select u.id, ${fullName("u")} as name from ticket_followers f join users u on u.id = f.user_id
     where f.ticket = $1 order by f.created_at, u.id`)},
  'third_parties', ${all(`select i.comment, i.from_address as address, coalesce(i.from_name, '') as name, i.reason
     from incoming_emails i join comments m on m.id = i.comment and m.ticket = $1 and m.is_internal
     where i.outcome = 'third_party' and i.from_address is not null
       and not exists (select from users u where lower(u.email) = lower(i.from_address))
     order by m.created_at`)},
  'suggestions', ${all(`select o.id as ticket, o.ticket_number, o.subject, s.reason
     from incoming_emails i cross join json_to_recordset(i.suggestions::json) as s (ticket uuid, reason text)
     join tickets o on o.id = merged_ticket(s.ticket) and o.deleted_at is null and o.id <> $1
     where i.ticket = $1 and i.outcome = 'ticket' and i.state = 'done'`)},
  'thank_yous', (select coalesce(json_agg(y.comment), '[]')
     from thank_yous y join comments m on m.id = y.comment where m.ticket = $1),
  'is_description_internal', exists (select from internal_descriptions d where d.ticket = $1),
  'suppressed', ${all(`select s.id, s.address, s.because, wire_time(s.created_at) as created_at
     from suppressions s
     where s.scope = 'all' and (s.until is null or s.until > now()) and s.address in (
       select lower(c.email) from tickets r join contacts c on c.id = r.contact where r.id = $1
       union select lower(p.address) from participants p where p.ticket = $1
       union select lower(o.address) from outgoing_emails o where o.ticket = $1 and o.state = 'suppressed')
     order by s.address`)},
  'opening', ${all(deliveriesOf("opening"))},
  'acknowledgement', ${all(deliveriesOf("acknowledgement"))},
  'merged', ${all(`select g.source as ticket, g.source_number as ticket_number, wire_time(g.merged_at) as merged_at,
       g.merged_at > now() - interval '${UNDO_HOURS} hours' and g.target_version = t.version as can_undo
     from ticket_merges g join tickets t on t.id = g.target
     where g.target = $1 and g.undone_at is null
     order by g.merged_at desc`)}
)::text`;

/** The participants of a ticket, and the mailbox of its replies, as JSON text. */
export async function showConversation(db: Db, ticket: string): Promise<string> {
  const [row] = await query<{ requester: string; mailboxes: string; mailbox: string | null; more: string }>(
    db,
    `select coalesce((select row_to_json(r)::text from (select ct.id as contact, ct.email as address, ct.name
         from tickets t join contacts ct on ct.id = t.contact where t.id = $1 and ct.email <> '') r),
             'null') as requester,
       ${SENDERS} as mailboxes,
       (select m.id
         from ticket_mailboxes x
         join mailboxes m on m.id = x.mailbox and m.is_enabled
         where x.ticket = $1) as mailbox,
         ${MORE} as more`,
    [ticket],
  );
  const mailbox = JSON.stringify(row!.mailbox ?? (await defaultMailbox(db)));
  const participants = await listParticipants(db, ticket);
  return `{"requester":${row!.requester},"participants":${participants},"mailbox":${mailbox},"mailboxes":${row!.mailboxes},${row!.more.slice(1)}`;
}

/** Why an address cannot be a participant; null if it can. */
async function obstacleOf(db: Db, ticket: string, address: string): Promise<string | null> {
  const [row] = await query<{ is_requester: boolean; is_agent: boolean; is_own: boolean }>(
    db,
    `select exists (select from tickets t join contact_addresses a on a.contact = t.contact
         where t.id = $1 and a.address_key = address_key($2)) as is_requester,
       exists (select from users u where lower(u.email) = lower($2) and u.is_active) as is_agent,
       exists (select from mailboxes m where lower(m.address) = regexp_replace(lower($2), '\\+[^@]*@', '@')) as is_own`,
    [ticket, address],
  );
  if (row!.is_requester) return "This is the requester, who gets every reply.";
  if (row!.is_own) return "This is an address of the desk.";
  return row!.is_agent ? "This is an agent's address." : null;
}

/** Adds people to a ticket's conversation who are not in it yet, up to the limit, and returns their IDs. */
export async function joinConversation(
  db: Db,
  actor: EventActor,
  ticket: string,
  people: readonly Person[],
  origin: Origin,
): Promise<string[]> {
  if (people.length === 0) return [];
  const sql = parameters();
  const by = actorSql(actor, sql);
  const user = actor.kind === "user" ? by.id : "null::uuid";
  const rows = await query<{ id: string }>(
    db,
    `with t as (select id from tickets where id = ${sql.add(ticket)}::uuid and deleted_at is null for no key update),
      inserted as (
        insert into participants as p (ticket, contact, address, name, state, origin, added_by)
        select t.id,
          (select a.contact
            from contact_addresses a
            where a.address_key = address_key(x.address)
            order by a.created_at limit 1),
          x.address, x.name, 'accepted', ${sql.add(origin)}, ${user}
        from t, json_to_recordset(${sql.add(JSON.stringify(people))}::json) as x (address text, name text)
        where exists (select from participants o where o.ticket = t.id and lower(o.address) = lower(x.address))
          or (select count(*) from participants o where o.ticket = t.id) < ${MAX_PARTICIPANTS}
        on conflict (ticket, lower(address))
          do update set state = 'accepted', origin = excluded.origin, added_by = excluded.added_by,
          name = coalesce(nullif(p.name, ''), excluded.name)
        where p.state <> 'accepted'
        returning p.id, p.ticket, p.address),
      event as (${insertEvents("participant.added", "inserted", {
        actor: by,
        ticket: "inserted.ticket",
        about: "inserted.id",
        changes: "jsonb_build_object('participant', jsonb_build_array(null, inserted.address))",
      })})
      select id from inserted`,
    sql.values,
  );
  if (rows.length > 0) await query(db, touchTicket("$1"), [ticket]);
  return rows.map(({ id }) => id);
}

/** Adds a contact or an address to a ticket's conversation, and returns the participant's ID. */
export function addParticipant(
  db: Db,
  actor: Actor,
  ticket: string,
  values: { contact?: string | null; address?: string; name?: string },
): Promise<string> {
  return transact(db, async (db) => {
    const person = await personOf(db, values);
    const obstacle = await obstacleOf(db, ticket, person.address);
    if (obstacle) throw invalid({ [values.contact ? "contact" : "address"]: [obstacle] });
    const [participant] = await joinConversation(db, actor, ticket, [person], "agent");
    if (participant) return participant;
    const [existing] = await query<{ id: string }>(
      db,
      "select id from participants where ticket = $1 and lower(address) = lower($2)",
      [ticket, person.address],
    );
    if (!existing) throw invalid({ address: [`A ticket can have at most ${MAX_PARTICIPANTS} participants.`] });
    return existing.id;
  });
}

async function personOf(
  db: Db,
  { contact, address = "", name = "" }: { contact?: string | null; address?: string; name?: string },
): Promise<Person> {
  const errors: FieldErrors = {};
  if (contact) {
    const [row] = await query<Person>(db, "select email as address, name from contacts where id = $1", [contact]);
    if (row?.address) return { address: row.address, name: name || row.name };
    errors.contact = [row ? "This contact has no email address." : `Invalid pk "${contact}" - object does not exist.`];
  } else if (address) return { address, name };
  else errors.address = ["Send a contact or an address."];
  throw invalid(errors);
}

export function removeParticipant(db: Db, actor: Actor, ticket: string, id: string): Promise<void> {
  return transact(db, async (db) => {
    const sql = parameters();
    const by = actorSql(actor, sql);
    const rows = await query(
      db,
      `with deleted as (delete from participants
        where id = ${sql.add(id)}::uuid and ticket = ${sql.add(ticket)}::uuid
        returning *),
        event as (${insertEvents("participant.removed", "deleted", {
          actor: by,
          ticket: "deleted.ticket",
          about: "deleted.id",
          changes: "jsonb_build_object('participant', jsonb_build_array(deleted.address, null))",
        })})
        select id from deleted`,
      sql.values,
    );
    if (rows.length === 0) throw noSuch("Participant");
    await query(db, touchTicket("$1"), [ticket]);
  });
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
