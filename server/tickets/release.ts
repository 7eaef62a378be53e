import { changesBetween, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { newVersion } from "./next-values.ts";
import { teamOfColumn } from "./rules.ts";

/** Each ticket writes to more than ten indexes: at 1,000,000 tickets, 29,000 of them take several seconds. */
const BATCH_SIZE = 500;

/** The events of tickets that lost their assignee. */
export type ReleaseEvents = readonly { id: number; ticket: string }[];
/** What else happens in the transaction of these events. */
export type OnRelease = (db: Db, events: ReleaseEvents) => Promise<void>;

/**
 * Returns the open tickets of a user who is about to be deleted to `new`, for their team. Resolved and closed ones keep the
 * user as their assignee, whose name stays in tickets and reports. False if there are more than one batch: then
 * `finishReleases` returns the others.
 */
export async function releaseTickets(db: Db, actor: Actor, user: string): Promise<boolean> {
  if (!(await releaseBatch(db, actor.id, user)).hasMore) return true;
  await query(db, "insert into ticket_releases (user_id, actor) values ($1, $2) on conflict do nothing", [
    user,
    actor.id,
  ]);
  return false;
}

/** Returns the rest of the tickets of deleted users, a transaction for each batch. Several servers may do so at once. */
export async function finishReleases(db: Db, onRelease: OnRelease): Promise<void> {
  for (let hasMore = true; hasMore; )
    hasMore = await transact(db, async (db) => {
      const [release] = await query<{ user_id: string; actor: string | null }>(
        db,
        "select user_id, actor from ticket_releases order by begun_at, user_id limit 1 for update skip locked",
      );
      if (!release) return false;
      const { released, hasMore } = await releaseBatch(db, release.actor, release.user_id);
      if (released.length > 0) await onRelease(db, released);
      if (!hasMore) await query(db, "delete from ticket_releases where user_id = $1", [release.user_id]);
      return true;
    });
}

async function releaseBatch(
  db: Db,
  actor: string | null,
  user: string,
): Promise<{ released: ReleaseEvents; hasMore: boolean }> {
  const [row] = await query<{ released: ReleaseEvents; n: number }>(
    db,
    // the newest first, as in the index, because most older ones are resolved
    `with chosen as (
        select id
        from tickets
        where assigned_to = $1 and status < 'resolved'
        order by created_at desc, id
        limit ${BATCH_SIZE}),
      previous as (
        select *
        from tickets
        where id in (select id from chosen) and assigned_to = $1 and status < 'resolved'
        order by id
        for update),
      updated as (update tickets t set assigned_to = null, status = 'new', ${newVersion},
          assigned_team = coalesce(nullif(previous.assigned_team, ''), ${teamOfColumn("previous.category")})
        from previous where t.id = previous.id returning t.*),
      events as (${insertEvents("ticket.updated", "updated join previous using (id)", {
        actor: "$2",
        ticket: "updated.id",
        changes: changesBetween("previous", "updated", ["assigned_to", "assigned_team", "status"]),
        // like a bulk change without notifications
        triggers: "false",
      })}
        returning id, ticket)
      select (select count(*)::int from chosen) as n,
        (select coalesce(json_agg(json_build_object('id', id, 'ticket', ticket)), '[]') from events) as released`,
    [user, actor],
  );
  return { released: row!.released, hasMore: row!.n === BATCH_SIZE };
}
