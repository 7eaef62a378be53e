import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

/**
 * State of the network between a server and its database. fair: it works; cut: closes connections and refuses new ones;
 * silent: closes connections and never answers on new ones; reset: resets the oldest connection and then works; stale:
 * loses all packets of open connections; frozen: loses the packets of new ones, too.
 */
export type NetworkState = "fair" | "cut" | "silent" | "reset" | "stale" | "frozen";

export interface FaultyProxy {
  port: number;
  setState(state: NetworkState): void;
  /** Number of connections that began with these bytes, such as the name of a program. */
  connectionsWith(text: string): number;
  close(): Promise<void>;
}

/** A proxy to PostgreSQL's socket that can fail. */
export async function openProxy({ host, port }: { host: string; port: number }): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let state: NetworkState = "fair";
  const pairs: [Socket, Socket][] = [];
  const beginnings: Buffer[] = [];
  const swallow = () => {
    for (const [client, database] of pairs.splice(0)) {
      client.unpipe(database).resume();
      database.unpipe(client).resume();
    }
  };
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    hold(client);
    if (state === "cut") return void client.destroy();
    if (state === "silent" || state === "frozen") return;
    const database = hold(connect(join(host, `.s.PGSQL.${port}`)));
    client.once("data", (first: Buffer) => beginnings.push(first));
    client.pipe(database).pipe(client);
    client.on("close", () => database.destroy());
    database.on("close", () => client.destroy());
    pairs.push([client, database]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    setState(next) {
      state = next;
      if (next === "reset") pairs.splice(0, 1)[0]?.[0].resetAndDestroy();
      else if (next === "stale" || next === "frozen") swallow();
      else cut();
    },
    connectionsWith: (text) => beginnings.filter((first) => first.includes(text)).length,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
