import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

// fields of a client of pg that its types omit
interface Client {
  readonly processID: number;
  /** False while it waits for a response. */
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}
const inside = (client: pg.ClientBase) => client as unknown as Client;

interface SocketState {
  bytes: number;
  /** For how many checks in a row an expected response has not come. */
  silent: number;
  isInUse: boolean;
}

const TICK_MS = 500;
const SUSPICIOUS = 4;
const [CONNECT_MS, ANSWER_MS] = [1_500, 1_000];
// responses that are on their way arrive within this time
const UNDER_WAY_MS = 200;

/**
 * Ends half-open connections. If the network drops everything, the system sends it again for a quarter of an hour before it
 * gives up. So, after two seconds without a response, another connection asks PostgreSQL whether it is working on the
 * statement. A statement that it knows may take its time; if it knows of none, the connection is lost.
 */
export function breakLost(pools: readonly pg.Pool[], connection: pg.ClientConfig, patience: number): { close(): void } {
  const clients = new Map<Client, SocketState>();
  for (const pool of pools) watchClients(pool, clients);
  let isAsking = false;
  const look = async () => {
    const suspects = suspectsOf(clients);
    if (isAsking || suspects.length === 0) return;
    isAsking = true;
    const lostClients = await lostOf(suspects, clients, connection).finally(() => {
      isAsking = false;
    });
    if (lostClients.length === 0) return;
    // idle connections probably took the same way, and the loss would show only at the next request
    const idle = [...clients].filter(([, { isInUse }]) => !isInUse).map(([client]) => client);
    for (const client of [...lostClients, ...idle])
      client.connection.stream.destroy(new Error("Connection terminated: the database does not know this statement"));
  };
  const timer = setInterval(() => void look().catch(() => {}), TICK_MS * patience).unref();
  return { close: () => clearInterval(timer) };
}

function watchClients(pool: pg.Pool, clients: Map<Client, SocketState>): void {
  const use = (client: pg.PoolClient, isInUse: boolean) => {
    const entry = clients.get(inside(client));
    if (entry) Object.assign(entry, { isInUse, silent: 0 });
  };
  pool.on("connect", (client) => {
    // the end of a connection on this machine is always noticed
    if (inside(client).connection.stream.remoteAddress)
      clients.set(inside(client), { bytes: 0, silent: 0, isInUse: true });
  });
  pool.on("acquire", (client) => use(client, true));
  pool.on("release", (_error, client) => use(client, false));
  pool.on("remove", (client) => clients.delete(inside(client)));
}

function suspectsOf(clients: Map<Client, SocketState>): Client[] {
  const suspects: Client[] = [];
  for (const [client, entry] of clients) {
    const { bytesRead } = client.connection.stream;
    entry.silent = client.readyForQuery || bytesRead !== entry.bytes ? 0 : entry.silent + 1;
    entry.bytes = bytesRead;
    if (entry.silent >= SUSPICIOUS) suspects.push(client);
  }
  return suspects;
}

async function lostOf(
  suspects: Client[],
  clients: Map<Client, SocketState>,
  connection: pg.ClientConfig,
): Promise<Client[]> {
  const busy = await busyOf(suspects, connection);
  if (busy === "unknown") return [];
  await sleep(UNDER_WAY_MS);
  return suspects.filter((client) => {
    const isSilent = !client.readyForQuery && client.connection.stream.bytesRead === clients.get(client)?.bytes;
    return isSilent && !busy.has(client.processID);
  });
}

/** The connections that the server is working for; none if it cannot be reached. */
async function busyOf(suspects: Client[], connection: pg.ClientConfig): Promise<Set<number> | "unknown"> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ own: number; busy: number[] }>(
      `select pg_backend_pid() as own,
         array(
           select pid
           from pg_stat_activity
           where pid = any ($1::int[]) and state = 'active') as busy`,
      [suspects.map(({ processID }) => processID)],
    );
    // a pooler gives its own process numbers
    return rows[0]!.own === inside(client).processID ? new Set(rows[0]!.busy) : "unknown";
  } catch (error) {
    // a server that refuses (because it has no connection left) is reachable
    return error instanceof pg.DatabaseError ? "unknown" : new Set();
  } finally {
    void client.end().catch(() => {});
  }
}
