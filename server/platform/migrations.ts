import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Log } from "./log.ts";

interface Migration {
  name: string;
  text: string;
  sha256: string;
}

// the name of the advisory lock, which one migration at a time holds
const MIGRATING = 728_100;
// how long a migration waits for tables that a running server uses, and how often it lets that server go first
const [LOCK_TIMEOUT, MAX_TRIES, PAUSE_MS] = ["5s", 6, 1_000];

/**
 * Names the last of the old migrations that the folder's first files now replace. A database that has run it has their schema,
 * so they are recorded as applied.
 */
const SQUASHED_LIST = "squashed.txt";

/**
 * Runs the SQL files that this database lacks, and returns their names. Each runs in one transaction with its entry in
 * `migrations`, so one that is interrupted leaves nothing. If two servers migrate at once, one waits.
 */
export async function migrate(database: pg.Pool | pg.ClientConfig, folder: string, log?: Log): Promise<string[]> {
  const migrations = readMigrations(folder);
  const lastSquashed = readSquashed(folder);
  const pool = database instanceof pg.Pool ? database : new pg.Pool({ ...database, max: 1 });
  const client = await pool.connect();
  const warnOfLoss = (error: Error) => log?.warn({ err: error }, "the connection that migrates was lost");
  client.on("error", warnOfLoss);
  try {
    await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
    const names: string[] = [];
    for (let tries = 1; ; ) {
      const name = await runNext(client, migrations, lastSquashed, tries < MAX_TRIES);
      if (name === null) return names;
      if (name === "busy") {
        log?.info({ tries }, "a migration waits for tables that are in use");
        tries += 1;
        await sleep(PAUSE_MS);
        continue;
      }
      log?.info({ migration: name }, "migrated");
      names.push(name);
      tries = 1;
    }
  } finally {
    // the settings end with the connection
    client.release(true);
    if (pool !== database) await pool.end();
  }
}

/** The names of migrations in the folder that this database has not run. */
export async function pendingMigrations(database: pg.Pool, folder: string): Promise<string[]> {
  const { rows } = await database.query<{ is_there: boolean }>(
    "select to_regclass('migrations') is not null as is_there",
  );
  const entries = rows[0]!.is_there ? (await database.query<{ name: string }>("select name from migrations")).rows : [];
  const names = new Set(entries.map(({ name }) => name));
  return readMigrations(folder)
    .map(({ name }) => name)
    .filter((name) => !names.has(name));
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const wrong = names.find((name) => !/^\d{4}_[a-z0-9_-]+\.sql$/.test(name));
  if (wrong) throw new Error(`Invalid migration name ${wrong}. Use a name like 0012_what_it_does.sql.`);
  const twin = names.find((name, at) => name.slice(0, 4) === names[at + 1]?.slice(0, 4));
  if (twin)
    throw new Error(`Two migrations have the number ${twin.slice(0, 4)}. Give the newer one the next free number.`);
  return names.map((name) => {
    // a checkout on Windows has other line ends but is the same migration
    const text = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    return { name, text, sha256: createHash("sha256").update(text).digest("hex") };
  });
}

function readSquashed(folder: string): string | null {
  const file = join(folder, SQUASHED_LIST);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Runs the next migration. Null if there is none, "busy" if it should be tried again. */
async function runNext(
  client: pg.PoolClient,
  migrations: Migration[],
  lastSquashed: string | null,
  mayWait: boolean,
): Promise<string | null> {
  let due: Migration | undefined;
  await client.query("begin");
  try {
    // held until the end of the transaction, which also works with poolers that assign connections per transaction
    await client.query("set local lock_timeout = 0");
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATING]);
    await client.query(
      `create table if not exists migrations (name text primary key, sha256 text not null,
          applied_at timestamptz not null default now())`,
    );
    if (lastSquashed) await recordSquashed(client, migrations, lastSquashed);
    due = await firstDue(client, migrations);
    if (due) {
      await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await client.query(due.text);
      await client.query("insert into migrations (name, sha256) values ($1, $2)", [due.name, due.sha256]);
    }
    await client.query("commit");
    return due?.name ?? null;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    if (!due || !(error instanceof pg.DatabaseError)) throw error;
    const LOCK_NOT_AVAILABLE = "55P03";
    if (error.code === LOCK_NOT_AVAILABLE && mayWait) return "busy";
    throw new Error(`The migration ${due.name} failed${lineOf(due.text, error)}: ${error.message}`, { cause: error });
  }
}

const lineOf = (text: string, { position }: pg.DatabaseError) =>
  position ? ` at line ${text.slice(0, Number(position)).split("\n").length}` : "";

/** If the database has all old migrations, records the files that replace them as applied. */
async function recordSquashed(client: pg.PoolClient, migrations: Migration[], last: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select name from migrations where name <= $1 order by name", [
    last,
  ]);
  const now = migrations.filter(({ name }) => name <= last);
  const old = rows.map(({ name }) => name).filter((name) => !now.some((each) => each.name === name));
  if (old.length === 0) return;
  if (!old.includes(last))
    throw new Error(
      `The database stopped at ${old.at(-1)}. Start Docket 0.1.0 with it first, which brings it to ${last}.`,
    );
  await client.query("delete from migrations where name = any($1)", [old]);
  await client.query("insert into migrations (name, sha256) select * from unnest($1::text[], $2::text[])", [
    now.map(({ name }) => name),
    now.map(({ sha256 }) => sha256),
  ]);
}

async function firstDue(client: pg.PoolClient, migrations: Migration[]): Promise<Migration | undefined> {
  const { rows } = await client.query<{ name: string; sha256: string }>("select name, sha256 from migrations");
  const hashes = new Map(rows.map((row) => [row.name, row.sha256]));
  for (const { name, sha256 } of migrations) {
    const storedHash = hashes.get(name);
    if (storedHash !== undefined && storedHash !== sha256)
      throw new Error(`Migration ${name} was changed after it was applied. Revert it and add a new migration.`);
    hashes.delete(name);
  }
  if (hashes.size > 0)
    throw new Error(
      `The database is newer than this Docket: it has had ${[...hashes.keys()].sort().join(", ")}. Start the newer Docket.`,
    );
  return migrations.find(({ name }) => !rows.some((row) => row.name === name));
}
