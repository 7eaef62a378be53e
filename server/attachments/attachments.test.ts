import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { disposition } from "./content-types.ts";
import { newKey, shownFileName } from "./file-names.ts";

let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "1", LOG_LEVEL: "silent" });
  const { company } = await makeCompany(world.admin);
  ticket = (await makeTicket(world.tom, company.id)).id;
});
afterAll(() => world.close());

const send = (by: Caller, name: string, bytes: Uint8Array, to: string | null = ticket) => {
  const form = new FormData();
  if (to !== null) form.set("ticket", to);
  form.set("file", new File([bytes as Uint8Array<ArrayBuffer>], name));
  return by.post("/ticket-attachments/", form);
};
const files = () =>
  readdirSync(join(world.folder, "files"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
    .length;
const rows = async () => (await world.database.pool.query("select count(*)::int as n from attachments")).rows[0].n;
const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);

describe("a file", () => {
  test("is downloaded unchanged, by a link that needs no token", async () => {
    const { status, body } = await send(world.tom, "Plan für Bar.png", bytes);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ticket,
      name: "Plan für Bar.png",
      size: 1000,
      uploaded_by: world.tom.id,
      uploaded_by_name: "Tom Tech",
    });
    const response = await fetch(body.file);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("content-disposition")).toContain("filename*=UTF-8''Plan%20f%C3%BCr%20Bar.png");
    const attachment = (await world.fay.get(`/tickets/${ticket}/`)).body.attachments[0];
    expect(attachment).toEqual(body);
  });

  test.each(["x.html", "x.svg", "x.js", "x"])(
    "called %s is never displayed as the type it claims to be",
    async (name) => {
      const { body } = await send(world.tom, name, Buffer.from("<script>alert(1)</script>"));
      const { headers } = await fetch(body.file);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toMatch(/^attachment/);
      expect(headers.get("content-security-policy")).toContain("sandbox");
    },
  );

  test.each([
    ["bytes=0-9", 206, 10],
    ["bytes=-10", 206, 10],
    ["bytes=990-", 206, 10],
    ["bytes=2000-", 416, null],
    ["bytes=0-1,5-6", 200, 1000],
  ])("is served in the range %s", async (range, status, length) => {
    const { body } = await send(world.tom, "a.bin", bytes);
    const response = await fetch(body.file, { headers: { range } });
    expect(response.status).toBe(status);
    if (length !== null) expect((await response.arrayBuffer()).byteLength).toBe(length);
  });

  test("is not served for a link that was changed", async () => {
    const { body } = await send(world.tom, "a.bin", bytes);
    const bent = [
      // a different letter
      body.file.replace(/signature=(.)/, (_: string, first: string) => `signature=${first === "a" ? "b" : "a"}`),
      body.file.replace(/expires=\d/, "expires=9"),
      body.file.split("?")[0],
    ];
    for (const link of bent) expect((await fetch(link)).status).toBe(404);
  });

  test("may have no bytes", async () => {
    const { status, body } = await send(world.tom, "empty.txt", new Uint8Array());
    expect(status).toBe(201);
    expect(body.size).toBe(0);
    expect(await (await fetch(body.file)).text()).toBe("");
  });

  test("is deleted with its bytes by its uploader or an Admin", async () => {
    const { body } = await send(world.tom, "a.bin", bytes);
    const before = files();
    expect((await world.fay.remove(`/ticket-attachments/${body.id}/`)).status).toBe(403);
    expect((await world.admin.remove(`/ticket-attachments/${body.id}/`)).status).toBe(204);
    expect(files()).toBe(before - 1);
    expect((await fetch(body.file)).status).toBe(404);
  });
});

describe("an upload stores nothing", () => {
  const refused = async (answer: () => Promise<{ status: number; body: unknown }>, status: number, error: unknown) => {
    const before = [files(), await rows()];
    const { status: actualStatus, body } = await answer();
    expect(actualStatus).toBe(status);
    expect(body).toMatchObject({ error });
    expect([files(), await rows()]).toEqual(before);
  };

  test("without a ticket, with an unknown ticket, or without a file", async () => {
    await refused(() => send(world.tom, "a.txt", bytes, null), 400, "ticket is required");
    await refused(
      () => send(world.tom, "a.txt", bytes, "11111111-1111-4111-8111-111111111111"),
      404,
      "Ticket not found",
    );
    await refused(() => send(world.tom, "a.txt", bytes, "abc"), 400, "['“abc” is not a valid UUID.']");
    await refused(
      () => world.tom.post("/ticket-attachments/", { ticket }),
      400,
      'Unsupported media type "application/json" in request.',
    );
    const form = new FormData();
    form.set("ticket", ticket);
    await refused(() => world.tom.post("/ticket-attachments/", form), 400, "file is required");
    const part = `--b\r\ncontent-disposition: form-data; name="ticket"\r\ncontent-type: application/json\r\n\r\n{"toString":1}\r\n--b--\r\n`;
    const odd = () =>
      world.tom.ask("/ticket-attachments/", {
        method: "POST",
        headers: { "content-type": "multipart/form-data; boundary=b" },
        body: part,
      });
    await refused(odd, 400, "file is required");
  });

  test("when it is too large", async () => {
    await refused(
      () => send(world.tom, "big.bin", new Uint8Array(1024 * 1024 + 1)),
      413,
      "The file is too large: at most 1 MB.",
    );
  });

  test("when the connection ends halfway", async () => {
    const before = [files(), await rows()];
    const { hostname, port } = new URL(world.base);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tom.token}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n` +
        `--b\r\ncontent-disposition: form-data; name="ticket"\r\n\r\n${ticket}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of`,
    );
    await expect.poll(files).toBe(before[0]! + 1);
    socket.destroy();
    await expect.poll(files).toBe(before[0]);
    expect(await rows()).toBe(before[1]);
  });
});

test("a full disk is reported, even to a client that is still sending", async () => {
  const incoming = join(world.folder, "files", ".incoming");
  rmSync(incoming, { recursive: true, force: true });
  writeFileSync(incoming, "in the way");
  const { status, body } = await send(world.tom, "a.bin", new Uint8Array(1024 * 1024));
  expect([status, body.detail]).toEqual([503, "The file store is not available. Please try again."]);
  rmSync(incoming);
  expect((await send(world.tom, "a.bin", bytes)).status).toBe(201);
});

describe("a file name", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\x\\y.txt", "y.txt"],
    ["photo\u202egnp.exe", "photognp.exe"],
    ["a\r\nb\0.txt", "ab.txt"],
    ["a&amp;b.txt", "a&b.txt"],
    ["..", null],
    ["", null],
  ])("%j is shown as %j", (input, output) => {
    expect(shownFileName(input)).toBe(output);
  });

  test.each(["../x", "a".repeat(300), "ü ñ.tar.gz", ".htaccess", "\u202e.png"])(
    "%j is stored under a safe key",
    (name) => {
      expect(newKey(name, new Date(0))).toMatch(/^tickets\/attachments\/1970\/01\/[\w-][\w.-]{0,90}$/);
    },
  );

  test.each([
    ["ลำโพง.jpg", /\/file_[\da-f]{24}\.jpg$/],
    [".htaccess", /\/htaccess_[\da-f]{24}$/],
    ["a.b.tar.gz", /\/a\.b\.tar_[\da-f]{24}\.gz$/],
    ["x.ลำโพง", /\/x_[\da-f]{24}$/],
  ])("%s keeps its extension", (name, key) => {
    expect(newKey(name, new Date(0))).toMatch(key);
  });

  test("cannot inject headers", () => {
    expect(disposition('a"\r\nx: y;.txt')).not.toMatch(/[\r\n]/);
  });
});
