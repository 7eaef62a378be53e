import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "./migrations.ts";

let folder: string;
let name: string;
let pool: pg.Pool;
const server = inject("server");

async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ ...server, database: "postgres" });
  await owner.connect();
  await owner.query(statement);
  await owner.end();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "docket-migrations-"));
  name = `migrations_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await asOwner(`create database ${name}`);
  pool = new pg.Pool({ ...server, database: name });
  pool.on("error", () => {});
});

afterEach(async () => {
  await pool.end();
  await asOwner(`drop database ${name} with (force)`);
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const tables = async () =>
  (await pool.query("select tablename from pg_tables where schemaname = 'public' order by 1")).rows.map(
    (row) => row.tablename,
  );

test("migrations run in order, once each", async () => {
  write("0002_ropes.sql", "alter table boats add column rope text; create table ropes (id int);");
  write("0001_boats.sql", "create table boats (id int);");
  expect(await migrate(pool, folder)).toEqual(["0001_boats.sql", "0002_ropes.sql"]);
  expect(await migrate(pool, folder)).toEqual([]);
  write("0003_sails.sql", "create table sails (id int);");
  expect(await migrate({ ...server, database: name }, folder)).toEqual(["0003_sails.sql"]);
  expect(await tables()).toEqual(["boats", "migrations", "ropes", "sails"]);
});

test("servers that migrate at the same time run each migration once", async () => {
  write("0001_boats.sql", "create table boats (id int); select pg_sleep(0.1);");
  write("0002_ropes.sql", "create table ropes (id int); select pg_sleep(0.1);");
  const names = await Promise.all([migrate(pool, folder), migrate(pool, folder), migrate(pool, folder)]);
  expect(names.flat().sort()).toEqual(["0001_boats.sql", "0002_ropes.sql"]);
});

test("a failing migration changes nothing, names its place, and keeps the ones before it", async () => {
  write("0001_boats.sql", "create table boats (id int);");
  write("0002_ropes.sql", "create table ropes (id int);\n\ncreate tabel sails (id int);\n");
  await expect(migrate(pool, folder)).rejects.toThrow(/0002_ropes\.sql failed at line 3: syntax error/);
  expect(await tables()).toEqual(["boats", "migrations"]);
  write("0002_ropes.sql", "create table ropes (id int);");
  expect(await migrate(pool, folder)).toEqual(["0002_ropes.sql"]);
});

test("an interrupted migration changes nothing", async () => {
  write("0001_boats.sql", "create table boats (id int); select pg_sleep(60);");
  const cutOff = expect(migrate(pool, folder)).rejects.toThrow(/terminat/);
  const sleeper = "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)%'";
  const others = `${sleeper} and pid <> pg_backend_pid() and datname = '${name}'`;
  await expect.poll(async () => (await pool.query(others)).rowCount).toBe(1);
  await cutOff;
  expect(await tables()).toEqual([]);
});

test("a migration that was changed after it ran is refused", async () => {
  write("0001_boats.sql", "create table boats (id int);\n");
  await migrate(pool, folder);
  write("0001_boats.sql", "create table boats (id int);\r\n");
  expect(await migrate(pool, folder)).toEqual([]);
  write("0001_boats.sql", "create table boats (id bigint);\n");
  await expect(migrate(pool, folder)).rejects.toThrow(/0001_boats\.sql was changed after it was applied/);
});

test("a database that is newer than the code is left alone", async () => {
  write("0001_boats.sql", "create table boats (id int);");
  write("0002_ropes.sql", "create table ropes (id int);");
  await migrate(pool, folder);
  rmSync(join(folder, "0002_ropes.sql"));
  write("0003_sails.sql", "create table sails (id int);");
  await expect(migrate(pool, folder)).rejects.toThrow(/newer than this Docket: it has had 0002_ropes\.sql/);
  expect(await tables()).not.toContain("sails");
});

test("a migration waits for a table in use longer than one lock_timeout", async () => {
  write("0001_boats.sql", "create table boats (id int);");
  await migrate(pool, folder);
  write("0002_ropes.sql", "set local lock_timeout = '50ms'; alter table boats add column rope text;");
  const user = await pool.connect();
  await user.query("begin; lock table boats in access share mode");
  const waiting: unknown[] = [];
  const log = { info: (note: unknown) => waiting.push(note), warn: () => {} };
  const migrating = migrate(pool, folder, log as never);
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  await user.query("commit");
  user.release();
  expect(await migrating).toEqual(["0002_ropes.sql"]);
});

test.each([
  [["0001_boats.sql", "0001_ropes.sql"], /Two migrations have the number 0001/],
  [["boats.sql"], /Invalid migration name boats\.sql/],
])("the migration files %j are refused", async (names, problem) => {
  for (const each of names) write(each, "select 1;");
  await expect(migrate(pool, folder)).rejects.toThrow(problem);
});
