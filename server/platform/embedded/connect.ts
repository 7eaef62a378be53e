import pg from "pg";
import type { ClusterLocation } from "./location.ts";
import { isPostmaster, readPostmaster } from "./postmaster.ts";
import { PORT } from "./settings.ts";
import { isClosed } from "./sockets.ts";

/**
 * `"stopped"`: nothing runs. `"starting"`: it starts, recovers or shuts down; try again. `"unresponsive"`: it says it is
 * ready but does not respond.
 */
export type ConnectionState = pg.Client | "stopped" | "starting" | "unresponsive";

// starting or stopping: cannot_connect_now, admin_shutdown, crash_shutdown
const STARTING_OR_STOPPING = ["57P03", "57P01", "57P02"];
const TOO_MANY_CONNECTIONS = "53300";
const NOT_LISTENING = ["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"];

/** Connects, as the owner of the whole cluster, to its running PostgreSQL. */
export async function findRunning({ cluster, account }: ClusterLocation): Promise<ConnectionState> {
  const running = readPostmaster(cluster);
  if (!running) return "stopped";
  const ifAlive = async (match: ConnectionState) => ((await isPostmaster(running.pid, cluster)) ? match : "stopped");
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const isOpenToUs = running.sockets === cluster || isClosed(running.sockets, owner);
  if (!running.isReady) return ifAlive("starting");
  if (!isOpenToUs) return ifAlive("unresponsive");
  const client = new pg.Client({ host: running.sockets, port: PORT, user: "postgres", database: "postgres", ...QUIET });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
    if (rows[0]!.folder === cluster) return client;
    // the note was copied with the folder, and names the original
    await client.end();
    return ifAlive("unresponsive");
  } catch (error) {
    await client.end().catch(() => {});
    const { code = "", message } = error as Error & { code?: string };
    if (STARTING_OR_STOPPING.includes(code)) return "starting";
    if (code === TOO_MANY_CONNECTIONS) return "unresponsive";
    if (NOT_LISTENING.includes(code) || /terminated|timeout|not queryable/i.test(message))
      return ifAlive("unresponsive");
    throw error;
  }
}

// settings in the environment for other databases (PGSSLMODE, PGOPTIONS) must not affect this one
const QUIET = {
  ssl: false,
  // these locks are held for moments; a process that holds one longer has stopped responding
  options: "-c statement_timeout=0 -c lock_timeout=30000",
  application_name: "docket",
  connectionTimeoutMillis: 5_000,
} as const;
