import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const ticket = (subject: string) => ({ subject, description: "d", company });
const count = async (subject: string) => (await world.tom.get(`/tickets/?search=${subject}`)).body.count;

test("a repeat gets the same answer and has no further effect", async () => {
  const headers = { "idempotency-key": "once-1" };
  const first = await world.tom.post("/tickets/", ticket("Repeated"), headers);
  const second = await world.tom.post("/tickets/", ticket("Repeated"), headers);
  expect(first.status).toBe(201);
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(await count("Repeated")).toBe(1);
});

test("thirty at once over two servers have one effect", async () => {
  const second = await world.another();
  const by = [world.tom, second.as(world.tom)];
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      by[i % 2]!.post("/tickets/", ticket("Crowded"), { "idempotency-key": "crowd" }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(await count("Crowded")).toBe(1);
});

test("the key of another body is refused, that of another user is another key", async () => {
  const headers = { "idempotency-key": "shared" };
  await world.tom.post("/tickets/", ticket("Mine"), headers);
  expect((await world.tom.post("/tickets/", ticket("Changed"), headers)).status).toBe(422);
  expect((await world.fay.post("/tickets/", ticket("Theirs"), headers)).status).toBe(201);
  expect(await count("Changed")).toBe(0);
});

test("a refusal is not kept", async () => {
  const headers = { "idempotency-key": "mended" };
  expect((await world.tom.post("/tickets/", { ...ticket("Mended"), status: "bogus" }, headers)).status).toBe(400);
  expect((await world.tom.post("/tickets/", ticket("Mended"), headers)).status).toBe(201);
});

test("what a key left half done is neither kept nor remembered", async () => {
  const made = (await world.tom.post("/tickets/", ticket("Whole"))).body;
  const answer = await world.tom.post(
    `/tickets/${made.id}/add_comment/`,
    { text: "hello" },
    { "idempotency-key": "comment" },
  );
  expect(answer.body.comments).toHaveLength(1);
  expect((await world.tom.get(`/tickets/${made.id}/`)).body).toEqual(answer.body);
});

test.each(["k".repeat(256), "two words"])("the key %j is none", async (key) => {
  expect((await world.tom.post("/tickets/", ticket("Bad"), { "idempotency-key": key })).status).toBe(422);
});
