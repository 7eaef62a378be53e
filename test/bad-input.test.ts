import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "./world.ts";

let world: World;
const ids: Record<string, string> = {};
beforeAll(async () => {
  world = await openWorld();
  const { company, contact, zone } = await makeCompany(world.admin);
  const ticket = await makeTicket(world.admin, company.id);
  const comment = (await world.admin.post("/ticket-comments/", { ticket: ticket.id, text: "hello" })).body;
  const form = new FormData();
  form.set("ticket", ticket.id);
  form.set("file", new File(["x"], "x.txt"));
  const attachment = (await world.admin.post("/ticket-attachments/", form)).body;
  const reply = (await world.admin.post(`/tickets/${ticket.id}/replies/`, { text: "soon", seen: 1, force: true })).body;
  const draftForm = new FormData();
  draftForm.set("file", new File(["x"], "x.txt"));
  Object.assign(ids, {
    replies: reply.id,
    "draft-files": (await world.admin.post("/draft-files/", draftForm)).body.id,
    tickets: ticket.id,
    companies: company.id,
    contacts: contact.id,
    zones: zone.id,
    users: world.fay.id,
    "ticket-comments": comment.id,
    "ticket-attachments": attachment.id,
  });
});
afterAll(() => world.close());

type Operation = { requestBody?: unknown };
const operations = async () => {
  const { body } = await world.admin.get(`${world.base}/api/openapi.json`);
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      path: path
        .replace("/api/v1", "")
        .replace("{id}", ids[path.split("/")[3]!] ?? "")
        .replace("{reply}", ids.replies!),
      method: method.toUpperCase(),
      hasBody: Boolean(requestBody),
    })),
  );
};
const tables = [
  "replies",
  "draft_files",
  "users",
  "companies",
  "contacts",
  "zones",
  "tickets",
  "comments",
  "attachments",
];
const contents = async () => {
  const sums = tables
    .map((table) => `(select md5(string_agg(x::text, '' order by x.id)) from ${table} x)`)
    .join(" || ");
  return (await world.database.pool.query(`select ${sums} as sum`)).rows[0].sum;
};

const values = [
  null,
  true,
  Number.MAX_VALUE,
  -1,
  1e21,
  "",
  " ",
  "\0",
  "\ud800",
  "x".repeat(100_000),
  [],
  [1],
  {},
  { $ne: 1 },
  "null",
  "'; drop table users; --",
  "\u202e",
];
const bodies = (names: string[]) => [
  ...values.map((value) => JSON.stringify(Object.fromEntries(names.map((name) => [name, value])))),
  ...values.map((value) => JSON.stringify(value) ?? "null"),
  "{",
  "",
  "nan",
  "[".repeat(100_000),
  '{"__proto__":{"x":1},"constructor":{"prototype":{}}}',
  "\ufeff{}",
  '{"a":1}x',
];
const NAMES = [
  "fields",
  "files",
  "version",
  "seen",
  "force",
  "state",
  "theme",
  "signature",
  "time_zone",
  "language",
  "list_width",
  "subject",
  "description",
  "status",
  "priority",
  "category",
  "company",
  "contact",
  "zone",
  "assigned_to",
  "assigned_team",
  "due_date",
  "tags",
  "text",
  "is_internal",
  "ticket",
  "user_id",
  "name",
  "email",
  "website",
  "location_count",
  "is_active",
  "username",
  "password",
  "old_password",
  "new_password",
  "role",
  "platform",
  "refresh",
  "token",
];

describe("bad input", () => {
  test("in a body is answered in JSON, never with a failure, and a refusal writes nothing", async () => {
    const all = (await operations()).filter(({ hasBody }) => hasBody);
    expect(all.length).toBeGreaterThan(20);
    for (const { path, method } of all) {
      for (const body of bodies(NAMES)) {
        const before = await contents();
        const answer = await world.admin.ask(path, { method, body, headers: { "content-type": "application/json" } });
        const what = `${method} ${path} ${body.slice(0, 80)}: ${answer.status}`;
        expect(answer.status, what).toBeLessThan(500);
        expect(typeof answer.body, what).toBe("object");
        if (answer.status >= 400) expect(await contents(), what).toBe(before);
      }
    }
  }, 120_000);

  test("in a query is never answered with a failure", async () => {
    const lists = (await operations()).filter(({ method, path }) => method === "GET" && !path.startsWith("/events"));
    const parameters = [
      "page",
      "page_size",
      "limit",
      "offset",
      "cursor",
      "ordering",
      "search",
      "fields",
      "omit",
      "status",
      "company",
      "assigned_team",
      "assigned_to",
      "ticket",
      "role",
      "is_active",
      "format",
    ];
    const hostile = [
      "%00",
      "%ED%A0%80",
      "-1",
      "1e9",
      "99999999999999999999",
      "%27",
      "%22",
      "%25",
      "_",
      "\\",
      "WyJ4Il0",
      "WzAsbnVsbF0",
      "W10",
      "a".repeat(3000),
      "..%2f",
      "%F0%9F%98%80",
      "created_at,-created_at,x",
      "%",
    ];
    for (const { path } of lists) {
      for (const name of parameters) {
        const answers = await Promise.all(hostile.map((value) => world.admin.get(`${path}?${name}=${value}`)));
        for (const [at, { status }] of answers.entries())
          expect(status, `${path}?${name}=${hostile[at]}`).toBeLessThan(500);
      }
    }
  }, 120_000);

  test("of any path, method or media type is refused in JSON", async () => {
    const ask = async (path: string, method = "GET", headers: Record<string, string> = {}, body?: string) =>
      (await world.tom.ask(path, { method, headers, body })).status;
    expect(await ask("/nothing/")).toBe(404);
    expect(await ask("/tickets/abc/")).toBe(404);
    expect(await ask("/tickets/", "DELETE")).toBe(405);
    expect(await ask("/tickets/", "GET", { accept: "application/xml" })).toBe(406);
    expect(await ask("/tickets/", "POST", { "content-type": "text/plain" }, "x")).toBe(415);
    expect(await ask("/tickets/", "POST", { "content-type": "application/json garbage" }, "{}")).toBe(415);
    expect(await ask("/tickets/", "POST", { "content-type": "application/json" }, "x".repeat(33 * 1024 * 1024))).toBe(
      413,
    );
    expect(await ask(`/tickets/?${"a=1&".repeat(3000)}`)).toBe(200);
    expect(await ask("/tickets/?format=xml")).toBe(404);
    expect(await ask("/tickets.json")).toBe(200);
    expect(await ask("/tickets")).toBe(200);
    expect((await world.stranger.ask("/tickets/abc/", { method: "PUT" })).status).toBe(401);
    const page = await world.stranger.ask("/tickets/", { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("location")]).toEqual([302, "/api/docs/"]);
  });
});
