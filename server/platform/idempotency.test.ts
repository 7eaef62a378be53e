import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

test("a repeated request gets the same response and has no further effect", async () => {
  const headers = { "idempotency-key": "once-1" };
  const first = await world.tom.post("/tickets/", ticket("Repeated"), headers);
  const second = await world.tom.post("/tickets/", ticket("Repeated"), headers);
  expect(first.status).toBe(201);
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(await count("Repeated")).toBe(1);
});

test("thirty requests at once to two servers have one effect", async () => {
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

test("the key is refused with another body, and belongs to one user", async () => {
  const headers = { "idempotency-key": "shared" };
  await world.tom.post("/tickets/", ticket("Mine"), headers);
  expect((await world.tom.post("/tickets/", ticket("Changed"), headers)).status).toBe(422);
  expect((await world.fay.post("/tickets/", ticket("Theirs"), headers)).status).toBe(201);
  expect(await count("Changed")).toBe(0);
});

test("a refusal is not stored", async () => {
  const headers = { "idempotency-key": "mended" };
  expect((await world.tom.post("/tickets/", { ...ticket("Mended"), status: "bogus" }, headers)).status).toBe(400);
  expect((await world.tom.post("/tickets/", ticket("Mended"), headers)).status).toBe(201);
});

test("the response to a request with a key equals a later read of the object", async () => {
  const created = (await world.tom.post("/tickets/", ticket("Whole"))).body;
  const answer = await world.tom.post(
    `/tickets/${created.id}/add_comment/`,
    { text: "hello" },
    { "idempotency-key": "comment" },
  );
  expect(answer.body.comments).toHaveLength(1);
  expect((await world.tom.get(`/tickets/${created.id}/`)).body).toEqual(answer.body);
});

describe("a response that is too large to store", () => {
  const long = "x".repeat(300_000);
  const keptBytes = async () =>
    (await world.database.pool.query("select coalesce(sum(octet_length(body)), 0)::int as n from idempotency_keys"))
      .rows[0].n;

  test("is repeated with its status and the current object", async () => {
    const headers = { "idempotency-key": "large" };
    const body = { ...ticket("Large"), description: long };
    const first = await world.tom.post("/tickets/", body, headers);
    await world.fay.patch(`/tickets/${first.body.id}/`, { priority: "urgent" });
    const second = await world.tom.post("/tickets/", body, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.body).toEqual((await world.tom.get(`/tickets/${first.body.id}/`)).body);
    expect(second.body.priority).toBe("urgent");
    expect(second.headers.get("etag")).toBe('"2"');
    expect(await count("Large")).toBe(1);
    await world.tom.remove(`/tickets/${first.body.id}/`);
    const third = await world.tom.post("/tickets/", body, headers);
    expect([third.status, third.body]).toEqual([201, { id: first.body.id }]);
  });

  test("of an action or a comment is repeated with the right object", async () => {
    const { id } = (await world.tom.post("/tickets/", { ...ticket("Acted"), description: long })).body;
    const assign = () =>
      world.tom.post(`/tickets/${id}/assign/`, { user_id: world.fay.id }, { "idempotency-key": "assign" });
    const comment = () =>
      world.tom.post("/ticket-comments/", { ticket: id, text: long }, { "idempotency-key": "comment-1" });
    const draft = () => world.tom.put(`/tickets/${id}/draft/`, { text: long }, { "idempotency-key": "draft-1" });
    for (const [each, status] of [
      [assign, 200],
      [comment, 201],
      [draft, 200],
    ] as const) {
      const [first, second] = [await each(), await each()];
      expect([first.status, second.status, second.headers.get("idempotent-replayed")]).toEqual([
        status,
        status,
        "true",
      ]);
      expect(Object.keys(second.body)).toEqual(Object.keys(first.body));
      expect(second.body.id).toBe(first.body.id);
    }
  });

  test("takes no space, however often small requests cause it", async () => {
    const { id } = (await world.tom.post("/tickets/", { ...ticket("Grown"), description: long })).body;
    const before = await keptBytes();
    for (let n = 0; n < 10; n += 1)
      await world.tom.patch(
        `/tickets/${id}/`,
        { priority: n % 2 ? "low" : "high" },
        { "idempotency-key": `grow-${n}` },
      );
    expect(await keptBytes()).toBe(before);
  });

  test("is treated the same for every response after a user has stored 16 MB in a day", async () => {
    const { id } = (await world.fay.post("/tickets/", { ...ticket("Quota"), description: "x".repeat(60_000) })).body;
    const before = await keptBytes();
    const change = (n: number) =>
      world.fay.patch(`/tickets/${id}/`, { tags: `tag ${n}` }, { "idempotency-key": `quota-${n}` });
    for (let n = 0; n < 300; n += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => change(n + i)));
    expect((await keptBytes()) - before).toBeLessThanOrEqual(16 * 1024 * 1024);
    const again = await change(299);
    expect([again.status, again.body.id, again.headers.get("idempotent-replayed")]).toEqual([200, id, "true"]);
  });
});

test.each(["k".repeat(256), "two words"])("the key %j is invalid", async (key) => {
  expect((await world.tom.post("/tickets/", ticket("Bad"), { "idempotency-key": key })).status).toBe(422);
});
