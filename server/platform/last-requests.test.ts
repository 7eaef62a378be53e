import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { answerLastRequests } from "./last-requests.ts";

async function openServer() {
  const http = fastify({ return503OnClosing: false, forceCloseConnections: "idle" });
  answerLastRequests(http);
  http.get("/", async () => "here");
  await http.listen({ host: "127.0.0.1", port: 0 });
  return { http, port: (http.server.address() as AddressInfo).port };
}

test("a stopping server answers a request on an accepted connection, then closes it", async () => {
  const { http, port } = await openServer();
  const accepted = once(http.server, "connection");
  const client = connect(port, "127.0.0.1");
  await Promise.all([accepted, once(client, "connect")]);
  const closed = http.close();
  client.write("GET / HTTP/1.1\r\nhost: docket\r\n\r\n");
  const answer = await text(client);
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  await closed;
});

test("a stop does not wait for a client that sends nothing", async () => {
  const { http, port } = await openServer();
  const accepted = once(http.server, "connection");
  const client = connect(port, "127.0.0.1");
  await accepted;
  await http.close();
  expect(await text(client)).toBe("");
});
