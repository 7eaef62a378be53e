import pg from "pg";
import { inject } from "vitest";

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
