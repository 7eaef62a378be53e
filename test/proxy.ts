import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

/**
 * What lies between a server and its database: all well; cut and refusing; cut, and taking connections and saying nothing;
 * swallowing what is said on the connections that there are (stale), or on new ones too (frozen).
 */
export type Weather = "fair" | "cut" | "silent" | "stale" | "frozen";

export interface Way {
  port: number;
  turn(weather: Weather): void;
  close(): Promise<void>;
}

/** A way to PostgreSQL's socket that can be cut. */
export async function openProxy({ host, port }: { host: string; port: number }): Promise<Way> {
  const sockets = new Set<Socket>();
  let weather: Weather = "fair";
  const pairs: [Socket, Socket][] = [];
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
    if (weather === "cut") return void client.destroy();
    if (weather === "silent" || weather === "frozen") return;
    const database = hold(connect(join(host, `.s.PGSQL.${port}`)));
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
    turn(next) {
      weather = next;
      if (next === "stale" || next === "frozen") swallow();
      else cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
