import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";

/** A ticket takes 0.1 ms, and 0.2 ms when it is restored: ten indexes, its counts, its moves for reports, its event. */
const BATCH_SIZE = 2_000;

/** What differs between moving the tickets of a company `c` to the trash and restoring them. */
interface Direction {
  /** Which tickets `t` change. `$3` is the time at which the company was deleted. */
  tickets: string;
  /** Their new `deleted_at`. */
  deletedAt: string;
  event: string;
  /** Ends the opposite direction: tickets that it has not changed yet stay as they are. */
  stopOpposite: string;
  /** Remembers a company whose tickets do not fit into one batch, reads the next such company, and forgets it. */
  enqueue: string;
  next: string;
  dequeue: string;
}

const TRASH: Direction = {
  tickets: "c.deleted_at is not null and t.deleted_at is null",
  deletedAt: "chosen.company_deleted_at",
  event: "ticket.deleted",
  stopOpposite: "delete from company_restores where company = $1",
  enqueue: "insert into company_trashings (company, actor) values ($1, $2) on conflict do nothing",
  next: nextIn("company_trashings", ""),
  dequeue: "delete from company_trashings where company = $1",
};

const RESTORE: Direction = {
  // if the company has been deleted again, none
  tickets: "c.deleted_at is null and t.deleted_at = $3",
  deletedAt: "null",
  event: "ticket.restored",
  stopOpposite: "delete from company_trashings where company = $1",
  enqueue: "insert into company_restores (company, actor, deleted_at) values ($1, $2, $3)",
  next: nextIn("company_restores", ", x.deleted_at::text as deleted_at"),
  dequeue: "delete from company_restores where company = $1",
};

/** Locks the company first, as the beginning of either direction does, which therefore waits for a running batch. */
function nextIn(queue: string, more: string): string {
  return `select c.id, x.actor${more}
    from ${queue} x
    join companies c on c.id = x.company
    order by x.begun_at, c.id
    limit 1
    for update of c skip locked`;
}

/**
 * Moves the tickets of a company that was just deleted to the trash. False if there is more than one batch: then
 * `finishCompanyTrash` moves the others.
 */
export const trashTicketsOf = (db: Db, actor: Actor, company: string, batchSize = BATCH_SIZE): Promise<boolean> =>
  begin(db, TRASH, batchSize, [company, actor.id]);

/**
 * Restores the tickets that were moved to the trash with a company, at `deletedAt`. False if there is more than one
 * batch: then `finishCompanyRestores` restores the others.
 */
export const restoreTicketsOf = (
  db: Db,
  actor: Actor,
  company: string,
  deletedAt: string,
  batchSize = BATCH_SIZE,
): Promise<boolean> => begin(db, RESTORE, batchSize, [company, actor.id, deletedAt]);

/** Moves the remaining tickets of deleted companies to the trash. Several servers may do so at once. */
export const finishCompanyTrash = (db: Db, batchSize = BATCH_SIZE): Promise<void> => finish(db, TRASH, batchSize);

/** Restores the remaining tickets of restored companies. Several servers may do so at once. */
export const finishCompanyRestores = (db: Db, batchSize = BATCH_SIZE): Promise<void> => finish(db, RESTORE, batchSize);

/** Parameters of the statements: the company, who acts, and for a restore when the company was deleted. */
type Values = [company: string, actor: string | null, deletedAt?: string];

async function begin(db: Db, direction: Direction, batchSize: number, values: Values): Promise<boolean> {
  await query(db, direction.stopOpposite, [values[0]]);
  if (!(await changeBatch(db, direction, batchSize, values))) return true;
  await query(db, direction.enqueue, values);
  return false;
}

/** Runs one transaction per batch. */
async function finish(db: Db, direction: Direction, batchSize: number): Promise<void> {
  for (let hasMore = true; hasMore; )
    hasMore = await transact(db, async (db) => {
      await takeTime(db);
      const [next] = await query<{ id: string; actor: string | null; deleted_at?: string }>(db, direction.next);
      if (!next) return false;
      const values: Values = next.deleted_at ? [next.id, next.actor, next.deleted_at] : [next.id, next.actor];
      if (!(await changeBatch(db, direction, batchSize, values))) await query(db, direction.dequeue, [next.id]);
      return true;
    });
}

/** Changes the newest tickets, which are most likely to be seen. Returns whether there may be more. */
async function changeBatch(db: Db, direction: Direction, batchSize: number, values: Values): Promise<boolean> {
  const { tickets, deletedAt, event } = direction;
  const [row] = await query<{ n: number }>(
    db,
    `with chosen as (
        select t.id, c.deleted_at as company_deleted_at
        from companies c
        join tickets t on t.company = c.id
        where c.id = $1 and ${tickets}
        order by t.created_at desc, t.id
        limit ${batchSize}),
      locked as (
        select id
        from tickets
        where id in (select id from chosen)
        order by id
        for update),
      changed as (
        update tickets t
        set deleted_at = ${deletedAt}, version = t.version + 1
        from locked
        join chosen using (id)
        join companies c on c.id = $1
        where t.id = locked.id and t.company = $1 and ${tickets}
        returning t.id, t.version),
      events as (${insertEvents(event, "changed", {
        actor: "$2",
        ticket: "changed.id",
        version: "changed.version",
        about: "$1::uuid",
        // like a bulk change without notifications
        triggers: "false",
      })})
      select count(*)::int as n from chosen`,
    values,
  );
  return row!.n === batchSize;
}
