import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { WEEKDAYS } from "../../wire/sla-words.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { writeSlaAlerts } from "./alerts.ts";
import { countWaiting } from "./apply.ts";
import { followSla } from "./follow.ts";
import { keepSla, startSla } from "./keep-time.ts";

let world: World;
let company: string;
let policy: string;
const week = (...windows: string[][]) =>
  Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, windows]));
const hours = { name: "Office", time_zone: "Asia/Bangkok", windows: week(["09:00", "18:00"]) };
const targets = {
  medium: { first_response: 60, next_response: 120, resolution: 480 },
  urgent: { first_response: 15, resolution: 120 },
};
const always = {
  name: "Everyone",
  clock: "always",
  targets,
  reminders: [
    { before: "30m", to: ["assignee"] },
    { before: "0m", to: ["assignee", "lead"] },
  ],
};

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold" });
  company = (await makeCompany(world.admin)).company.id;
  await addReaders(world.database.db, [followSla]);
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
/** Reads all events. */
const follow = async () => {
  while (await runReaction(world.database.db, followSla));
};
const sla = async (id: string, by: Caller = world.tom) => (await by.get(`/tickets/${id}/sla/`)).body;
const row = async (id: string, query = "") => {
  const { results } = (await world.tom.get(`/inbox/?page_size=200${query}`)).body;
  return results.find((each: { id: string }) => each.id === id);
};
const make = async (values: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, values);
  await follow();
  return id;
};
/** Moves all events of a ticket into the past. */
async function age(id: string, minutes: number): Promise<void> {
  const past = `- make_interval(mins => ${minutes})`;
  await sql(`update tickets set created_at = created_at ${past} where id = $1`, [id]);
  for (const table of ["events", "sla_ticket_terms"])
    await sql(`update ${table} set at = at ${past} where ticket = $1`, [id]);
  await sql(`update comments set created_at = created_at ${past} where ticket = $1`, [id]);
  await sql("insert into sla_recounts (ticket) values ($1)", [id]);
  while (await countWaiting(world.database.db));
}

beforeEach(async () => {
  for (const { id } of (await world.admin.get("/sla-policies/")).body.results)
    await world.admin.remove(`/sla-policies/${id}/`);
  policy = (await world.admin.post("/sla-policies/", always)).body.id;
});

describe("an SLA policy", () => {
  test("starts the clocks of a new ticket, which appear in lists", async () => {
    const id = await make();
    const { clocks, ...mark } = await sla(id);
    expect(mark).toMatchObject({ state: "on_track", metric: "first_response" });
    expect(
      clocks.map((each: { metric: string; state: string; target_seconds: number }) => [
        each.metric,
        each.state,
        each.target_seconds,
      ]),
    ).toEqual([
      ["first_response", "running", 3600],
      ["resolution", "running", 28_800],
    ]);
    const listed = await row(id);
    const { sla_state, sla_metric, sla_due_at, sla_soon_at } = listed;
    expect([sla_state, sla_metric, sla_due_at]).toEqual(["on_track", "first_response", mark.due_at]);
    expect(listed.sla_left_seconds).toBeGreaterThan(3000);
    expect([listed.sla_counts_from, listed.sla_counts_until]).toEqual([null, sla_due_at]);
    expect(Date.parse(sla_due_at) - Date.parse(sla_soon_at)).toBe(30 * 60_000);
  });

  test("shows in lists when the next open hours begin", async () => {
    const opens = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const day = WEEKDAYS[(new Date(opens).getUTCDay() + 6) % 7]!;
    const windows = { ...Object.fromEntries(WEEKDAYS.map((each) => [each, []])), [day]: [["00:00", "24:00"]] };
    const hours = { name: `Only ${day}`, time_zone: "UTC", windows, days: [] };
    const calendar = (await world.admin.post("/calendars/", hours)).body.id;
    await world.admin.patch(`/sla-policies/${policy}/`, { clock: "business", calendar });
    const { sla_counts_from, sla_counts_until, sla_left_seconds } = await row(await make());
    expect([sla_counts_until, sla_left_seconds]).toEqual([null, 3600]);
    expect(Date.parse(sla_counts_from)).toBe(Date.parse(opens));
  });

  test("applies if it is the first whose filters match", async () => {
    const some = { ...always, name: "Urgent", filters: { priority: "urgent" } };
    const { id: urgent } = (await world.admin.post("/sla-policies/", some)).body;
    const nameOf = async (values: object) => (await sla(await make({ ...values }))).clocks[0]?.policy_name;
    // below the one for every ticket it would never apply
    expect([await nameOf({ priority: "urgent" }), await nameOf({})]).toEqual(["Urgent", "Everyone"]);
    expect((await world.admin.put("/sla-policies/order/", { policies: [policy, urgent] })).status).toBe(200);
    expect(await nameOf({ priority: "urgent" })).toBe("Everyone");
    const { results } = (await world.admin.get("/sla-policies/")).body;
    expect(results.map(({ position }: { position: number }) => position)).toEqual([1, 2]);
  });

  test("that changes does not affect running clocks until it is applied to open tickets", async () => {
    const id = await make();
    expect((await sla(id)).clocks[0].policies).toMatchObject([{ policy, policy_version: 1 }]);
    await age(id, 10);
    await world.admin.patch(`/sla-policies/${policy}/`, { targets: { medium: { resolution: 60 } } });
    await world.fay.patch(`/tickets/${id}/`, { subject: "Still offline" });
    await follow();
    expect((await sla(id)).clocks.map((each: { policy_version: number }) => each.policy_version)).toEqual([1, 1]);
    const dry = (await world.admin.post("/sla-policies/apply/", { dry_run: true })).body;
    expect(dry.changed_tickets).toBe(dry.policies[0].tickets);
    expect((await sla(id)).clocks).toHaveLength(2);
    await world.admin.post("/sla-policies/apply/", { dry_run: false });
    while (await countWaiting(world.database.db));
    // the new terms begin with the next second
    await sql("update sla_ticket_terms set at = at - interval '2 minutes' where ticket = $1", [id]);
    const { clocks } = await sla(id);
    const [first, resolution] = clocks;
    expect([first.state, resolution.policy_version, resolution.target_seconds]).toEqual(["dropped", 2, 3600]);
    const before = { policy, policy_name: "Everyone", calendar_name: null };
    expect(resolution.policies).toMatchObject([
      { ...before, from: resolution.started_at, policy_version: 1 },
      { ...before, policy_version: 2 },
    ]);
    expect((await world.admin.post("/sla-policies/apply/", {})).body.changed_tickets).toBe(0);
  });

  test("that is saved without a change of what it says leaves no ticket to apply it to", async () => {
    await make();
    await world.admin.post("/sla-policies/apply/", { dry_run: false });
    const changed = async (values: object) => {
      expect((await world.admin.patch(`/sla-policies/${policy}/`, values)).status).toBe(200);
      return (await world.admin.post("/sla-policies/apply/", { dry_run: true })).body.changed_tickets > 0;
    };
    expect([await changed({ name: always.name, targets }), await changed({ pauses_on: [] })]).toEqual([false, true]);
  });

  test("shows the new closed times in lists when it is applied, even if the due time stays", async () => {
    // due on the fourth day, with a closed day before it
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const allDay = { name: "Closed once", time_zone: "UTC", windows: week(["00:00", "24:00"]) };
    const closedOn = (ahead: number) => ({ days: [{ date: day(ahead), name: "Closed", windows: null }] });
    const { body: calendar } = await world.admin.post("/calendars/", { ...allDay, ...closedOn(1) });
    await world.admin.patch(`/sla-policies/${policy}/`, {
      ...{ clock: "business", calendar: calendar.id, reminders: [{ before: "1m", to: ["lead"] }] },
      targets: { medium: { first_response: 2880 } },
    });
    const id = await make();
    const before = await row(id);
    expect(before.sla_counts_until).toBe(`${day(1)}T00:00:00Z`);
    expect(before.sla_left_seconds).toBeGreaterThan(2879 * 60);
    expect(before.sla_left_seconds).toBeLessThanOrEqual(2880 * 60);
    await world.admin.patch(`/calendars/${calendar.id}/`, closedOn(2));
    await world.admin.post("/sla-policies/apply/", { dry_run: false });
    while (await countWaiting(world.database.db));
    const after = await row(id);
    expect([after.sla_due_at, after.sla_counts_until]).toEqual([before.sla_due_at, `${day(2)}T00:00:00Z`]);
    // nothing has changed since then, so clients are told nothing
    const countEvents = "select count(*)::int as n from events where ticket = $1 and kind = 'sla.changed'";
    const [{ n }] = await sql(countEvents, [id]);
    await age(id, 0);
    expect(await sql(countEvents, [id])).toEqual([{ n }]);
  });

  test("drops its clocks when it no longer matches the ticket", async () => {
    await world.admin.patch(`/sla-policies/${policy}/`, { filters: { category: "billing" } });
    const id = await make({ category: "billing" });
    await age(id, 5);
    await world.fay.patch(`/tickets/${id}/`, { category: "general" });
    await follow();
    expect((await sla(id)).clocks.map((each: { state: string }) => each.state)).toEqual(["dropped", "dropped"]);
    expect((await row(id)).sla_state).toBeNull();
  });
});

describe("SLA clocks", () => {
  test("do not change the ticket's version, time or events", async () => {
    const { id, version } = await (async () => {
      const id = (await makeTicket(world.fay, company)).id;
      return { id, version: (await row(id)).version };
    })();
    const before = await sql(
      "select updated_at, version, (select count(*) from events where ticket = $1) as events from tickets where id = $1",
      [id],
    );
    await follow();
    await age(id, 0);
    expect(
      await sql(
        "select updated_at, version, (select count(*) from events where ticket = $1) as events from tickets where id = $1",
        [id],
      ),
    ).toEqual(before);
    expect((await row(id)).version).toBe(version);
  });

  test("stop at an agent's public reply, not at a note", async () => {
    const id = await make();
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Looking.", is_internal: true });
    await follow();
    expect((await sla(id)).clocks[0].state).toBe("running");
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
    await follow();
    expect((await sla(id)).clocks[0].state).toBe("met");
    expect((await row(id)).sla_metric).toBe("resolution");
  });

  test("pause while the ticket is pending, even by a silent bulk change", async () => {
    const id = await make();
    await world.tom.post("/bulk-changes/", { ids: [id], changes: { status: "pending" } });
    await follow();
    expect(await row(id, "&sla=paused")).toMatchObject({ sla_state: "paused", sla_due_at: null });
    const { state, clocks } = await sla(id);
    expect([state, clocks[0].due_at]).toEqual(["paused", null]);
  });

  test("end with the ticket", async () => {
    const id = await make();
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    await follow();
    expect((await row(id)).sla_state).toBeNull();
    expect((await sla(id)).clocks.map((each: { state: string }) => each.state)).toEqual(["paused", "met"]);
    await world.tom.remove(`/tickets/${id}/`);
    await follow();
    expect(await sla(id)).toMatchObject({ detail: "No Ticket matches the given query." });
  });

  test("of a ticket that is merged into another no longer breach, and continue unchanged once the merge is undone", async () => {
    const [merged, into] = [await make({ assigned_to: world.tom.id }), await make()];
    expect((await world.tom.post(`/tickets/${merged}/merge/`, { into })).status).toBeLessThan(300);
    await follow();
    await age(merged, 90);
    while (await writeSlaAlerts(world.app.mail));
    const alerts = async () =>
      (await sql("select 1 from events where about = $1 and kind = 'sla.alert'", [merged])).length;
    expect(await alerts()).toBe(0);
    expect((await row(into)).sla_state).toBe("on_track");
    expect((await world.tom.post(`/tickets/${merged}/unmerge/`)).status).toBe(200);
    await follow();
    expect((await row(merged)).sla_state).toBe("breached");
    await world.admin.remove(`/tickets/${merged}/`);
  });

  test("sort and filter the inbox", async () => {
    const [late, soon, fine] = [await make(), await make(), await make()];
    await age(late, 90);
    await age(soon, 40);
    const listed = async (query: string) =>
      (await world.tom.get(`/inbox/?page_size=2${query}`)).body.results.map((each: { id: string }) => each.id);
    expect(await listed("&sla=breached&ordering=sla_due_at")).toEqual([late]);
    expect(await listed("&sla=due_soon")).toEqual([soon]);
    expect(await listed("&sla=breached,due_soon&ordering=-sla_due_at")).toEqual([soon, late]);
    expect(await listed("&ordering=sla_due_at")).toEqual([late, soon]);
    // the view “Breaching soon”
    expect((await world.tom.get("/views/counts/")).body.counts.breaching).toEqual({ count: 2, is_capped: false });
    expect((await row(late)).sla_left_seconds).toBeLessThanOrEqual(-1800);
    expect(await row(fine, "&sla=none,on_track")).toBeDefined();
    const everything = [];
    for (let path = "/inbox/?page_size=1&ordering=sla_due_at"; path; ) {
      const { results, next } = (await world.tom.get(path)).body;
      everything.push(...results.map((each: { id: string }) => each.id));
      path = next;
    }
    const { count } = (await world.tom.get("/inbox/count/")).body;
    expect([everything.length, new Set(everything).size]).toEqual([count, count]);
    expect((await world.tom.get("/inbox/?sla=late")).body).toEqual({
      sla: ["Select a valid choice. late is not one of the available choices."],
    });
  });
});

describe("a reminder", () => {
  test("is written once by one of two servers, and of missed ones only the latest", async () => {
    const other = await world.another();
    const id = await make({ assigned_to: world.tom.id });
    await age(id, 90);
    const mails = [world.app.mail, other.app.mail];
    await Promise.all(mails.flatMap((mail) => [writeSlaAlerts(mail), writeSlaAlerts(mail)]));
    while (await writeSlaAlerts(world.app.mail));
    const emails = await sql("select kind, user_id from outgoing_emails where ticket = $1 and kind like 'sla%'", [id]);
    expect(emails).toEqual([{ kind: "sla_breached", user_id: world.tom.id }]);
    const alerts = await sql("select changes from events where kind = 'sla.alert' and about = $1", [id]);
    expect(alerts.map(({ changes }) => changes.recipient[1])).toEqual([world.tom.id]);
  });

  test("has the time zone of its calendar", async () => {
    const { body: calendar } = await world.admin.post("/calendars/", {
      ...{ name: "All day", time_zone: "Asia/Bangkok", windows: week(["00:00", "24:00"]) },
    });
    await world.admin.patch(`/sla-policies/${policy}/`, { clock: "business", calendar: calendar.id });
    const id = await make({ assigned_to: world.tom.id });
    await age(id, 90);
    while (await writeSlaAlerts(world.app.mail));
    const [email] = await sql("select details from outgoing_emails where ticket = $1 and kind like 'sla%'", [id]);
    expect(email.details).toMatchObject({ metric: "first_response", time_zone: "Asia/Bangkok" });
  });

  test("is planned for its time before the target, and written once by two servers that look for it all the time", async () => {
    const other = await world.another();
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await make({ assigned_to: world.tom.id }));
    const planned = await sql(
      `select a.reminder, c.target_seconds - extract(epoch from a.at - c.started_at)::int as before
       from sla_alerts a
       join sla_clocks c on c.id = a.clock
       where c.ticket = any($1)`,
      [ids],
    );
    expect(planned).toHaveLength(6 * 2 * 2);
    for (const { reminder, before } of planned) expect(before).toBe(reminder === "0m" ? 0 : 1_800);
    const stops = [world, other].map(({ app }) => startSla(app.mail));
    for (const id of ids.slice(0, 4)) await age(id, 40);
    const written = () =>
      sql("select about as ticket from events where kind = 'sla.alert' and about = any($1) order by id", [ids]);
    await expect.poll(async () => (await written()).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(4);
    for (const stop of stops) await stop();
    await Promise.all([keepSla(world.app.mail), keepSla(other.app.mail)]);
    expect((await written()).map(({ ticket }) => ticket).toSorted()).toEqual(ids.slice(0, 4).toSorted());
    const early = await sql("select 1 from sla_alerts where written_at < at");
    expect(early).toEqual([]);
  });

  test("is written before clocks that wait to be counted, however long these take", async () => {
    const [counted, due] = [await make(), await make({ assigned_to: world.tom.id })];
    await age(due, 40);
    const holder = await world.database.pool.connect();
    await holder.query("begin");
    await holder.query("select 1 from ticket_activity where ticket = $1 for update", [counted]);
    await sql("insert into sla_recounts (ticket) values ($1)", [counted]);
    const round = keepSla(world.app.mail);
    const written = async () =>
      (await sql("select 1 from events where kind = 'sla.alert' and about = $1", [due])).length;
    await expect.poll(written, { timeout: 30_000 }).toBe(1);
    await holder.query("rollback");
    holder.release();
    await round;
    expect(await sql("select 1 from sla_recounts")).toEqual([]);
  });

  test("waits while the clock pauses", async () => {
    const id = await make({ assigned_to: world.tom.id, status: "pending" });
    await age(id, 90);
    while (await writeSlaAlerts(world.app.mail));
    expect(await sql("select 1 from outgoing_emails where ticket = $1 and kind like 'sla%'", [id])).toEqual([]);
  });

  test("is not written for a ticket that has just been answered", async () => {
    const id = await make({ assigned_to: world.tom.id });
    await age(id, 45);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
    while (await writeSlaAlerts(world.app.mail));
    expect(await sql("select 1 from outgoing_emails where ticket = $1 and kind like 'sla%'", [id])).toEqual([]);
    await follow();
  });
});

describe("the SLA report", () => {
  test("counts each clock on the day it was decided, by policy, team and priority", async () => {
    await sql("delete from sla_clocks");
    const [met, breached] = [await make({ assigned_team: "Music" }), await make({ assigned_team: "Music" })];
    await make({ assigned_team: "Music" });
    await world.tom.post(`/tickets/${met}/add_comment/`, { text: "On my way." });
    await follow();
    await age(breached, 90);
    const report = async (name: string) => (await world.tom.get(`/reports/${name}/?team=Music`)).body;
    const figures = [1, 1, 50, 50, null, null, null, null, null];
    expect((await report("sla_by_policy")).rows).toEqual([["Everyone", ...figures]]);
    expect((await report("sla_by_team")).rows).toEqual([["Music", ...figures]]);
    expect((await report("sla_by_priority")).rows).toEqual([["medium", ...figures]]);
    const { rows, totals } = await report("sla");
    expect(totals).toEqual({ met: 1, breached: 1, met_percent: 50 });
    expect(rows.reduce((sum: number, [, a, b]: number[]) => sum + a! + b!, 0)).toBe(2);
    const csv = (await world.tom.get("/reports/sla_by_policy/csv/?team=Music")).body;
    expect(csv).toContain("Everyone,1,1,50,50");
  });
});

describe("a calendar", () => {
  test.each([
    [{ time_zone: "Mars/Base" }, { time_zone: ["“Mars/Base” is not a time zone. Send a name such as Asia/Bangkok."] }],
    [{ time_zone: "+07:00" }, { time_zone: ["“+07:00” is not a time zone. Send a name such as Asia/Bangkok."] }],
    [{ windows: {} }, { windows: ["Enter open hours on at least one day."] }],
    [{ windows: { mon: [["09:00", "25:00"]] } }, { windows: ["mon: “25:00” is not a time of day. Use HH:MM."] }],
    [
      {
        windows: {
          mon: [
            ["09:00", "12:00"],
            ["11:00", "13:00"],
          ],
        },
      },
      { windows: ["mon: 09:00–12:00 and 11:00–13:00 overlap."] },
    ],
    [
      { windows: { mon: [["22:00", "06:00"]], tue: [["05:00", "08:00"]] } },
      { windows: ["22:00–06:00 on mon and 05:00–08:00 on tue overlap."] },
    ],
    [
      { windows: { mon: [["09:00", "09:00"]] } },
      { windows: ["mon: 09:00–09:00 is empty. Use 00:00–24:00 for a whole day."] },
    ],
    [{ windows: { noday: [] } }, { windows: ["Unknown field: “noday”. Use mon, tue, wed, thu, fri, sat, sun."] }],
    [
      { days: [{ date: "2027-02-29" }] },
      { days: ["“2027-02-29” is not a date. Use YYYY-MM-DD, between 1900 and 2199."] },
    ],
    [{ days: [{ date: "2027-02-28" }, { date: "2027-02-28" }] }, { days: ["2027-02-28 is listed twice."] }],
  ])("with %j is refused", async (values, problem) => {
    const { status, body } = await world.admin.post("/calendars/", { ...hours, ...values });
    expect([status, body]).toEqual([400, problem]);
  });

  test("cannot be deleted while a policy uses it", async () => {
    const { id } = (await world.admin.post("/calendars/", hours)).body;
    await world.admin.patch(`/sla-policies/${policy}/`, { clock: "business", calendar: id });
    expect((await world.admin.get(`/calendars/${id}/`)).body.policies).toBe(1);
    expect((await world.admin.remove(`/calendars/${id}/`)).status).toBe(409);
    const short = { windows: { mon: [["09:00", "09:01"]] } };
    expect((await world.admin.patch(`/calendars/${id}/`, short)).body).toEqual({
      targets: ["480 minutes of these open hours are more than 5 years. Use shorter targets."],
    });
    await world.admin.remove(`/sla-policies/${policy}/`);
    expect((await world.admin.remove(`/calendars/${id}/`)).status).toBe(204);
  });

  test("cannot be deleted while it is used, and the error says where", async () => {
    const { id } = (await world.admin.post("/calendars/", { ...hours, name: "Counter" })).body;
    const waits = { on: "unanswered", hours: 4, calendar: id };
    const rule = (
      await world.admin.post("/automations/", { name: "Waits", trigger: waits, actions: { note: "Hurry" } })
    ).body;
    const template = (await world.tom.post("/ticket-templates/", { name: "Check", subject: "Check" })).body;
    const every = { rrule: "FREQ=DAILY", starts_at: "2026-01-01T09:00", time_zone: "UTC" };
    const { company } = await makeCompany(world.admin, "Quay");
    const recurrence = (
      await world.tom.post("/recurrences/", {
        ...every,
        name: "Daily check",
        template: template.id,
        company: company.id,
        calendar: id,
        on_closed_day: "skip",
      })
    ).body;
    await world.admin.patch("/teams/Tech/routing/", { calendar: id });
    await world.admin.patch("/survey-settings/", { calendar: id });
    const { status, body } = await world.admin.remove(`/calendars/${id}/`);
    expect([status, body.detail]).toEqual([
      409,
      "This calendar is used by the recurring ticket “Daily check”, the automation “Waits”, the assignment of the team Tech, the surveys. Choose another calendar there first.",
    ]);
    expect((await world.tom.get(`/recurrences/${recurrence.id}/`)).body.on_closed_day).toBe("skip");
    await world.admin.patch("/teams/Tech/routing/", { calendar: null });
    await world.admin.patch("/survey-settings/", { calendar: null });
    await world.admin.remove(`/automations/${rule.id}/`);
    await world.tom.patch(`/recurrences/${recurrence.id}/`, { on_closed_day: "keep", calendar: null });
    expect((await world.admin.remove(`/calendars/${id}/`)).status).toBe(204);
  });

  test("imports the holidays of a country", async () => {
    const { countries, results } = (await world.admin.get("/calendars/holidays/?country=TH&year=2027")).body;
    expect(countries).toContainEqual({ code: "TH", name: "Thailand" });
    expect(results).toContainEqual({ date: "2027-04-13", name: "Songkran Festival", windows: [] });
    expect((await world.admin.get("/calendars/holidays/?country=XX")).status).toBe(400);
    const { body } = await world.admin.post("/calendars/", { ...hours, name: "With holidays", days: results });
    expect(body.days).toHaveLength(results.length);
  });

  test("imports holidays with names in another language, and lists the countries in it", async () => {
    const read = async (year: number) =>
      (await world.admin.get(`/calendars/holidays/?country=TH&year=${year}&language=th`)).body;
    const { countries, results } = await read(2027);
    expect(countries).toContainEqual({ code: "TH", name: "ไทย" });
    expect(countries).toContainEqual({ code: "DE", name: "เยอรมนี" });
    expect(results).toContainEqual({ date: "2027-04-13", name: "วันสงกรานต์", windows: [] });
    // two holidays on one day have long names
    const days = (await Promise.all([2026, 2027, 2028, 2029, 2030, 2031].map(read))).flatMap((each) => each.results);
    const created = await world.admin.post("/calendars/", { ...hours, name: "Thai holidays", days });
    expect([created.status, created.body.days?.length]).toEqual([201, days.length]);
  });
});
