import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const tickets = async (n: number, values: Record<string, unknown> = {}) => {
  const made = [];
  for (let i = 0; i < n; i += 1) made.push(await makeTicket(world.admin, company, values));
  return made;
};

test("named tickets are changed at once, and the answer says so", async () => {
  const made = await tickets(3);
  const reply = await world.tom.post("/bulk-changes/", {
    ids: made.map(({ id }) => id),
    changes: { status: "resolved", add_tags: ["vip"] },
  });
  expect(reply.status).toBe(202);
  expect(reply.body).toMatchObject({
    state: "done",
    total: 3,
    done: 3,
    changed: 3,
    unchanged: 0,
    failed: 0,
    can_undo: true,
  });
  const now = (await world.tom.get(`/tickets/${made[0].id}/`)).body;
  expect(now).toMatchObject({ status: "resolved", tags: "vip" });
  expect(now.resolved_at).not.toBeNull();
});

test("an undo puts back what was, but not where somebody has changed it since", async () => {
  const made = await tickets(2, { tags: "a, b" });
  const ids = made.map(({ id }) => id);
  const bulk = (await world.tom.post("/bulk-changes/", { ids, changes: { status: "closed", remove_tags: ["A"] } }))
    .body;
  await world.fay.patch(`/tickets/${ids[1]}/`, { priority: "urgent" });
  const undone = await world.tom.post(`/bulk-changes/${bulk.id}/undo/`);
  expect(undone.body).toMatchObject({
    state: "undone",
    undo: { restored: 1, skipped: [{ ticket: ids[1], reason: "Fay Finance changed it (priority) afterwards." }] },
  });
  expect((await world.tom.get(`/tickets/${ids[0]}/`)).body).toMatchObject({
    status: "new",
    tags: "a, b",
    closed_at: null,
  });
});
