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

/** Values that use every part of a record. */
const VALUES: Record<string, () => Promise<object>> = {
  calendars: async () => ({
    windows: {
      mon: [
        ["09:00", "12:00"],
        ["13:00", "18:00"],
      ],
      fri: [["22:00", "06:00"]],
    },
    country: "TH",
    days: [
      { date: "2027-01-04", name: "Stocktaking", windows: null },
      { date: "2027-01-05", name: "Half a day", windows: [["09:00", "12:00"]] },
    ],
  }),
  "sla-policies": async () => ({
    ...{ clock: "business", calendar: api.ids.calendars, filters: { category: "technical,billing" }, pauses_on: [] },
    reminders: [
      { before: "30m", to: ["assignee", "lead"] },
      { before: "0h", to: ["team"] },
    ],
  }),
  macros: async () => ({
    ...{ texts: { en: "<p>Hello</p>", th: "<p>สวัสดี</p>" }, files: [await draftFile()] },
    changes: { status: "pending", add_tags: ["a", "b"], assigned_to: null },
    inputs: [{ name: "room", kind: "choice", choices: ["1", "2"] }],
  }),
  "ticket-templates": async () => ({
    ...{ files: [await draftFile()], checklist: ["Look", "Listen"], subject: "{{ input.what }}" },
    fields: { category: "technical", company: api.ids.companies, due_in_days: 2, tags: "a,b" },
  }),
  automations: async () => ({
    trigger: { on: "unanswered", hours: 4, calendar: null },
    filters: { category: "billing", tags: "a,b" },
    actions: {
      ...{ changes: { assigned_team: "Finance", add_tags: ["invoice"] }, note: "Look", snooze: 2 },
      notify: { to: ["lead", api.ids.users], text: "See this" },
    },
  }),
  recurrences: async () => ({
    ...{ company: api.ids.companies, contact: api.ids.contacts, zone: api.ids.zones, inputs: { what: "Check" } },
    ...{
      calendar: api.ids.calendars,
      on_closed_day: "next_open_day",
      rrule: "FREQ=MONTHLY;BYDAY=1MO,3MO",
      missed: "all",
    },
  }),
  "report-schedules": async () => ({ recipients: [world.admin.id, world.tom.id], filters: { team: "Tech" } }),
  "teams/Sales/routing": async () => ({
    ...{ mode: "skill", calendar: api.ids.calendars, skill_wait_minutes: 30, weights: { urgent: 3 }, sticky_days: 2 },
  }),
  "tickets/draft": async () => ({
    ...{ text: "<p>Soon</p>", files: [await draftFile()], macros: [api.ids.macros] },
    ...{ to: ["ploy@harbour.test"], cc: ["may@harbour.test"], bcc: ["half@written"] },
  }),
  skills: async () => ({ filters: { category: "billing,technical" } }),
  views: async () => ({ filters: { status: "new,assigned", assigned_to: "me" }, ordering: "-priority" }),
};

async function draftFile(): Promise<string> {
  const form = new FormData();
  form.set("file", new File(["x"], "plan.txt"));
  return (await world.admin.post("/draft-files/", form)).body.id;
}

test.each(Object.entries(VALUES))("the values that the test sets in %s are valid", async (kind, values) => {
  const { path, method } = changes().find((each) => each.name === kind)!;
  const response = await world.admin.ask(path, { method, body: await values() });
  expect([response.status, response.body]).toEqual([200, expect.anything()]);
});

// what these read is not what they change
const OTHERS: Record<string, string> = {
  "/ticket-attachments/{id}/": "PUT replaces the file",
  "/tickets/{id}/snooze/": "a ticket that is not snoozed has no time",
  "/tickets/{id}/presence/": "a sign of life, and everyone who is there",
  "/tickets/{id}/conversation/": "a desk without a mailbox has none to choose",
  "/desk-logo/": "a picture, and its address",
};
// how often and when a record was saved, and the signed links of files
const CHANGING = ["version", "updated_at", "is_default", "file"];
const settled = (body: object) =>
  JSON.parse(JSON.stringify(body, (name, value) => (CHANGING.includes(name) ? undefined : value)));

/** The operations that change what can be read, each with its address and a short name. */
function changes() {
  const isRead = (path: string) => api.all.some((each) => each.method === "GET" && each.path === path);
  return api.all
    .filter(({ method, path }) => ["PUT", "PATCH"].includes(method) && isRead(path))
    .map((operation) => ({
      ...{ method: operation.method, path: api.addressOf(operation), template: operation.path.replace("/api/v1", "") },
      ...{ name: operation.path.replace("/api/v1/", "").replace("/{id}", "").replace("{team}", "Sales").slice(0, -1) },
      hasVersion: "412" in operation.is.responses,
    }));
}

test("the response for a record can be sent back, and changes nothing", async () => {
  for (const { method, path, template, hasVersion } of changes()) {
    if (template in OTHERS) continue;
    const before = await world.admin.get(path);
    const headers: Record<string, string> = hasVersion ? { "if-match": before.headers.get("etag")! } : {};
    const response = await world.admin.ask(path, { method, body: before.body, headers });
    expect([method, path, response.status, response.body]).toEqual([method, path, 200, expect.anything()]);
    const after = await world.admin.get(path);
    expect([method, path, settled(after.body)]).toEqual([method, path, settled(before.body)]);
  }
});
