import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../../wire/ticket-shapes.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const SHOWN = "status,priority,category,assigned_to,assigned_team,due_date,resolved_at,closed_at";

test("a bulk change has the same effects and events as the same change of one ticket", async () => {
  // the same one each time, so that it fails everywhere or nowhere
  const seed = Number(process.env.SEED ?? 20_261_127);
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % n;
  };
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const ways: Record<string, () => unknown> = {
    status: () => one(STATUSES),
    priority: () => one(PRIORITIES),
    category: () => one(CATEGORIES),
    assigned_to: () => one([null, world.tom.id, world.fay.id]),
    assigned_team: () => one(["", ...TEAMS]),
    due_date: () => one([null, "2026-12-24T18:00:00Z", "2027-01-01T00:00:00.5Z"]),
  };
  const some = () =>
    Object.fromEntries(
      Object.entries(ways)
        .filter(() => below(3) === 0)
        .map(([name, pick]) => [name, pick()]),
    );
  const pairs: [string, string][] = [];
  for (let i = 0; i < 6; i += 1) {
    const values = some();
    const make = async () => (await makeTicket(world.admin, company, values)).id as string;
    pairs.push([await make(), await make()]);
  }
  const lastEntry = async (id: string) => (await world.tom.get(`/tickets/${id}/timeline/`)).body.results.at(-1);
  for (let round = 0; round < 10; round += 1) {
    const someChanges = some();
    const changes = Object.keys(someChanges).length > 0 ? someChanges : { assigned_to: world.tom.id };
    const show = async (id: string) => (await world.tom.get(`/tickets/${id}/?fields=${SHOWN}`)).body;
    const before = new Map<string, Record<string, unknown>>();
    for (const id of pairs.flat()) before.set(id, await show(id));
    for (const [single] of pairs) await world.tom.patch(`/tickets/${single}/`, changes);
    const bulk = (await world.tom.post("/bulk-changes/", { ids: pairs.map(([, each]) => each), changes })).body;
    expect(bulk.failed).toBe(0);
    for (const [single, among] of pairs) {
      const [a, b] = [await show(single), await show(among)];
      // the times themselves may differ, but both ways must change the same ones
      const times = (id: string, now: Record<string, unknown>) =>
        ["resolved_at", "closed_at"].map((name) => [now[name] === null, now[name] === before.get(id)![name]]);
      expect({ seed, changes, times: times(among, b) }).toEqual({ seed, changes, times: times(single, a) });
      expect({ seed, changes, ...b, resolved_at: 0, closed_at: 0 }).toEqual({
        seed,
        changes,
        ...a,
        resolved_at: 0,
        closed_at: 0,
      });
      const [x, y] = [await lastEntry(single), await lastEntry(among)];
      expect({ seed, kind: y.kind, actor: y.actor, changes: y.changes }).toEqual({
        seed,
        kind: x.kind,
        actor: x.actor,
        changes: x.changes,
      });
    }
  }
}, 60_000);

test("a bulk change restores no ticket into a company that is being deleted", async () => {
  const other = (await makeCompany(world.admin)).company.id;
  const { id } = await makeTicket(world.tom, other);
  await world.tom.remove(`/tickets/${id}/`);
  const deletion = await world.database.pool.connect();
  await deletion.query("begin");
  await deletion.query("update companies set deleted_at = now() where id = $1", [other]);
  const restored = world.admin.post("/bulk-changes/", { ids: [id], changes: { is_deleted: false } });
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from companies%'";
  await expect.poll(async () => (await world.database.pool.query(waiting)).rowCount, { timeout: 10_000 }).toBe(1);
  await deletion.query("commit");
  deletion.release();
  expect((await restored).body).toMatchObject({ changed: 0, failures: [{ reason: "Its company was deleted." }] });
});
