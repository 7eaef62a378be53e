import { readdirSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { parse } from "content-disposition";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "1" });
  ticket = (await makeTicket(world.tom, (await makeCompany(world.admin)).company.id)).id;
});
afterAll(() => world.close());

const disposition = (name: string, filename?: string) =>
  `content-disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}`;
const part = (head: string, body = "") => `--b\r\n${head}\r\n\r\n${body}\r\n`;
const ticketPart = () => part(disposition("ticket"), ticket);
const send = (body: string, boundary = "b", by: Caller = world.tom) =>
  by.post("/ticket-attachments/", body, { "content-type": `multipart/form-data; boundary=${boundary}` });
const upload = (filename: string, bytes = "x") =>
  send(`${ticketPart()}${part(disposition("file", filename), bytes)}--b--\r\n`);
const storedFiles = async () => {
  const files = readdirSync(join(world.folder, "files"), { recursive: true, withFileTypes: true });
  const { rows } = await world.database.pool.query("select count(*)::int as n from attachments");
  return [files.filter((each) => each.isFile()).length, rows[0].n];
};

describe("a file that claims to be", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["..\\\\..\\\\boot.ini", "boot.ini"],
    ["C:\\\\Users\\\\x\\\\y.txt", "y.txt"],
    ["%2e%2e%2fx.txt", "%2e%2e%2fx.txt"],
    ["&#46;&#46;&#47;x.txt", "x.txt"],
    ["a&amp;b&lt;.txt", "a&b<.txt"],
    ["CON", "CON"],
    [".htaccess", ".htaccess"],
    ["\u200b.htaccess", ".htaccess"],
    ["x.pht", "x.pht"],
    ["photo\u202egnp.exe", "photognp.exe"],
    ["a\tb\x7f.txt", "ab.txt"],
    ["Plan für Bar ☕.png", "Plan für Bar ☕.png"],
    ["e\u0301.txt", "e\u0301.txt"],
    ["x".repeat(200), "x".repeat(200)],
    [`${"ก".repeat(300)}.jpg`, `${"ก".repeat(196)}.jpg`],
    ["x".repeat(300), "x".repeat(200)],
    ["5%22 screen.txt", '5" screen.txt'],
    ["ลำโพง.jpg", "ลำโพง.jpg"],
    ["👩‍🔧 می‌خواهم.txt", "👩‍🔧 می‌خواهم.txt"],
  ])("%j is shown as %j and downloaded under its own name only", async (input, output) => {
    const { status, body } = await upload(input);
    expect([status, body.name]).toEqual([201, output]);
    expect(new URL(body.file).pathname).toMatch(/^\/media\/tickets\/attachments\/\d{4}\/\d\d\/[^/]+$/);
    expect(new URL(body.file).pathname.length).toBeLessThanOrEqual(150);
    const { headers } = await fetch(body.file);
    expect(parse(headers.get("content-disposition")!)).toEqual({
      type: "attachment",
      parameters: { filename: output },
    });
  });

  test.each(["", ".", "..", "/", "a/", "\u202e", " "])("%j has no name, so it is not a file", async (input) => {
    const before = await storedFiles();
    const { status, body } = await upload(input);
    expect([status, body.error]).toEqual([400, "file is required"]);
    expect(await storedFiles()).toEqual(before);
  });

  test.each([
    ["invoice.pdf.exe", "MZ"],
    ["x.html", "<script>alert(1)</script>"],
    ["x.svg", "<svg onload='alert(1)'/>"],
    ["x.xhtml", "<html/>"],
    ["x.PHP", "<?php"],
    ["x", ""],
  ])("%s is served as bytes of an unknown type and never displayed", async (name, bytes) => {
    const { body } = await upload(name, bytes);
    const { headers } = await fetch(body.file);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toMatch(/^attachment(;|$)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test("a picture but is a page can only be downloaded", async () => {
    const { headers } = await fetch((await upload("x.png", "<script>alert(1)</script>")).body.file);
    expect(headers.get("content-disposition")).toMatch(/^attachment(;|$)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("an upload form", () => {
  test("with two files keeps only the last, and does not trust what the form says about it", async () => {
    const [files, rows] = await storedFiles();
    const names = ["name", "size", "uploaded_by"].map((name) => part(disposition(name), "99")).join("");
    const two = part(disposition("file", "one.txt"), "1") + part(disposition("file", "two.txt"), "22");
    const { status, body } = await send(`${names}${two}${ticketPart()}--b--\r\n`);
    expect([status, body.name, body.size, body.uploaded_by]).toEqual([201, "two.txt", 2, world.tom.id]);
    expect(await storedFiles()).toEqual([files! + 1, rows! + 1]);
  });

  test.each<[string, () => string, string]>([
    [
      "whose parts have the names of objects' own",
      () => `${part(disposition("__proto__", "a"), "x")}${part(disposition("constructor"), "x")}--b--\r\n`,
      "b",
    ],
    ["of 100,000 fields", () => `${part(disposition("a")).repeat(100_000)}--b--\r\n`, "b"],
    ["of 100,000 empty parts", () => `${"--b\r\n\r\n\r\n".repeat(100_000)}--b--\r\n`, "b"],
    ["of twenty files", () => `${ticketPart()}${part(disposition("file", "a"), "x").repeat(20)}--b--\r\n`, "b"],
    ["with a boundary of 252 bytes", () => "x", "b".repeat(252)],
    ["with a boundary of 1000 bytes", () => "x", "b".repeat(1000)],
    ["that never ends", () => ticketPart() + part(disposition("file", "a"), "x".repeat(5000)), "b"],
    ["that never begins", () => "nothing of the kind", "b"],
    ["of headers without end", () => `--b\r\n${"x: y\r\n".repeat(20_000)}`, "b"],
    ["whose file has no name", () => `${ticketPart()}${part(disposition("file"), "x")}--b--\r\n`, "b"],
  ])("%s is refused, and nothing is stored", async (_, body, boundary) => {
    const before = await storedFiles();
    const answer = await send(body(), boundary);
    expect([400, 413]).toContain(answer.status);
    expect(answer.body.detail).toBe(answer.body.error);
    expect(await storedFiles()).toEqual(before);
    expect((await world.tom.get("/auth/me/")).status).toBe(200);
  });

  test.each([60, 150, 290, 330, 900])("that ends after %i bytes stores nothing", async (length) => {
    const before = await storedFiles();
    const { hostname, port } = new URL(world.base);
    const whole = `${ticketPart()}${part(disposition("file", "cut.bin"), "x".repeat(2000))}--b--\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tom.token}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${whole.length}\r\n\r\n${whole.slice(0, length)}`,
          () => setTimeout(() => socket.destroy(), 50),
        ),
      );
      socket.on("close", () => resolve()).on("error", () => {});
    });
    await expect.poll(storedFiles).toEqual(before);
  });
});

describe("a range", () => {
  test.each([
    ["bytes=0-0", 206, "bytes 0-0/10"],
    ["bytes=-1", 206, "bytes 9-9/10"],
    ["bytes=3-", 206, "bytes 3-9/10"],
    ["bytes=0-99999", 206, "bytes 0-9/10"],
    ["bytes=-99999", 206, "bytes 0-9/10"],
    ["bytes=10-", 416, "bytes */10"],
    ["bytes=-0", 416, "bytes */10"],
    ["bytes=5-2", 416, "bytes */10"],
    [`bytes=${10n ** 20n}-`, 200, null],
    [`bytes=${Array.from({ length: 1000 }, () => "0-9").join(",")}`, 200, null],
    ["bytes=", 200, null],
    ["lines=1-2", 200, null],
  ])("of %s returns %i", async (range, status, content) => {
    const { file } = (await upload("ten.txt", "0123456789")).body;
    const response = await fetch(file, { headers: { range } });
    expect([response.status, response.headers.get("content-range")]).toEqual([status, content]);
    await response.arrayBuffer();
  });
});

describe("replacing the file of an attachment", () => {
  const put = (by: Caller, id: string, body: string, type = "multipart/form-data; boundary=b") =>
    by.ask(`/ticket-attachments/${id}/`, { method: "PUT", body, headers: { "content-type": type } });
  const form = (name: string, bytes: string) => `${part(disposition("file", name), bytes)}--b--\r\n`;

  test("keeps its ID and ticket, and nothing of the old file", async () => {
    const first = (await upload("first.txt", "one")).body;
    const before = await storedFiles();
    const { status, body } = await put(world.tom, first.id, form("second.txt", "second"));
    expect([status, body]).toEqual([200, { ...first, file: body.file, name: "second.txt", size: 6 }]);
    expect(await (await fetch(body.file)).text()).toBe("second");
    expect((await fetch(first.file)).status).toBe(404);
    expect(await storedFiles()).toEqual(before);
  });

  test("needs a file, a form and the permission", async () => {
    const { id } = (await upload("mine.txt")).body;
    const before = await storedFiles();
    const none = { file: ["No file was submitted."] };
    expect((await put(world.tom, id, `${ticketPart()}--b--\r\n`)).body).toEqual(none);
    expect((await put(world.tom, id, "name=x", "application/x-www-form-urlencoded")).body).toEqual(none);
    const json = await put(world.tom, id, "{}", "application/json");
    expect([json.status, json.body]).toEqual([
      415,
      { detail: 'Unsupported media type "application/json" in request.' },
    ]);
    expect((await put(world.fay, id, form("x", "x"))).status).toBe(403);
    expect((await put(world.tom, "11111111-1111-4111-8111-111111111111", "{}", "application/json")).body).toEqual({
      detail: "No TicketAttachment matches the given query.",
    });
    expect(await storedFiles()).toEqual(before);
    expect((await put(world.admin, id, form("x", "x"))).status).toBe(200);
  });
});

test("the timeline distinguishes a new name from a new file, and shows nothing if nothing changed", async () => {
  const { body: file } = await upload("plan.txt", "one");
  const at = `/ticket-attachments/${file.id}/`;
  const timelineFile = async () => {
    const { body } = await world.tom.get(`/tickets/${file.ticket}/timeline/`);
    return body.results
      .filter(({ kind, changes }: { kind: string; changes: { name: unknown[] } }) => {
        const names = changes?.name ?? [];
        return kind.startsWith("attachment.") && kind !== "attachment.added" && names.includes("plan.txt");
      })
      .map(({ kind, changes }: { kind: string; changes: unknown }) => [kind, changes]);
  };
  const etag = async () => (await world.tom.get(`/tickets/${file.ticket}/`)).headers.get("etag");
  const before = await etag();
  for (const body of [{}, { name: "plan.txt" }]) expect((await world.tom.patch(at, body)).status).toBe(200);
  expect([await timelineFile(), await etag()]).toEqual([[], before]);
  const form = new FormData();
  form.set("file", new File(["two!"], "plan.txt"));
  expect((await world.tom.put(at, form)).status).toBe(200);
  const replacement = ["attachment.replaced", { name: ["plan.txt", "plan.txt"], size: [3, 4] }];
  expect(await timelineFile()).toEqual([replacement]);
  await world.tom.patch(at, { name: "new plan.txt" });
  expect(await timelineFile()).toEqual([replacement, ["attachment.renamed", { name: ["plan.txt", "new plan.txt"] }]]);
});

test("only the name of an attachment can be changed, by its uploader or an Admin", async () => {
  const file = (await upload("old.txt")).body;
  const request = {
    name: "../new.txt",
    size: 5,
    uploaded_by: world.fay.id,
    ticket: "11111111-1111-4111-8111-111111111111",
  };
  const { body } = await world.tom.patch(`/ticket-attachments/${file.id}/`, request);
  expect(body).toEqual({ ...file, name: "new.txt", file: body.file });
  expect((await world.fay.patch(`/ticket-attachments/${file.id}/`, { name: "x" })).status).toBe(403);
  expect((await world.tom.patch(`/ticket-attachments/${file.id}/`, { name: "/" })).body).toEqual({
    name: ["This field may not be blank."],
  });
});

/** A zip file with one entry of this many zeros. */
function zipBomb(unpackedBytes: number): Buffer {
  const name = Buffer.from("zeros");
  const packed = deflateRawSync(Buffer.alloc(unpackedBytes));
  const entry = Buffer.alloc(26);
  entry.writeUInt16LE(20, 0);
  entry.writeUInt16LE(8, 4);
  entry.writeUInt32LE(crc32(Buffer.alloc(unpackedBytes)), 10);
  entry.writeUInt32LE(packed.length, 14);
  entry.writeUInt32LE(unpackedBytes, 18);
  entry.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), entry, name, packed]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), entry, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

test("a zip bomb is stored and downloaded as it is and never unpacked", async () => {
  const bomb = zipBomb(200 * 1024 * 1024);
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new File([new Uint8Array(bomb)], "bomb.zip"));
  const { status, body } = await world.tom.post("/ticket-attachments/", form);
  expect([status, body.size]).toEqual([201, bomb.length]);
  const download = await fetch(body.file, { headers: { "accept-encoding": "gzip, deflate" } });
  expect([download.headers.get("content-encoding"), download.headers.get("content-length")]).toEqual([
    null,
    String(bomb.length),
  ]);
  expect(Buffer.from(await download.arrayBuffer()).equals(bomb)).toBe(true);
  // a request that claims to be compressed is not unpacked either
  const request = gzipSync(Buffer.concat([Buffer.from(ticketPart()), Buffer.alloc(50 * 1024 * 1024)]));
  const type = { "content-type": "multipart/form-data; boundary=b", "content-encoding": "gzip" };
  expect((await world.tom.post("/ticket-attachments/", request, type)).status).toBe(400);
  const files = readdirSync(join(world.folder, "files"), { recursive: true, encoding: "utf8" });
  const sizes = files.map((file) => statSync(join(world.folder, "files", file)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
});

test("attachments are listed newest first, and can be filtered by ticket", async () => {
  const other = (await makeTicket(world.tom, (await makeCompany(world.admin)).company.id)).id;
  for (const name of ["b.txt", "a.txt"])
    await send(`${part(disposition("ticket"), other)}${part(disposition("file", name), name)}--b--\r\n`);
  const names = async (query: string) =>
    (await world.tom.get(`/ticket-attachments/?ticket=${other}${query}`)).body.results.map(
      (each: { name: string }) => each.name,
    );
  expect(await names("")).toEqual(["a.txt", "b.txt"]);
  expect(await names("&ordering=created_at")).toEqual(["b.txt", "a.txt"]);
  expect(await names("&ordering=-name&page_size=1")).toEqual(["b.txt"]);
  expect((await world.tom.get("/ticket-attachments/?ticket=11111111-1111-4111-8111-111111111111")).body.count).toBe(0);
  expect((await world.tom.get("/ticket-attachments/?ticket=abc")).body).toEqual({
    ticket: ["“abc” is not a valid UUID."],
  });
});
