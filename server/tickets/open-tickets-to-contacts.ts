import { noSuch, Problem } from "../../wire/problems.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { doerId, doerName } from "../users/names.ts";

const DESK_SINCE = "coalesce((select public_since from desk_settings), 'infinity')";
/** The condition on a ticket `t` that contacts cannot see what was written before the desk had a mailbox or a help center. */
const IS_HIDDEN = `t.deleted_at is null and t.public_since is null and t.created_at < ${DESK_SINCE}`;

type Where = (sql: Parameters) => string;

const SHOWN_EXAMPLES = 10;

/** How many of these tickets contacts cannot see from the beginning, and the latest of them. */
export async function previewOpening(db: Db, where: Where): Promise<object> {
  const sql = parameters();
  const condition = `${IS_HIDDEN} and ${where(sql)}`;
  const [row] = await query<object>(
    db,
    `with hidden as materialized (
       select t.id, t.created_at from tickets t where ${condition}),
     latest as (
       select id from hidden order by created_at desc, id limit ${SHOWN_EXAMPLES})
     select (select count(*)::int from hidden) as count, coalesce(
       (select json_agg(json_build_object('id', t.id, 'ticket_number', t.ticket_number, 'subject', t.subject,
          'contact_name', c.name, 'messages', x.messages) order by t.created_at desc, t.id)
        from latest l
        join tickets t on t.id = l.id
        left join contacts c on c.id = t.contact
        cross join lateral (
          select t.is_description_public::int + count(*)::int as messages
          from comments m
          where m.ticket = t.id and not m.is_internal and m.created_at < ${DESK_SINCE}) x), '[]') as examples`,
    sql.values,
  );
  return row!;
}

interface Opening {
  id: string | null;
  count: number;
}

/** Lets contacts see these tickets from the beginning; 409 unless their number is the one that the user was shown. */
export const openTicketsToContacts = (db: Db, by: string, where: Where, expected: number): Promise<Opening> =>
  transact(db, async (db) => {
    await takeTime(db);
    const sql = parameters();
    const condition = `${IS_HIDDEN} and ${where(sql)}`;
    const [row] = await query<Opening>(
      db,
      `with opened as (
         update tickets t
         set public_since = '-infinity'
         where ${condition}
         returning t.id),
       opening as (
         insert into ticket_openings (opened_by, ticket_count)
         select ${sql.add(by)}::uuid, count(*)
         from opened
         having count(*) > 0
         returning id),
       opened_rows as (
         insert into opened_tickets (ticket, opening)
         select opened.id, opening.id
         from opened, opening)
       select
         (select id from opening) as id,
         (select count(*)::int from opened) as count`,
      sql.values,
    );
    if (row!.count === expected) return row!;
    const detail = `The filter now matches ${row!.count} tickets, not ${expected}.`;
    throw new Problem(409, { detail, count: row!.count });
  });

/** Hides the tickets of an opening again. Whatever was written since the desk had a mailbox or help center stays visible. */
export const undoOpening = (db: Db, by: string, id: string): Promise<{ count: number }> =>
  transact(db, async (db) => {
    await takeTime(db);
    const [row] = await query<{ exists: boolean; count: number }>(
      db,
      `with closed as (
         update ticket_openings
         set closed_by = $2, closed_at = now()
         where id = $1 and closed_at is null
         returning id),
       removed as (
         delete from opened_tickets
         where opening in (select id from closed)
         returning ticket),
       hidden as (
         update tickets
         set public_since = null
         where id in (select ticket from removed)
         returning 1)
       select
         exists (select from ticket_openings where id = $1),
         (select count(*)::int from hidden) as count`,
      [id, by],
    );
    if (!row!.exists) throw noSuch("Opening");
    return { count: row!.count };
  });

const MAX_OPENINGS = 50;

/** The occasions on which older tickets were shown to customers, the latest first. */
export const listOpenings = (db: Db): Promise<object[]> =>
  query<object>(
    db,
    `select o.id, ${doerId("o.opened_by")} as opened_by, ${doerName("o.opened_by")} as opened_by_name,
       wire_time(o.opened_at) as opened_at, o.ticket_count as count, wire_time(o.closed_at) as hidden_at
     from ticket_openings o
     order by o.opened_at desc, o.id
     limit ${MAX_OPENINGS}`,
    [],
  );
