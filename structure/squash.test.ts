import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { migrate } from "../server/platform/migrations.ts";
import { schemaOf } from "./schema.ts";

// database/migrations/0001 to 0007 replace older migrations. Databases have run those: up to 0080 at commit da4a606,
// later ones more. The fixture contains these migrations unchanged.

const MIGRATIONS = join(import.meta.dirname, "../database/migrations");
const FIXTURE = readFileSync(join(import.meta.dirname, "../test/fixtures/migrations-until-0080.sql"), "utf8");
const OLD = FIXTURE.split(/^-- file: /m)
  .slice(1)
  .map((part) => ({ name: part.slice(0, part.indexOf("\n")), text: part.slice(part.indexOf("\n") + 1) }));
const LATER = readdirSync(MIGRATIONS)
  .filter((name) => name.endsWith(".sql") && name > OLD.at(-1)!.name)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(MIGRATIONS, name), "utf8") }));
const COMMENTS = ["0240_table_comments.sql", "0241_comment_on_reset_requests.sql", "0980_plainer_table_comments.sql"];
const BEFORE_SQUASH = LATER.filter(({ name }) => !COMMENTS.includes(name));

const opened: string[] = [];
let owner: pg.Client;
let fresh: Awaited<ReturnType<typeof readState>>;

beforeAll(async () => {
  owner = new pg.Client({ ...inject("server"), database: "postgres" });
  await owner.connect();
  const connection = await databaseWith([]);
  await migrate(connection, MIGRATIONS);
  fresh = await readState(connection);
});
afterAll(async () => {
  for (const name of opened) await owner.query(`drop database ${name} with (force)`);
  await owner.end();
});

/** A database with these migrations applied, as the server of their time recorded them. */
async function databaseWith(migrations: readonly { name: string; text: string }[]): Promise<pg.ClientConfig> {
  const database = `squash_${process.pid}_${opened.length}`;
  await owner.query(`create database ${database}`);
  opened.push(database);
  const connection = { ...inject("server"), database };
  if (migrations.length === 0) return connection;
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(
    "create table migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
  );
  for (const { name, text } of migrations) {
    await client.query(`begin; ${text}; commit`);
    const sha256 = createHash("sha256").update(text).digest("hex");
    await client.query("insert into migrations (name, sha256) values ($1, $2)", [name, sha256]);
  }
  await client.end();
  return connection;
}

/** The schema, the parts that its text omits, and the rows that migrations insert. */
async function readState(connection: pg.ClientConfig) {
  const client = new pg.Client(connection);
  await client.connect();
  const rows = async (text: string) => (await client.query({ text, rowMode: "array" })).rows;
  const state = {
    schema: await schemaOf(connection),
    extensions: await rows("select extname, extversion from pg_extension order by 1"),
    statistics: await rows("select stxname, pg_get_statisticsobjdef(oid) from pg_statistic_ext order by 1"),
    storage: await rows(
      "select attrelid::regclass::text, attname, attstorage, attstattarget from pg_attribute where attnum > 0 and not attisdropped and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r') order by 1, 2",
    ),
    counters: await rows(
      "select 'names', is_only from name_epoch union all select 'tally', is_only from tally_generation",
    ),
    applied: await rows("select name, sha256 from migrations order by 1"),
  };
  await client.end();
  return state;
}

describe("a database of an older version", () => {
  test("with all old migrations gets the later ones and then has the schema of a new database", async () => {
    const connection = await databaseWith(OLD);
    expect(await migrate(connection, MIGRATIONS)).toEqual(LATER.map(({ name }) => name));
    expect(await readState(connection)).toEqual(fresh);
  });

  test("from just before the squash gets only the comments", async () => {
    const connection = await databaseWith([...OLD, ...BEFORE_SQUASH]);
    expect(await migrate(connection, MIGRATIONS)).toEqual(COMMENTS);
    expect(await migrate(connection, MIGRATIONS)).toEqual([]);
    expect(await readState(connection)).toEqual(fresh);
  });

  test("that stopped between old migrations is left unchanged, and the error names the version to install first", async () => {
    const connection = await databaseWith(OLD.slice(0, 3));
    await expect(migrate(connection, MIGRATIONS)).rejects.toThrow(
      /stopped at 0003_machinery\.sql.*0080_words_waiting\.sql/,
    );
    const client = new pg.Client(connection);
    await client.connect();
    expect((await client.query("select count(*)::int as n from migrations")).rows).toEqual([{ n: 3 }]);
    await client.end();
  });
});

test("each table has a comment", async () => {
  const client = new pg.Client({ ...inject("server"), database: opened[0]! });
  await client.connect();
  const { rows } = await client.query<{ relname: string }>(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') is null",
  );
  await client.end();
  expect(rows.map(({ relname }) => relname)).toEqual([]);
});
