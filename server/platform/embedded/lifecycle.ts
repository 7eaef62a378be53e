import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Log } from "../log.ts";
import { findRunning } from "./connect.ts";
import type { ClusterLocation } from "./location.ts";
import { readPostmaster, stopPostmaster } from "./postmaster.ts";
import { isAlive } from "./processes.ts";
import { releaseReserve } from "./reserve.ts";
import { forgetServing, noteServing, servingElsewhere } from "./serving-note.ts";
import type { Settings } from "./settings.ts";
import { type Starting, startPostgres } from "./start.ts";

// Advisory locks in the database `postgres`. Every process that uses the data shares the first; the process that gets
// it exclusively stops PostgreSQL. The one server of a data folder holds the second. A killed process loses both with
// its connection.
const DOCKET = 0x646f636b;
const [IN_USE, SERVING, CREATING_DATABASE] = [1, 2, 3];

const MAX_KILLS = 5;

export interface Membership {
  client: pg.Client;
  startedHere: boolean;
}

// Recovery after a crash may take minutes; a server that is ready and does not respond will not recover.
const [STEP_MS, REMAINS_MS, LONG_MS, MAX_MS, SILENCE_MS] = [15, 250, 5_000, 600_000, 12_000];

/** Joins the PostgreSQL of a location, or starts it. If it is being stopped, it is started again. */
export async function joinCluster(
  location: ClusterLocation,
  settings: Settings,
  log: Log,
  signal: AbortSignal,
  silenceMs = SILENCE_MS,
): Promise<Membership> {
  let starting: Starting | null = null;
  let kills = 0;
  const since = Date.now();
  let [respondedAt, loggedAt] = [since, since];
  while (Date.now() - since < MAX_MS) {
    // completes a start, so that closing can stop it
    if (!starting) signal.throwIfAborted();
    const running = await findRunning(location);
    if (running !== "unresponsive") respondedAt = Date.now();
    if (Date.now() - respondedAt > silenceMs) throw unresponsive(location);
    if (typeof running !== "string") {
      // if two start at once, the slower one may not have ended yet
      if (await lockShared(running)) return { client: running, startedHere: isRunning(starting, location) };
    } else if (starting?.end instanceof Error) {
      if (!isDiskFull(starting.end) || !(await releaseReserve(location))) throw starting.end;
      log.error({ err: starting.end }, "the disk is full; deleted the reserve file to start PostgreSQL");
      starting = null;
    } else if (starting?.end) {
      if (starting.end === "killed" && ++kills === MAX_KILLS) break;
      if (starting.end === "remains of the last one") await sleep(REMAINS_MS);
      starting = null;
    } else if (running === "stopped" && !starting) {
      starting = await startPostgres(location, settings);
    }
    if (Date.now() - loggedAt > LONG_MS) {
      loggedAt = Date.now();
      log.info("waiting for PostgreSQL, which may be recovering");
    }
    await sleep(STEP_MS);
  }
  throw new Error(`PostgreSQL did not start in time. Log: ${location.dataDir}/postgres.log`);
}

const isRunning = (starting: Starting | null, { cluster }: ClusterLocation): boolean =>
  starting !== null && starting.pid === readPostmaster(cluster)?.pid;

const isDiskFull = ({ message }: Error) => /No space left on device|Disk quota exceeded/.test(message);

function unresponsive({ cluster, dataDir }: ClusterLocation): Error {
  const running = readPostmaster(cluster);
  return new Error(
    `PostgreSQL is running (process ${running?.pid}) but does not respond on its socket in ${running?.sockets}. ` +
      `Stop that process and start again. Log: ${dataDir}/postgres.log`,
  );
}

// false: PostgreSQL was stopping and closed the connection
async function lockShared(client: pg.Client): Promise<boolean> {
  try {
    await client.query("select pg_advisory_lock_shared($1, $2)", [DOCKET, IN_USE]);
    await createDatabase(client);
    return true;
  } catch (error) {
    await client.end().catch(() => {});
    // errors that PostgreSQL reports are final, unless it is shutting down
    if (error instanceof pg.DatabaseError && !error.code?.startsWith("57P")) throw error;
    return false;
  }
}

// The server works as the owner of its database and nothing more, so a hole in a query does not open the machine.
async function createDatabase(client: pg.Client): Promise<void> {
  const hasRow = async (query: string) => (await client.query(query)).rowCount === 1;
  const database = "select 1 from pg_database where datname = 'docket'";
  if (await hasRow(database)) return;
  await client.query("select pg_advisory_lock($1, $2)", [DOCKET, CREATING_DATABASE]);
  if (!(await hasRow("select 1 from pg_roles where rolname = 'docket'")))
    await client.query("create role docket login createdb");
  if (!(await hasRow(database))) await client.query("create database docket owner docket template template0");
  await client.query("select pg_advisory_unlock($1, $2)", [DOCKET, CREATING_DATABASE]);
}

/** Leaves; the last process to leave stops PostgreSQL. */
export async function leaveCluster(client: pg.Client, { cluster, dataDir }: ClusterLocation): Promise<void> {
  forgetServing(dataDir);
  try {
    // releases the lock, then tries to take it exclusively: if two processes leave at once, one gets it
    await client.query("select pg_advisory_unlock_shared($1, $2)", [DOCKET, IN_USE]);
    if (!(await tryLock(client, IN_USE))) return;
    await untilAlone(client);
    await stopPostmaster(cluster);
  } finally {
    await client.end().catch(() => {});
  }
}

// Our own pool closes its connections later; if PostgreSQL cut them off first, they would report a loss.
async function untilAlone(client: pg.Client): Promise<void> {
  for (let waitedMs = 0; waitedMs < REMAINS_MS; waitedMs += STEP_MS) {
    const others = await client.query(
      "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    if (others.rowCount === 0) return;
    await sleep(STEP_MS);
  }
}

async function tryLock(client: pg.Client, which: number): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock($1, $2) as mine", [
    DOCKET,
    which,
  ]);
  return rows[0]!.mine;
}

/**
 * Claims the right to serve and records the address. Returns null, or the owner: `process 123, http://127.0.0.1:8000`.
 */
export async function claimServing(
  client: pg.Client,
  { dataDir }: ClusterLocation,
  address: string,
): Promise<string | null> {
  for (let tries = 0; !(await tryLock(client, SERVING)); tries += 1) {
    const holder = await serving(client);
    // PostgreSQL may need a moment to notice a killed process
    if (tries >= 50 || (holder?.pid && isAlive(holder.pid))) return holder?.text ?? "another process";
    await sleep(20);
  }
  const other = servingElsewhere(dataDir);
  if (other) {
    await client.query("select pg_advisory_unlock($1, $2)", [DOCKET, SERVING]);
    return other;
  }
  noteServing(dataDir, address);
  // pg_stat_activity shows it for exactly as long as this connection exists
  await client.query("select set_config('application_name', $1, false)", [`process ${process.pid}, ${address}`]);
  return null;
}

async function serving(client: pg.Client): Promise<{ pid: number; text: string } | null> {
  const { rows } = await client.query<{ text: string }>(
    `select application_name as text from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = $1::bigint and objid = $2::bigint and granted`,
    [DOCKET, SERVING],
  );
  const text = rows[0]?.text;
  return text ? { text, pid: Number(/^process (\d+)/.exec(text)?.[1] ?? 0) } : null;
}
