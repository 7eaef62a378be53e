import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";

/** The condition on tickets t that a user has not read them. */
export const isUnreadBy = (user: string) => `exists (select 1 from ticket_activity ta
  left join ticket_reads tr on tr.ticket = ta.ticket and tr.user_id = ${user}::uuid
  where ta.ticket = t.id and ${isUnread("ta", "tr", user)})`;

/**
 * Whether a ticket is unread: the last reply or note of others is after the user's read mark, or there is no mark and the
 * ticket is open. Changes of fields do not count. `activity` and `mark` are the aliases of the joined rows; the ticket's
 * alias is t.
 */
export const isUnread = (activity: string, mark: string, user: string): string =>
  `(coalesce(${mark}.version, 0) < case
    when ${activity}.actor = ${user}::uuid then ${activity}.since
    else ${activity}.version
    end
    and (${mark}.version is not null or t.status < 'resolved'))`;

/**
 * Marks a ticket as read up to a version; null means the current one. An earlier version than before changes nothing.
 */
export async function markRead(db: Db, actor: Actor, ticket: string, version: number | null) {
  const [mark] = await query<{ version: number; is_unread: boolean }>(
    db,
    `with t as (
       select id, status, version
       from tickets
       where id = $2 and deleted_at is null),
      r as (insert into ticket_reads as was (user_id, ticket, version)
        select $1, id, least(version, coalesce($3::bigint, version)) from t
        on conflict (user_id, ticket) do update set version = greatest(was.version, excluded.version) returning version)
     select r.version, ${isUnread("a", "r", "$1")} as is_unread from t, r, ticket_activity a where a.ticket = t.id`,
    [actor.id, ticket, version],
  );
  if (!mark) throw noSuch("Ticket");
  return mark;
}

export async function markUnread(db: Db, actor: Actor, ticket: string): Promise<void> {
  const rows = await query(
    db,
    `insert into ticket_reads (user_id, ticket, version)
     select $1, id, -1
     from tickets
     where id = $2 and deleted_at is null
     on conflict (user_id, ticket) do update set version = -1 returning 1`,
    [actor.id, ticket],
  );
  if (rows.length === 0) throw noSuch("Ticket");
}
