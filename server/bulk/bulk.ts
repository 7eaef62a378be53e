import { randomUUID } from "node:crypto";
import { BULK_UNDO_HOURS, DONE_AT_ONCE } from "../../wire/bulk.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, forbidden, noSuch, Problem } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, isInTransaction, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { type BulkMessage, limitMessages, type ManyMacro, requireFilled } from "./messages.ts";
import { work } from "./work.ts";

const BATCH_SIZE = 500;
// each ticket gets its own comment, and all tickets of a batch are locked at once
const MESSAGE_BATCH_SIZE = 50;

/** The tickets of a bulk change: the given IDs, or those that match a filter of `tickets t`. */
export interface BulkSelection {
  ids?: string[];
  where?: (sql: Parameters) => string;
  except: string[];
  expected: number | null;
}

/** What a bulk change does. `delayMs`: how long a message waits, so that it can be undone. */
export interface BulkChangeOrder extends ManyMacro {
  notify: boolean;
  delayMs: number;
}

/** Starts a bulk change; a small one is done when this returns, and one with a message waits. */
export async function startBulk(
  db: Db,
  actor: Actor,
  selection: BulkSelection,
  change: BulkChangeOrder,
): Promise<string> {
  const { message } = change;
  const { id, total } = await transact(db, async (db) => {
    const batches = await storeSelection(db, actor, selection, change);
    if (message) await checkMessages(db, actor, batches, message);
    return batches;
  });
  if (message) await announce(db, id);
  else await begin(db, id, total);
  return id;
}

async function checkMessages(
  db: Db,
  actor: Actor,
  { id, total }: { id: string; total: number },
  message: BulkMessage,
): Promise<void> {
  limitMessages(total);
  const items = await query<{ ticket: string }>(
    db,
    `select i.ticket
     from bulk_change_items i
     join tickets t on t.id = i.ticket and t.deleted_at is null
     where i.bulk_change = $1
     order by t.ticket_number`,
    [id],
  );
  await requireFilled(
    db,
    actor.id,
    message,
    items.map(({ ticket }) => ticket),
  );
}

// A small change runs at once. A larger one, and one that a fault interrupts, is left to the servers that are notified: it
// is committed by then, so an error would make the caller start a second one.
async function begin(db: Db, id: string, total: number): Promise<void> {
  if (total <= DONE_AT_ONCE) {
    try {
      return await work(db, id);
    } catch (error) {
      // a request that runs in one transaction fails as a whole
      if (isInTransaction(db)) throw error;
    }
  }
  await announce(db, id);
}

const announce = (db: Db, id: string) =>
  query(db, "select pg_notify('bulk_change', $1)", [id]).catch((error: unknown) => {
    if (isInTransaction(db)) throw error;
    // the job resume-bulk-changes starts it within a minute
  });

/** Stores which tickets a bulk change is for, in batches, in one statement. */
async function storeSelection(
  db: Db,
  actor: Actor,
  selection: BulkSelection,
  { macro, changes, message, notify, delayMs }: BulkChangeOrder,
) {
  const sql = parameters();
  const size = message ? MESSAGE_BATCH_SIZE : BATCH_SIZE;
  const startsIn = sql.add(message ? delayMs / 1000 : null);
  const id = randomUUID();
  const bulk = sql.add(id);
  const source = selection.ids
    ? `unnest(${sql.add(selection.ids)}::uuid[]) named (id) left join tickets t on t.id = named.id where true`
    : `tickets t where ${selection.where!(sql)}`;
  const key = selection.ids ? "named.id" : "t.id";
  const except = selection.except.length > 0 ? ` and ${key} <> all(${sql.add(selection.except)}::uuid[])` : "";
  // a million tickets take half a minute to store
  await query(db, "set local statement_timeout = '5min'");
  const [row] = await query<{ total: number }>(
    db,
    `with chosen as materialized (select ${key} as id, t.ticket_number,
        ((row_number() over (order by ${key}) - 1) / ${size})::int as lot
        from ${source}${except}),
      inserted as (insert into bulk_changes
          (id, created_by, changes, message, starts_at, triggers_reactions, total, state, finished_at)
        select ${bulk}, ${sql.add(actor.id)}, ${sql.add(JSON.stringify(changes))},
          ${sql.add(message && JSON.stringify(message))}::jsonb,
          now() + make_interval(secs => ${startsIn}::double precision), ${sql.add(notify)}::boolean, n,
          case when n = 0 then 'done' else 'running' end,
          case when n = 0 then now() end from (select count(*)::int as n from chosen) x returning total),
      applied as (insert into applied_macros (about, macro)
        select ${bulk}::uuid, id from macros where id = ${sql.add(macro)}::uuid),
      lots as (insert into bulk_change_lots (bulk_change, lot) select distinct ${bulk}::uuid, lot from chosen),
      items as (insert into bulk_change_items (bulk_change, lot, ticket, ticket_number)
        select ${bulk}::uuid, lot, id, ticket_number
        from chosen)
      select total from inserted`,
    sql.values,
    sql,
  );
  const { total } = row!;
  if (selection.expected !== null && selection.expected !== total)
    throw new Problem(409, {
      detail: `The filter now matches ${total} tickets, not ${selection.expected}.`,
      count: total,
    });
  return { id, total };
}

interface State {
  state: string;
  created_by: string | null;
  changed: number;
  changes: ManyChanges;
  is_late: boolean;
  /** It has a message and has not started. */
  is_waiting: boolean;
}

export const isTheirs = ({ created_by }: Pick<State, "created_by">, actor: Actor) =>
  may(actor, "bulk.manage_any") || created_by === actor.id;

/** Stops a running bulk change. A batch that is running is rolled back, so nothing changes after this. */
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
  const changedCount = await transact(db, async (db) => {
    const [bulk] = await query<State>(
      db,
      `select state, created_by, changed, changes, finished_at < now() - interval '${BULK_UNDO_HOURS} hours' as is_late,
         state = 'running' and starts_at > now() as is_waiting
       from bulk_changes
       where id = $1 for update`,
      [id],
    );
    if (!bulk) throw noSuch("BulkChange");
    if (!isTheirs(bulk, actor)) throw forbidden();
    if (bulk.is_waiting) return undoBeforeStart(db, actor, id);
    if (bulk.state === "running") throw conflict("This bulk change is still running.");
    if (["undoing", "undone"].includes(bulk.state)) throw conflict("This bulk change has already been undone.");
    if (bulk.is_late) throw conflict(`Bulk changes can only be undone for ${BULK_UNDO_HOURS} hours.`);
    if (bulk.changed === 0) throw conflict("This bulk change changed no tickets.");
    if (Object.keys(bulk.changes).length === 0) throw conflict("Messages cannot be undone once they are sent.");
    await query(db, "update bulk_changes set state = 'undoing', undone_by = $2, undone_at = now() where id = $1", [
      id,
      actor.id,
    ]);
    return bulk.changed;
  });
  if (changedCount > 0) await begin(db, id, changedCount);
}

/** Undoes a bulk change before it has started; no ticket was changed. */
async function undoBeforeStart(db: Db, actor: Actor, id: string): Promise<number> {
  await query(
    db,
    `update bulk_changes
     set state = 'undone', undone_by = $2, undone_at = now(), finished_at = now()
     where id = $1`,
    [id, actor.id],
  );
  return 0;
}

/** Deletes the records of bulk changes after 30 days. */
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
