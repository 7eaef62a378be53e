import pg from "pg";
import { inject } from "vitest";

/** The connections to this database that wait for a lock. The other databases of the run's PostgreSQL do not count. */
export const LOCK_WAITERS =
  "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

/** Runs statements as the owner of the run's PostgreSQL, for example to create a database. */
export async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ ...inject("server"), database: "postgres" });
  await owner.connect();
  return work(owner).finally(() => owner.end());
}

/** DATABASE_URL of a database on the run's PostgreSQL. */
export function databaseUrl(name: string): string {
  const { host, port, user } = inject("server");
  return `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`;
}
