import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { checkServer } from "./database-server.ts";
import { findAbandoned, tellAbandoned } from "./embedded/abandoned.ts";
import { type Embedded, openEmbedded } from "./embedded-postgres.ts";
import { openLog } from "./log.ts";

const log = openLog("silent");
let folder: string;
let dataDir: string;
const clusters: Embedded[] = [];
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "docket-embedded-"));
  // where the account that root's PostgreSQL runs as may enter
  chmodSync(folder, 0o711);
});

// creating a cluster takes longest, so tests share one if they do not need a new one
beforeEach(() => {
  dataDir = join(folder, "data");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const each of clusters.splice(0)) await each.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(settings: Record<string, string> = {}, silenceMs?: number): Promise<Embedded> {
  const embedded = await openEmbedded({ dataDir, log, settings, silenceMs });
  clusters.push(embedded);
  return embedded;
}

async function ctx(embedded: Embedded, statement: string): Promise<unknown[][]> {
  const client = new pg.Client(embedded.connection);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

const claims = (embedded: Embedded) =>
  ctx(embedded, "select application_name from pg_stat_activity where application_name like 'process %'").catch(
    () => [],
  );

/** Another process that opens the data folder and serves it until it is killed. */
async function anotherProcess(): Promise<ChildProcess> {
  const text = `
    const { openEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, "embedded-postgres.ts"))});
    const { openLog } = await import(${JSON.stringify(join(import.meta.dirname, "log.ts"))});
    const embedded = await openEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log: openLog("silent") });
    console.log(await embedded.claim("http://127.0.0.1:8000"));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

const pidFile = () => join(dataDir, "postgres", "postmaster.pid");
const postmaster = () => Number(readFileSync(pidFile(), "utf8").split("\n")[0]);

test("data survives a restart, and the server owns its database and nothing more", async () => {
  const first = await open();
  expect(first.startedHere).toBe(true);
  await ctx(first, "create table notes as select 'kept' as note");
  await first.close();
  expect(existsSync(pidFile())).toBe(false);
  const second = await open();
  expect(await ctx(second, "select note from notes")).toEqual([["kept"]]);
  expect(await ctx(second, "select rolsuper from pg_roles where rolname = current_user")).toEqual([[false]]);
  expect(await ctx(second, "select current_setting('fsync'), current_setting('server_encoding')")).toEqual([
    ["on", "UTF8"],
  ]);
  // text is ordered by code point, and every script's letters have trigrams
  expect(await ctx(second, "select 'Z' < 'a', lower('ÄÖ')")).toEqual([[true, "äö"]]);
  await ctx(second, "create extension pg_trgm");
  expect(await ctx(second, "select array_length(show_trgm('ห้องพัก'), 1) > 3")).toEqual([[true]]);
});

test("servers that open a new folder at once share one PostgreSQL, and the last one stops it", async () => {
  // a path too long for a socket is no hindrance
  dataDir = join(folder, "long".repeat(25), "data");
  const [one, two] = await Promise.all([open(), open()]);
  expect([one.startedHere, two.startedHere].sort()).toEqual([false, true]);
  await one.close();
  expect(await ctx(two, "select 1")).toEqual([[1]]);
  const late = await open();
  await Promise.all([two.close(), late.close()]);
  expect(existsSync(pidFile())).toBe(false);
  expect(readdirSync(dataDir).sort()).toEqual(["postgres", "postgres-socket", "postgres.log"]);
  rmSync(one.connection.host, { recursive: true });
});

test("opening a folder while another server shuts down starts PostgreSQL again", async () => {
  const first = await open();
  const closing = first.close();
  const second = await open();
  await closing;
  expect(await ctx(second, "select 1")).toEqual([[1]]);
});

test("a data folder serves one server; a second one learns which, and a killed one does not block the next", async () => {
  const server = await anotherProcess();
  expect(String((await once(server.stdout!, "data"))[0])).toBe("null\n");
  const second = await open();
  expect(second.startedHere).toBe(false);
  expect(await second.claim("http://127.0.0.1:8001")).toBe(`process ${server.pid}, http://127.0.0.1:8000`);
  await kill(server);
  expect(await second.claim("http://127.0.0.1:8001")).toBe(null);
  await second.close();
  expect(existsSync(pidFile())).toBe(false);
});

test("a killed PostgreSQL restarts with everything it acknowledged, and the lock is held again", async () => {
  const server = await open();
  expect(await server.claim("http://127.0.0.1:8000")).toBe(null);
  await ctx(server, "create table boats as select 'kept' as name");
  process.kill(postmaster(), "SIGKILL");
  await expect.poll(() => claims(server)).toEqual([[`process ${process.pid}, http://127.0.0.1:8000`]]);
  expect(await ctx(server, "select name from boats")).toEqual([["kept"]]);
  const second = await open();
  expect(await second.claim("http://127.0.0.1:8001")).toBe(`process ${process.pid}, http://127.0.0.1:8000`);
});

test("a lock requested while PostgreSQL dies is taken on the restarted one", async () => {
  const server = await open();
  process.kill(postmaster(), "SIGKILL");
  expect(await server.claim("http://127.0.0.1:8000")).toBe(null);
  await expect.poll(() => claims(server)).toEqual([[`process ${process.pid}, http://127.0.0.1:8000`]]);
});

test("while PostgreSQL is down, no other server can take a running server's folder", async () => {
  const server = await anotherProcess();
  await once(server.stdout!, "data");
  // too slow to restart PostgreSQL itself
  server.kill("SIGSTOP");
  process.kill(postmaster(), "SIGKILL");
  const second = await open();
  expect(second.startedHere).toBe(true);
  expect(await second.claim("http://127.0.0.1:8001")).toBe(`process ${server.pid}, http://127.0.0.1:8000`);
  server.kill("SIGCONT");
  await expect.poll(() => claims(second)).toEqual([[`process ${server.pid}, http://127.0.0.1:8000`]]);
  await kill(server);
  expect(await second.claim("http://127.0.0.1:8001")).toBe(null);
});

test("the server starts after both processes were killed and their IDs reused", async () => {
  const server = await anotherProcess();
  await once(server.stdout!, "data");
  await kill(server);
  process.kill(postmaster(), "SIGKILL");
  for (const path of [pidFile(), join(dataDir, "postgres", ".s.PGSQL.5432.lock")])
    writeFileSync(path, readFileSync(path, "utf8").replace(/^\d+/, String(process.pid)));
  const next = await open();
  expect(next.startedHere).toBe(true);
  expect(await ctx(next, "select 1")).toEqual([[1]]);
});

test("a first start that is killed while it creates the data leaves nothing unfinished", async () => {
  dataDir = join(folder, "killed");
  const server = await anotherProcess();
  const drafts = () => (existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name.includes(".new-")) : []);
  await expect.poll(drafts, { interval: 5 }).toHaveLength(1);
  await kill(server);
  expect(await ctx(await open(), "select 1")).toEqual([[1]]);
});

test("a copy of a running server's folder becomes a separate database", async () => {
  const original = await open();
  await ctx(original, "create table ropes as select 'kept' as name");
  const copied = join(folder, "copy");
  cpSync(dataDir, copied, { recursive: true });
  dataDir = copied;
  const copy = await open();
  expect(copy.startedHere).toBe(true);
  await ctx(copy, "drop table ropes");
  expect(await ctx(original, "select name from ropes")).toEqual([["kept"]]);
});

async function reportLines(): Promise<string> {
  const lines: string[] = [];
  await tellAbandoned(openLog("warn", { write: (line) => void lines.push(line) }));
  return lines.join("");
}

test.runIf(process.getuid?.() === 0)(
  "a cluster that root's PostgreSQL could not reach is put where it can",
  async () => {
    dataDir = mkdtempSync(join(folder, "closed-"));
    const far = await open();
    const cluster = realpathSync(join(dataDir, "postgres"));
    expect(cluster).toMatch(/^\/var\/lib\/docket\/clusters\//);
    expect(await ctx(far, "select 1")).toEqual([[1]]);
    await far.close();
    renameSync(dataDir, `${dataDir}-aside`);
    // the warning shows three, and the machine may have more
    expect(await findAbandoned()).toContain(`${cluster} (of ${dataDir})`);
    expect(await reportLines()).toContain("found databases whose data folder no longer exists");
    renameSync(`${dataDir}-aside`, dataDir);
    expect((await findAbandoned()).join()).not.toContain(cluster);
    rmSync(cluster, { recursive: true });
    rmSync(`${cluster}.txt`);
    await expect(open()).rejects.toThrow(/is missing/);
  },
);

test("a PostgreSQL that runs but is unreachable is reported, not waited for forever", async () => {
  const server = await anotherProcess();
  await once(server.stdout!, "data");
  const socket = join(dataDir, "postgres", ".s.PGSQL.5432");
  renameSync(socket, `${socket}.aside`);
  await expect(open({}, 1_000)).rejects.toThrow(`PostgreSQL is running (process ${postmaster()}) but does not respond`);
  renameSync(`${socket}.aside`, socket);
  await kill(server);
  expect(await ctx(await open(), "select 1")).toEqual([[1]]);
}, 60_000);

test("data of another PostgreSQL version, and a server with fsync off, are refused with a clear message", async () => {
  const careless = await open({ fsync: "off" });
  const pool = new pg.Pool(careless.connection);
  await expect(checkServer(pool)).rejects.toThrow(/fsync off/);
  await pool.end();
  await careless.close();
  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  await expect(open()).rejects.toThrow(/needs PostgreSQL 17, but this Docket includes PostgreSQL 18/);
});
