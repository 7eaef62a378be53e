import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";

/** A ticket takes 0.1 ms: ten indexes, its counts, its move for reports, and its event. */
const BATCH_SIZE = 2_000;

/**
 * Moves the tickets of a company that was just deleted to the trash. False if there are more than one batch: then
 * `finishCompanyTrash` moves the others.
 */
export async function trashTicketsOf(db: Db, actor: Actor, company: string): Promise<boolean> {
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
