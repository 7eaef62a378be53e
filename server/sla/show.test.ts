import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { sendReplies } from "../emails/reply-emails.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { sendNext } from "../replies/sending.ts";
import { writeSlaAlerts } from "./alerts.ts";
import { countWaiting } from "./apply.ts";
import { followSla } from "./follow.ts";

let world: World;
let company: string;
let contact: string;
const emails = sendReplies({ mailOut: "on", undoMs: 0 } as never);
const day = [["09:00", "18:00"]];
const windows = Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((name) => [name, day]));
const hours = { name: "Office", time_zone: "Asia/Bangkok", windows };
const targets = { medium: { first_response: 60, next_response: 120, resolution: 480 } };
interface Part {
  from: string;
  to: string;
  because: string;
  seconds: number;
}

beforeAll(async () => {
  world = await openWorld();
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
  await addReaders(world.database.db, [followSla, emails]);
});
afterAll(() => world.close());
beforeEach(() => sql("delete from sla_policies"));

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);
const follow = async () => {
  while (await runReaction(world.database.db, followSla));
};
const sla = async (id: string) => (await world.tom.get(`/tickets/${id}/sla/`)).body;
const make = async (values: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, values);
  await follow();
  return id;
};
/** Moves what happened in a ticket into the past. */
async function age(id: string, minutes: number): Promise<void> {
  const past = `- make_interval(mins => ${minutes})`;
  await sql(`update tickets set created_at = created_at ${past} where id = $1`, [id]);
  for (const table of ["events", "sla_ticket_terms"])
    await sql(`update ${table} set at = at ${past} where ticket = $1`, [id]);
  await sql("insert into sla_recounts (ticket) values ($1)", [id]);
  while (await countWaiting(world.database.db));
}

test("the first response is met when a reply is sent, not while it waits, nor if it is undone or refused", async () => {
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets });
  const id = await make();
  const first = async () => {
    while (await sendNext(world.app.docket));
    await follow();
    return (await sla(id)).clocks[0].state;
  };
  const reply = async () => {
    const version = Number((await world.tom.get(`/tickets/${id}/`)).headers.get("etag")!.slice(1, -1));
    return (await world.tom.post(`/tickets/${id}/replies/`, { text: "<p>On my way.</p>", seen: version })).body.id;
  };
  const timePasses = () => sql("update replies set send_at = now() where ticket = $1 and state = 'waiting'", [id]);
  const undone = await reply();
  expect(await first()).toBe("running");
  expect((await world.tom.remove(`/tickets/${id}/replies/${undone}/`)).status).toBeLessThan(300);
  await timePasses();
  expect(await first()).toBe("running");
  // a reply in a ticket that is in the trash by then returns to its author
  await reply();
  await world.admin.remove(`/tickets/${id}/`);
  await timePasses();
  while (await sendNext(world.app.docket));
  expect((await world.admin.post(`/tickets/${id}/restore/`)).status).toBe(200);
  expect(await first()).toBe("running");
  await reply();
  await timePasses();
  expect(await first()).toBe("met");
});

test("an account shows how the time until the target will count, and the target of the customer's next message", async () => {
  const calendar = (await world.admin.post("/calendars/", hours)).body.id;
  await world.admin.post("/sla-policies/", { name: "Office", clock: "business", calendar, targets });
  const id = await make();
  const before = await sla(id);
  const [clock] = before.clocks as {
    ahead: Part[];
    due_at: string;
    target_seconds: number;
    counted_seconds: number;
    open_day_seconds: number;
  }[];
  const open = clock!.ahead.filter(({ because }) => because === "open_hours");
  expect(open.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(clock!.target_seconds - clock!.counted_seconds);
  expect([clock!.ahead[0]!.from, clock!.ahead.at(-1)!.to]).toEqual([before.at, clock!.due_at]);
  expect([before.next_response_seconds, clock!.open_day_seconds]).toEqual([null, 9 * 3600]);
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
  await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
  await follow();
  const after = await sla(id);
  expect([after.next_response_seconds, after.clocks[0].ahead, after.clocks[1].ahead]).toEqual([7200, [], []]);
});

test("an account says that the email with an answer waits or is held, until it is sent", async () => {
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets });
  const id = await make({ contact });
  const [clock] = (await sla(id)).clocks;
  expect(clock).toMatchObject({ state: "running", is_answer_unsent: false });
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
  // the desk has no mailbox
  while (await runReaction(world.database.db, emails));
  await follow();
  const first = async () => {
    const { state, is_answer_unsent } = (await sla(id)).clocks[0];
    return [state, is_answer_unsent];
  };
  expect(await first()).toEqual(["met", true]);
  const becomes = (state: string, minutes = 0) =>
    sql(
      `update outgoing_emails set state = $2, created_at = now() - make_interval(mins => $3)
       where ticket = $1 and kind = 'reply'`,
      [id, state, minutes],
    );
  for (const [state, minutes, isUnsent] of [
    ["waiting", 0, false],
    ["waiting", 2, true],
    ["deferred", 2, true],
    ["accepted", 2, false],
  ] as const) {
    await becomes(state, minutes);
    expect([state, minutes, ...(await first())]).toEqual([state, minutes, "met", isUnsent]);
  }
  // a later reply that was sent also answers the customer
  await becomes("held");
  expect(await first()).toEqual(["met", true]);
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "I am here." });
  while (await runReaction(world.database.db, emails));
  await sql(
    `update outgoing_emails set state = 'accepted'
     where comment = (select id from comments where ticket = $1 and text = 'I am here.')`,
    [id],
  );
  expect(await first()).toEqual(["met", false]);
});

test.each([{}, { windows: null }, { windows: [] }])("a special day with %j is closed all day", async (day) => {
  const special = { date: "2026-12-07", name: "Founders' day", ...day };
  const body = { ...hours, name: `Closed ${JSON.stringify(day)}`, days: [special] };
  expect((await world.admin.post("/calendars/", body)).body.days).toEqual([{ ...special, windows: [] }]);
  const { name: _, ...simulated } = body;
  const start = { target_minutes: 600, created_at: "2026-12-06T17:00:00+07:00" };
  const { due_at, segments } = (await world.admin.post("/sla-policies/simulate/", { hours: simulated, ...start })).body;
  // an hour on the 6th, and nine on the 8th
  expect(due_at).toBe("2026-12-08T11:00:00Z");
  expect(segments.map(({ because, seconds }: Part) => [because, seconds / 3600])).toEqual([
    ["open_hours", 1],
    ["closed", 6],
    ["holiday:Founders' day", 24],
    ["closed", 9],
    ["open_hours", 9],
  ]);
});

test("a due date and “overdue” are what people set, whatever the clocks say", async () => {
  const reminders = [{ before: "0m", to: ["assignee"] }];
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets, reminders });
  const shown = async (id: string) => {
    const { due_date, is_overdue } = (await world.tom.get(`/tickets/${id}/`)).body;
    const { results } = (await world.tom.get("/inbox/?page_size=200")).body;
    const row = results.find((each: { id: string }) => each.id === id);
    expect([row.due_date, row.is_overdue]).toEqual([due_date, is_overdue]);
    const { overdue } = (await world.tom.get("/tickets/stats/")).body;
    return [row.sla_state, due_date, is_overdue, overdue];
  };
  const late = await make();
  await age(late, 120);
  expect(await shown(late)).toEqual(["breached", null, false, 0]);
  const dated = await make({ due_date: "2026-01-01T00:00:00Z" });
  expect(await shown(dated)).toEqual(["on_track", "2026-01-01T00:00:00Z", true, 1]);
  const paused = await make({ due_date: "2026-01-01T00:00:00Z" });
  await world.tom.patch(`/tickets/${paused}/`, { status: "pending" });
  await follow();
  expect(await shown(paused)).toEqual(["paused", "2026-01-01T00:00:00Z", true, 2]);
  await world.tom.patch(`/tickets/${paused}/`, { status: "resolved" });
  await follow();
  expect(await shown(paused)).toEqual([null, "2026-01-01T00:00:00Z", false, 1]);
});

test("reminders go to the assignee, the team or its leads, and to the leads for a ticket that nobody has", async () => {
  const reminders = [
    { before: "30m", to: ["team"] },
    { before: "0m", to: ["assignee", "lead"] },
  ];
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets, reminders });
  await world.admin.patch(`/users/${world.fay.id}/`, { leads: ["Tech"] });
  const remindersOf = async (id: string, minutes: number) => {
    await age(id, minutes);
    while (await writeSlaAlerts(world.app.mail));
    const { rows } = await sql("select changes from events where kind = 'sla.alert' and about = $1 order by id", [id]);
    return rows.map(({ changes }) => [changes.kind[1], changes.recipient[1]]);
  };
  const assigned = await make({ category: "technical", assigned_to: world.tom.id });
  const early = await remindersOf(assigned, 40);
  expect(early).toContainEqual(["sla_due_soon", world.tom.id]);
  expect(early).toHaveLength((await sql("select from users where role = 'Tech' and is_active")).rowCount!);
  expect((await remindersOf(assigned, 30)).slice(early.length)).toEqual([
    ["sla_breached", world.tom.id],
    ["sla_breached", world.fay.id],
  ]);
  const unassigned = await make({ category: "technical" });
  expect(await remindersOf(unassigned, 70)).toEqual([["sla_breached", world.fay.id]]);
});

test("a reminder that was sent is not sent again after its ticket was merged and the merge undone", async () => {
  const reminders = [{ before: "30m", to: ["assignee"] }];
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets, reminders });
  const id = await make({ assigned_to: world.tom.id, contact });
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "<p>On my way.</p>" });
  await sql(
    `insert into comments (ticket, author_kind, author_contact, author_name, text, is_internal, via, created_at)
     values ($1, 'contact', $2, 'Arjun Singh', '<p>When?</p>', false, 'mail', now() + interval '1 second')`,
    [id, contact],
  );
  const pass = async (minutes: number) => {
    await sql("update comments set created_at = created_at - make_interval(mins => $2) where ticket = $1", [
      id,
      minutes,
    ]);
    await age(id, minutes);
    while (await writeSlaAlerts(world.app.mail));
    return (await sql("select from events where kind = 'sla.alert' and about = $1", [id])).rowCount;
  };
  expect(await pass(100)).toBe(1);
  await world.tom.post(`/tickets/${id}/merge/`, { into: await make() });
  await follow();
  expect((await world.tom.post(`/tickets/${id}/unmerge/`)).status).toBe(200);
  await follow();
  expect(await pass(1)).toBe(1);
});

test("a clock names its policy as it is called now, and says if it was deleted", async () => {
  const policy = { name: "Always", clock: "always", targets, reminders: [] };
  const { id: created } = (await world.admin.post("/sla-policies/", policy)).body;
  const id = await make();
  const named = async () => {
    const { policy_name, policies } = (await sla(id)).clocks[0];
    return [policy_name, policies.map((each: Record<string, unknown>) => [each.policy_name, each.is_deleted])];
  };
  await world.admin.patch(`/sla-policies/${created}/`, { name: "Guests" });
  expect(await named()).toEqual(["Guests", [["Guests", false]]]);
  expect((await world.admin.remove(`/sla-policies/${created}/`)).status).toBe(204);
  expect(await named()).toEqual(["Always", [["Always", true]]]);
});
