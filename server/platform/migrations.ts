import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";

// the name of the advisory lock that one migration at a time holds
const MIGRATING = 728_100;

/** Brings the database to where the folder's SQL files lead, each in one transaction; gives the names of those it ran. */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("set statement_timeout = 0; set lock_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [MIGRATING]);
    await client.query(
      "create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
    );
    return await run(client, folder);
  } finally {
    // the lock and the settings go with the connection
    client.release(true);
  }
}

async function run(client: pg.PoolClient, folder: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>("select name, sha256 from migrations");
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const unknown = [...applied.keys()].filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`The database is newer than this Docket: it has had ${unknown.join(", ")}. Start a newer Docket.`);
  const ran: string[] = [];
  for (const name of names) {
    const text = readFileSync(join(folder, name), "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    const known = applied.get(name);
    if (known && known !== sha256)
      throw new Error(`The migration ${name} was changed after it ran here. Undo the change and add a new one.`);
    if (known) continue;
    await client.query("begin");
    await client.query(text);
    await client.query("insert into migrations (name, sha256) values ($1, $2)", [name, sha256]);
    await client.query("commit");
    ran.push(name);
  }
  return ran;
}
