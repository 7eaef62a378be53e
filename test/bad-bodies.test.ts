import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiOperation, NO_ID, type Operations, readOperations } from "./operations.ts";
import { makeCompany, openWorld, type World } from "./world.ts";

let world: World;
let api: Operations;
beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "1" });
  api = await readOperations(world);
});
afterAll(() => world.close());

const json = { "content-type": "application/json" };
const tables = "users companies contacts zones tickets comments attachments events views replies draft_files".split(
  " ",
);
async function contents(): Promise<string> {
  const sums = tables.map(
    (table) => `(select coalesce(md5(string_agg(x::text, '' order by x.id)), '') from ${table} x)`,
  );
  // prepared, because planning it thousands of times took longer than the requests
  return (await world.database.pool.query({ name: "contents", text: `select ${sums.join(" || ")} as sum` })).rows[0]
    .sum;
}

/** The next transaction ID, which every write increases. Reading it is much cheaper than reading the contents. */
async function nextTransaction(): Promise<string> {
  const text = "select pg_snapshot_xmax(pg_current_snapshot())::text as xmax";
  return (await world.database.pool.query({ name: "nextTransaction", text })).rows[0].xmax;
}

const VALUES: unknown[] = [
  null,
  true,
  Number.MAX_VALUE,
  -1,
  1e21,
  0.1,
  "",
  " ",
  "\0",
  "\ud800",
  [],
  [1],
  [[]],
  {},
  { $ne: 1 },
  { toString: 1 },
  "null",
  "'; drop table users; --",
  "\u202e",
  "{{constructor.constructor('return 1')()}}",
];
const LONG = ["x".repeat(100_000), `${"a".repeat(50_000)}@${"a.".repeat(1000)}`];
const WHOLE = [
  "{",
  "",
  "nan",
  "[".repeat(100_000),
  '{"a":'.repeat(50_000),
  '{"__proto__":{"x":1},"constructor":{"prototype":{}},"toString":1}',
  "\ufeff{}",
  '{"a":1}x',
  '{"a":1,"a":2}',
  `{${Array.from({ length: 10_000 }, (_, i) => `"k${i}":1`).join(",")}}`,
  `{"${"k".repeat(100_000)}":1}`,
];

// bodies that one piece of code refuses for all operations: each operation gets a sixth of them
const COMMON = [...[...VALUES, ...LONG].map((value) => JSON.stringify(value) ?? "null"), ...WHOLE];

const triedFields = new Set<string>();

/** The fields that get long values: all that accept them, and one of each kind that refuses them. */
function longFields(properties: Record<string, { maxLength?: number; type?: unknown }>): string[] {
  return Object.entries(properties).flatMap(([name, each]) => {
    const { description: _, examples: __, ...kind } = api.resolve(each);
    const isRefused = kind.type !== "string" || kind.enum || kind.maxLength < 50_000;
    const isTried = triedFields.has(JSON.stringify(kind));
    triedFields.add(JSON.stringify(kind));
    return isRefused && isTried ? [] : [name];
  });
}

function bodiesFor({ is }: ApiOperation, at: number): string[] {
  const { properties = {} } = api.resolve(is.requestBody.content["application/json"]?.schema ?? {});
  const bodiesOf = (names: string[], values: unknown[]) =>
    values.map((value) => JSON.stringify(Object.fromEntries(names.map((name) => [name, value]))));
  return [
    ...bodiesOf(Object.keys(properties), VALUES),
    ...bodiesOf(longFields(properties), LONG),
    ...COMMON.filter((_, n) => n % 6 === at % 6),
  ];
}

/** Sends this many megabytes over one connection of the agent, with or without a Content-Length. */
function sendLarge(agent: Agent, path: string, headers: object, begin: string, isAnnounced: boolean, megabytes = 34) {
  const end = megabytes > 0 ? "\r\n--b--\r\n" : "";
  const chunk = Buffer.alloc(1024 * 1024, 120);
  const length = begin.length + megabytes * chunk.length + end.length;
  return new Promise<[number, unknown]>((resolve, reject) => {
    const sent = request(`${world.base}/api/v1${path}`, {
      method: "POST",
      agent,
      headers: {
        authorization: `Bearer ${world.tom.token}`,
        ...headers,
        ...(isAnnounced && { "content-length": String(length) }),
      },
    });
    sent.on("error", reject).on("response", async (response) => {
      resolve([response.statusCode!, JSON.parse(await text(response))]);
    });
    sent.write(begin);
    for (let i = 0; i < megabytes; i += 1) sent.write(chunk);
    sent.end(end);
  });
}

describe("a bad body", () => {
  test("is refused in JSON by every operation, and nothing is written", async () => {
    const all = api.all.filter(({ is }) => is.requestBody);
    expect(all.length).toBeGreaterThan(25);
    let before = { contents: await contents(), next: await nextTransaction() };
    for (const [at, each] of all.entries()) {
      const path = api.addressOf(each);
      for (const body of bodiesFor(each, at)) {
        const answer = await world.admin.ask(path, { method: each.method, body, headers: json });
        const what = `${each.method} ${path} ${body.slice(0, 80)}: ${answer.status}`;
        expect(answer.status, what).toBeLessThan(500);
        // 204 has no body
        expect(typeof answer.body, what).toBe(answer.status === 204 ? "string" : "object");
        const next = await nextTransaction();
        if (next === before.next) continue;
        const after = await contents();
        if (answer.status >= 400) expect(after, what).toBe(before.contents);
        before = { contents: after, next };
      }
    }
    expect(({} as { x?: number }).x).toBeUndefined();
  }, 300_000);

  test("in a form is refused, too", async () => {
    const forms: [string, string][] = [
      ["application/x-www-form-urlencoded", "%"],
      ["application/x-www-form-urlencoded", `${"a=1&".repeat(50_000)}`],
      ["application/x-www-form-urlencoded", "__proto__=1&constructor=2&subject=%00&subject=%ff"],
      ["multipart/form-data; boundary=b", "--b\r\n\r\n\r\n--b--"],
      [
        "multipart/form-data; boundary=b",
        '--b\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n',
      ],
      [
        "multipart/form-data; boundary=b",
        `${'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(20_000)}--b--\r\n`,
      ],
      [`multipart/form-data; boundary=${"b".repeat(1000)}`, "x"],
      ['multipart/form-data; boundary="b', "--b"],
    ];
    for (const [type, body] of forms) {
      const { status, body: answer } = await world.admin.post("/tickets/", body, { "content-type": type });
      expect([type, status >= 400 && status < 500, typeof answer]).toEqual([type, true, "object"]);
    }
  });

  test("with too many fields or values returns 413 before it is parsed", async () => {
    const fields = "The form has too many fields: at most 1000.";
    const values = "The request body has too many values: at most 200000.";
    const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n';
    for (const [type, body, detail] of [
      ["application/x-www-form-urlencoded", "a&".repeat(500_000), fields],
      ["multipart/form-data; boundary=b", `${part.repeat(1_001)}--b--\r\n`, fields],
      ["application/json", `[${"[],".repeat(1_000_000)}0]`, values],
    ] as const) {
      const answer = await world.tom.post("/tickets/", body, { "content-type": type });
      expect([type, answer.status, answer.body]).toEqual([type, 413, { detail }]);
    }
  });

  test("of more than 1 MB returns 413 unless it is JSON with a long text", async () => {
    const detail = "The request body is too large: at most 1 MB.";
    const long = "x".repeat(1_100_000);
    const form = new FormData();
    form.set("description", long);
    for (const body of [new URLSearchParams({ description: long }), form])
      expect((await world.tom.post("/tickets/", body)).body).toEqual({ detail });
    for (const path of ["/companies/", "/contacts/", "/bulk-changes/", "/views/"])
      expect([path, (await world.tom.post(path, { name: long })).body]).toEqual([path, { detail }]);
    const answer = await world.tom.post("/tickets/", { description: long });
    expect(Object.keys(answer.body)).toEqual(["subject", "company"]);
  });

  test("may contain its boundary inside a text", async () => {
    const { company } = await makeCompany(world.admin);
    const text = "a\r\nboundary --boundary\r\n-boundary";
    const fields = { subject: "Formed", description: text, company: company.id };
    const body = Object.entries(fields)
      .map(([name, value]) => `--boundary\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("");
    const type = { "content-type": "multipart/form-data; boundary=boundary" };
    const answer = await world.tom.post("/tickets/", `${body}--boundary--\r\n`, type);
    expect([answer.status, answer.body.description]).toEqual([201, text]);
  });

  test("over the largest limit returns 413, announced or not, and the connection stays usable", async () => {
    const large = { error: undefined, detail: "The request body is too large: at most 32 MB." };
    const file = "The file is too large: at most 1 MB.";
    const form = { "content-type": "multipart/form-data; boundary=b" };
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n';
    const cases: [string, Record<string, string>, string, boolean, object][] = [
      ["/tickets/", json, "", true, large],
      ["/tickets/", json, "", false, large],
      ["/tickets/", form, head, false, { detail: "The request body is too large: at most 1 MB." }],
      ["/ticket-attachments/", form, head, true, { error: file, detail: file }],
      ["/ticket-attachments/", form, head, false, { error: file, detail: file }],
    ];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const [path, headers, begin, isAnnounced, expected] of cases) {
      const [status, body] = await sendLarge(agent, path, headers, begin, isAnnounced);
      expect([path, isAnnounced, status, body]).toEqual([path, isAnnounced, 413, JSON.parse(JSON.stringify(expected))]);
      const [next] = await sendLarge(agent, "/auth/logout/", json, "{}", true, 0);
      expect(next).toBe(200);
    }
    agent.destroy();
  }, 60_000);

  test("with one text of ten megabytes is accepted unchanged", async () => {
    const { company } = await makeCompany(world.admin);
    const description = "x".repeat(10 * 1024 * 1024);
    const { status, body } = await world.tom.post("/tickets/", { subject: "Large", description, company: company.id });
    expect([status, body.description.length]).toEqual([201, description.length]);
    expect((await world.tom.get("/tickets/?search=Large&fields=subject")).body.count).toBe(1);
  });

  test("that is compressed is refused, not decompressed", async () => {
    const { gzipSync } = await import("node:zlib");
    const { status } = await world.tom.post("/tickets/", gzipSync(Buffer.alloc(10_000_000, 32)), {
      ...json,
      "content-encoding": "gzip",
    });
    expect(status).toBe(400);
  });
});

describe("two changes of a ticket from the same version", () => {
  test("cannot both succeed: one is refused with the current version", async () => {
    const { company } = await makeCompany(world.admin);
    const ticket = await world.tom.post("/tickets/", { subject: "s", description: "d", company: company.id });
    const headers = { "if-match": ticket.headers.get("etag")! };
    for (const change of [
      (by: World["tom"], i: number) => by.patch(`/tickets/${ticket.body.id}/`, { tags: `tag ${i}` }, headers),
      (by: World["tom"], i: number) =>
        by.post(`/tickets/${ticket.body.id}/assign/`, { user_id: i % 2 ? world.tom.id : world.fay.id }, headers),
    ]) {
      headers["if-match"] = (await world.tom.get(`/tickets/${ticket.body.id}/`)).headers.get("etag")!;
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => change(i % 2 ? world.tom : world.fay, i)));
      const [right, ...late] = answers.sort((a, b) => a.status - b.status);
      expect(right!.status).toBe(200);
      for (const each of late) {
        expect(each.status).toBe(412);
        expect(each.body).toEqual({ detail: "The ticket has changed since you read it.", version: each.body.version });
        expect(each.headers.get("etag")).toBe(`"${each.body.version}"`);
        expect(right!.headers.get("etag")).toBe(each.headers.get("etag"));
      }
    }
    for (const etag of ['"x"', "*", 'W/"1"', '"1", "2"', `"${"9".repeat(40)}"`]) {
      const { status } = await world.tom.patch(`/tickets/${ticket.body.id}/`, {}, { "if-match": etag });
      expect([etag, status]).toEqual([etag, etag === "*" ? 200 : 412]);
    }
    expect((await world.tom.patch(`/tickets/${NO_ID}/`, {}, headers)).status).toBe(404);
  });
});
