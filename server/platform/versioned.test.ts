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

test.each([
  ...["macros", "ticket-templates", "recurrences", "automations", "sla-policies", "calendars", "report-schedules"],
  ...["companies", "contacts", "zones", "skills", "kb/categories"],
])("of two who edit one of the %s, the second does not overwrite the first unseen", async (kind) => {
  const path = `/${kind}/${api.ids[kind]}/`;
  const { headers, body } = await world.admin.get(path);
  const seen = { "if-match": headers.get("etag")! };
  expect(seen["if-match"]).toBe(`"${body.updated_at}"`);
  const rename = (name: string, headers = {}) => world.admin.patch(path, { name }, headers);
  const first = await rename("First", seen);
  expect([first.status, first.body.name]).toEqual([200, "First"]);
  const second = await rename("Second", seen);
  expect([second.status, second.body, second.headers.get("etag")]).toEqual([
    412,
    { detail: "Someone else has changed this since you read it.", version: first.body.updated_at },
    first.headers.get("etag"),
  ]);
  expect((await world.admin.get(path)).body.name).toBe("First");
  // what is wrong with a change is told first
  expect((await rename("", seen)).status).toBe(400);
  expect((await rename("Third", { "if-match": `"${second.body.version}"` })).status).toBe(200);
  expect([(await rename("Fourth")).status, (await rename("Fifth", { "if-match": "*" })).status]).toEqual([200, 200]);
});

test("of two who write the text of an email, the second does not overwrite the first unseen", async () => {
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
  // it was reset meanwhile
  expect((await write("Sixth", third.headers.get("etag"))).status).toBe(412);
});
