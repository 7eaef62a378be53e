import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { type ApiOperation, NO_ID, type Operations, readOperations } from "./operations.ts";
import { signInToPortal } from "./portal.ts";
import { chances, type RandomSource } from "./random.ts";
import { makeCompany, makeTicket, openWorld, PASSWORD, type World } from "./world.ts";

// Sends random hostile requests to every operation as every caller. `npm run proof -- fuzz` sends 20,000 and names the
// slowest.

const RUNS = Number(process.env.RUNS ?? 100);
const seed = Number(process.env.SEED ?? 7);
// a text that only some callers may read
const NOTE = "canary of an internal note";
const SECRET = "canary of a password";

// biome-ignore lint/suspicious/noExplicitAny: parts of an OpenAPI document
type Json = any;
type Headers = Record<string, string | string[]>;
let world: World;
let api: Operations;
let callers: Record<string, Headers>;
const agent = new Agent({ keepAlive: true });

const signIn = async (username: string) => ({
  authorization: `Bearer ${(await world.login(username)).token}`,
});

beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "2" });
  api = await readOperations(world);
  await openToContacts(world.database.db);
  await world.admin.post("/users/", { username: "sam", password: PASSWORD, role: "Sales" });
  const { company, contact } = await makeCompany(world.admin, "Reef Hotel");
  await world.admin.patch(`/contacts/${contact.id}/`, { email: "ann@reef.test" });
  const ticket = await makeTicket(world.admin, company.id, { description: NOTE });
  for (const id of [ticket.id, api.ids.tickets])
    await world.admin.post("/ticket-comments/", { ticket: id, text: NOTE, is_internal: true });
  await world.admin.patch(`/mailboxes/${api.ids.mailboxes}/`, { smtp_password: SECRET });
  callers = {
    admin: await signIn("admin"),
    fay: await signIn("fay"),
    tom: await signIn("tom"),
    sam: await signIn("sam"),
    stranger: {},
    contact: { cookie: (await signInToPortal(world, "ann@reef.test")).cookie },
    forger: { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoiMSJ9." },
  };
}, 120_000);
afterAll(async () => {
  agent.destroy();
  await world.close();
});

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const VALUES: unknown[] = [
  ...[null, true, false, 0, -1, 1e21, 1e308, -1e308, 0.1, 2 ** 53, 2 ** 31, -(2 ** 63)],
  ...["", " ", "\0", "a\0b", "\ud800", "\udc00x", "\u202e", "\ufeff", "null", "NaN", "-0", "1e400", "0x10", "٣"],
  ...["2026-02-30", "9999-12-31T23:59:59Z", "0000-01-01", "-271821-04-20", "2026-11-27T25:00:00Z", "P1D"],
  ...["'; drop table users; --", "\\", "%", "_", ":* & | !", "{{ 7 | times: 7 }}", "#{7*7}", "../../etc/passwd"],
  ...["=cmd|' /C calc'!A0", "\t=1+1", "a@b.test\r\nBcc: c@d.test", "javascript:alert(1)", "//evil.example"],
  ...["<script>x</script>", "<!--", "]]>", "&#x110000;", "constructor", "__proto__", "toString", NO_ID],
  ...["a ".repeat(20_000), "x".repeat(70_000), "(".repeat(5_000), "<".repeat(20_000), "[".repeat(20_000)],
  ...["a@".repeat(20_000), `${"a".repeat(30_000)}!`, "\n>".repeat(20_000), "&".repeat(20_000), ",".repeat(20_000)],
  ...["ก".repeat(9_000), "\u0301".repeat(9_000), "🏳️‍🌈".repeat(2_000), "{{".repeat(10_000), "http://".repeat(4_000)],
  ...[[], [1], [[]], [null], {}, { $ne: 1 }, { id: NO_ID }, { toString: 1 }, { length: 1e9 }],
  ...[nested(500), nested(3_000), Array(5_000).fill(NO_ID), Array(50_000).fill(0), Array(2_000).fill({ a: [{}] })],
];
const QUERIES = ["%00", "%ED%A0%80", "%", "-1", "1e9", "1e308", "%27", "a".repeat(3_000), "%22".repeat(1_000)].concat(
  ["WyJ4Il0", "W10", ",".repeat(3_000), "id;select+1", "__proto__", "%2B".repeat(900), "*".repeat(900), "("],
  ["a+".repeat(2_000), "%F0%9F%98%80", "1&page=2", NO_ID, "2026-13-45", "-", "true", "[object+Object]"],
);
const HEADERS: Headers[] = [
  { accept: "text/html, */*;q=0" },
  { accept: "text/csv" },
  { accept: `${"a/b,".repeat(2_000)}*/*` },
  { range: "bytes=0-0,-1,5-2" },
  { range: `bytes=${"0-1,".repeat(1_500)}5-` },
  { "if-match": ['"1"', '"2"'] },
  { "if-match": 'W/"' },
  { "if-none-match": "*" },
  { "if-modified-since": "no time" },
  { "idempotency-key": "the same of all" },
  { "idempotency-key": ["one", "two"] },
  { "x-forwarded-for": "1.2.3.4, ::1, x" },
  { "x-forwarded-host": "evil.example", "x-forwarded-proto": "javascript" },
  { forwarded: "for=_x;host=evil.example" },
  { origin: "null" },
  { "accept-language": `${"xx,".repeat(3_000)}en` },
  { "x-http-method-override": "DELETE" },
  { cookie: "docket_portal=x; docket_portal=y; __proto__=1" },
  { "x-request-id": "a".repeat(5_000) },
  { expect: "200-ok" },
];
const TYPES = ["text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data", "a", "*/*"];
const BROKEN = ["{", "", "[", '{"a":', "\ufeff{}", "nan", '{"a":1}x', "--b--", "a&".repeat(2_000), '"\\ud800"'];

const textOf = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

function bodyOf(random: RandomSource, each: ApiOperation): { body: string; headers: Headers } | null {
  const content = each.is.requestBody?.content;
  if (!content) return random.maybe(20) ? { body: "{}", headers: { "content-type": "application/json" } } : null;
  const schema = api.resolve(content["application/json"]?.schema ?? Object.values<Json>(content)[0].schema);
  const names = Object.keys(schema.properties ?? {});
  const values: Record<string, unknown> = random.maybe(4) ? {} : { ...api.exampleOf(each) };
  for (let left = 1 + random.below(3); left > 0; left -= 1)
    values[names.length > 0 && !random.maybe(6) ? random.one(names) : `unknown${left}`] = random.one(VALUES);
  if (random.maybe(12)) return { body: random.one(BROKEN), headers: { "content-type": "application/json" } };
  if (random.maybe(12)) return { body: JSON.stringify(values), headers: { "content-type": random.one(TYPES) } };
  if (random.maybe(6)) {
    const text = Object.entries(values).map(
      ([name, value]) => `${name}=${encodeURIComponent(textOf(value).toWellFormed())}`,
    );
    return { body: text.join("&"), headers: { "content-type": "application/x-www-form-urlencoded" } };
  }
  if (random.maybe(6)) {
    const part = ([name, value]: [string, unknown]) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"${random.maybe(3) ? '; filename="../a\u202e.csv"' : ""}\r\n\r\n${textOf(value)}\r\n`;
    return {
      body: `${Object.entries(values).map(part).join("")}--b--\r\n`,
      headers: { "content-type": "multipart/form-data; boundary=b" },
    };
  }
  return { body: JSON.stringify(values), headers: { "content-type": "application/json" } };
}

function queryOf(random: RandomSource, each: ApiOperation): string {
  const names: string[] = each.is.parameters
    .map(api.resolve)
    .filter((one: Json) => one.in === "query")
    .map((one: Json) => one.name);
  if (names.length === 0 && !random.maybe(10)) return "";
  const many = random.maybe(25) ? 1_000 : random.below(4);
  const parts = Array.from({ length: many }, () => {
    const name = names.length > 0 && !random.maybe(8) ? random.one(names) : random.one(["fields", "omit", "q", "x"]);
    return `${name}=${many > 100 ? "1" : random.one(QUERIES)}`;
  });
  return `?${parts.join("&")}`;
}

interface Answer {
  status: number;
  text: string;
  type: string;
}

function send(path: string, method: string, headers: Headers, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${world.base}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk)).on("error", reject);
      const [status, type] = [response.statusCode!, response.headers["content-type"] ?? ""];
      const end = () => resolve({ status, type, text: Buffer.concat(chunks).toString() });
      response.on("end", end);
      // a live stream of events never ends
      if (type.startsWith("text/event-stream")) {
        sent.destroy();
        end();
      }
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** One random request, as it would be sent. */
function draw(random: RandomSource) {
  const each = random.one(api.all);
  const who = random.one(Object.keys(callers));
  // existing objects stay, because the other requests need them
  const id =
    each.method === "DELETE" && !random.maybe(10)
      ? NO_ID
      : random.one([undefined, undefined, undefined, NO_ID, "%00", "x"]);
  const body = bodyOf(random, each);
  const headers: Headers = { ...(random.maybe(4) ? random.one(HEADERS) : {}), ...body?.headers };
  if (body) headers["content-length"] = String(Buffer.byteLength(body.body));
  const path = `/api/v1${api.addressOf(each, id)}${queryOf(random, each)}`.slice(0, 15_000);
  return { each, who, path, method: random.maybe(40) ? "POST" : each.method, headers, body: body?.body };
}

/** What is wrong with a response; null if nothing is. */
function faultOf(who: string, { status, text, type }: Answer): string | null {
  if (status >= 500) return `${status} ${text.slice(0, 300)}`;
  const isStaff = !["stranger", "contact", "forger"].includes(who);
  if (!isStaff && text.includes(NOTE)) return "shows an internal note";
  if (text.includes(SECRET)) return "shows a secret";
  if (/pbkdf2_|\$argon2|\$scrypt/.test(text)) return "shows a password's hash";
  if (/node:internal|\bat .*\.ts:\d+|select .* from \w+ /.test(text) && status >= 400)
    return `shows its code: ${text.slice(0, 300)}`;
  if (type.includes("json") && text) JSON.parse(text);
  return null;
}

test("hostile requests to any operation cause no server error and show nobody another user's data", async () => {
  const random = chances(seed);
  const wrong: string[] = [];
  const slow: [number, string][] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { who, path, method, headers, body } = draw(random);
    const what = `${run}: ${who} ${method} ${path.slice(0, 120)} ${JSON.stringify(headers).slice(0, 200)} ${(body ?? "").slice(0, 160)}`;
    const before = process.threadCpuUsage();
    const answer = await send(path, method, { ...headers, ...callers[who] }, body).catch((error: Error) => ({
      status: error.message.includes("ECONNRESET") ? 400 : 599,
      text: error.message,
      type: "",
    }));
    const { user, system } = process.threadCpuUsage(before);
    slow.push([Math.round((user + system) / 1000), `${answer.status} ${what}`]);
    const fault = faultOf(who, answer);
    if (fault) wrong.push(`${what}\n  ${fault}`);
    // a request may have signed out its sender
    if (answer.status === 401 && !["stranger", "contact", "forger"].includes(who)) callers[who] = await signIn(who);
  }
  if (process.env.RUNS) {
    const worst = slow.toSorted(([a], [b]) => b - a).slice(0, 15);
    console.log(worst.map(([ms, text]) => `${ms} ms of CPU  ${text}`).join("\n"));
    console.log(`${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB of memory`);
  }
  expect(wrong).toEqual([]);
}, 3_600_000);
