import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

/** What lies between a server and its database: all well, cut and refusing, or taking connections and saying nothing. */
export type Weather = "fair" | "cut" | "silent";

export interface Way {
  port: number;
  turn(weather: Weather): void;
  close(): Promise<void>;
}

/** A way to PostgreSQL's socket that can be cut. */
export async function openProxy({ host, port }: { host: string; port: number }): Promise<Way> {
  const sockets = new Set<Socket>();
  let weather: Weather = "fair";
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    hold(client);
    if (weather === "cut") return void client.destroy();
    if (weather === "silent") return;
    const database = hold(connect(join(host, `.s.PGSQL.${port}`)));
    client.pipe(database).pipe(client);
    client.on("close", () => database.destroy());
    database.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    turn(next) {
      weather = next;
      cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
