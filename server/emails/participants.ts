import { MAX_PARTICIPANTS } from "../../wire/participants.ts";
import { type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { actorSql, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { doerId, doerName } from "../users/names.ts";

// The people in a ticket's conversation besides its requester. They get every reply, and what they write is a customer's
// message.

export interface ParticipantName {
  address: string;
  name: string;
}

/** How a participant came in: an agent added them, or made the message of a third party public. */
type Origin = "agent" | "third_party";

const columns = `p.id, p.contact, p.address,
  coalesce(nullif(p.name, ''), (select name from contacts where id = p.contact), '') as name,
  p.state, p.origin, ${doerId("p.added_by")} as added_by, ${doerName("p.added_by")} as added_by_name,
  wire_time(p.created_at) as created_at`;

/** The participants of a ticket as JSON text, oldest first. */
export async function listParticipants(db: Db, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(row_to_json(x)), '[]')::text as json
     from (
       select ${columns}
       from participants p
       where p.ticket = $1
       order by p.created_at, p.id) x`,
    [ticket],
  );
  return row!.json;
}

export async function showParticipant(db: Db, id: string): Promise<object> {
  const [row] = await query<object>(db, `select ${columns} from participants p where p.id = $1`, [id]);
  if (!row) throw noSuch("Participant");
  return row;
}

/** Why an address cannot be a participant; null if it can. */
async function obstacleOf(db: Db, ticket: string, address: string): Promise<string | null> {
  const [row] = await query<{ is_requester: boolean; is_agent: boolean; is_own: boolean }>(
    db,
    `select
       exists (
         select from tickets t
         join contact_addresses a on a.contact = t.contact
         where t.id = $1 and a.address_key = address_key($2)) as is_requester,
       exists (
         select from users u
         where lower(u.email) = lower($2) and u.is_active) as is_agent,
       exists (
         select from mailboxes m
         where lower(m.address) = regexp_replace(lower($2), '\\+[^@]*@', '@')) as is_own`,
    [ticket, address],
  );
  if (row!.is_requester) return "This is the requester, who gets every reply.";
  if (row!.is_own) return "This is an address of the desk.";
  return row!.is_agent ? "This is an agent's address." : null;
}

/** The contact with the address of `x`: the first one if several have it. */
const CONTACT_WITH = `
          select a.contact
          from contact_addresses a
          where a.address_key = address_key(x.address)
          order by a.created_at
          limit 1`;

/** Adds people to a ticket's conversation who are not in it yet, up to the limit, and returns their IDs. */
export async function joinConversation(
  db: Db,
  actor: EventActor,
  ticket: string,
  people: readonly ParticipantName[],
  origin: Origin,
): Promise<string[]> {
  if (people.length === 0) return [];
  const sql = parameters();
  const by = actorSql(actor, sql);
  const user = actor.kind === "user" ? by.id : "null::uuid";
  const rows = await query<{ id: string }>(
    db,
    `with t as (
        select id
        from tickets
        where id = ${sql.add(ticket)}::uuid and deleted_at is null
        for no key update),
      inserted as (
        insert into participants as p (ticket, contact, address, name, state, origin, added_by)
        select t.id, (${CONTACT_WITH}), x.address, x.name, 'accepted', ${sql.add(origin)}, ${user}
        from t, json_to_recordset(${sql.add(JSON.stringify(people))}::json) as x (address text, name text)
        where exists (
          select from participants o
          where o.ticket = t.id and lower(o.address) = lower(x.address))
          or (
            select count(*)
            from participants o
            where o.ticket = t.id) < ${MAX_PARTICIPANTS}
        on conflict (ticket, lower(address)) do update
        set
          state = 'accepted',
          origin = excluded.origin,
          added_by = excluded.added_by,
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
): Promise<ParticipantName> {
  const errors: FieldErrors = {};
  if (contact) {
    const [row] = await query<ParticipantName>(db, "select email as address, name from contacts where id = $1", [
      contact,
    ]);
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
      `with deleted as (
          delete from participants
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
