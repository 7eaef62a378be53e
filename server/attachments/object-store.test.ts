import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ObjectStore, openObjectStore, type StorageFault } from "../../test/object-store.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { readConfig } from "../config.ts";
import { openLog } from "../platform/log.ts";
import { openS3Storage } from "../platform/storage-s3.ts";
import { removeUnclaimed } from "./unclaimed.ts";

let store: ObjectStore;
let world: World;
let ticket: string;
// a third of the usual ones
const TIMEOUTS = { connectMs: 500, silenceMs: 1_000, answerMs: 1_700 };
beforeAll(async () => {
  store = await openObjectStore();
  const env = {
    S3_BUCKET: "desk-files",
    S3_ENDPOINT: store.endpoint,
    S3_ACCESS_KEY_ID: "docket",
    S3_SECRET_ACCESS_KEY: "CANARY-s3-secret",
    S3_FORCE_PATH_STYLE: "on",
    LOG_LEVEL: "silent",
  };
  world = await openWorld(env, { storage: openS3Storage(readConfig(env).s3!, openLog("silent"), TIMEOUTS) });
  ticket = (await makeTicket(world.tom, (await makeCompany(world.admin)).company.id)).id;
});
afterEach(() => {
  store.fault = null;
});
afterAll(async () => {
  await world.close();
  await store.close();
});

const MB = 1024 * 1024;
const pattern = Buffer.from(Array.from({ length: 1009 }, (_, i) => (i * 7) % 256));
const bytesOf = (size: number) => new Uint8Array(Buffer.alloc(size, pattern));
const form = (name: string, bytes: Uint8Array) => {
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new File([bytes as Uint8Array<ArrayBuffer>], name));
  return form;
};
const send = (by: Caller, name: string, bytes: Uint8Array) => by.post("/ticket-attachments/", form(name, bytes));
const rows = async () => (await world.database.pool.query("select count(*)::int as n from attachments")).rows[0].n;
const unclaimed = async () =>
  (await world.database.pool.query("select count(*)::int as n from unclaimed_files")).rows[0].n;
const nothing = { objects: 0, parts: 0, rows: 0, unclaimed: 0 };
const all = async () => ({
  objects: store.objects.size,
  parts: store.uploads.size,
  rows: await rows(),
  unclaimed: await unclaimed(),
});

describe("files in a bucket", () => {
  test.each([
    ["empty", 0],
    ["small", 1000],
    ["in several parts", 12 * MB + 3],
  ])("are downloaded unchanged: %s", async (_, size) => {
    const bytes = bytesOf(size);
    const { status, body } = await send(world.tom, "a.bin", bytes);
    expect([status, body.size]).toEqual([201, size]);
    const response = await fetch(body.file);
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
    if (size === 0) return;
    const part = await fetch(body.file, { headers: { range: "bytes=10-19" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${size}`]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(10, 20));
    expect((await fetch(body.file, { method: "HEAD" })).headers.get("content-length")).toBe(String(size));
  });

  test("are deleted with their attachment, and a missing one is not found", async () => {
    const { body } = await send(world.tom, "a.bin", bytesOf(10));
    const before = store.objects.size;
    expect((await world.tom.remove(`/ticket-attachments/${body.id}/`)).status).toBe(204);
    expect(store.objects.size).toBe(before - 1);
    const other = (await send(world.tom, "b.bin", bytesOf(10))).body;
    store.objects.clear();
    expect((await fetch(other.file)).status).toBe(404);
  });

  test("are not stored if the upload ends halfway", async () => {
    const before = await all();
    const { hostname, port } = new URL(world.base);
    const socket = connect(Number(port), hostname);
    const head = `--b\r\ncontent-disposition: form-data; name="ticket"\r\n\r\n${ticket}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
    socket.write(
      `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tom.token}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${20 * MB}\r\n\r\n${head}`,
    );
    socket.write(bytesOf(11 * MB));
    await expect.poll(() => store.uploads.size).toBe(before.parts + 1);
    socket.destroy();
    await expect.poll(all).toEqual(before);
  });
});

describe.each<StorageFault>(["down", "silent", "broken", "forbidden"])("while the store is %s", (fault) => {
  test("files are reported as unavailable within seconds, and everything else works", async () => {
    const { body } = await send(world.tom, "a.bin", bytesOf(1000));
    const before = await all();
    store.fault = fault;
    const summary = (reply: { status: number; headers: Headers }) => [reply.status, reply.headers.get("retry-after")];
    const [download, small, large] = await Promise.all([
      fetch(body.file),
      send(world.tom, "b.bin", bytesOf(1000)),
      world.tom.ask("/ticket-attachments/", {
        method: "POST",
        body: form("c.bin", bytesOf(11 * MB)),
        headers: { "idempotency-key": `large ${fault}`.replace(" ", "-") },
      }),
      expect(world.tom.post(`/tickets/${ticket}/add_comment/`, { text: "Still here" })).resolves.toMatchObject({
        status: 201,
      }),
    ]);
    expect([download, small, large].map(summary)).toEqual([
      [503, "5"],
      [503, "5"],
      [503, "5"],
    ]);
    expect(small.body.detail).toBe("The file store is not available. Please try again.");
    expect(await rows()).toBe(before.rows);
    // notes a file that may have been stored after all
    expect(await unclaimed()).toBe(before.unclaimed + 2);

    // deleting also works; the bytes are deleted when the store is back
    expect((await world.tom.remove(`/ticket-attachments/${body.id}/`)).status).toBe(204);
    store.fault = null;
    expect(store.objects.size).toBe(before.objects);
    await world.database.pool.query("update unclaimed_files set remove_after = now() - interval '1 second'");
    await removeUnclaimed(world.app.docket);
    expect(await all()).toEqual({ ...before, objects: before.objects - 1, rows: before.rows - 1, unclaimed: 0 });
  });
});

test("a download that the store interrupts is cut off, not presented as complete", async () => {
  const { body } = await send(world.tom, "a.bin", bytesOf(100_000));
  store.fault = "stops in the middle";
  const response = await fetch(body.file);
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test("a download waits for a slow reader", async () => {
  const bytes = bytesOf(12 * MB);
  const { body } = await send(world.tom, "a.bin", bytes);
  const { hostname, port, pathname, search } = new URL(body.file);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  await once(socket, "readable");
  // longer than a store that does not respond may take
  await new Promise((resolve) => setTimeout(resolve, TIMEOUTS.silenceMs + 300));
  let size = 0;
  for await (const chunk of socket) size += chunk.length;
  expect(size).toBeGreaterThan(bytes.length);
});

test("partial uploads of a killed server are cleaned up", async () => {
  store.uploads.set("left", new Map());
  await world.app.docket.storage.sweep();
  expect(store.uploads.size).toBe(nothing.parts);
});
