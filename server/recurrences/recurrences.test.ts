import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { createDueTickets } from "./run.ts";

let world: World;
let company: string;
let template: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
  const { body } = await world.tom.post("/ticket-templates/", {
    name: "Check",
    scope: "shared",
    subject: "Check of {{ company.name }}",
    description: "<p>Listen.</p>",
    fields: { category: "technical", priority: "low", due_in_days: 0 },
    checklist: ["Listen", "Update"],
  });
  template = body.id;
});
afterAll(() => world.close());
beforeEach(() => world.database.pool.query("delete from recurrences"));

const SILENT = { error: () => {} };
const WEEKLY = { name: "Weekly check", rrule: "FREQ=DAILY", starts_at: "2026-01-01T09:00", time_zone: "Asia/Bangkok" };
const post = (values: object = {}) => world.tom.post("/recurrences/", { ...WEEKLY, template, company, ...values });
const run = () => createDueTickets(world.database.db, "UTC", SILENT);
const ticketsMade = async () =>
  (await world.tom.get("/tickets/?search=Harbour&page_size=100")).body.results.filter(
    ({ created_by_name }: { created_by_name: string }) => created_by_name === WEEKLY.name,
  );
/** As if the next date had been so many days ago. */
const passDays = (id: string, days: number) =>
  world.database.pool.query(
    `update recurrences
     set next_local = next_local - $2 * interval '1 day', next_at = next_at - $2 * interval '1 day'
     where id = $1`,
    [id, days],
  );

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);

/** Runs the job in a process of its own, and kills it while it waits at a step in the middle of its transaction. */
async function killAt(step: string): Promise<void> {
  const gate = await world.database.pool.connect();
  try {
    await gate.query("select pg_advisory_lock(4711)");
    await gate.query(
      `create or replace function wait_at_gate() returns trigger language plpgsql
       as $$ begin perform pg_advisory_xact_lock(4711); return new; end $$;
       create or replace trigger wait_at_gate ${step} for each row execute function wait_at_gate()`,
    );
    const [{ name }] = (await gate.query("select current_database() as name")).rows;
    const script = join(import.meta.dirname, "../../test/due-tickets.ts");
    const connection = JSON.stringify({ ...inject("server"), database: name });
    const child = spawn(process.execPath, [script, connection], { stdio: "inherit" });
    const ended = once(child, "close");
    const waiting = () =>
      gate.query("select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'");
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 60_000 }).toBe(1);
    child.kill("SIGKILL");
    await ended;
    await gate.query("select pg_advisory_unlock(4711)");
    // this waits for the locks of the transaction that nobody ends any more
    await gate.query("drop function wait_at_gate cascade");
  } finally {
    gate.release(true);
  }
}

describe("a recurring ticket", () => {
  test("is created from its template once when it is due, and says why", async () => {
    const { status, body } = await post();
    expect([status, body.template_name, body.company_name]).toEqual([201, "Check", "Harbour Hotel"]);
    const before = (await ticketsMade()).length;
    expect(await run()).toBe(0);
    await passDays(body.id, 1);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    const all = await ticketsMade();
    expect(all.length).toBe(before + 1);
    const ticket = (await world.tom.get(`/tickets/${all[0].id}/`)).body;
    expect(ticket).toMatchObject({
      subject: "Check of Harbour Hotel",
      priority: "low",
      assigned_team: "Tech",
      created_by_kind: "system",
      created_by_name: "Weekly check",
      via: "automation",
    });
    expect(ticket.due_date).not.toBeNull();
    expect((await world.tom.get(`/tickets/${ticket.id}/checklist/`)).body.total).toBe(2);
    const { results } = (await world.tom.get(`/tickets/${ticket.id}/timeline/`)).body;
    const reason = results.find(({ kind }: { kind: string }) => kind === "ticket.recurred");
    expect(reason).toMatchObject({ actor_name: "Weekly check", about: body.id });
    const { results: runs } = (await world.tom.get(`/recurrences/${body.id}/runs/`)).body;
    expect(runs).toMatchObject([{ outcome: "created", ticket: ticket.id, planned_at: reason.changes.planned_at[1] }]);
    expect((await world.tom.get(`/recurrences/${body.id}/`)).body).toMatchObject({
      last_ticket: ticket.id,
      next_at: body.next_at,
    });
  });

  test("is created once if several servers run at the same time", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await post()).body.id));
    for (const id of ids) await passDays(id, 1);
    const before = (await ticketsMade()).length;
    const counts = await Promise.all([run(), run(), run()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(8);
    expect((await ticketsMade()).length).toBe(before + 8);
  });

  test("is created once if the server fails between its steps", async () => {
    const { id } = (await post()).body;
    await passDays(id, 1);
    const before = (await ticketsMade()).length;
    // the last step fails, after the ticket and its checklist
    await world.database.pool.query(
      `create function fail() returns trigger language plpgsql as $$ begin raise 'killed'; end $$;
       create trigger fail before update on recurrences for each row execute function fail()`,
    );
    expect(await run()).toBe(0);
    expect((await ticketsMade()).length).toBe(before);
    await world.database.pool.query("drop trigger fail on recurrences; drop function fail()");
    expect(await run()).toBe(1);
    expect((await ticketsMade()).length).toBe(before + 1);
  });

  test.each([
    [
      "before insert on tickets",
      "2026-03-28",
      ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
    ],
    [
      "before update on recurrences",
      "2026-10-24",
      ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
    ],
  ])(
    "is created once on each date although a server is killed %s, around a change of clocks",
    async (step, day, dates) => {
      const { id } = (await post({ time_zone: "Europe/Berlin", missed: "all" })).body;
      await sql(
        `update recurrences
       set rrule = 'FREQ=DAILY;COUNT=3', starts_at = $2::date + time '02:30', next_local = $2::date + time '02:30',
         next_at = ($2::date + time '02:30') at time zone 'Europe/Berlin'
       where id = $1`,
        [id, day],
      );
      const before = (await ticketsMade()).length;
      await killAt(step);
      expect((await ticketsMade()).length).toBe(before);
      // two servers go on at the same time
      const created = await Promise.all([run(), run()]);
      expect(created[0]! + created[1]!).toBe(3);
      const { results } = (await world.tom.get(`/recurrences/${id}/runs/`)).body;
      const planned = results.map((each: { planned_at: string }) => each.planned_at);
      expect([planned.toSorted(), (await ticketsMade()).length]).toEqual([dates, before + 3]);
      expect(await run()).toBe(0);
    },
  );

  test.each([
    ["one", 1],
    ["all", 3],
    ["skip", 0],
  ])("that was missed three times is created as the setting says: %s", async (missed, count) => {
    // every date is three hours in the past: a date within the last hour is not missed
    const hour = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(11, 16);
    const { id, next_at } = (await post({ missed, starts_at: `2026-01-01T${hour}`, time_zone: "UTC" })).body;
    await passDays(id, 3);
    const before = (await ticketsMade()).length;
    await run();
    const { results } = (await world.tom.get(`/recurrences/${id}/runs/`)).body;
    expect(results).toHaveLength(3);
    expect((await ticketsMade()).length - before).toBe(count);
    expect((await world.tom.get(`/recurrences/${id}/`)).body.next_at).toBe(next_at);
  });

  test("that cannot be created reports why, and continues with its next date", async () => {
    const { id } = (await post()).body;
    await world.database.pool.query("update recurrences set company = null where id = $1", [id]);
    await passDays(id, 1);
    expect(await run()).toBe(0);
    const { last_error, next_at } = (await world.tom.get(`/recurrences/${id}/`)).body;
    expect(last_error).toMatch(/company/);
    expect(Date.parse(next_at)).toBeGreaterThan(Date.now());
  });

  test("can be changed by its owner and Admins, and prevents deleting its template", async () => {
    const { id } = (await post()).body;
    expect((await world.fay.patch(`/recurrences/${id}/`, { name: "Mine" })).status).toBe(403);
    const paused = await world.admin.patch(`/recurrences/${id}/`, { is_active: false });
    expect([paused.status, paused.body.is_active]).toEqual([200, false]);
    await passDays(id, 1);
    expect(await run()).toBe(0);
    // what was due while it was paused stays undone
    const resumed = await world.tom.patch(`/recurrences/${id}/`, { is_active: true });
    expect(Date.parse(resumed.body.next_at)).toBeGreaterThan(Date.now());
    expect((await world.tom.remove(`/ticket-templates/${template}/`)).status).toBe(409);
    expect((await world.tom.remove(`/recurrences/${id}/`)).status).toBe(204);
  });

  test.each<[string, object, string, RegExp]>([
    ["nonsense", { rrule: "every day" }, "rrule", /begins with FREQ=/],
    ["every second", { rrule: "FREQ=SECONDLY" }, "rrule", /begins with FREQ=/],
    ["an unknown part", { rrule: "FREQ=DAILY;BYHOUR=1,2" }, "rrule", /is not a part/],
    ["a part twice", { rrule: "FREQ=DAILY;COUNT=2;COUNT=3" }, "rrule", /twice/],
    ["two ends", { rrule: "FREQ=DAILY;COUNT=2;UNTIL=20300101" }, "rrule", /not both/],
    ["30 February", { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }, "rrule", /no dates/],
    ["an end that has passed", { rrule: "FREQ=DAILY;UNTIL=20260105" }, "rrule", /no dates/],
    ["an end that does not exist", { rrule: "FREQ=DAILY;UNTIL=20300230" }, "rrule", /“UNTIL=20300230”: There is no/],
    ["a date that does not exist", { starts_at: "2026-02-30T09:00" }, "starts_at", /not a date/],
    ["a zone that does not exist", { time_zone: "Asia/Harbour" }, "time_zone", /not a time zone/],
    ["closed days without a calendar", { on_closed_day: "skip" }, "calendar", /Choose a calendar/],
    ["nobody it is about", { company: null }, "company", /Choose a company/],
    ["a template that is not there", { template: "00000000-0000-4000-8000-000000000000" }, "template", /Invalid pk/],
  ])("with %s is refused", async (_, values, field, text) => {
    const { status, body } = await post(values);
    expect([status, body[field]?.[0]]).toEqual([400, expect.stringMatching(text)]);
  });

  test("shows its next five dates before it is saved, and which dates its rule skips", async () => {
    const { rrule: _, ...schedule } = { ...WEEKLY, rrule: "", name: undefined };
    const { status, body } = await world.fay.post("/recurrences/preview/", {
      ...schedule,
      rrule: "FREQ=MONTHLY;BYMONTHDAY=31",
    });
    expect([status, body.notes, body.dates.length]).toEqual([200, ["short_months"], 5]);
    for (const { local } of body.dates) expect(local).toMatch(/-31T09:00$/);
  });
});
