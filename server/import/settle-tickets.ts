import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { remarkFrom } from "./remarks.ts";

const IS_OVER = "s.status >= 'resolved'";
const IS_CLOSED = "s.status = 'closed'";

/**
 * The Django backend never cleared resolved_at and closed_at when a ticket was reopened, and closed tickets without resolved_at.
 * Here a ticket has these times while it has the status, closing also resolves, and nothing ends before it began.
 */
export async function settleTimes(db: Db): Promise<void> {
  const times = {
    first_response_at: "greatest(s.first_response_at, s.created_at)",
    resolved_at: `case
      when ${IS_OVER} then greatest(coalesce(s.resolved_at, s.closed_at, s.updated_at), s.created_at)
      end`,
    closed_at: `case
      when ${IS_CLOSED} then greatest(coalesce(s.closed_at, s.resolved_at, s.updated_at), s.created_at)
      end`,
  };
  // greatest() ignores null, so a ticket without a first response stays without one
  times.first_response_at = `case when s.first_response_at is not null then ${times.first_response_at} end`;
  const differs = Object.entries(times).map(([column, time]) => `s.${column} is distinct from ${time}`);
  const wrong = `s.outcome is null and (${differs.join(" or ")})`;
  await query(
    db,
    remarkFrom("ticket", `staged_tickets s where ${wrong}`, {
      level: "note",
      cause: "'resolved_at, closed_at or first_response_at did not fit its status or created_at; adjusted'",
    }),
  );
  await query(
    db,
    `update staged_tickets s set ${Object.entries(times)
      .map(([column, time]) => `${column} = ${time}`)
      .join(", ")} where ${wrong}`,
  );
}

/** Records who answered the tickets of a batch first, so that reports need not search their comments each time. */
export const settleAnswerers = (db: Db, batch: number) =>
  query(
    db,
    // The planner has no statistics of the new rows: a join with comments would compare each ticket of the batch with
    // all tickets.
    `update ticket_moves m
     set actor = (
       select c.author
       from comments c
       where c.ticket = m.ticket
         and not c.is_internal and c.author_kind = 'user' and c.via <> 'automation'
       order by c.created_at, c.id limit 1)
     where m.ticket = any(array(
         select s.ticket from staged_comments s where s.batch = $1 and s.outcome in ('taken', 'updated')))
       and m.kind = 'answered' and m.actor is null`,
    [batch],
  );

interface Renumbering {
  id: string;
  ticket_number: string;
}

// rows that were created here, not imported
const MADE_HERE = "not exists (select from imported_rows i where i.id = r.id)";

/** Moves tickets that were created here and have a number in the dump to the next free number of their day. */
export async function renumberTrials(db: Db): Promise<void> {
  const trials = await query<Renumbering>(
    db,
    `select r.id, r.ticket_number from tickets r where ${MADE_HERE} and r.ticket_number ~ '^T-[0-9]{8}-[0-9]{1,15}$'
       and exists (select from staged_tickets s
         where s.ticket_number = r.ticket_number and s.id <> r.id and s.outcome is null)
     order by r.ticket_number for update`,
  );
  for (const { id, ticket_number } of trials) {
    const day = ticket_number.slice(2, 10);
    // the sequence of a past day may be deleted; then the numbers above the highest one are free
    await query(db, "select open_ticket_day(to_date($1, 'YYYYMMDD'))", [day]);
    await query(
      db,
      `with free as (select x.serial from (select nextval($2::regclass) as next) n, lateral (
           select greatest(n.next, coalesce(max(substr(ticket_number, 12)::bigint) + 1, 1)) as serial
           from (
             select ticket_number
             from staged_tickets
             union all
             select ticket_number
             from tickets) t
           where ticket_number ~ ('^T-' || $3 || '-[0-9]{1,15}$')) x),
         event as (${insertEvents("ticket.updated", "free, tickets t where t.id = $1", {
           actor: "null",
           ticket: "t.id",
           changes: `jsonb_build_object('ticket_number', jsonb_build_array(t.ticket_number, 'T-' || $3 || '-' || ${serial}))`,
           triggers: "false",
         })})
       update tickets t
       set ticket_number = 'T-' || $3 || '-' || ${serial}, updated_at = now(), version = version + 1
       from free
       where t.id = $1`,
      [id, `ticket_numbers_${day}`, day],
    );
    await query(
      db,
      `insert into remarks (model, pk, label, cause, level)
       select 'ticket', t.id::text, $2 || ' is now ' || t.ticket_number,
         'had been created here under a number that the dump brings; it got a new one', 'note'
       from tickets t where t.id = $1`,
      [id, ticket_number],
    );
  }
}
const serial = "case when free.serial < 10000 then to_char(free.serial, 'FM0000') else free.serial::text end";

/**
 * Renames companies that were created here with the name of one in the dump, so that the dump's company and its tickets can be
 * imported.
 */
export async function renameTrials(db: Db): Promise<void> {
  await query(
    db,
    `with trial as (
         select r.id, r.name, left(r.name, 230) || ' (before import ' || left(r.id::text, 8) || ')' as now
         from companies r
         where r.deleted_at is null
           and ${MADE_HERE}
           and exists (
             select from staged_companies s
             where s.name = r.name and s.id <> r.id and s.outcome is null)),
       renamed as (
         update companies c
         set name = trial.now, updated_at = now()
         from trial
         where trial.id = c.id
         returning c.id),
       event as (${insertEvents("company.updated", "renamed", {
         actor: "null",
         about: "renamed.id",
         triggers: "false",
       })})
     insert into remarks (model, pk, label, cause, level)
     select 'company', id::text, name || ' is now ' || now,
       'had been created here under a name that the dump brings; it was renamed', 'note'
     from trial`,
  );
}
