import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { forgetDeletedViews } from "./deleted.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  const make = (values: Record<string, unknown>) => makeTicket(world.fay, company, values);
  await make({ assigned_to: world.tom.id, assigned_team: "Tech", tags: "vip" });
  await make({ priority: "urgent", due_date: "2020-01-01T00:00:00Z" });
  await make({ status: "pending", due_date: new Date(Date.now() - 1000).toISOString() });
  await make({ status: "resolved", priority: "urgent" });
  const { id } = await make({ subject: "Thrown away" });
  await world.fay.remove(`/tickets/${id}/`);
});
afterAll(() => world.close());

type Counts = Record<string, { count: number; is_capped: boolean }>;
async function countsOf(by = world.tom): Promise<Record<string, number>> {
  const { counts } = (await by.get("/views/counts/")).body as { counts: Counts };
  return Object.fromEntries(Object.entries(counts).map(([key, { count }]) => [key, count]));
}

describe("counts", () => {
  test("of built-in views equal what the inbox lists", async () => {
    const counts = await countsOf();
    expect(counts).toEqual({
      my_open: 1,
      unassigned: 2,
      my_team: 1,
      overdue: 2,
      urgent: 1,
      waiting: 1,
      breaching: 0,
      low_ratings: 0,
      recently_resolved: 1,
      all: 4,
      mentions: 0,
      drafts: 0,
      snoozed: 0,
    });
    expect((await world.tom.get("/inbox/?overdue=true")).body.results).toHaveLength(2);
    expect((await countsOf(world.fay)).my_team).toBe(0);
  });

  test("include the trash for Admins", async () => {
    expect((await countsOf(world.admin)).trash).toBe(1);
  });

  test("of own and shared views are returned by ID", async () => {
    const save = async (by: typeof world.tom, values: object) => (await by.post("/views/", values)).body.id;
    const mine = await save(world.tom, { name: "VIP", filters: { tags: ["vip"], open: true } });
    const shared = await save(world.fay, { name: "For me", is_shared: true, filters: { assigned_to: "me" } });
    const secret = await save(world.fay, { name: "Secret", filters: { q: "zone" } });
    const trash = await save(world.admin, { name: "Bin", is_shared: true, filters: { trash: "true" } });
    expect(await countsOf()).toMatchObject({ [mine]: 1, [shared]: 1 });
    expect(Object.keys(await countsOf())).not.toContain(secret);
    expect(Object.keys(await countsOf())).not.toContain(trash);
    expect(await countsOf(world.fay)).toMatchObject({ [shared]: 0, [secret]: 4 });
    expect(await countsOf(world.admin)).toMatchObject({ [shared]: 0, [trash]: 1 });
    for (const [by, id] of [
      [world.tom, mine],
      [world.fay, shared],
      [world.fay, secret],
      [world.admin, trash],
    ] as const)
      expect((await by.remove(`/views/${id}/`)).status).toBe(204);
  });

  test("follow a change at once, on every server", async () => {
    const other = (await world.another()).as(world.tom);
    const before = (await countsOf(other)).urgent!;
    const { id } = await makeTicket(world.fay, company, { priority: "urgent" });
    expect((await countsOf(other)).urgent).toBe(before + 1);
    await world.fay.remove(`/tickets/${id}/`);
    expect((await countsOf(other)).urgent).toBe(before);
  });
});

describe("a saved view", () => {
  test("is stored as saved, and can be changed in part", async () => {
    const values = {
      name: " Hotels ",
      filters: { status: ["new", "pending"], created_after: "-7d", open: true },
      ordering: "-priority,due_date",
      columns: ["subject", "updated_at"],
      position: 3,
    };
    const created = await world.tom.post("/views/", values);
    expect([created.status, created.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: "Hotels",
        owner: world.tom.id,
        owner_name: "Tom Tech",
        is_shared: false,
        filters: { status: "new,pending", created_after: "-7d", open: "true" },
        ordering: "-priority,due_date",
        columns: ["subject", "updated_at"],
        position: 3,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    const path = `/views/${created.body.id}/`;
    expect((await world.tom.get(path)).body).toEqual(created.body);
    const view = (await world.tom.patch(path, { name: "Inns", columns: [] })).body;
    expect(view).toEqual({ ...created.body, name: "Inns", columns: [], updated_at: expect.any(String) });
    expect((await world.tom.get("/views/")).body.results).toEqual([view]);
    expect((await world.tom.remove(path)).status).toBe(204);
    expect((await world.tom.get(path)).status).toBe(404);
  });

  test("is sorted by position, then by name", async () => {
    const ids = [];
    for (const [name, position] of [
      ["B", 1],
      ["A", 1],
      ["C", 0],
    ])
      ids.push((await world.tom.post("/views/", { name, position })).body.id);
    const names = (await world.tom.get("/views/")).body.results.map((each: { name: string }) => each.name);
    expect(names).toEqual(["C", "A", "B"]);
    for (const id of ids) await world.tom.remove(`/views/${id}/`);
  });

  test("that is private does not exist for others", async () => {
    const path = `/views/${(await world.tom.post("/views/", { name: "Mine" })).body.id}/`;
    const missing = [404, { detail: "No View matches the given query." }];
    for (const by of [world.fay, world.admin]) {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const reply = await by.ask(path, { method, ...(method === "PATCH" && { body: { name: "Ours" } }) });
        expect([reply.status, reply.body]).toEqual(missing);
      }
      expect((await by.get("/views/")).body.results).toEqual([]);
    }
    expect((await world.tom.get(path)).body.name).toBe("Mine");
    await world.tom.remove(path);
  });

  test("that is shared is visible to all, and changed by its owner and Admins", async () => {
    const { id } = (await world.tom.post("/views/", { name: "Ours", is_shared: true })).body;
    const path = `/views/${id}/`;
    expect((await world.fay.get("/views/")).body.results).toMatchObject([{ id, owner_name: "Tom Tech" }]);
    expect((await world.fay.patch(path, { name: "Mine" })).status).toBe(403);
    expect((await world.fay.remove(path)).status).toBe(403);
    expect((await world.admin.patch(path, { name: "All of ours" })).body).toMatchObject({
      name: "All of ours",
      owner: world.tom.id,
    });
    expect((await world.admin.remove(path)).status).toBe(204);
  });

  test("sends events to followers while it is shared, and never while it is private", async () => {
    const kinds = async (id: string) =>
      (await world.database.pool.query("select kind, actor from events where about = $1 order by id", [id])).rows;
    const { id } = (await world.tom.post("/views/", { name: "Mine" })).body;
    await world.tom.patch(`/views/${id}/`, { name: "Still mine" });
    expect(await kinds(id)).toEqual([]);
    await world.tom.patch(`/views/${id}/`, { is_shared: true });
    await world.admin.patch(`/views/${id}/`, { name: "Ours" });
    await world.tom.patch(`/views/${id}/`, { is_shared: false });
    await world.tom.patch(`/views/${id}/`, { name: "Mine again" });
    const expected = [world.tom, world.admin, world.tom].map((by) => ({ kind: "view.updated", actor: by.id }));
    expect(await kinds(id)).toEqual(expected);
    await world.tom.remove(`/views/${id}/`);
    expect(await kinds(id)).toEqual(expected);
    const shared = (await world.tom.post("/views/", { name: "Ours", is_shared: true })).body.id;
    await world.tom.remove(`/views/${shared}/`);
    expect((await kinds(shared)).map(({ kind }) => kind)).toEqual(["view.created", "view.deleted"]);
  });

  test("stays when its owner is deleted, if it was shared", async () => {
    await world.admin.post("/users/", { username: "guest", password: "correct horse battery" });
    const guest = await world.login("guest");
    const shared = (await guest.post("/views/", { name: "Left behind", is_shared: true })).body.id;
    await guest.post("/views/", { name: "Gone" });
    expect((await world.admin.remove(`/users/${guest.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/views/${shared}/`)).body).toMatchObject({ owner: null, owner_name: null });
    expect((await world.tom.remove(`/views/${shared}/`)).status).toBe(403);
    expect((await world.admin.remove(`/views/${shared}/`)).status).toBe(204);
  });

  test("is restored as it was by those who may delete it, and by nobody else", async () => {
    await world.database.pool.query("delete from deleted_views");
    const private_ = (await world.tom.post("/views/", { name: "Mine", filters: { tags: "vip" }, position: 3 })).body;
    const shared = (await world.tom.post("/views/", { name: "Ours", is_shared: true, columns: ["tags"] })).body;
    for (const { id } of [private_, shared]) await world.tom.remove(`/views/${id}/`);
    const deleted = async (by = world.tom) => (await by.get("/views/deleted/")).body.results;
    expect(await deleted(world.fay)).toEqual([]);
    expect(await deleted(world.admin)).toMatchObject([{ id: shared.id, name: "Ours", owner_name: "Tom Tech" }]);
    expect(await deleted()).toMatchObject([{ id: shared.id }, { id: private_.id, deleted_by: world.tom.id }]);
    expect((await world.fay.post(`/views/${shared.id}/restore/`, {})).status).toBe(404);
    expect((await world.admin.post(`/views/${private_.id}/restore/`, {})).status).toBe(404);
    expect((await world.tom.post(`/views/${private_.id}/restore/`, {})).body).toEqual(private_);
    expect((await world.admin.post(`/views/${shared.id}/restore/`, {})).body).toEqual(shared);
    expect(await deleted()).toEqual([]);
    for (const { id } of [private_, shared]) await world.tom.remove(`/views/${id}/`);
    const ages = (days: number) =>
      world.database.pool.query(`update deleted_views set deleted_at = now() - interval '${days} days'`);
    await ages(29);
    await forgetDeletedViews(world.database.db);
    expect(await deleted()).toHaveLength(2);
    await ages(31);
    await forgetDeletedViews(world.database.db);
    expect(await deleted()).toEqual([]);
  });

  test("that an Admin makes private again is returned", async () => {
    const { id } = (await world.tom.post("/views/", { name: "Ours", is_shared: true })).body;
    const { status, body } = await world.admin.patch(`/views/${id}/`, { is_shared: false });
    expect([status, body.is_shared, body.owner_name]).toEqual([200, false, "Tom Tech"]);
    expect((await world.admin.get(`/views/${id}/`)).status).toBe(404);
    await world.tom.remove(`/views/${id}/`);
  });

  test("of the trash can be saved by Admins only", async () => {
    expect((await world.tom.post("/views/", { name: "Bin", filters: { trash: true } })).status).toBe(403);
  });

  const wrong: [unknown, unknown][] = [
    [{}, { name: ["This field is required."] }],
    [{ name: "" }, { name: ["This field may not be blank."] }],
    [{ name: "x".repeat(101) }, { name: ["Ensure this field has no more than 100 characters."] }],
    [{ name: "a", filters: [] }, { filters: ['Expected a dictionary of items but got type "list".'] }],
    [{ name: "a", filters: { zoo: "x" } }, { filters: ["Unknown inbox filter: zoo."] }],
    [{ name: "a", filters: { q: {} } }, { filters: ["q: Not a valid string."] }],
    [{ name: "a", filters: { q: "a\0" } }, { filters: ["q: Null characters are not allowed."] }],
    [
      { name: "a", filters: { status: "bogus", company: "abc" } },
      {
        filters: [
          "status: Select a valid choice. bogus is not one of the available choices.",
          "company: “abc” is not a valid UUID.",
        ],
      },
    ],
    [{ name: "a", columns: "subject" }, { columns: ['Expected a list of items but got type "str".'] }],
    [{ name: "a", columns: ["<b>"] }, { columns: ["“<b>” is not a column."] }],
    [{ name: "a", position: -1 }, { position: ["Ensure this value is greater than or equal to 0."] }],
    [{ name: "a", is_shared: "maybe" }, { is_shared: ["Must be a valid boolean."] }],
    [[], { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
  ];
  test.each(wrong)("%j is refused", async (body, problem) => {
    const { status, body: errors } = await world.tom.post("/views/", body);
    expect([status, errors]).toEqual([400, problem]);
  });

  test("with a filter named like a property of every object is refused", async () => {
    const body = '{"name":"a","filters":{"__proto__":"x","constructor":"y"}}';
    const { status } = await world.tom.post("/views/", body, { "content-type": "application/json" });
    expect(status).toBe(400);
    expect((await world.tom.get("/views/")).body.results).toEqual([]);
  });

  test("is one of at most a hundred, even if many are saved at once", async () => {
    const replies = await Promise.all(
      Array.from({ length: 104 }, (_, n) => world.fay.post("/views/", { name: `${n}` })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(100);
    const refused = replies.find(({ status }) => status !== 201)!;
    expect(refused.body).toEqual({ non_field_errors: ["You have 100 views. Delete one first."] });
  });

  test("needs a signed-in user", async () => {
    for (const path of ["/views/", "/views/counts/", `/views/${company}/`])
      expect((await world.stranger.get(path)).status).toBe(401);
  });
});
