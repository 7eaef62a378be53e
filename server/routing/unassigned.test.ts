import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dumpId, dumpRow, importRows } from "../../test/dumps.ts";
import { makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { absenceOf } from "../access/absence.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { stateOf } from "./agents.ts";
import { routeTickets } from "./react.ts";

let world: World;
let company: string;
/** The only agent of Music. */
let ann: string;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  const values = { username: "ann", first_name: "Ann", role: "Music", password: PASSWORD };
  ann = (await world.admin.post("/users/", values)).body.id;
  await addReaders(world.database.db, [routeTickets]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await react();
  await sql("delete from agent_routing");
  await assignBy("round_robin");
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const react = async () => {
  while (await runReaction(world.database.db, routeTickets));
};
const assignBy = async (mode: string) => {
  expect((await world.admin.patch("/teams/Music/routing/", { mode })).status).toBe(200);
  await react();
};
const make = async (values: object = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, { category: "zone_config", ...values });
  await react();
  return id;
};
const why = async (id: string) => (await world.tom.get(`/tickets/${id}/routing/`)).body;
/** As if this had happened a minute ago, so that a reaction has certainly run. */
const aMinuteLater = (id: string) => sql("update events set at = at - interval '1 minute' where ticket = $1", [id]);

describe("a ticket without an assignee says why", () => {
  test("if it came before automatic assignment was turned on, and no more after its tags have changed", async () => {
    await assignBy("manual");
    const id = await make();
    expect(await why(id)).toMatchObject({ state: "none", text: "", unassigned: null });
    await assignBy("round_robin");
    // the reaction to a new ticket takes a moment
    expect(await why(id)).toMatchObject({ unassigned: null });
    await aMinuteLater(id);
    expect(await why(id)).toMatchObject({
      state: "none",
      text: "It was here before automatic assignment was turned on",
      unassigned: { because: "before", name: null },
    });
    await world.tom.patch(`/tickets/${id}/`, { subject: "Another subject" });
    expect((await why(id)).unassigned).toMatchObject({ because: "before" });
    await world.tom.patch(`/tickets/${id}/`, { tags: "vip" });
    await react();
    expect(await why(id)).toMatchObject({ state: "assigned", user: ann, unassigned: null });
  });

  test("if someone unassigned it, with the name, and not once it is resolved", async () => {
    const id = await make();
    await world.tom.post(`/tickets/${id}/assign/`, { user_id: null });
    await react();
    expect(await why(id)).toMatchObject({ text: "Tom Tech unassigned it", unassigned: { because: "unassigned" } });
    await world.tom.patch(`/tickets/${id}/`, { priority: "high" });
    expect((await why(id)).unassigned).toMatchObject({ because: "unassigned", name: "Tom Tech" });
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    expect((await why(id)).unassigned).toBeNull();
  });

  test("if what brought it here assigns nothing: an import, or a bulk change without notifications", async () => {
    const values = { subject: "Old", description: "Old", category: "zone_config", assigned_team: "Music", company };
    const row = { ...values, ticket_number: "T-20251117-0001", status: "new", priority: "low" };
    expect((await importRows(world, [dumpRow("ticket", 1, row)])).problems).toEqual([]);
    await react();
    expect(await why(dumpId(1))).toMatchObject({
      text: "It was imported, and imports assign nothing",
      unassigned: { because: "imported" },
    });
    const moved = await make({ category: "billing" });
    await world.admin.post("/bulk-changes/", { ids: [moved], changes: { assigned_team: "Music" } });
    await react();
    expect(await why(moved)).toMatchObject({
      text: "An undo or a bulk change without notifications brought it here, and these assign nothing",
      unassigned: { because: "quiet" },
    });
  });

  test("if it waits", async () => {
    await world.admin.patch(`/users/${ann}/availability/`, { state: "away" });
    expect(await why(await make())).toMatchObject({ state: "waiting", text: "Ann is away", unassigned: null });
  });
});

test("a list of users shows who is away or off as assignment sees it", async () => {
  const TIMES = [null, "2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"];
  const cases = (["available", "away", "off"] as const).flatMap((state) =>
    TIMES.flatMap((until) => TIMES.map((away_until) => ({ state, until, away_until, calendar: null }))),
  );
  const set = async (table: string, values: object) => {
    const names = Object.keys(values);
    const places = names.map((_, n) => `$${n + 2}`).join(", ");
    await sql(
      `insert into ${table} (user_id, ${names.join(", ")}) values ($1, ${places})
       on conflict (user_id) do update set (${names.join(", ")}) = row(${places})`,
      [ann, ...Object.values(values)],
    );
  };
  for (const presence of cases) {
    const { state, until, away_until } = presence;
    await set("agent_routing", { state, until });
    await set("notification_settings", { away_until });
    const [shown] = await sql(`select ${absenceOf("u")} as absence from users u where u.id = $1`, [ann]);
    const { because: _, ...seen } = stateOf(presence, new Set(), Date.now());
    expect([presence, shown!.absence]).toEqual([presence, seen.state === "available" ? null : seen]);
  }
});
