import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";

const MAX = 50;

/** Tickets of others in which a contact is in Cc, for an agent. */
export function participationsOf(db: Db, actor: Actor, contact: string): Promise<object[]> {
  const sql = parameters();
  const id = sql.add(contact);
  return query<object>(
    db,
    `select t.id as ticket, t.ticket_number, t.subject, p.state
     from tickets t
     join (
       select ticket, min(state) as state, max(created_at) as created_at
       from participants
       where contact = ${id}
         or address_key(address) in (
           select address_key
           from contact_addresses
           where contact = ${id})
       group by ticket) p on p.ticket = t.id
     where t.deleted_at is null and ${visibleTo(actor, sql)}
     order by p.created_at desc, t.id limit ${MAX}`,
    sql.values,
  );
}
