import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../test/world.ts";
import { addComment } from "./comments/comments.ts";
import { addReaders, type ReadEvent } from "./events/reader.ts";
import { type Db, query } from "./platform/database.ts";
import { reactionsOf } from "./reactions.ts";
import { createTicket } from "./tickets/tickets.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold", PUBLIC_URL: "https://desk.docket.test" });
});
afterAll(() => world.close());

// what reactions write, without the values that differ in each run
const WRITTEN = {
  emails: `select kind, ticket, comment, contact, user_id, address, name, role, details, cause, state, reason,
      not_before > now() as is_later
    from outgoing_emails
    order by cause, lower(address), kind`,
  digests: "select user_id, kind, ticket, actor_name, cause from digest_items order by cause, user_id",
  participants: "select ticket, contact, address, name, state, origin, added_by from participants order by 1, 3",
  terms: "select ticket, at, terms from sla_ticket_terms order by ticket, id",
  clocks: `select ticket, metric, begun_by, terms, priority, state, target_seconds, started_at, due_at
    from sla_clocks
    order by ticket, metric, started_at`,
  runs: "select automation, ticket, occasion, event, outcome, changes from automation_runs order by event, automation",
  tickets: "select id, priority, tags, status, assigned_to from tickets order by id",
  snoozes: "select user_id, ticket, ended_at is null as is_open from snoozes order by 1, 2",
  replies: "select id, state from replies order by id",
  surveys: "select ticket, contact, started_by, due_at, state, reason from surveys order by ticket, state",
  waiting: "select ticket, team, event, depth from waiting_tickets order by ticket",
  routings: "select ticket, team, user_id, text from ticket_routings order by ticket, text",
} as const;

const readEvents = (db: Db, when: readonly string[]) =>
  query<ReadEvent>(
    db,
    "select * from events where kind = any($1) and not is_quiet and triggers_reactions order by id",
    [when],
  );

/** Creates a desk in which every reaction has something to do, and several events are about the same ticket. */
async function makeHistory(): Promise<void> {
  const { admin, tom, fay, database } = world;
  const { company, contact } = await makeCompany(admin);
  await admin.patch("/users/me/notifications/", { team: "now", assigned: "digest", followed: "digest" });
  await tom.patch("/users/me/notifications/", { response: "now", mention: "now", assigned: "now", team: "digest" });
  await admin.post("/sla-policies/", {
    name: "Urgent",
    clock: "always",
    filters: { category: "billing" },
    targets: { low: { first_response: 15, resolution: 120 } },
  });
  const rules = [
    { trigger: { on: "created" }, filters: { category: "billing" }, actions: { changes: { priority: "urgent" } } },
    { trigger: { on: "agent_replied" }, filters: { tags: "vip" }, actions: { changes: { add_tags: ["answered"] } } },
    { trigger: { on: "agent_replied" }, filters: {}, actions: { changes: { add_tags: ["vip"] } } },
    {
      trigger: { on: "changed", field: "priority" },
      filters: {},
      actions: { note: "Its priority has changed." },
    },
  ];
  for (const [at, rule] of rules.entries())
    expect(await admin.post("/automations/", { name: `Rule ${at}`, ...rule })).toMatchObject({ status: 201 });
  expect((await admin.patch("/survey-settings/", { is_enabled: true, delay_hours: 1 })).status).toBe(200);
  expect((await admin.patch("/teams/Tech/routing/", { mode: "round_robin", capacity: 3 })).status).toBe(200);
  await addReaders(database.db, reactionsOf(world.app.mail));
  await createTicket(
    database.db,
    { kind: "contact", id: contact.id, via: "web" },
    { subject: "No sound", company: company.id, contact: contact.id },
    "UTC",
  );
  for (const category of ["billing", "general"]) {
    const { id } = await makeTicket(fay, company.id, { category, contact: contact.id, assigned_to: tom.id });
    await database.pool.query("insert into ticket_followers (ticket, user_id) values ($1, $2)", [id, world.admin.id]);
    await tom.put(`/tickets/${id}/snooze/`, { until_reply: true });
    await addComment(database.db, { kind: "contact", id: contact.id, via: "mail" }, id, "Still broken", false);
    await fay.post(`/tickets/${id}/add_comment/`, { text: "Please look, @tom", is_internal: true });
    const people = [{ address: "cook@harbour.example", role: "cc" }];
    const fayActs = { kind: "user", id: fay.id, via: "web" } as const;
    await addComment(database.db, fayActs, id, "We look at it", false, { recipients: people });
    // goes to the one whom the reply before has made a participant, too
    await addComment(database.db, fayActs, id, "It works again", false);
    await tom.patch(`/tickets/${id}/`, { priority: "urgent" });
    await tom.patch(`/tickets/${id}/`, { priority: "low" });
    await tom.post(`/tickets/${id}/assign/`, { user_id: null });
    await admin.post(`/tickets/${id}/assign/`, { user_id: tom.id });
  }
  // a survey that waits is cancelled; another begins
  for (const status of ["in_progress", "resolved"] as const) {
    const { id } = await makeTicket(fay, company.id, { contact: contact.id, assigned_to: tom.id });
    await tom.patch(`/tickets/${id}/`, { status: "resolved" });
    await database.pool.query(
      `insert into surveys (ticket, contact, started_by, assigned_team, category, due_at)
       select id, contact, 'automation', assigned_team, category, now() from tickets where id = $1 and $2 <> 'resolved'`,
      [id, status],
    );
    if (status !== "resolved") await tom.patch(`/tickets/${id}/`, { status });
  }
  // more wait than Tech can have, until one is resolved
  for (const subject of ["One", "Two", "Three", "Four"])
    await makeTicket(fay, company.id, { subject, category: "technical" });
}

class Undone extends Error {}

/** Returns what a reaction would write about events, and rolls it back. */
async function writtenBy(react: (db: Db) => Promise<void>): Promise<Record<string, unknown[]>> {
  const written: Record<string, unknown[]> = {};
  const work = async (db: Db) => {
    await react(db);
    for (const [name, text] of Object.entries(WRITTEN)) written[name] = await query(db, text);
    throw new Undone();
  };
  await world.database.db.transact(work).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return written;
}

test("reactions to frequent events handle many at once", () => {
  const alone = reactionsOf(world.app.mail).filter(({ reactToAll }) => !reactToAll);
  expect(alone.map(({ name }) => name)).toEqual(["tell-of-undelivered-replies", "notify-of-low-ratings"]);
});

test("a reaction to many events at once writes the same as for each event alone", async () => {
  await makeHistory();
  const { db } = world.database;
  const before = await writtenBy(async () => {});
  const idle: string[] = [];
  for (const reaction of reactionsOf(world.app.mail)) {
    if (!reaction.reactToAll) continue;
    const events = await readEvents(db, reaction.when);
    const oneByOne = await writtenBy(async (db) => {
      for (const event of events) await reaction.react(db, event);
    });
    const together = await writtenBy((db) => reaction.reactToAll!(db, events));
    if (JSON.stringify(oneByOne) === JSON.stringify(before)) idle.push(reaction.name);
    expect({ [reaction.name]: together }).toEqual({ [reaction.name]: oneByOne });
  }
  // the others have written something, so that there was something to compare
  expect(idle).toEqual(["cancel-replies", "return-scheduled-replies"]);
});
