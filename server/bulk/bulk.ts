import { randomUUID } from "node:crypto";
import { DONE_AT_ONCE, UNDO_HOURS } from "../../wire/bulk.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, forbidden, noSuch, Problem } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, isInTransaction, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { work } from "./work.ts";

const BATCH_SIZE = 500;

/** Which tickets a bulk change is about: those named, or those that a filter of `tickets t` lets through. */
export interface Chosen {
  ids?: string[];
  where?: (sql: Parameters) => string;
  except: string[];
  expected: number | null;
}

/** Starts a bulk change; a small one is done when this returns. */
export async function startBulk(
  db: Db,
  actor: Actor,
  chosen: Chosen,
  changes: ManyChanges,
  notify: boolean,
): Promise<string> {
  const { id, total } = await transact(db, (db) => fix(db, actor, chosen, changes, notify));
  await begin(db, id, total);
  return id;
}

// A small one runs at once. A larger one, and one that a fault interrupts, is left to the servers that are notified:
// the bulk change is committed by then, so an error would make the caller (or a retry of the request) start a second
// one.
async function begin(db: Db, id: string, total: number): Promise<void> {
  if (total <= DONE_AT_ONCE) {
    try {
      return await work(db, id);
    } catch (error) {
      // a request in one transaction fails as a whole
      if (isInTransaction(db)) throw error;
    }
  }
  await query(db, "select pg_notify('bulk_change', $1)", [id]).catch((error: unknown) => {
    if (isInTransaction(db)) throw error;
    // the job that resumes bulk changes finds it within a minute
  });
}

/** Stores the tickets of a bulk change, in batches, in one statement. */
async function fix(db: Db, actor: Actor, chosen: Chosen, changes: ManyChanges, notify: boolean) {
  const sql = parameters();
  const id = randomUUID();
  const bulk = sql.add(id);
  const source = chosen.ids
    ? `unnest(${sql.add(chosen.ids)}::uuid[]) named (id) left join tickets t on t.id = named.id where true`
    : `tickets t where ${chosen.where!(sql)}`;
  const key = chosen.ids ? "named.id" : "t.id";
  const except = chosen.except.length > 0 ? ` and ${key} <> all(${sql.add(chosen.except)}::uuid[])` : "";
  // a million tickets take half a minute to write down
  await query(db, "set local statement_timeout = '5min'");
  const [inserted] = await query<{ total: number }>(
    db,
    `with chosen as materialized (select ${key} as id, t.ticket_number,
        ((row_number() over (order by ${key}) - 1) / ${BATCH_SIZE})::int as lot
        from ${source}${except}),
      inserted as (insert into bulk_changes (id, created_by, changes, triggers_reactions, total, state, finished_at)
        select ${bulk}, ${sql.add(actor.id)}, ${sql.add(JSON.stringify(changes))}, ${sql.add(notify)}::boolean, n, case
          when n = 0 then 'done'
          else 'running'
          end,
          case when n = 0 then now() end from (select count(*)::int as n from chosen) x returning total),
      lots as (insert into bulk_change_lots (bulk_change, lot) select distinct ${bulk}::uuid, lot from chosen),
      items as (insert into bulk_change_items (bulk_change, lot, ticket, ticket_number)
        select ${bulk}::uuid, lot, id, ticket_number
        from chosen)
      select total from inserted`,
    sql.values,
    sql,
  );
  const { total } = inserted!;
  if (chosen.expected !== null && chosen.expected !== total)
    throw new Problem(409, {
      detail: `The filter now matches ${total} tickets, not ${chosen.expected}.`,
      count: total,
    });
  return { id, total };
}

interface State {
  state: string;
  created_by: string | null;
  changed: number;
  is_late: boolean;
}

export const isTheirs = ({ created_by }: Pick<State, "created_by">, actor: Actor) =>
  may(actor, "bulk.manage_any") || created_by === actor.id;

/** Stops a bulk change that runs: a batch that is running is rolled back, so that nothing changes after this. */
export function stopBulk(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    const [bulk] = await query<Pick<State, "state" | "created_by">>(
      db,
      "select state, created_by from bulk_changes where id = $1 for update",
      [id],
    );
    if (!bulk) throw noSuch("BulkChange");
    if (!isTheirs(bulk, actor)) throw forbidden();
    if (bulk.state !== "running") throw conflict("This bulk change is not running.");
    const changes = "jsonb_build_object('state', jsonb_build_array('running', 'stopped'))";
    await query(
      db,
      `with c as (update bulk_changes set state = 'stopped', finished_at = clock_timestamp() where id = $1 returning id)
       ${insertEvents("bulk.progress", "c", { actor: "$2", about: "c.id", changes })}`,
      [id, actor.id],
    );
  });
}

/** Starts the undo of a bulk change. */
export async function undoBulk(db: Db, actor: Actor, id: string): Promise<void> {
  const changed = await transact(db, async (db) => {
    const [bulk] = await query<State>(
      db,
      `select state, created_by, changed, finished_at < now() - interval '${UNDO_HOURS} hours' as is_late
       from bulk_changes
       where id = $1 for update`,
      [id],
    );
    if (!bulk) throw noSuch("BulkChange");
    if (!isTheirs(bulk, actor)) throw forbidden();
    if (bulk.state === "running") throw conflict("This bulk change is still running.");
    if (bulk.state.startsWith("und")) throw conflict("This bulk change has already been undone.");
    if (bulk.is_late) throw conflict(`Bulk changes can only be undone for ${UNDO_HOURS} hours.`);
    if (bulk.changed === 0) throw conflict("This bulk change changed no tickets.");
    await query(db, "update bulk_changes set state = 'undoing', undone_by = $2, undone_at = now() where id = $1", [
      id,
      actor.id,
    ]);
    return bulk.changed;
  });
  await begin(db, id, changed);
}

/** Forgets bulk changes after 30 days. */
export const forgetBulk = (db: Db) =>
  query(
    db,
    "delete from bulk_changes where created_at < now() - interval '30 days' and state not in ('running', 'undoing')",
  );

/** A bulk change is read by the user who made it and by Admins: it names tickets, and why each could not be changed. */
export async function requireOwn(db: Db, actor: Actor, id: string): Promise<void> {
  const [bulk] = await query<{ created_by: string | null }>(db, "select created_by from bulk_changes where id = $1", [
    id,
  ]);
  if (!bulk) throw noSuch("BulkChange");
  if (!isTheirs(bulk, actor)) throw forbidden();
}
