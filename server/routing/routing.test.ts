import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { TEAMS } from "../../wire/ticket-words.ts";
import { addReaders, type ReaderStep, runReaction } from "../events/reader.ts";
import { transact } from "../platform/database.ts";
import { keepRouting, startAvailability, tellAvailability } from "./availability.ts";
import { routeTickets } from "./react.ts";

let world: World;
let company: string;
let contact: string;
/** Agents of Music, who get the tickets in these tests. */
const team: { id: string; name: string }[] = [];
let ann: Caller;
/** How the teams of a new desk assign their tickets. */
let firstModes: string[];

beforeAll(async () => {
  world = await openWorld();
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
  for (const name of ["ann", "ben", "cy", "dee"]) {
    const values = { username: name, first_name: name, role: "Music", password: PASSWORD };
    team.push({ id: (await world.admin.post("/users/", values)).body.id, name });
  }
  ann = await world.login("ann");
  const modes = TEAMS.map(async (name) => (await world.admin.get(`/teams/${name}/routing/`)).body.mode);
  firstModes = await Promise.all(modes);
  await addReaders(world.database.db, [routeTickets]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await react();
  await sql("update tickets set status = 'closed' where status < 'resolved'");
  for (const table of ["waiting_tickets", "agent_routing", "agent_skills", "skills", "notification_settings"])
    await sql(`delete from ${table}`);
  await sql("update users set is_active = true");
  await sql("delete from team_leads");
  await sql("delete from team_routing");
  await sql("insert into team_routing (team) select name from teams");
  await routing({ mode: "round_robin" });
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const react = async () => {
  while (await runReaction(world.database.db, routeTickets));
};
const routing = async (values: object, by = world.admin) => {
  const answer = await by.patch("/teams/Music/routing/", values);
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  await react();
  return answer.body;
};
const make = (values: Record<string, unknown> = {}) =>
  makeTicket(world.fay, company, { category: "zone_config", ...values }) as Promise<{ id: string }>;
const makeRouted = async (values: Record<string, unknown> = {}) => {
  const { id } = await make(values);
  await react();
  return id;
};
const show = async (id: string) => (await world.tom.get(`/tickets/${id}/`)).body;
const why = async (id: string) => (await world.tom.get(`/tickets/${id}/routing/`)).body;
const nameOf = (id: string | null) => team.find((each) => each.id === id)?.name ?? null;
const assignee = async (id: string) => nameOf((await show(id)).assigned_to);
const setAgent = async (name: string, values: object) => {
  const { id } = team.find((each) => each.name === name)!;
  const { status, body } = await world.admin.patch(`/users/${id}/availability/`, values);
  expect([status, body]).toEqual([200, expect.anything()]);
  await react();
};
const onlyAnn = async () => {
  for (const { name } of team.slice(1)) await setAgent(name, { state: "off" });
};

describe("a new ticket", () => {
  test("stays unassigned while its team is manual, as every team of a new desk is", async () => {
    expect(firstModes).toEqual(TEAMS.map(() => "manual"));
    await routing({ mode: "manual" });
    const id = await makeRouted();
    expect(await assignee(id)).toBeNull();
    expect(await why(id)).toMatchObject({ state: "none", may_undo: false });
  });

  test("goes to the next agent of its team, with the reason", async () => {
    await setAgent("ben", { state: "away" });
    const id = await makeRouted();
    const { assigned_to, assigned_team, status } = await show(id);
    expect([assigned_team, status]).toEqual(["Music", "assigned"]);
    const name = nameOf(assigned_to);
    expect(await why(id)).toMatchObject({
      state: "assigned",
      user: assigned_to,
      text: `Round robin: ${name} (0 open of 10); ben is away`,
      may_undo: true,
    });
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.at(-1)).toMatchObject({
      kind: "ticket.assigned",
      actor_kind: "automation",
      actor_name: "Assignment",
      routing: { text: `Round robin: ${name} (0 open of 10); ben is away` },
    });
  });

  test.each(["round_robin", "least_loaded"])(
    "is one of 16 simultaneous ones that are spread evenly by %s",
    async (mode) => {
      await routing({ mode });
      const other = await world.another();
      const tickets = await Promise.all(Array.from({ length: 16 }, () => make()));
      // two servers read events, and the job looks, too
      await Promise.all([
        react(),
        keepRouting(other.app.docket.db),
        runReaction(other.app.docket.db, routeTickets),
        keepRouting(world.database.db),
      ]);
      await react();
      const names = await Promise.all(tickets.map(({ id }) => assignee(id)));
      expect(team.map(({ name }) => names.filter((each) => each === name).length)).toEqual([4, 4, 4, 4]);
      const rows = await sql("select count(*)::int as n from ticket_routings where ticket = any($1)", [
        tickets.map(({ id }) => id),
      ]);
      expect(rows).toEqual([{ n: 16 }]);
    },
  );

  test.each(["claimed", "read", "reacted", "moved"] as const satisfies readonly ReaderStep[])(
    "is assigned once if a server is killed after it has %s",
    async (step) => {
      const { id } = await make();
      const die = (at: ReaderStep) => {
        if (at === step) throw Object.assign(new Error("killed"), { code: "57P01" });
      };
      await runReaction(world.database.db, routeTickets, die).catch(() => {});
      await react();
      expect(await assignee(id)).not.toBeNull();
      expect(
        await sql("select count(*)::int as n from events where ticket = $1 and kind = 'ticket.assigned'", [id]),
      ).toEqual([{ n: 1 }]);
    },
  );

  test("waits while everyone is away or full, and goes to the first agent who becomes available or free", async () => {
    await onlyAnn();
    await routing({ capacity: 1 });
    const [first, second] = [await makeRouted(), await makeRouted()];
    expect([await assignee(first), await assignee(second)]).toEqual(["ann", null]);
    expect(await why(second)).toMatchObject({ state: "waiting", text: "ben, cy, and dee are off; ann is at capacity" });
    expect((await routing({})).waiting).toBe(1);
    await ann.patch(`/tickets/${first}/`, { status: "resolved" });
    await react();
    expect(await assignee(second)).toBe("ann");
    const third = await makeRouted();
    expect(await assignee(third)).toBeNull();
    await setAgent("cy", { state: "available" });
    expect(await assignee(third)).toBe("cy");
  });

  test("waits until an absence has ended", async () => {
    await onlyAnn();
    await setAgent("ann", { state: "away", until: "2090-01-01T00:00:00Z" });
    const id = await makeRouted();
    expect(await assignee(id)).toBeNull();
    await sql("update agent_routing set until = now() - interval '1 second' where state = 'away'");
    await keepRouting(world.database.db);
    expect(await assignee(id)).toBe("ann");
    expect(
      await sql(
        "select kind from events where kind = 'availability.changed' and changes -> 'state' ->> 1 = 'available'",
      ),
    ).not.toEqual([]);
  });

  test("goes to an agent who was added while it waited", async () => {
    for (const { name } of team) await setAgent(name, { state: "off" });
    const id = await makeRouted();
    const values = { username: `eve ${randomUUID()}`, role: "Music", password: PASSWORD };
    const eve = (await world.admin.post("/users/", values)).body.id;
    await react();
    expect((await show(id)).assigned_to).toBe(eve);
    await world.admin.remove(`/users/${eve}/`);
  });

  const LATER = "2090-01-01T00:00:00Z";
  const always = Object.fromEntries(WEEKDAYS.map((each) => [each, [["00:00", "24:00"]]]));
  test.each<[string, (calendar: string) => Promise<unknown>, (calendar: string) => Promise<unknown>]>([
    [
      "an absence ends",
      () => setAgent("ann", { state: "away", until: LATER }),
      () => sql("update agent_routing set until = now() where state = 'away'"),
    ],
    [
      "an out-of-office time ends",
      () => ann.patch("/users/me/notifications/", { away_until: LATER }),
      () => sql("update notification_settings set away_until = now()"),
    ],
    [
      "working hours are changed so that they have begun",
      (id) => setAgent("ann", { calendar: id }),
      (id) => world.admin.patch(`/calendars/${id}/`, { windows: always, days: [] }),
    ],
  ])("is assigned when %s, by servers that look every second", async (_, leave, comeBack) => {
    await onlyAnn();
    const days = [-1, 0, 1].map((day) => ({
      date: new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10),
      name: "Closed",
      windows: [],
    }));
    const hours = { name: `Hours ${randomUUID()}`, time_zone: "UTC", windows: always, days };
    const { id: calendar } = (await world.admin.post("/calendars/", hours)).body;
    await leave(calendar);
    await tellAvailability(world.database.db);
    const id = await makeRouted();
    expect(await assignee(id)).toBeNull();
    const [{ last }] = await sql("select max(id) as last from events");
    await comeBack(calendar);
    const { db, log } = world.app.docket;
    const stops = [db, (await world.another()).app.docket.db].map((each) => startAvailability(each, log));
    await expect
      .poll(async () => {
        await react();
        return assignee(id);
      })
      .toBe("ann");
    for (const stop of stops) await stop();
    expect(await sql("select about from events where kind = 'availability.changed' and id > $1", [last])).toEqual([
      { about: ann.id },
    ]);
  });

  test("does not go to agents who are out of office or outside working hours", async () => {
    await onlyAnn();
    const never = { name: `Never ${randomUUID()}`, time_zone: "UTC", windows: { mon: [["09:00", "09:01"]] }, days: [] };
    const calendar = (await world.admin.post("/calendars/", never)).body.id;
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await ann.patch("/users/me/notifications/", { away_until: soon });
    expect((await ann.get("/users/me/availability/")).body).toMatchObject({ state: "away", because: "out_of_office" });
    const id = await makeRouted();
    expect(await assignee(id)).toBeNull();
    await ann.patch("/users/me/availability/", { state: "available" });
    await react();
    await keepRouting(world.database.db);
    expect(await assignee(id)).toBe("ann");
    expect((await ann.get("/users/me/notifications/")).body.away_until).toBeNull();
    // a minute a week is open: the test may run in it
    const isOpen = (at: Date) => at.getUTCDay() === 1 && at.getUTCHours() === 9 && at.getUTCMinutes() === 0;
    await routing({ calendar });
    if (isOpen(new Date())) return;
    expect((await ann.get("/users/me/availability/")).body).toMatchObject({ state: "off", because: "hours" });
    const next = await makeRouted();
    expect(await assignee(next)).toBeNull();
    await routing({ only_available: false });
    expect(await assignee(next)).toBe("ann");
  });

  test("goes to agents with the skills that it needs", async () => {
    await routing({ mode: "skill" });
    const skill = (await world.admin.post("/skills/", { name: "VIP", filters: { tags: "vip" } })).body;
    await setAgent("cy", { skills: [skill.id] });
    const tickets = [];
    for (const tags of ["vip", "", "hotel, vip"]) tickets.push(await makeRouted({ tags }));
    const names = await Promise.all(tickets.map(assignee));
    expect([names[0], names[2]]).toEqual(["cy", "cy"]);
    expect(names[1]).not.toBe("cy");
    expect((await why(tickets[0]!)).text).toMatch(/^By skill for VIP: cy \(0 open of 10\); .* lack a skill$/);
  });

  test("goes to the agent of the contact's last ticket", async () => {
    await routing({ sticky_days: 7 });
    const first = await makeRouted({ contact });
    const name = await assignee(first);
    expect(await assignee(await makeRouted({ contact }))).toBe(name);
    expect(await assignee(await makeRouted({ contact }))).toBe(name);
    expect(await assignee(await makeRouted())).not.toBe(name);
  });
});

describe("a ticket that an agent unassigned", () => {
  test("is not assigned again until it is reopened or what decides that changes", async () => {
    const id = await makeRouted();
    expect((await world.tom.post(`/tickets/${id}/assign/`, { user_id: null })).status).toBe(200);
    await react();
    await keepRouting(world.database.db);
    expect(await assignee(id)).toBeNull();
    await world.tom.patch(`/tickets/${id}/`, { priority: "high", subject: "Quiet again", status: "pending" });
    await react();
    expect(await assignee(id)).toBeNull();
    for (const status of ["resolved", "new"]) await world.tom.patch(`/tickets/${id}/`, { status });
    await react();
    expect(await assignee(id)).not.toBeNull();
  });

  test("is assigned again when its tags change", async () => {
    const id = await makeRouted();
    await world.tom.post(`/tickets/${id}/assign/`, { user_id: null });
    await world.tom.patch(`/tickets/${id}/`, { tags: "vip" });
    await react();
    expect(await assignee(id)).not.toBeNull();
  });

  test("before anything happened to it stays unassigned", async () => {
    const { id } = await make();
    await world.tom.post(`/tickets/${id}/assign/`, { user_id: team[0]!.id });
    await world.tom.patch(`/tickets/${id}/`, { assigned_to: null });
    await react();
    expect(await assignee(id)).toBeNull();
    expect((await why(id)).state).toBe("none");
  });

  test("and moved to another team is assigned there", async () => {
    const id = await makeRouted({ category: "billing", assigned_team: "Finance", assigned_to: world.fay.id });
    await world.fay.patch(`/tickets/${id}/`, { assigned_to: null, assigned_team: "Music" });
    await react();
    expect(await assignee(id)).not.toBeNull();
  });

  test("is not assigned when a bulk change is undone", async () => {
    const id = await makeRouted();
    const { body } = await world.admin.post("/bulk-changes/", { ids: [id], changes: { assigned_to: null } });
    await react();
    expect(await assignee(id)).toBeNull();
    await world.admin.post(`/bulk-changes/${body.id}/undo/`);
    await world.admin.post("/bulk-changes/", { ids: [id], changes: { assigned_to: null } });
    await react();
    await keepRouting(world.database.db);
    expect(await assignee(id)).toBeNull();
  });
});

describe("undoing an assignment", () => {
  test("restores the ticket, unassigned", async () => {
    const id = await makeRouted({ status: "in_progress" });
    const undone = await world.tom.post(`/tickets/${id}/routing/undo/`);
    expect([undone.status, undone.body.state]).toEqual([200, "none"]);
    await react();
    await keepRouting(world.database.db);
    expect(await show(id)).toMatchObject({ assigned_to: null, assigned_team: "Music", status: "in_progress" });
    expect((await world.tom.post(`/tickets/${id}/routing/undo/`)).status).toBe(409);
  });

  test("is refused once someone has assigned the ticket", async () => {
    const id = await makeRouted();
    await world.tom.post(`/tickets/${id}/assign/`, { user_id: world.tom.id });
    expect((await world.tom.post(`/tickets/${id}/routing/undo/`)).status).toBe(409);
  });
});

describe("an agent who becomes unavailable", () => {
  test("keeps open tickets unless the team returns them", async () => {
    await onlyAnn();
    const id = await makeRouted();
    await setAgent("ann", { state: "away" });
    expect(await assignee(id)).toBe("ann");
    await setAgent("ann", { state: "available" });
    await routing({ returns_when_away: true });
    await setAgent("ann", { state: "away" });
    expect(await show(id)).toMatchObject({ assigned_to: null, assigned_team: "Music", status: "new" });
    await setAgent("ben", { state: "available" });
    expect(await assignee(id)).toBe("ben");
  });

  test("does not get back a ticket that is reopened", async () => {
    await onlyAnn();
    const id = await makeRouted();
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    await setAgent("ann", { state: "away" });
    await world.tom.patch(`/tickets/${id}/`, { status: "in_progress" });
    await react();
    expect(await show(id)).toMatchObject({ assigned_to: null, assigned_team: "Music", status: "new" });
    await setAgent("dee", { state: "available" });
    expect(await assignee(id)).toBe("dee");
  });

  test("leaves no assigned tickets behind when the account is deleted", async () => {
    const values = { username: `eve ${randomUUID()}`, role: "Music", password: PASSWORD };
    const eve = (await world.admin.post("/users/", values)).body.id;
    const id = await makeRouted({ assigned_to: eve });
    await world.admin.remove(`/users/${eve}/`);
    await react();
    expect(await assignee(id)).not.toBeNull();
  });
});

describe("the settings of a team", () => {
  test("can be read and changed by Admins and its leads", async () => {
    expect((await ann.patch("/teams/Music/routing/", { capacity: 5 })).status).toBe(403);
    expect((await ann.patch(`/users/${team[1]!.id}/availability/`, { state: "off" })).status).toBe(403);
    await world.admin.patch(`/users/${ann.id}/`, { leads: ["Music"] });
    expect((await ann.patch("/teams/Music/routing/", { capacity: 5 })).body).toMatchObject({
      capacity: 5,
      may_change: true,
    });
    expect((await ann.patch("/teams/Tech/routing/", { capacity: 5 })).status).toBe(403);
    expect((await ann.patch(`/users/${team[1]!.id}/availability/`, { state: "off" })).status).toBe(200);
    expect((await world.tom.get("/teams/Music/routing/")).body.may_change).toBe(false);
    expect((await world.tom.get("/teams/Choir/routing/")).status).toBe(404);
  });

  test.each([
    [{ mode: "random" }, { mode: ['"random" is not a valid choice.'] }],
    [{ capacity: 0 }, { capacity: ["Ensure this value is greater than or equal to 1."] }],
    [{ capacity: 2, weights: { urgent: 3 } }, { weights: ["urgent: A weight of 3 is more than the capacity of 2."] }],
    [{ weights: { urgent: 1.5 } }, { weights: ["urgent: Send a whole number from 1 to 100."] }],
  ])("refuse %j", async (values, errors) => {
    const { status, body } = await world.admin.patch("/teams/Music/routing/", values);
    expect([status, body]).toEqual([400, errors]);
  });

  test("show who would get the next ticket without assigning it", async () => {
    await onlyAnn();
    const preview = () => world.tom.get("/teams/Music/routing/preview/?priority=urgent").then(({ body }) => body);
    expect(await preview()).toMatchObject({
      name: "ann",
      text: "Round robin: ann (0 open of 10); ben, cy, and dee are off",
      waiting: [],
    });
    expect(await preview()).toMatchObject({ name: "ann" });
    await setAgent("ann", { state: "off" });
    const id = await makeRouted();
    expect(await preview()).toMatchObject({
      user: null,
      text: "ann, ben, cy, and dee are off",
      waiting: [{ ticket: id, text: "ann, ben, cy, and dee are off" }],
    });
  });

  test("apply to unassigned tickets if asked", async () => {
    await routing({ mode: "manual" });
    const id = await makeRouted();
    expect((await world.admin.post("/teams/Music/routing/queue/")).status).toBe(409);
    expect((await routing({ mode: "least_loaded" })).unassigned).toBe(1);
    expect(await assignee(id)).toBeNull();
    expect((await world.admin.post("/teams/Music/routing/queue/")).body).toEqual({ queued: 1 });
    await react();
    expect(await assignee(id)).not.toBeNull();
  });
});

test("reports show who was assigned what, and which macros and automations were used", async () => {
  await sql("delete from ticket_routings");
  await onlyAnn();
  const [first, second] = [await makeRouted(), await makeRouted({ tags: "seen" })];
  await world.tom.post(`/tickets/${second}/routing/undo/`);
  await sql("update ticket_routings set waited_seconds = 3600");
  const report = async (name: string, more = "") =>
    (await world.tom.get(`/reports/${name}/?tz=UTC${more}`)).body as { rows: unknown[][]; totals: unknown };
  expect(await report("assignments")).toMatchObject({
    rows: [["ann", 2, 2, 0, 0, 0, 1, null]],
    totals: { assigned: 2, undone: 1, median_wait: null },
  });
  expect((await report("assignments", "&tags=seen")).rows).toEqual([["ann", 1, 1, 0, 0, 0, 1, null]]);
  for (let n = 0; n < 3; n += 1) await makeRouted();
  await sql("update ticket_routings set waited_seconds = 3600");
  expect((await report("assignments")).rows).toEqual([["ann", 5, 5, 0, 0, 0, 1, 1]]);
  const macro = async (name: string, scope: string) =>
    (await world.tom.post("/macros/", { name, scope, texts: { en: "Hello" } })).body.id;
  for (const [id, ticket] of [
    [await macro("Hello", "shared"), first],
    [await macro("Secret", "own"), first],
  ])
    await sql("insert into macro_uses (macro, ticket, user_id) values ($1, $2, $3)", [id, ticket, world.tom.id]);
  expect((await report("macros_used")).rows).toEqual([["Hello", 1, 1, 1]]);
  await sql(
    `insert into automation_runs (automation, name, version, rule, ticket, occasion, outcome)
     select gen_random_uuid(), 'Greet', 1, '{}', $1, o, o
     from unnest(array['done', 'failed', 'unchanged']) o`,
    [first],
  );
  expect(await report("automations_fired")).toMatchObject({ rows: [["Greet", 3, 1, 1, 1]], totals: { runs: 3 } });
});

test("an absence needs a time in the future", async () => {
  const { status, body } = await ann.patch("/users/me/availability/", { state: "away", until: "2020-01-01T00:00:00Z" });
  expect([status, body]).toEqual([400, { until: ["Choose a time in the future."] }]);
});

test.each([
  ["/users/me/availability/", { state: "away", until: "2090-03-01" }, "until"],
  ["/users/me/notifications/", { away_until: "2090-03-01" }, "away_until"],
])("a date alone ends an absence of %s at the end of that day", async (path, values, field) => {
  expect((await ann.patch(path, values)).body[field]).toBe("2090-03-01T23:59:59Z");
});

test("only one server at a time assigns a team's tickets", async () => {
  const id = await make().then(({ id }) => id);
  // another server is at it
  await transact(world.database.db, async (db) => {
    const { query } = await import("../platform/database.ts");
    await query(db, "select from team_routing where team = 'Music' for update");
    await keepRouting(world.database.db);
    expect(await assignee(id)).toBeNull();
  });
  await react();
  expect(await assignee(id)).not.toBeNull();
});
