import { afterAll, beforeAll, expect, test } from "vitest";
import { type Operations, readOperations } from "../../test/operations.ts";
import { openWorld, type World } from "../../test/world.ts";

let world: World;
let api: Operations;
beforeAll(async () => {
  world = await openWorld();
  api = await readOperations(world);
});
afterAll(() => world.close());

const SERVICE = "macros ticket-templates recurrences automations sla-policies calendars report-schedules".split(" ");

test.each([...SERVICE, ...["companies", "contacts", "zones", "skills", "kb/categories"]])(
  "the second of two users who edit one of the %s does not silently overwrite the first",
  async (kind) => {
    const path = `/${kind}/${api.ids[kind]}/`;
    const { headers, body } = await world.admin.get(path);
    const ifMatch = { "if-match": headers.get("etag")! };
    expect(ifMatch["if-match"]).toBe(`"${body.updated_at}"`);
    const rename = (name: string, headers = {}) => world.admin.patch(path, { name }, headers);
    const first = await rename("First", ifMatch);
    expect([first.status, first.body.name]).toEqual([200, "First"]);
    const second = await rename("Second", ifMatch);
    expect([second.status, second.body, second.headers.get("etag")]).toEqual([
      412,
      { detail: "Someone else has changed this since you read it.", version: first.body.updated_at },
      first.headers.get("etag"),
    ]);
    expect((await world.admin.get(path)).body.name).toBe("First");
    // an invalid change is reported first
    expect((await rename("", ifMatch)).status).toBe(400);
    expect((await rename("Third", { "if-match": `"${second.body.version}"` })).status).toBe(200);
    expect([(await rename("Fourth")).status, (await rename("Fifth", { "if-match": "*" })).status]).toEqual([200, 200]);
  },
);

test.each([...SERVICE, "teams/Music/routing", "users/me/availability"])(
  "an unknown name in a body of %s is refused, even beside fields that were read",
  async (kind) => {
    const path = SERVICE.includes(kind) ? `/${kind}/${api.ids[kind]}/` : `/${kind}/`;
    const { body } = await world.admin.get(path);
    const misspelled = await world.admin.patch(path, { ...body, colour: "red", __proto: 1 });
    expect([misspelled.status, misspelled.body]).toEqual([
      400,
      { colour: ["Unknown field."], __proto: ["Unknown field."] },
    ]);
  },
);

test("unknown names are refused by endpoints that only calculate, and ignored where the Django backend ignores them", async () => {
  const rule = { trigger: { on: "created" }, actions: { note: "Look" } };
  for (const [path, body] of [
    ["/sla-policies/simulate/", { target_minutes: 30, created_at: "2026-11-27T09:00:00Z" }],
    ["/automations/dry_run/", rule],
    ["/recurrences/preview/", { rrule: "FREQ=DAILY", starts_at: "2026-11-27T09:00", time_zone: "UTC" }],
  ] as const) {
    expect([path, (await world.admin.post(path, body)).status]).toEqual([path, 200]);
    expect((await world.admin.post(path, { ...body, colour: "red" })).body).toEqual({ colour: ["Unknown field."] });
  }
  expect((await world.admin.post("/companies/", { name: "Reef", colour: "red" })).status).toBe(201);
});

test("the second of two users who edit the text of an email does not silently overwrite the first", async () => {
  const path = "/email-templates/acknowledgement/en/";
  const write = (subject: string, version: string | null) =>
    world.admin.put(path, { subject, body: "<p>Hello</p>" }, version === null ? {} : { "if-match": version });
  const original = (await world.admin.get(path)).headers.get("etag")!;
  const first = await write("First", original);
  expect([first.status, first.headers.get("etag")]).toEqual([200, `"${first.body.updated_at}"`]);
  const second = await write("Second", original);
  expect([second.status, second.body.version]).toEqual([412, first.body.updated_at]);
  expect((await world.admin.get(path)).body.subject).toBe("First");
  const third = await write("Third", first.headers.get("etag"));
  expect([third.status, (await write("Fourth", null)).status, (await write("Fifth", "*")).status]).toEqual([
    200, 200, 200,
  ]);
  await world.admin.remove(path);
  // it was reset in the meantime
  expect((await write("Sixth", third.headers.get("etag"))).status).toBe(412);
});

// no one else changes these, or a change is one value that is sent whole
const WITHOUT_VERSION: Record<string, string> = {
  "/users/me/availability/": "one's own, a choice",
  "/users/me/notifications/": "one's own, choices that are sent one by one",
  "/users/me/preferences/": "one's own, choices that are sent one by one",
  "/tickets/{id}/read/": "one's own mark",
  "/tickets/{id}/snooze/": "one's own, a time",
  "/tickets/{id}/presence/": "one's own, a sign of life",
  "/tickets/{id}/draft/": "one's own; the draft has its own version, which two windows of one person compare",
  "/drafts/new-ticket/": "one's own; the draft has its own version",
  "/ticket-attachments/{id}/": "a name",
  "/desk-logo/": "a picture",
  "/companies/{id}/portal/": "a switch",
  "/contacts/{id}/portal/": "switches that are sent one by one",
  "/tickets/{id}/conversation/": "addresses are added and removed one by one",
  "/automations/order/": "an order; one that lacks a rule which someone has added is refused",
  "/sla-policies/order/": "an order; one that lacks a policy which someone has added is refused",
};

test("every record that two users can edit at once has a version", () => {
  const changes = api.all.filter(({ method }) => method === "PUT" || method === "PATCH");
  const lacking = changes.filter(({ is }) => !("412" in is.responses)).map(({ path }) => path.replace("/api/v1", ""));
  expect([...new Set(lacking)].sort()).toEqual(Object.keys(WITHOUT_VERSION).sort());
});

test.each([
  ["email settings", "/email-settings/", { desk_name: "First" }, { desk_name: "Second" }],
  ["survey settings", "/survey-settings/", { delay_hours: 3 }, { delay_hours: 4 }],
  ["contact form", "/contact-form-settings/", { origins: ["https://a.example"] }, { origins: ["https://b.example"] }],
  ["way in which a team assigns", "/teams/Tech/routing/", { capacity: 3 }, { capacity: 4 }],
  ["user", "/users/{users}/", { first_name: "Ann" }, { first_name: "Bea" }],
  ["mailbox", "/mailboxes/{mailboxes}/", { name: "First" }, { name: "Second" }],
  ["view", "/views/{views}/", { name: "First" }, { name: "Second" }],
])(
  "the second of two users who edit the %s does not silently overwrite the first",
  async (_what, address, first, second) => {
    const path = address.replace(/\{(.*)\}/, (_, kind: string) => api.ids[kind]!);
    const read = await world.admin.get(path);
    const ifMatch = { "if-match": read.headers.get("etag")! };
    expect(ifMatch["if-match"]).toBe(`"${read.body.updated_at}"`);
    const response = await world.admin.patch(path, first, ifMatch);
    expect(response).toMatchObject({ status: 200, body: first });
    const refused = await world.admin.patch(path, second, ifMatch);
    expect([refused.status, refused.body.version]).toEqual([412, response.body.updated_at]);
    expect((await world.admin.get(path)).body).toMatchObject(first);
    const replaced = await world.admin.patch(path, second, { "if-match": `"${refused.body.version}"` });
    expect(replaced).toMatchObject({ status: 200, body: second });
  },
);

test("neither a sign-in nor an agent's own state changes the version of what an Admin edits", async () => {
  const username = `signs-in-${Math.random()}`;
  const { body: user } = await world.admin.post("/users/", { username, password: "long enough", role: "Tech" });
  const agentIn = async () =>
    (await world.admin.get("/teams/Tech/routing/")).body.agents.find((each: { user: string }) => each.user === user.id);
  const { updated_at } = await agentIn();
  const agent = await world.login(username, "long enough");
  expect((await agent.patch("/users/me/availability/", { state: "away" })).status).toBe(200);
  expect((await agentIn()).updated_at).toBe(updated_at);
  expect((await world.admin.get(`/users/${user.id}/`)).body.updated_at).toBe(user.updated_at);
  const path = `/users/${user.id}/availability/`;
  const change = (capacity: number, version: string) =>
    world.admin.patch(path, { capacity }, { "if-match": `"${version}"` });
  const first = await change(3, updated_at);
  expect([first.status, first.body.own_capacity]).toEqual([200, 3]);
  const second = await change(4, updated_at);
  expect([second.status, second.body.version]).toEqual([412, first.body.updated_at]);
});
