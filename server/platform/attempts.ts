import { type Db, query } from "./database.ts";

/** How many attempts are left in the running window of a limit, and the seconds until it ends; counted over all servers. */
export async function attemptsLeft(
  db: Db,
  { key, seconds, most }: { key: string; seconds: number; most: number },
): Promise<{ left: number; seconds: number }> {
  const [row] = await query<{ n: number; rest: number }>(
    db,
    `select n, greatest(ceil(extract(epoch from window_start - now()) + $2), 1)::int as rest from attempts
     where key = $1 and window_start > now() - make_interval(secs => $2) order by window_start desc limit 1`,
    [key, seconds],
  );
  return row ? { left: most - row.n, seconds: row.rest } : { left: most, seconds };
}

/** Counts attempts in the running window of this length, beginning one where none runs; gives the window's sum. */
export async function addAttempt(db: Db, key: string, seconds: number, n = 1): Promise<number> {
  const [row] = await query<{ n: number }>(
    db,
    `insert into attempts (key, window_start, n)
     values ($1, to_timestamp(floor(extract(epoch from now()) / $2) * $2), $3)
     on conflict (key, window_start) do update set n = attempts.n + excluded.n returning n`,
    [key, seconds, n],
  );
  return row!.n;
}

export const forgetAttempts = (db: Db) =>
  query(db, "delete from attempts where window_start < now() - interval '1 day'");
