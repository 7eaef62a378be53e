import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { CREATED_VIAS, TRIGGERS } from "../../wire/automation-words.ts";
import { inboxFilters } from "../../wire/inbox.ts";
import { INBOX_FLAGS, VIEWER_FLAGS } from "../../wire/inbox-words.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { openSecondsAgo } from "./due.ts";
import { runAutomations } from "./react.ts";
import { runTimedAutomations } from "./timed.ts";

let world: World;
let company: string;
const mail = { mailOut: "off", addresses: { publicUrl: null } } as never;
const reaction = runAutomations(mail);

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "off" });
  company = (await makeCompany(world.admin)).company.id;
  await addReaders(world.database.db, [reaction]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await react();
  await sql("delete from automations");
  await sql("update tickets set deleted_at = now() where deleted_at is null");
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const react = async () => {
  while (await runReaction(world.database.db, reaction));
};
type Rule = Record<string, unknown>;
const dry = async (rule: Rule) => {
  const { status, body } = await world.admin.post("/automations/dry_run/", rule, {
    // as the web app sends it: the answer is stored with the request
    "idempotency-key": crypto.randomUUID(),
  });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
};
const add = async (rule: Rule): Promise<string> =>
  (await world.admin.post("/automations/", { name: `Rule ${Math.random()}`, ...rule })).body.id;
const make = async (values: Rule = {}): Promise<string> => (await makeTicket(world.fay, company, values)).id;
const runs = async (id: string) => (await world.admin.get(`/automations/${id}/runs/`)).body.results;
const everything = async () => [
  await sql("select id, version, priority, tags, status from tickets order by id"),
  await sql("select count(*) from events"),
  await sql("select count(*) from automation_runs"),
];

const REFUSED: readonly string[] = [...VIEWER_FLAGS, "trash"];
/** A value of each condition. */
const EVERY_CONDITION: Record<string, string> = Object.fromEntries(
  inboxFilters.flatMap(({ name }) => {
    if (REFUSED.includes(name) || name.endsWith("_before")) return [];
    const choice = fieldEntries().find(([, { filter }]) => filter === name)?.[1].choices?.[0];
    if (choice) return [[name, choice]];
    if ((INBOX_FLAGS as readonly string[]).includes(name)) return [[name, "true"]];
    if (name.endsWith("_after")) return [[name, "-7d"]];
    if (/^(company|contact|zone|assigned_to|\w+_by)$/.test(name)) return [[name, randomUUID()]];
    return [[name, name === "sla" ? "breached" : "1"]];
  }),
);

describe("a dry run", () => {
  test("lists exactly the tickets that the automation would change, and how, and writes nothing", async () => {
    const rule = {
      trigger: { on: "changed", field: "status", to: ["pending"] },
      filters: { priority: "low,medium" },
      actions: { changes: { priority: "high", add_tags: ["waits"], assigned_team: "Finance" } },
    };
    const id = await add(rule);
    const tickets = [await make(), await make({ priority: "low" }), await make({ priority: "urgent" }), await make()];
    for (const each of tickets) await world.tom.patch(`/tickets/${each}/`, { status: "pending" });
    await react();
    // what happened later is not seen
    await world.tom.patch(`/tickets/${tickets[0]}/`, { status: "new", priority: "urgent", tags: "" });
    await world.tom.patch(`/tickets/${tickets[2]}/`, { priority: "low" });
    const before = await everything();
    const would = await dry(rule);
    expect(await everything()).toEqual(before);
    const live = await runs(id);
    const summary = ({ ticket, changes, event }: Rule) => ({ ticket, changes, event });
    expect(would.results.map(summary)).toEqual(live.map(summary));
    expect([would.checked, would.tickets, would.results.length]).toEqual([4, 3, 3]);
  });

  test("includes imported tickets and customers' messages, but not imported changes", async () => {
    const id = await make({ category: "billing" });
    await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
    await sql("update events set triggers_reactions = false where ticket = $1", [id]);
    const actions = { changes: { add_tags: ["invoice"] } };
    const created = { trigger: { on: "created" }, filters: { category: "billing" }, actions };
    expect((await dry(created)).results).toMatchObject([{ ticket: id, changes: { tags: ["", "invoice"] } }]);
    const rule = { trigger: { on: "changed", field: "status" }, actions };
    expect((await dry(rule)).results).toEqual([]);
  });

  test("leaves out events without a change, and older events", async () => {
    const old = await make({ category: "billing" });
    await sql("update events set at = at - interval '8 days' where ticket = $1", [old]);
    const fresh = await make({ category: "billing" });
    await make({ category: "billing", priority: "high" });
    const rule = { trigger: { on: "created" }, filters: { category: "billing" } };
    const high = { ...rule, actions: { changes: { priority: "high" } } };
    const ids = async (days: number, actions = high) =>
      (await dry({ ...actions, days })).results.map(({ ticket }: Rule) => ticket);
    expect(await ids(7)).toEqual([fresh]);
    expect(await ids(30)).toEqual([fresh, old]);
    expect(await ids(7, { ...rule, actions: { note: "Hello" } } as never)).toHaveLength(2);
    const figures = async (values: Rule) => {
      const { checked, matched, tickets, changing, writing } = await dry({ ...values, days: 7 });
      return [checked, matched, tickets, changing, writing];
    };
    await make();
    expect(await figures(high)).toEqual([3, 2, 1, 1, 0]);
    const billing = { changes: { category: "billing" } };
    expect(await figures({ ...rule, actions: billing })).toEqual([3, 2, 0, 0, 0]);
    expect(await figures({ ...rule, filters: { priority: "urgent" }, actions: billing })).toEqual([3, 0, 0, 0, 0]);
    // one of the two that match changes, and both get a note
    expect(await figures({ ...high, actions: { ...high.actions, note: "Hello" } })).toEqual([3, 2, 2, 1, 1]);
  });

  test("reads the number and the subject as they were", async () => {
    const id = await make({ subject: "Wrong invoice" });
    await world.tom.patch(`/tickets/${id}/`, { subject: "Refund" });
    const matched = async (filters: Rule) =>
      (await dry({ trigger: { on: "created" }, filters, actions: { note: "Hello" } })).matched;
    for (const name of ["subject", "text", "q", "search"]) {
      expect([name, await matched({ [name]: "invoice" })]).toEqual([name, 1]);
      expect([name, await matched({ [name]: "refund" })]).toEqual([name, 0]);
    }
    // events do not contain descriptions, so these are read as they are now
    expect(await matched({ text: "Offline for two", priority: "medium" })).toBe(1);
  });

  test("counts the tickets that pass each condition alone", async () => {
    const refund = await make({ subject: "Refund", priority: "high" });
    await make({ subject: "Refund twice" });
    await make({ category: "billing" });
    await world.tom.patch(`/tickets/${refund}/`, { subject: "Done", category: "billing" });
    const filters = {
      ...{ category: "billing", text: "refund" },
      ...{ created_after: "2020-01-01", created_before: "2021-01-01" },
    };
    const rule = { trigger: { on: "created" }, actions: { note: "Hello" } };
    const { checked, matched, conditions } = await dry({ ...rule, filters });
    expect([checked, matched]).toEqual([3, 0]);
    expect(conditions).toEqual([
      { filters: { category: "billing" }, matched: 1 },
      { filters: { text: "refund" }, matched: 2 },
      { filters: { created_after: "2020-01-01", created_before: "2021-01-01" }, matched: 0 },
    ]);
    expect((await dry(rule)).conditions).toEqual([]);
  });

  test("counts which events start it as a condition, too", async () => {
    const id = await make({ category: "billing" });
    await make();
    const noted = { note: "Look" };
    const byEmail = { trigger: { on: "created", via: ["mail"] }, filters: { category: "billing" }, actions: noted };
    const alone = async (rule: Rule) => {
      const { checked, matched, conditions } = await dry(rule);
      return [checked, matched, conditions.map((each: Rule) => each.matched)];
    };
    expect(await alone(byEmail)).toEqual([2, 0, [0, 1]]);
    await sql("update tickets set via = 'mail' where id = $1", [id]);
    expect(await alone(byEmail)).toEqual([2, 1, [1, 1]]);
    const changesTo = (status: string) => ({ on: "changed", field: "status", to: [status] });
    await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
    expect(await alone({ trigger: changesTo("resolved"), actions: noted })).toEqual([1, 0, [0]]);
    expect(await alone({ trigger: changesTo("pending"), actions: noted })).toEqual([1, 1, [1]]);
  });

  test("counts the wait as a condition, too", async () => {
    const rule = (on: string, filters: Rule) => ({ trigger: { on, hours: 48 }, filters, actions: { note: "Hello" } });
    const old = await make({ priority: "high" });
    await make({ category: "billing" });
    await sql("update tickets set created_at = created_at - interval '3 days' where id = $1", [old]);
    const { checked, matched, conditions } = await dry(rule("unanswered", { category: "billing" }));
    expect([checked, matched]).toEqual([2, 0]);
    expect(conditions).toEqual([
      { filters: {}, matched: 1 },
      { filters: { category: "billing" }, matched: 1 },
    ]);
    await world.tom.patch(`/tickets/${old}/`, { status: "resolved" });
    await sql("update events set at = at - interval '3 days' where ticket = $1", [old]);
    // a condition can name any status, and the wait of the trigger respects that
    const resolved = await dry(rule("unchanged", { status: "resolved", priority: "low" }));
    expect([resolved.checked, resolved.matched]).toEqual([2, 0]);
    expect(resolved.conditions).toEqual([
      { filters: {}, matched: 1 },
      { filters: { status: "resolved" }, matched: 1 },
      { filters: { priority: "low" }, matched: 0 },
    ]);
  });

  test.each(TRIGGERS)("tries the trigger “%s” with every condition", async (on) => {
    const trigger = {
      ...{ changed: { field: "status", to: ["new"] }, created: { via: CREATED_VIAS } }[on as string],
      ...(on.startsWith("un") && { hours: 1 }),
      on,
    };
    const { conditions } = await dry({ trigger, filters: EVERY_CONDITION, actions: { note: "Look" } });
    // the wait of a trigger is a condition, too
    const tried = conditions.flatMap(({ filters }: { filters: Rule }) => Object.keys(filters));
    expect(tried.sort()).toEqual(Object.keys(EVERY_CONDITION).sort());
  });

  test("refuses invalid automations, and agents", async () => {
    const rule = { trigger: { on: "created" }, actions: {} };
    expect((await world.admin.post("/automations/dry_run/", rule)).status).toBe(400);
    expect((await world.tom.post("/automations/dry_run/", rule)).status).toBe(403);
  });
});

describe("an automation with a time condition", () => {
  const HOUR = 3_600_000;
  const hoursLater = (hours: number) => runTimedAutomations(world.database.db, mail, Date.now() + hours * HOUR);

  test("runs once when a ticket is unanswered for the given hours, and again after the next message", async () => {
    const id = await add({
      trigger: { on: "unanswered", hours: 48 },
      actions: { changes: { priority: "urgent" }, note: "Please answer." },
    });
    const [waiting, answered] = [await make(), await make()];
    await world.tom.post("/ticket-comments/", { ticket: answered, text: "Done.", is_internal: false });
    await hoursLater(47);
    expect(await runs(id)).toEqual([]);
    await hoursLater(49);
    await hoursLater(50);
    expect((await runs(id)).map(({ ticket }: Rule) => ticket)).toEqual([waiting]);
    expect((await world.tom.get(`/tickets/${waiting}/`)).body.priority).toBe("urgent");
    await world.tom.post("/ticket-comments/", { ticket: waiting, text: "Soon.", is_internal: false });
    await sql(
      `insert into comments (ticket, text, author_kind, author_contact, created_at)
       values ($1, 'And?', 'contact', gen_random_uuid(), now() + interval '1 second')`,
      [waiting],
    );
    await hoursLater(60);
    expect(await runs(id)).toHaveLength(2);
  });

  test("runs when no one has changed a ticket for the given hours, ignoring its own changes", async () => {
    const id = await add({
      trigger: { on: "unchanged", hours: 72 },
      filters: { status: "resolved" },
      actions: { changes: { status: "closed" } },
    });
    const ticket = await make();
    await hoursLater(100);
    expect(await runs(id)).toEqual([]);
    await world.tom.patch(`/tickets/${ticket}/`, { status: "resolved" });
    const rule = { trigger: { on: "unchanged", hours: 1 }, filters: {}, actions: { note: "Still there?" } };
    await hoursLater(71);
    expect(await runs(id)).toEqual([]);
    await hoursLater(73);
    await hoursLater(200);
    expect(await runs(id)).toMatchObject([{ ticket, event: null, changes: { status: ["resolved", "closed"] } }]);
    expect((await dry(rule)).tickets).toBe(0);
  });

  test("runs once per clock when an SLA target is breached, and not for breaches before it existed", async () => {
    const [early, late] = [await make(), await make()];
    const clock = (ticket: string, due: string) =>
      sql(
        `insert into sla_clocks (ticket, metric, begun_by, priority, state, target_seconds, counted_seconds, started_at, due_at)
         values ($1, 'resolution', 'ticket', 'medium', 'running', 60, 0, now() - interval '1 day', now() ${due})`,
        [ticket],
      );
    await clock(early, "- interval '1 hour'");
    const id = await add({ trigger: { on: "sla_breached" }, actions: { changes: { priority: "urgent" } } });
    await clock(late, "");
    await hoursLater(0);
    await hoursLater(1);
    expect((await runs(id)).map(({ ticket }: Rule) => ticket)).toEqual([late]);
    const would = await dry({ trigger: { on: "sla_breached" }, actions: { note: "Breached" } });
    expect(would.results.map(({ ticket }: Rule) => ticket).sort()).toEqual([early, late].sort());
    // whatever their status is now
    await world.tom.patch(`/tickets/${early}/`, { status: "resolved" });
    await make();
    const { checked, matched, conditions } = await dry({
      trigger: { on: "sla_breached" },
      filters: { status: "resolved", priority: "low" },
      actions: { note: "Breached" },
    });
    expect([checked, matched]).toEqual([2, 0]);
    expect(conditions).toEqual([
      { filters: { status: "resolved" }, matched: 1 },
      { filters: { priority: "low" }, matched: 0 },
    ]);
  });

  test("counts open hours across a weekend", () => {
    const day = [["09:00", "17:00"]] as [string, string][];
    const windows = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] };
    const hours = { time_zone: "Asia/Bangkok", windows, days: [] };
    const at = (time: string) => Date.parse(`${time}+07:00`) / 1000;
    // Monday 11:00 is two open hours, Friday 15:00 four
    expect(openSecondsAgo(hours, at("2026-11-23T11:00"), 4 * 3600)).toBe(at("2026-11-20T15:00"));
    expect(openSecondsAgo(hours, at("2026-11-22T12:00"), 400 * 3600)).toBe(at("2026-09-14T09:00"));
    expect(openSecondsAgo(null, 10_000, 3600)).toBe(6_400);
    const closed = { ...hours, windows: { ...windows, mon: [], tue: [], wed: [], thu: [], fri: [] } };
    expect(openSecondsAgo(closed, at("2026-11-22T12:00"), 1)).toBeNull();
  });
});
