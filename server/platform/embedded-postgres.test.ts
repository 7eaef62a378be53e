import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Embedded, openEmbedded } from "./embedded-postgres.ts";
import { openLog } from "./log.ts";

const log = openLog("silent");
// what is killed here is a process, never the machine
const settings = { fsync: "off" };
const root = mkdtempSync(join(tmpdir(), "docket-embedded-"));
const dataDir = join(root, "data");
const pidFile = join(dataDir, "postgres", "postmaster.pid");
const children = new Set<ChildProcess>();

beforeAll(async () => {
  chmodSync(root, 0o711);
  const gone = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(gone, "exit");
  mkdirSync(join(dataDir, `postgres.new-${gone.pid}-00000000`), { recursive: true });
  chmodSync(dataDir, 0o711);
  const embedded = await open();
  await ask(embedded, "create table notes (text text)");
  await embedded.close();
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await (await open()).close();
  rmSync(root, { recursive: true, force: true });
});

const open = (folder = dataDir) => openEmbedded({ dataDir: folder, log, settings });

async function ask(embedded: Embedded, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(embedded.connection);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const postgresPid = () => Number.parseInt(readFileSync(pidFile, "utf8"), 10);

const PROGRAM = `
  const { openEmbedded } = await import(process.env.EMBEDDED);
  const { openLog } = await import(process.env.LOG);
  const embedded = await openEmbedded({ dataDir: process.env.FOLDER, log: openLog("silent"), settings: { fsync: "off" } });
  console.log(await embedded.claim("http://127.0.0.1:8001") ?? "serves");
  process.stdin.resume().once("end", async () => { await embedded.close(); process.exit(0); });
`;

/** Another process of Docket on the same folder, which tries to serve it; `said` is what came of that. */
async function another(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    env: {
      ...process.env,
      EMBEDDED: new URL("./embedded-postgres.ts", import.meta.url).href,
      LOG: new URL("./log.ts", import.meta.url).href,
      FOLDER: dataDir,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.add(child);
  const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, said: chunk.toString().trim() };
}

async function end(child: ChildProcess, how: "finish" | "kill"): Promise<void> {
  const gone = once(child, "exit");
  if (how === "kill") child.kill("SIGKILL");
  else child.stdin!.end();
  await gone;
  children.delete(child);
}

test("what is acknowledged is written in UTF-8, and no port is open", async () => {
  const embedded = await openEmbedded({ dataDir, log });
  const [row] = await ask(
    embedded,
    `select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
       current_setting('listen_addresses') as addresses, upper('é') as upper, rolsuper as is_super
     from pg_roles where rolname = current_user`,
  );
  expect(row).toEqual({ fsync: "on", encoding: "UTF8", addresses: "", upper: "É", is_super: false });
  await embedded.close();
});

test("the last one out stops PostgreSQL, also when all leave at once", async () => {
  const [first, second, third] = await Promise.all([open(), open(), open()]);
  expect([first, second, third].filter(({ startedHere }) => startedHere)).toHaveLength(1);
  await first.close();
  expect(await ask(second, "select 1 as one")).toEqual([{ one: 1 }]);
  await Promise.all([second.close(), third.close()]);
  expect(existsSync(pidFile)).toBe(false);
});

test("who opens while another closes gets in", async () => {
  let last = await open();
  for (let round = 0; round < 5; round += 1) {
    const closing = last.close();
    [last] = await Promise.all([open(), closing]);
    expect(await ask(last, "select 1 as one")).toEqual([{ one: 1 }]);
  }
  await last.close();
});

test("a killed process leaves PostgreSQL to the next one, and its right to serve", async () => {
  const { child, said } = await another();
  expect(said).toBe("serves");
  const before = postgresPid();
  const here = await open();
  expect(await here.claim("http://127.0.0.1:8002")).toBe(`process ${child.pid}, http://127.0.0.1:8001`);
  await end(child, "kill");
  expect(await here.claim("http://127.0.0.1:8002")).toBeNull();
  expect(await another().then(({ child, said }) => end(child, "finish").then(() => said))).toBe(
    `process ${process.pid}, http://127.0.0.1:8002`,
  );
  expect(here.startedHere).toBe(false);
  expect(postgresPid()).toBe(before);
  await here.close();
  expect(existsSync(pidFile)).toBe(false);
});

test("a PostgreSQL that dies comes back, with what was acknowledged and the right to serve", async () => {
  const here = await open();
  await here.claim("http://127.0.0.1:8002");
  for (const text of ["first", "second"]) {
    await ask(here, `insert into notes values ('${text}')`);
    const before = postgresPid();
    process.kill(before, "SIGKILL");
    await vi.waitFor(() => expect(postgresPid()).not.toBe(before), 10_000);
    await vi.waitFor(
      async () => expect(await ask(here, `select * from notes where text = '${text}'`)).toHaveLength(1),
      10_000,
    );
  }
  const { child, said } = await another();
  expect(said).toBe(`process ${process.pid}, http://127.0.0.1:8002`);
  await end(child, "finish");
  await here.close();
});

test("after both were killed the next one starts, whoever has PostgreSQL's number by then", async () => {
  const { child } = await another();
  const pid = postgresPid();
  await end(child, "kill");
  process.kill(pid, "SIGKILL");
  const lines = readFileSync(pidFile, "utf8").split("\n");
  await writeFile(pidFile, [process.pid, ...lines.slice(1)].join("\n"));
  const here = await open();
  expect(here.startedHere).toBe(true);
  expect(await ask(here, "select 1 as one")).toEqual([{ one: 1 }]);
  await here.close();
});

test("what a killed first start left half made is cleared away", () => {
  expect(readdirSync(dataDir).sort()).toEqual(["postgres", "postgres.log"]);
});

test("data of another PostgreSQL is refused in words", async () => {
  const folder = join(root, "older");
  mkdirSync(join(folder, "postgres"), { recursive: true, mode: 0o711 });
  chmodSync(folder, 0o711);
  await writeFile(join(folder, "postgres", "PG_VERSION"), "17\n");
  await expect(open(folder)).rejects.toThrow(/was made by PostgreSQL 17; this Docket brings PostgreSQL 18/);
});

test.runIf(process.getuid?.() === 0)(
  "root's data in a closed folder lies elsewhere, and is never made anew when it is gone",
  async () => {
    const closed = join(root, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const folder = join(closed, "data");
    const embedded = await open(folder);
    const cluster = realpathSync(join(folder, "postgres"));
    expect(cluster).not.toContain(root);
    expect(await ask(embedded, "select 1 as one")).toEqual([{ one: 1 }]);
    await embedded.close();
    rmSync(cluster, { recursive: true });
    rmSync(`${cluster}.txt`);
    await expect(open(folder)).rejects.toThrow(/is gone/);
  },
);

test("a start that cannot succeed fails with PostgreSQL's reason", async () => {
  const start = openEmbedded({ dataDir, log, settings: { max_connections: "none" } });
  await expect(start).rejects.toThrow(
    /PostgreSQL did not start: invalid value for parameter "max_connections": "none"/,
  );
});
