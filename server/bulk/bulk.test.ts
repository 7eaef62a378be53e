import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const tickets = async (n: number, values: Record<string, unknown> = {}): Promise<string[]> => {
  const created = [];
  for (let i = 0; i < n; i += 1) created.push((await makeTicket(world.admin, company, values)).id);
  return created;
};
const bulk = async (by: Caller, body: object) => (await by.post("/bulk-changes/", body)).body;
const ticket = async (id: string) => (await world.admin.get(`/tickets/${id}/`)).body;
const tables = ["bulk_changes", "bulk_change_lots", "bulk_change_items", "events"];
const rows = async () => {
  const counts = tables.map((table) => `(select count(*) from ${table})`).join(", ");
  return (await world.database.pool.query(`select array[${counts}] as n`)).rows[0].n;
};

test("tickets given by ID are changed at once, and the response says so", async () => {
  const ids = await tickets(3);
  const reply = await world.tom.post("/bulk-changes/", { ids, changes: { status: "resolved", add_tags: ["vip"] } });
  expect(reply.status).toBe(202);
  const { id, ...rest } = reply.body;
  expect(rest).toMatchObject({
    state: "done",
    total: 3,
    done: 3,
    changed: 3,
    unchanged: 0,
    failed: 0,
    failures: [],
    tickets: expect.arrayContaining(ids.map((id) => expect.objectContaining({ id, subject: expect.any(String) }))),
    changes: { status: "resolved", add_tags: ["vip"] },
    created_by: world.tom.id,
    created_by_name: "Tom Tech",
    can_undo: true,
    undo: null,
  });
  expect(await ticket(ids[0]!)).toMatchObject({ status: "resolved", tags: "vip", resolved_at: expect.any(String) });
  expect((await world.tom.get(`/bulk-changes/${id}/?omit=created_by`)).body).toMatchObject({ id, can_undo: true });
});

test("an inbox filter selects tickets, with exceptions, and none in the trash", async () => {
  const ids = await tickets(4, { tags: "fog" });
  await world.admin.remove(`/tickets/${ids[3]}/`);
  const done = await bulk(world.tom, {
    filter: { tags: "fog", status: "new,pending" },
    except: [ids[0]],
    expected: 2,
    changes: { priority: "urgent" },
  });
  expect(done).toMatchObject({ state: "done", total: 2, changed: 2 });
  const priorities = [];
  for (const id of ids.slice(0, 3)) priorities.push((await ticket(id)).priority);
  expect(priorities).toEqual(["medium", "urgent", "urgent"]);
});

test("an unknown filter is refused, not ignored", async () => {
  const [id] = await tickets(1, { tags: "harp" });
  for (const name of ["assigned_team", "my_tickets", "compnay"])
    expect(
      (await world.tom.post("/bulk-changes/", { filter: { tags: "harp", [name]: "x" }, changes: { status: "closed" } }))
        .body,
    ).toEqual({ filter: [`Unknown inbox filter: ${name}.`] });
  const changes = { status: "pending" };
  const done = await bulk(world.tom, { filter: { tags: ["harp"], ordering: "subject", page_size: 5 }, changes });
  expect(done).toMatchObject({ total: 1, changed: 1 });
  expect((await ticket(id!)).status).toBe("pending");
});

test("invalid IDs are reported", async () => {
  for (const [id, quoted] of [
    [{ toString: 1 }, "{'toString': 1}"],
    [null, "None"],
    ["abc", "abc"],
  ] as const) {
    const { status, body } = await world.tom.post("/bulk-changes/", { ids: [id], changes: { status: "closed" } });
    expect([status, body]).toEqual([400, { ids: [`“${quoted}” is not a valid UUID.`] }]);
  }
});

test("nothing is changed if there are not as many tickets as expected", async () => {
  const ids = await tickets(2, { tags: "mist" });
  const before = await rows();
  const reply = await world.tom.post("/bulk-changes/", {
    filter: { tags: "mist" },
    expected: 1,
    changes: { priority: "low" },
  });
  expect([reply.status, reply.body]).toEqual([409, { detail: "The filter now matches 2 tickets, not 1.", count: 2 }]);
  expect(await rows()).toEqual(before);
  expect(await ticket(ids[0]!)).toMatchObject({ priority: "medium" });
});

test("tickets that already have the values are not touched", async () => {
  const [id] = await tickets(1, { status: "pending", tags: "a, b" });
  const before = await ticket(id!);
  const changes = { status: "pending", add_tags: ["B"], remove_tags: ["c"] };
  expect(await bulk(world.tom, { ids: [id], changes })).toMatchObject({ changed: 0, unchanged: 1, can_undo: false });
  expect(await ticket(id!)).toEqual(before);
});

test("each ticket that could not be changed is reported with the reason", async () => {
  const [deletedTicket, long, fine] = await tickets(3);
  await world.admin.patch(`/tickets/${long}/`, { tags: "x".repeat(495) });
  await world.admin.remove(`/tickets/${deletedTicket}/`);
  const unknown = "11111111-1111-4111-8111-111111111111";
  const done = await bulk(world.tom, {
    ids: [deletedTicket, long, fine, unknown],
    changes: { add_tags: ["long winter"] },
  });
  expect(done).toMatchObject({ state: "done", total: 4, changed: 1, failed: 3 });
  const reasons = Object.fromEntries(done.failures.map((each: Record<string, string>) => [each.ticket, each.reason]));
  expect(reasons).toEqual({
    [deletedTicket!]: "The ticket is in the trash.",
    [long!]: "The tags would exceed 500 characters.",
    [unknown]: "The ticket does not exist.",
  });
  const page = (await world.tom.get(`/bulk-changes/${done.id}/failures/?page_size=2&page=2`)).body;
  expect([page.count, page.results.length]).toEqual([3, 1]);
  expect(done.failures).toContainEqual(page.results[0]);
});

test.each([
  [{}, { changes: ["This field is required."] }],
  [{ ids: [], changes: { status: "new" } }, { ids: ["Send at least one ID."] }],
  [{ ids: ["abc"], changes: { status: "new" } }, { ids: ["“abc” is not a valid UUID."] }],
  [{ changes: { status: "new" } }, { ids: ["Send either `ids` or `filter`."] }],
  [{ filter: {}, ids: [crypto.randomUUID()], changes: { status: "new" } }, { ids: ["Send either `ids` or `filter`."] }],
  [
    { filter: { status: "bogus" }, changes: { status: "new" } },
    { status: ["Select a valid choice. bogus is not one of the available choices."] },
  ],
  [{ filter: { trash: true }, changes: { status: "new" } }, { filter: ["Tickets in the trash can only be restored."] }],
  [{ filter: {}, changes: { is_deleted: false } }, { filter: ["Only tickets in the trash can be restored."] }],
  [
    { filter: { trash: true }, changes: { is_deleted: false, status: "new" } },
    { changes: { is_deleted: ["`is_deleted` cannot be combined with other changes."] } },
  ],
  [{ filter: {}, changes: {} }, { changes: ["Send at least one change."] }],
  [{ filter: {}, changes: { status: "open" } }, { changes: { status: ['"open" is not a valid choice.'] } }],
  [
    { filter: {}, changes: { assigned_to: "11111111-1111-4111-8111-111111111111" } },
    { changes: { assigned_to: ['Invalid pk "11111111-1111-4111-8111-111111111111" - object does not exist.'] } },
  ],
  [
    { filter: {}, changes: { add_tags: ["a,b"] } },
    { changes: { add_tags: ["A tag must have 1 to 100 characters and no comma."] } },
  ],
  [
    { filter: {}, changes: { is_deleted: true, status: "new" } },
    { changes: { is_deleted: ["`is_deleted` cannot be combined with other changes."] } },
  ],
])("%j is refused, and nothing is written", async (body, errors) => {
  const before = await rows();
  const reply = await world.admin.post("/bulk-changes/", body);
  expect([reply.status, reply.body]).toEqual([400, errors]);
  expect(await rows()).toEqual(before);
});

test("an undo restores the old values, except where someone has changed them since", async () => {
  const ids = await tickets(4, { tags: "a, b", status: "resolved", assigned_to: world.fay.id });
  const before = await ticket(ids[0]!);
  const changes = { status: "closed", remove_tags: ["A"], assigned_to: world.tom.id, due_date: "2027-01-01T00:00:00Z" };
  const done = await bulk(world.tom, { ids, changes });
  expect(await ticket(ids[0]!)).toMatchObject({ status: "closed", tags: "b", assigned_team: "Tech" });
  await world.fay.patch(`/tickets/${ids[1]}/`, { priority: "urgent" });
  await world.fay.post(`/tickets/${ids[2]}/add_comment/`, { text: "Thank you!" });
  await world.admin.remove(`/tickets/${ids[3]}/`);
  const undone = await world.tom.post(`/bulk-changes/${done.id}/undo/`);
  expect(undone.status).toBe(202);
  expect(undone.body).toMatchObject({ state: "undone", can_undo: false, undo: { restored: 1, skipped_count: 3 } });
  const reasons = undone.body.undo.skipped.map((each: { reason: string }) => each.reason);
  expect(reasons).toEqual([
    "Fay Finance changed it (priority) afterwards.",
    "Fay Finance commented on it afterwards.",
    "Ada Admin deleted it afterwards.",
  ]);
  expect((await world.tom.get(`/bulk-changes/${done.id}/skipped/`)).body.results).toEqual(undone.body.undo.skipped);
  const { version: _, updated_at: __, ...same } = before;
  expect(await ticket(ids[0]!)).toMatchObject(same);
  const lastEntry = (await world.tom.get(`/tickets/${ids[0]}/timeline/`)).body.results.at(-1);
  expect(lastEntry).toMatchObject({
    kind: "ticket.undone",
    actor: world.tom.id,
    changes: { status: ["closed", "resolved"] },
  });
});

test("the author's own later changes prevent an undo only in the same field", async () => {
  const [id, other] = await tickets(2);
  const first = await bulk(world.tom, { ids: [id, other], changes: { priority: "high", add_tags: ["vip"] } });
  const second = await bulk(world.tom, { ids: [id], changes: { status: "pending", due_date: "2027-01-01T00:00:00Z" } });
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On it." });
  await world.tom.patch(`/tickets/${other}/`, { priority: "urgent" });
  const undo = async (by: Caller, { id: change }: { id: string }) =>
    (await by.post(`/bulk-changes/${change}/undo/`)).body.undo;
  expect(await undo(world.tom, first)).toMatchObject({
    restored: 1,
    skipped: [{ ticket: other, reason: "Tom Tech changed it (priority) afterwards." }],
  });
  expect(await ticket(id!)).toMatchObject({ priority: "medium", tags: "", status: "pending" });
  expect(await undo(world.tom, second)).toMatchObject({ restored: 1, skipped: [] });
  expect(await ticket(id!)).toMatchObject({ priority: "medium", status: "new", due_date: null });

  // a deletion after it, and an undo by someone else
  const third = await bulk(world.tom, { ids: [id, other], changes: { priority: "low" } });
  await world.tom.patch(`/tickets/${other}/`, { tags: "x" });
  const deletion = await bulk(world.tom, { ids: [id], changes: { is_deleted: true } });
  expect((await undo(world.admin, third)).skipped).toMatchObject([
    { reason: "Tom Tech deleted it afterwards." },
    { reason: "Tom Tech changed it (tags) afterwards." },
  ]);
  expect(await undo(world.tom, deletion)).toMatchObject({ restored: 1 });
});

test("a user who deleted tickets in bulk can restore them without being an Admin", async () => {
  const ids = await tickets(2);
  const done = await bulk(world.fay, { ids, changes: { is_deleted: true } });
  expect(done).toMatchObject({ state: "done", changed: 2 });
  expect((await world.fay.get(`/tickets/${ids[0]}/`)).status).toBe(404);
  const undone = (await world.fay.post(`/bulk-changes/${done.id}/undo/`)).body;
  expect(undone.undo).toMatchObject({ restored: 2, skipped: [] });
  expect((await world.fay.get(`/tickets/${ids[0]}/`)).status).toBe(200);
});

test("an Admin restores everything that a filter finds in the trash, and undoes it", async () => {
  const ids = await tickets(3, { tags: "peat" });
  for (const id of ids.slice(0, 2)) await world.fay.remove(`/tickets/${id}/`);
  const otherCompany = (await makeCompany(world.admin)).company.id;
  const orphan = (await makeTicket(world.admin, otherCompany, { tags: "peat" })).id;
  await world.admin.remove(`/companies/${otherCompany}/`);
  const trash = async () =>
    (
      await world.database.pool.query(
        "select id, deleted_at::text, deleted_by from tickets where deleted_at is not null order by id",
      )
    ).rows;
  const before = await trash();
  const filter = { trash: true, tags: "peat" };
  const refused = await world.tom.post("/bulk-changes/", { ids, changes: { is_deleted: false } });
  expect(refused.status).toBe(403);
  const done = await bulk(world.admin, { filter, changes: { is_deleted: false } });
  expect(done).toMatchObject({ total: 3, changed: 2, failed: 1, can_undo: true });
  expect(done.failures).toMatchObject([{ ticket: orphan, reason: "Its company was deleted." }]);
  expect((await world.tom.get(`/tickets/${ids[0]}/`)).status).toBe(200);
  expect(await bulk(world.admin, { ids, changes: { is_deleted: false } })).toMatchObject({ changed: 0, unchanged: 3 });
  await world.fay.patch(`/tickets/${ids[1]}/`, { priority: "high" });
  const undone = (await world.admin.post(`/bulk-changes/${done.id}/undo/`)).body;
  expect(undone.undo).toMatchObject({ restored: 1, skipped_count: 1 });
  expect((await world.admin.get(`/tickets/${ids[0]}/`)).status).toBe(404);
  expect(await trash()).toEqual(before.filter(({ id }) => id !== ids[1]));
});

test("only the author of a bulk change or an Admin can undo it, once, within a day", async () => {
  const ids = await tickets(1);
  const done = await bulk(world.fay, { ids, changes: { priority: "low" } });
  const undo = (by: Caller) => by.post(`/bulk-changes/${done.id}/undo/`);
  expect((await undo(world.stranger)).status).toBe(401);
  expect((await undo(world.tom)).status).toBe(403);
  const move = (by: string) =>
    world.database.pool.query(`update bulk_changes set finished_at = finished_at ${by} where id = $1`, [done.id]);
  await move("- interval '25 hours'");
  expect((await undo(world.fay)).body.detail).toBe("Bulk changes can only be undone for 24 hours.");
  await move("+ interval '25 hours'");
  expect((await undo(world.admin)).status).toBe(202);
  expect([(await undo(world.fay)).status, (await undo(world.fay)).body.detail]).toEqual([
    409,
    "This bulk change has already been undone.",
  ]);
  expect((await world.fay.post(`/bulk-changes/${crypto.randomUUID()}/undo/`)).status).toBe(404);
});

test("a bulk change can be read by its author and Admins", async () => {
  const { id } = await bulk(world.tom, { ids: await tickets(1), changes: { priority: "high" } });
  for (const path of ["", "failures/", "skipped/"]) {
    const statusFor = async (by: Caller) => (await by.get(`/bulk-changes/${id}/${path}`)).status;
    expect([path, await statusFor(world.tom), await statusFor(world.admin), await statusFor(world.fay)]).toEqual([
      path,
      200,
      200,
      403,
    ]);
    expect((await world.fay.get(`/bulk-changes/${crypto.randomUUID()}/${path}`)).status).toBe(404);
  }
});

test("users list their own bulk changes, Admins list all", async () => {
  const ids = await tickets(1);
  await bulk(world.tom, { ids, changes: { priority: "high" } });
  await bulk(world.fay, { ids, changes: { priority: "low" } });
  const makers = async (by: Caller) =>
    new Set(
      (await by.get("/bulk-changes/?page_size=1000")).body.results.map(
        (each: { created_by: string }) => each.created_by,
      ),
    );
  expect(await makers(world.tom)).toEqual(new Set([world.tom.id]));
  expect([...(await makers(world.admin))]).toEqual(expect.arrayContaining([world.tom.id, world.fay.id]));
});

test("a repeat with the same Idempotency-Key changes nothing more", async () => {
  const ids = await tickets(2);
  const send = () =>
    world.tom.post("/bulk-changes/", { ids, changes: { add_tags: ["once"] } }, { "idempotency-key": "bulk-once" });
  const first = await send();
  expect(first.body).toMatchObject({ state: "done", changed: 2 });
  expect((await send()).body).toEqual(first.body);
});

test("a user who deleted a ticket can restore it for an hour; others cannot", async () => {
  const [id] = await tickets(1);
  await world.fay.remove(`/tickets/${id}/`);
  expect((await world.tom.post(`/tickets/${id}/restore/`)).status).toBe(403);
  expect((await world.fay.post(`/tickets/${id}/restore/`)).body).toMatchObject({ id });
  await world.fay.remove(`/tickets/${id}/`);
  await world.database.pool.query("update tickets set deleted_at = deleted_at - interval '61 minutes' where id = $1", [
    id,
  ]);
  expect((await world.fay.post(`/tickets/${id}/restore/`)).status).toBe(403);
  expect((await world.admin.post(`/tickets/${id}/restore/`)).status).toBe(200);
});
