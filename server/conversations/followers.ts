import { type Db, query } from "../platform/database.ts";

export const follow = (db: Db, ticket: string, user: string) =>
  query(db, "insert into ticket_followers (ticket, user_id) values ($1, $2) on conflict do nothing", [ticket, user]);

export const unfollow = (db: Db, ticket: string, user: string) =>
  query(db, "delete from ticket_followers where ticket = $1 and user_id = $2", [ticket, user]);

/** Copies the followers of a ticket to another, and returns those who did not follow it before. */
export async function copyFollowers(db: Db, from: string, to: string): Promise<string[]> {
  const rows = await query<{ user_id: string }>(
    db,
    `insert into ticket_followers (ticket, user_id) select $2, user_id from ticket_followers where ticket = $1
     on conflict do nothing returning user_id`,
    [from, to],
  );
  return rows.map(({ user_id }) => user_id);
}

export const removeFollowers = (db: Db, ticket: string, users: readonly string[]) =>
  query(db, "delete from ticket_followers where ticket = $1 and user_id = any($2::uuid[])", [ticket, users]);
