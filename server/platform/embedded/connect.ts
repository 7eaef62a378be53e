import pg from "pg";
import type { Place } from "./place.ts";
import { isPostmaster, noted } from "./postmaster.ts";
import { isClosed } from "./sockets.ts";

/** `"none"`: nothing runs; `"soon"`: it starts, recovers or shuts down, ask again. */
export type Found = pg.Client | "none" | "soon";

// not yet or not any more: cannot_connect_now, admin_shutdown, crash_shutdown, too_many_connections
const SOON = ["57P03", "57P01", "57P02", "53300"];
const NOBODY = ["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"];

/** Connects, as the owner of the whole cluster, to the PostgreSQL that runs on it. */
export async function findRunning({ cluster, account }: Place): Promise<Found> {
  const running = noted(cluster);
  if (!running) return "none";
  const ifAlive = async () => ((await isPostmaster(running.pid, cluster)) ? "soon" : "none");
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const isOpenToUs = running.sockets === cluster || isClosed(running.sockets, owner);
  if (!running.isReady || !isOpenToUs) return ifAlive();
  const client = new pg.Client({ ...addressOf(running), user: "postgres", database: "postgres", ...QUIET });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
    if (rows[0]!.folder === cluster) return client;
    // the note came here with a copy of the folder, and leads to the original
    await client.end();
    return ifAlive();
  } catch (error) {
    await client.end().catch(() => {});
    const { code = "", message } = error as Error & { code?: string };
    if (SOON.includes(code)) return "soon";
    if (NOBODY.includes(code) || /terminated|timeout|not queryable/i.test(message)) return ifAlive();
    throw error;
  }
}

// settings of other databases in the environment (PGSSLMODE, PGOPTIONS) are not for this one
const QUIET = {
  ssl: false,
  options: "-c statement_timeout=0",
  application_name: "docket",
  connectionTimeoutMillis: 5_000,
} as const;

const addressOf = ({ sockets, port }: { sockets: string; port: number }) => ({ host: sockets, port });
