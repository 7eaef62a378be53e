import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "1", LOG_LEVEL: "silent" });
  const { company } = await makeCompany(world.admin);
  ticket = (await makeTicket(world.tom, company.id)).id;
});
afterAll(() => world.close());

const form = (bytes: string, name = "a.txt", to = ticket) => {
  const form = new FormData();
  form.set("ticket", to);
  form.set("file", new File([bytes], name));
  return form;
};
const send = (key: string, body: FormData) => world.tom.post("/ticket-attachments/", body, { "idempotency-key": key });
const files = () =>
  readdirSync(join(world.folder, "files"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
    .length;
const unclaimed = async () =>
  (await world.database.pool.query("select count(*)::int as n from unclaimed_files")).rows[0].n as number;

describe("an upload with an Idempotency-Key", () => {
  test("happens once, however the form is split into chunks, and its bytes are stored once", async () => {
    const first = await send("once", form("hello"));
    const before = files();
    const second = await send("once", form("hello"));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect([files(), await unclaimed()]).toEqual([before, 0]);
    expect(await (await fetch(first.body.file)).text()).toBe("hello");
  });

  test("is refused with another file of any size, another name or another ticket", async () => {
    const { company } = await makeCompany(world.admin);
    const other = (await makeTicket(world.tom, company.id)).id;
    expect((await send("first", form("hello"))).status).toBe(201);
    const before = files();
    for (const body of [form("olleh"), form("hello", "b.txt"), form("hello", "a.txt", other)])
      expect((await send("first", body)).status).toBe(422);
    expect([files(), await unclaimed()]).toEqual([before, 0]);
  });

  test("stores nothing if it is refused, and can then be corrected", async () => {
    const before = files();
    expect((await send("mended", form("hello", "a.txt", "11111111-1111-4111-8111-111111111111"))).status).toBe(404);
    expect([files(), await unclaimed()]).toEqual([before, 0]);
    expect((await send("mended", form("hello"))).status).toBe(201);
  });

  test("holds no transaction while the file arrives slowly", async () => {
    const { hostname, port } = new URL(world.base);
    const before = files();
    const socket = connect(Number(port), hostname).on("error", () => {});
    socket.write(
      `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tom.token}\r\nidempotency-key: slow\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n` +
        `--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of`,
    );
    await expect.poll(files).toBe(before + 1);
    const { rows } = await world.database.pool.query(
      "select state from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()",
    );
    expect(rows).toEqual([]);
    socket.destroy();
    await expect.poll(files).toBe(before);
  });
});

test("bytes are deleted only once nothing refers to them", async () => {
  const { body } = await send("removed", form("hello"));
  const before = files();
  // the transaction fails at its very end
  await world.database.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'at the very end'; end $$;
    create constraint trigger refused after delete or update on attachments deferrable initially deferred for each row execute function refuse()`);
  const headers = { "idempotency-key": "remove" };
  const remove = () => world.tom.ask(`/ticket-attachments/${body.id}/`, { method: "DELETE", headers });
  const replace = () => world.tom.put(`/ticket-attachments/${body.id}/`, form("other"), { "idempotency-key": "put" });
  expect([(await remove()).status, (await replace()).status]).toEqual([500, 500]);
  await world.database.pool.query("drop function refuse cascade");
  expect(await (await fetch(body.file)).text()).toBe("hello");
  expect([files(), await unclaimed()]).toEqual([before, 0]);
  const response = await replace();
  expect(await (await fetch(response.body.file)).text()).toBe("other");
  expect([files(), await unclaimed()]).toEqual([before, 0]);
  expect((await remove()).status).toBe(204);
  expect([files(), await unclaimed()]).toEqual([before - 1, 0]);
});

describe("a file that is too large", () => {
  test("is refused as soon as it exceeds the limit, and the client gets the response before the connection ends", async () => {
    const before = files();
    const { hostname, port } = new URL(world.base);
    const socket = connect(Number(port), hostname).on("error", () => {});
    let [sent, received] = [0, ""];
    socket.on("data", (text) => {
      received += text;
    });
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(
      `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tom.token}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 10000000000\r\n\r\n` +
        `--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`,
    );
    while (!received.includes("too large") && sent < 10_000_000) {
      sent += 100_000;
      await new Promise<void>((resolve) => socket.write(Buffer.alloc(100_000), () => setImmediate(resolve)));
    }
    expect(received).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close[\s\S]*The file is too large: at most 1 MB/i);
    // a client that keeps sending is disconnected
    const more = setInterval(() => socket.write(Buffer.alloc(1000)), 20);
    await closed;
    clearInterval(more);
    expect([files(), await unclaimed()]).toEqual([before, 0]);
  });

  test("is reported to a client that sends everything before it reads", async () => {
    const { status, body } = await world.tom.post("/ticket-attachments/", form("x".repeat(20_000_000)));
    expect([status, body.detail]).toEqual([413, "The file is too large: at most 1 MB."]);
  });
});
