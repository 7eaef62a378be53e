import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { STATUSES } from "../../wire/ticket-words.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const SHOWN = "status,assigned_to,assigned_team,resolved_at,closed_at";
const show = async (id: string) => (await world.tom.get(`/tickets/${id}/?fields=${SHOWN}`)).body;
const make = async (status: string, values: object = {}): Promise<string> =>
  (await makeTicket(world.admin, company, { status, category: "general", ...values })).id;

// the status of each ticket once it has an assignee, and without one
const STATUS_THEN = {
  new: ["assigned", "new"],
  assigned: ["assigned", "new"],
  in_progress: ["in_progress", "new"],
  pending: ["pending", "new"],
  resolved: ["resolved", "resolved"],
  closed: ["closed", "closed"],
} as const;

test.each(["fay", "nobody"] as const)(
  "a handover to %s has one rule for all tickets, and its undo restores them",
  async (to) => {
    const assigned_to = to === "fay" ? world.fay.id : null;
    const kinds = STATUSES.flatMap((status) =>
      ["", "Sales"].flatMap((team) => [null, world.tom.id].map((owner) => ({ status, team, owner }))),
    );
    const ids: string[] = [];
    for (const { status, team, owner } of kinds)
      ids.push(await make(status, { assigned_to: owner, assigned_team: team }));
    const before = await Promise.all(ids.map(show));
    const changes = { assigned_to, is_handover: true };
    const bulk = (await world.tom.post("/bulk-changes/", { ids, changes })).body;
    expect([bulk.state, bulk.failed, bulk.changes]).toEqual(["done", 0, changes]);
    for (const [at, { status, owner }] of kinds.entries()) {
      const now = await show(ids[at]!);
      const isSame = owner === assigned_to;
      expect({ at, ...now }).toEqual({
        at,
        ...before[at],
        assigned_to,
        assigned_team: before[at].assigned_team || (isSame ? "" : to === "fay" ? "Finance" : ""),
        status: isSame ? status : STATUS_THEN[status][to === "fay" ? 0 : 1],
      });
    }
    await world.tom.post(`/bulk-changes/${bulk.id}/undo/`, {});
    expect(await Promise.all(ids.map(show))).toEqual(before);
  },
);

test("the events of a handover name only what changed", async () => {
  const id = await make("pending", { assigned_to: world.tom.id, assigned_team: "Sales" });
  await world.tom.post("/bulk-changes/", { ids: [id], changes: { assigned_to: world.fay.id, is_handover: true } });
  const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
  expect(Object.keys(results.at(-1).changes)).toEqual(["assigned_to"]);
});

test("a handover needs an assignee, or null; without it, the old rule applies", async () => {
  const id = await make("pending", { assigned_team: "Sales" });
  const refused = await world.tom.post("/bulk-changes/", { ids: [id], changes: { is_handover: true } });
  expect([refused.status, refused.body]).toEqual([400, { changes: { is_handover: ["Send `assigned_to`, too."] } }]);
  await world.tom.post("/bulk-changes/", { ids: [id], changes: { assigned_to: world.tom.id } });
  expect(await show(id)).toMatchObject({ status: "assigned", assigned_team: "Tech" });
});
