import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";

/** A ticket takes 0.1 ms, and 0.2 ms on its way back: ten indexes, its counts, its moves for reports, and its event. */
const BATCH_SIZE = 2_000;

/**
 * Moves the tickets of a company that was just deleted to the trash. False if there are more than one batch: then
 * `finishCompanyTrash` moves the others.
 */
export async function trashTicketsOf(db: Db, actor: Actor, company: string): Promise<boolean> {
  // ends a restore: what it has not restored yet stays in the trash
  await query(db, "delete from company_restores where company = $1", [company]);
  if (!(await trashBatch(db, actor.id, company))) return true;
  await query(db, "insert into company_trashings (company, actor) values ($1, $2) on conflict do nothing", [
    company,
    actor.id,
  ]);
  return false;
}

/** Moves the rest of the tickets of deleted companies, a transaction for each batch. Several servers may do so at once. */
export async function finishCompanyTrash(db: Db): Promise<void> {
  for (let hasMore = true; hasMore; )
    hasMore = await transact(db, async (db) => {
      await takeTime(db);
      // the company first, like a restore: it ends the trashing, and waits for a batch
      const [next] = await query<{ id: string; actor: string | null }>(
        db,
        `select c.id, x.actor
         from company_trashings x
         join companies c on c.id = x.company
         order by x.begun_at, c.id
         limit 1
         for update of c skip locked`,
      );
      if (!next) return false;
      if (!(await trashBatch(db, next.actor, next.id)))
        await query(db, "delete from company_trashings where company = $1", [next.id]);
      return true;
    });
}

/** Whether there may be more. The newest first: those are most likely to be seen. */
async function trashBatch(db: Db, actor: string | null, company: string): Promise<boolean> {
  const [row] = await query<{ n: number }>(
    db,
    `with gone as (
        select id, deleted_at
        from companies
        where id = $1 and deleted_at is not null),
      chosen as (
        select t.id
        from gone
        join tickets t on t.company = gone.id
        where t.deleted_at is null
        order by t.created_at desc, t.id
        limit ${BATCH_SIZE}),
      was as (
        select id
        from tickets
        where id in (select id from chosen)
        order by id
        for update),
      trashed as (
        update tickets t
        set deleted_at = gone.deleted_at, version = t.version + 1
        from gone, was
        where t.id = was.id and t.company = gone.id and t.deleted_at is null
        returning t.id, t.version),
      events as (${insertEvents("ticket.deleted", "trashed", {
        actor: "$2",
        ticket: "trashed.id",
        version: "trashed.version",
        about: "$1::uuid",
        // like a bulk change without notifications
        triggers: "false",
      })})
      select count(*)::int as n from chosen`,
    [company, actor],
  );
  return row!.n === BATCH_SIZE;
}

/**
 * Restores the tickets that went to the trash with a company, at `deletedAt`. False if there are more than one batch:
 * then `finishCompanyRestores` restores the others.
 */
export async function restoreTicketsOf(db: Db, actor: Actor, company: string, deletedAt: string): Promise<boolean> {
  // ends the way to the trash: what has not gone there yet stays
  await query(db, "delete from company_trashings where company = $1", [company]);
  if (!(await restoreBatch(db, actor.id, company, deletedAt))) return true;
  await query(db, "insert into company_restores (company, actor, deleted_at) values ($1, $2, $3)", [
    company,
    actor.id,
    deletedAt,
  ]);
  return false;
}

/** Restores the rest of the tickets of restored companies, a transaction for each batch, like `finishCompanyTrash`. */
export async function finishCompanyRestores(db: Db): Promise<void> {
  for (let hasMore = true; hasMore; )
    hasMore = await transact(db, async (db) => {
      await takeTime(db);
      const [next] = await query<{ id: string; actor: string | null; deleted_at: string }>(
        db,
        `select c.id, x.actor, x.deleted_at::text as deleted_at
         from company_restores x
         join companies c on c.id = x.company
         order by x.begun_at, c.id
         limit 1
         for update of c skip locked`,
      );
      if (!next) return false;
      if (!(await restoreBatch(db, next.actor, next.id, next.deleted_at)))
        await query(db, "delete from company_restores where company = $1", [next.id]);
      return true;
    });
}

/** Whether there may be more. None of a company that has been deleted once more. */
async function restoreBatch(db: Db, actor: string | null, company: string, deletedAt: string): Promise<boolean> {
  const [row] = await query<{ n: number }>(
    db,
    `with chosen as (
        select t.id
        from companies c
        join tickets t on t.company = c.id
        where c.id = $1 and c.deleted_at is null and t.deleted_at = $3
        order by t.created_at desc, t.id
        limit ${BATCH_SIZE}),
      was as (
        select id
        from tickets
        where id in (select id from chosen)
        order by id
        for update),
      restored as (
        update tickets t
        set deleted_at = null, version = t.version + 1
        from was
        where t.id = was.id and t.deleted_at = $3
        returning t.id, t.version),
      events as (${insertEvents("ticket.restored", "restored", {
        actor: "$2",
        ticket: "restored.id",
        version: "restored.version",
        about: "$1::uuid",
        triggers: "false",
      })})
      select count(*)::int as n from chosen`,
    [company, actor, deletedAt],
  );
  return row!.n === BATCH_SIZE;
}
