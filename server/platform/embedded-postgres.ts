import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findPlace, type Place } from "./embedded-place.ts";
import type { Log } from "./log.ts";

export interface Embedded {
  connection: { host: string; port: number; user: string; database: string };
  /** Takes the right to serve this data folder; the other's address when somebody has it. */
  claim(address: string): Promise<string | null>;
  /** Leaves; the last one out stops PostgreSQL. */
  close(): Promise<void>;
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
