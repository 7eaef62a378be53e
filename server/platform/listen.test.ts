import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { listen } from "./listen.ts";

/** A proxy to PostgreSQL that drops the LISTEN of the connections with these numbers. */
async function openLossyWay(lossy: ReadonlySet<number>) {
  const { host, port } = inject("server");
  const sockets: Socket[] = [];
  let connections = 0;
  const way = createServer((client) => {
    connections += 1;
    const losesListen = lossy.has(connections);
    const database = connect(join(host, `.s.PGSQL.${port}`));
    client.on("data", (bytes) => {
      if (!(losesListen && bytes.includes("listen "))) database.write(bytes);
    });
    database.pipe(client);
    client.on("error", () => {}).on("close", () => database.destroy());
    database.on("error", () => {}).on("close", () => client.destroy());
    sockets.push(client);
  });
  await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
  return {
    port: (way.address() as AddressInfo).port,
    connections: () => connections,
    cut: () => {
      for (const socket of sockets.splice(0)) socket.destroy();
    },
    close: () => new Promise((resolve) => way.close(resolve)),
  };
}

let owner: pg.Client;
beforeAll(async () => {
  const { host, port, user } = inject("server");
  owner = new pg.Client({ host, port, user, database: "postgres" });
  await owner.connect();
});
afterAll(() => owner.end());

test("a LISTEN without a response after reconnecting is retried", async () => {
  const way = await openLossyWay(new Set([2, 3]));
  const payloads: string[] = [];
  let failures = 0;
  const { user } = inject("server");
  const listening = await listen(
    { host: "127.0.0.1", port: way.port, user, database: "postgres" },
    { listen_test: { onNotification: (payload) => payloads.push(payload), onGap: () => {} } },
    () => {
      failures += 1;
    },
    0.2,
  );
  way.cut();
  await expect
    .poll(
      async () => {
        await owner.query("notify listen_test, 'again'");
        return payloads.length;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  expect([way.connections(), failures]).toEqual([4, 2]);
  await listening.close();
  await way.close();
});
