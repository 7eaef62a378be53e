import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { company } = await makeCompany(world.admin);
  await makeTicket(world.fay, company.id, { assigned_to: world.tom.id, assigned_team: "Tech", tags: "vip" });
  await makeTicket(world.fay, company.id, { priority: "urgent" });
});
afterAll(() => world.close());

test("every view is counted: the built-in ones by key, saved ones by id", async () => {
  const saved = await world.tom.post("/views/", { name: "VIP", filters: { tags: ["vip"], open: true } });
  expect([saved.status, saved.body.filters]).toEqual([201, { tags: "vip", open: "true" }]);
  const { body } = await world.tom.get("/views/counts/");
  const counts = Object.fromEntries(
    Object.entries<{ count: number }>(body.counts).map(([key, { count }]) => [key, count]),
  );
  expect(counts).toEqual({
    my_open: 1,
    unassigned: 1,
    my_team: 1,
    overdue: 0,
    urgent: 1,
    waiting: 0,
    recently_resolved: 0,
    all: 2,
    [saved.body.id]: 1,
  });
});
