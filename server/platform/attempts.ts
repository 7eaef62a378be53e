import { type Db, query } from "./database.ts";

export interface Limit {
  key: string;
  seconds: number;
  most: number;
}

/** How many attempts are left of a limit, and the seconds until there is one more; counted over all servers. */
export async function attemptsLeft(db: Db, { key, seconds, most }: Limit): Promise<{ left: number; seconds: number }> {
  const [row] = await query<{ n: number; rest: number }>(
    db,
    `select coalesce(sum(n), 0)::int as n,
       greatest(ceil(extract(epoch from min(window_start) filter (where n > 0) - now()) + $2), 1)::int as rest
     from attempts where key = $1 and window_start > now() - make_interval(secs => $2)`,
    [key, seconds],
  );
  return { left: most - row!.n, seconds: row!.rest ?? seconds };
}

/** Counts one attempt; those of a second are one row. */
export const countAttempt = (db: Db, key: string): Promise<number> => addAttempt(db, key, 1);

/**
 * Counts an attempt before it is made: of many at once the first ones are let, as of those one after the other. Gives what
 * takes it back (it was none after all), or the seconds to wait when there were too many.
 */
export async function takeAttempt(
  db: Db,
  { key, seconds, most }: Limit,
): Promise<{ takeBack(): Promise<void> } | { wait: number }> {
  const [turn] = await query<{ nth: number; wait: number }>(
    db,
    `with mine as (insert into attempts (key, window_start, n) values ($1, date_trunc('second', now()), 1)
         on conflict (key, window_start) do update set n = attempts.n + 1 returning window_start, n),
       earlier as (select window_start, n from attempts
         where key = $1 and n > 0 and window_start > now() - make_interval(secs => $2) and window_start <> (select window_start from mine))
     select (select n from mine) + coalesce(sum(n), 0)::int as nth,
       greatest(ceil(extract(epoch from coalesce(min(window_start), now()) - now()) + $2), 1)::int as wait from earlier`,
    [key, seconds],
  );
  const takeBack = async () => {
    await query(
      db,
      `update attempts set n = n - 1 where key = $1 and window_start =
         (select max(window_start) from attempts where key = $1 and n > 0)`,
      [key],
    );
  };
  if (turn!.nth <= most) return { takeBack };
  await takeBack();
  return { wait: turn!.wait };
}

/** Counts attempts in the running window of this length; gives the window's sum. */
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
