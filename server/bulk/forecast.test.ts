import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { resumeBulk } from "./watch.ts";

// The count that a user sees before a bulk change, and the emails that it then causes.

let world: World;
let worker: EmailWorker;
let company: string;
let tag: string;
beforeAll(async () => {
  world = await openWorld();
  worker = await openEmailWorker(world);
  company = (await makeCompany(world.admin)).company.id;
  await world.admin.patch("/survey-settings/", { is_enabled: true, delay_hours: 1 });
});
afterAll(() => world.close());
beforeEach(async () => {
  tag = `forecast-${randomUUID()}`;
  await world.admin.patch("/survey-settings/", { is_enabled: true, delay_hours: 1, teams: [], categories: [] });
  for (const by of [world.admin, world.fay, world.tom])
    await by.patch("/users/me/notifications/", { assigned: "now", response: "now", team: "never", away_until: null });
});

let n = 0;
/** A ticket of a customer with an address of their own. */
async function newTicket(values: object = {}) {
  n += 1;
  const contact = { company, name: `Ploy ${n}`, email: `ploy-${n}@harbour.test` };
  const { id } = (await world.admin.post("/contacts/", contact)).body;
  return makeTicket(world.admin, company, { contact: id, tags: tag, ...values });
}

const writtenEmails = async () => {
  const { rows } = await world.database.pool.query(
    `select (select count(*)::int from outgoing_emails where user_id is not null) as agents,
       (select count(*)::int from digest_items) as digests,
       (select count(*)::int from outgoing_emails where kind = 'reply') as customers,
       (select count(*)::int from surveys) as surveys`,
  );
  return rows[0] as Record<string, number>;
};

/** The count, and what was written after the same change, with and without `notify`. */
async function compare(by: Caller, change: object, notify = true) {
  await worker.react();
  const before = await writtenEmails();
  const preview = await by.post("/bulk-changes/preview/", { filter: { tags: tag }, ...change });
  expect(preview.status).toBe(200);
  const { status, body } = await by.post("/bulk-changes/", { filter: { tags: tag }, ...change, notify });
  expect(status).toBe(202);
  await world.database.pool.query("update bulk_changes set starts_at = now() where id = $1 and starts_at is not null", [
    body.id,
  ]);
  await resumeBulk(world.app.docket);
  await worker.react();
  const after = await writtenEmails();
  const emails = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[name]!]));
  return { forecast: preview.body, emails };
}

describe("the count of a bulk change's emails equals what the change causes", () => {
  test("for an assignee, who is not notified of tickets that they already have", async () => {
    await newTicket();
    await newTicket({ assigned_to: world.fay.id });
    await newTicket({ assigned_to: world.tom.id });
    const { forecast, emails } = await compare(world.admin, { changes: { assigned_to: world.tom.id } });
    expect(forecast).toEqual({ agents: 2, digests: 0, customers: 0, surveys: 0 });
    expect(emails).toEqual(forecast);
  });

  test("for an assignee who is away, and for one who makes the change", async () => {
    await newTicket();
    await newTicket();
    await world.fay.patch("/users/me/notifications/", { away_until: "2030-01-01T00:00:00Z" });
    const away = await compare(world.admin, { changes: { assigned_to: world.fay.id } });
    expect(away.forecast).toEqual({ agents: 0, digests: 2, customers: 0, surveys: 0 });
    expect(away.emails).toEqual(away.forecast);
    const own = await compare(world.tom, { changes: { assigned_to: world.tom.id } });
    expect(own.forecast).toEqual({ agents: 0, digests: 0, customers: 0, surveys: 0 });
    expect(own.emails).toEqual(own.forecast);
  });

  test("for the members of a team who want to know, about tickets that nobody has", async () => {
    await newTicket({ assigned_team: "Finance" });
    await newTicket({ assigned_team: "Tech" });
    await newTicket({ assigned_team: "Finance", assigned_to: world.fay.id });
    await world.tom.patch("/users/me/notifications/", { team: "digest" });
    const { forecast, emails } = await compare(world.admin, { changes: { assigned_team: "Tech" } });
    expect(forecast).toEqual({ agents: 0, digests: 1, customers: 0, surveys: 0 });
    expect(emails).toEqual(forecast);
  });

  test("for resolved tickets whose customers are asked how satisfied they are", async () => {
    await newTicket({ category: "billing" });
    await newTicket({ category: "billing", tags: `${tag},no_survey` });
    await newTicket({ category: "technical" });
    await makeTicket(world.admin, company, { tags: tag, category: "billing" });
    await world.admin.patch("/survey-settings/", { categories: ["billing"] });
    const { forecast, emails } = await compare(world.admin, { changes: { status: "resolved" } });
    expect(forecast).toEqual({ agents: 0, digests: 0, customers: 0, surveys: 1 });
    expect(emails).toEqual(forecast);
    const again = await compare(world.admin, { changes: { status: "closed" } });
    expect(again.forecast).toEqual({ agents: 0, digests: 0, customers: 0, surveys: 0 });
    expect(again.emails).toEqual(again.forecast);
  });

  test("for a macro's reply: its customers, those in Cc, the assignee and followers", async () => {
    const first = await newTicket({ assigned_to: world.fay.id });
    await world.admin.post(`/tickets/${first.id}/participants/`, { address: "lee@harbour.test" });
    const second = await newTicket();
    await world.tom.post(`/tickets/${second.id}/follow/`);
    const macro = { name: "Restarted", texts: { en: "<p>We restarted {{ ticket.number }}.</p>" }, changes: {} };
    const { id } = (await world.admin.post("/macros/", macro)).body;
    const { forecast, emails } = await compare(world.admin, { macro: id });
    expect(forecast).toEqual({ agents: 2, digests: 0, customers: 3, surveys: 0 });
    expect(emails).toEqual(forecast);
    const note = await compare(world.admin, { macro: id, is_internal: true });
    expect(note.forecast).toEqual({ agents: 1, digests: 0, customers: 0, surveys: 0 });
    expect(note.emails).toEqual(note.forecast);
  });

  test("only if the user chooses it: otherwise it causes none", async () => {
    await newTicket();
    const { forecast, emails } = await compare(world.admin, { changes: { assigned_to: world.tom.id } }, false);
    expect(forecast.agents).toBe(1);
    expect(emails).toEqual({ agents: 0, digests: 0, customers: 0, surveys: 0 });
  });
});

test("counting the emails of a bulk change changes nothing, and refuses what the change would refuse", async () => {
  const { id } = await newTicket();
  const target = { ids: [id] };
  const ask = (by: Caller, body: object) => by.post("/bulk-changes/preview/", { ...target, ...body });
  await ask(world.admin, { changes: { status: "resolved", assigned_to: world.tom.id } });
  expect((await world.admin.get(`/tickets/${id}/`)).body).toMatchObject({ status: "new", assigned_to: null });
  for (const [by, body] of [
    [world.admin, {}],
    [world.admin, { changes: { status: "lost" } }],
    [world.tom, { changes: { is_deleted: false } }],
  ] as const) {
    const [preview, change] = [await ask(by, body), await by.post("/bulk-changes/", { ...target, ...body })];
    expect([preview.status, preview.body]).toEqual([change.status, change.body]);
    expect(preview.status).toBeGreaterThanOrEqual(400);
  }
});
