import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dumpId, dumpRow, importRows } from "../../test/dumps.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { RULE_EXAMPLE_NAMES, RULE_EXAMPLES } from "../../web/automations/rule-examples.ts";
import { CREATED_VIAS, MAX_CHAIN } from "../../wire/automation-words.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { runAutomations } from "./react.ts";
import { deleteOldRuns } from "./runs.ts";

let world: World;
let company: string;
let contact: string;
const mail = { mailOut: "hold", addresses: { publicUrl: "https://desk.docket.test" } } as const;
const reaction = runAutomations(mail as never);

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold" });
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
  await addReaders(world.database.db, [reaction]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await react();
  await sql("delete from automations");
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
/** Reads all events that there are, those that the rules cause included. */
const react = async () => {
  while (await runReaction(world.database.db, reaction));
};
type Rule = Record<string, unknown>;
const post = (rule: Rule) => world.admin.post("/automations/", { name: `Rule ${randomUUID()}`, ...rule });
const rule = async (values: Rule): Promise<string> => {
  const { status, body } = await post(values);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body.id;
};
const make = async (values: Rule = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, values);
  await react();
  return id;
};
const ticket = async (id: string) => (await world.tom.get(`/tickets/${id}/`)).body;
const runs = async (id: string) => (await world.admin.get(`/automations/${id}/runs/`)).body.results;
const onCreated = { trigger: { on: "created" }, actions: { changes: { priority: "high" } } };

describe("an automation", () => {
  test("acts on what the subject, the description or the contact's address contains", async () => {
    const changes = (priority: string) => ({ trigger: { on: "created" }, actions: { changes: { priority } } });
    await rule({ ...changes("high"), filters: { subject: "invoice, rechnung" } });
    await rule({ ...changes("urgent"), filters: { text: "silent", contact_email: "@harbour.test" } });
    const invoice = await make({ subject: "Your INVOICES of May", priority: "low" });
    const silent = await make({ description: "<b>Sil</b>ent since noon", contact, priority: "low" });
    const stranger = await make({ description: "Silent since noon", priority: "low" });
    const priorityOf = async (id: string) => (await ticket(id)).priority;
    expect([await priorityOf(invoice), await priorityOf(silent), await priorityOf(stranger)]).toEqual([
      ...["high", "urgent", "low"],
    ]);
  });

  test("changes a new ticket that matches its filters, once, and follows the rules of every change", async () => {
    const id = await rule({
      trigger: { on: "created" },
      filters: { category: "billing" },
      actions: { changes: { priority: "high", add_tags: ["invoice"], assigned_to: world.tom.id } },
    });
    const [billing, other] = [await make({ category: "billing" }), await make({ category: "general" })];
    await react();
    expect(await ticket(billing)).toMatchObject({
      priority: "high",
      tags: "invoice",
      assigned_to: world.tom.id,
      // the team of the assignee, as when a person assigns
      assigned_team: "Tech",
      status: "assigned",
    });
    expect((await ticket(other)).priority).toBe("medium");
    expect(await runs(id)).toMatchObject([
      { ticket: billing, outcome: "done", changes: { priority: ["medium", "high"], tags: ["", "invoice"] } },
    ]);
  });

  test.each(CREATED_VIAS)("runs for new tickets that arrive by its channel, as a trial by %s shows", async (via) => {
    await rule({ ...onCreated, trigger: { on: "created", via: CREATED_VIAS.filter((each) => each !== via) } });
    const own = await rule({ trigger: { on: "created", via: [via] }, actions: { changes: { status: "pending" } } });
    const trial = { subject: "Trial", description: "Trial", company, via };
    const { status, body } = await world.admin.post("/automations/trial/", trial);
    expect(status).toBe(201);
    await react();
    expect(await ticket(body.id)).toMatchObject({ via, status: "pending", priority: "medium" });
    const { results } = (await world.admin.get(`/tickets/${body.id}/automation-runs/`)).body;
    expect(results).toMatchObject([{ automation: own, outcome: "done" }]);
    expect((await world.tom.post("/automations/trial/", trial)).status).toBe(403);
  });

  test("runs in the order of the list, and all of them see the ticket as it was at the event", async () => {
    const first = await rule({ ...onCreated, actions: { changes: { status: "pending", priority: "low" } } });
    const second = await rule({ ...onCreated, filters: { status: "new" } });
    const order = async () => (await ticket(await make())).priority;
    expect(await order()).toBe("high");
    const { updated_at } = (await world.admin.get(`/automations/${first}/`)).body;
    expect((await world.admin.put("/automations/order/", { automations: [second, first] })).status).toBe(200);
    expect(await order()).toBe("low");
    // a form that was open meanwhile can still be saved
    expect((await world.admin.get(`/automations/${first}/`)).body.updated_at).toBe(updated_at);
    expect((await world.admin.put("/automations/order/", { automations: [second] })).body).toEqual({
      automations: ["Send the ID of every automation once."],
    });
  });

  test("that is turned off does nothing", async () => {
    const id = await rule({ ...onCreated, is_active: false });
    expect((await ticket(await make())).priority).toBe("medium");
    expect(await runs(id)).toEqual([]);
  });

  test.each([
    ["status", { to: ["pending"] }, { status: "pending" }, true],
    ["status", { from: ["assigned"] }, { status: "pending" }, false],
    ["status", { from: ["new"], to: ["pending", "closed"] }, { status: "pending" }, true],
    ["priority", {}, { status: "pending" }, false],
    ["assigned_team", { from: ["none"], to: ["Music"] }, { assigned_team: "Music" }, true],
    ["assigned_to", { from: ["none"] }, { assigned_to: "tom" }, true],
    ["assigned_to", { to: ["none"] }, { assigned_to: "tom" }, false],
    ["tags", { to: ["VIP"] }, { tags: "vip, hotel" }, true],
    ["tags", { from: ["vip"] }, { tags: "vip, hotel" }, false],
  ])("on a change of %s with %j and the change %j", async (field, sides, change, isRun) => {
    const id = await make();
    const added = await rule({ trigger: { on: "changed", field, ...sides }, actions: { note: "Seen." } });
    const values = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, value === "tom" ? world.tom.id : value]),
    );
    expect((await world.fay.patch(`/tickets/${id}/`, values)).status).toBe(200);
    await react();
    expect((await runs(added)).length).toBe(isRun ? 1 : 0);
  });

  test.each([
    ["agent_replied", { is_internal: false }, true],
    ["agent_replied", { is_internal: true }, false],
    ["note_added", { is_internal: true }, true],
    ["customer_replied", { is_internal: false }, false],
  ])("on %s after a comment of an agent with %j", async (on, values, isRun) => {
    const id = await make();
    const added = await rule({ trigger: { on }, actions: { changes: { priority: "urgent" } } });
    await world.tom.post("/ticket-comments/", { ticket: id, text: "Restarted.", ...values });
    await react();
    expect((await runs(added)).length).toBe(isRun ? 1 : 0);
  });

  test("writes a note, and a reply that is emailed as automatic", async () => {
    const added = await rule({
      trigger: { on: "created" },
      actions: {
        note: "From {{ company.name }}.",
        reply: "Hello {{ contact.first_name | default: 'there' }},\n\nwe read “{{ ticket.subject }}”.",
      },
    });
    const id = await make({ contact, subject: `{{ 7 | plus: 7 }} <img src=x> O'Brien` });
    const { results } = (await world.tom.get(`/ticket-comments/?ticket=${id}`)).body;
    const [note, reply] = [true, false].map((is) => results.find((each: Rule) => each.is_internal === is));
    expect(note.text).toMatch(/^<p>From Harbour Hotel .+\.<\/p>$/);
    expect(reply.text).toBe("<p>Hello Ploy,</p><p>we read “{{ 7 | plus: 7 }} &lt;img src=x&gt; O&#39;Brien”.</p>");
    expect(reply.author_name).toMatch(/^Rule /);
    const emails = await sql("select kind, details, comment from outgoing_emails where ticket = $1", [id]);
    expect(emails).toEqual([{ kind: "reply", details: { is_automatic: true }, comment: reply.id }]);
    // a comment by an automation is not a first response
    expect((await ticket(id)).first_response_at).toBeNull();
    expect((await runs(added))[0]).toMatchObject({ outcome: "done", error: null });
  });

  test("notifies the assignee and a user by mentioning them", async () => {
    await rule({
      trigger: { on: "changed", field: "priority", to: ["urgent"] },
      actions: { notify: { to: ["assignee", world.fay.id], text: "Look at {{ ticket.number }}." } },
    });
    const id = await make({ assigned_to: world.tom.id });
    await world.admin.patch(`/tickets/${id}/`, { priority: "urgent" });
    await react();
    const [note] = (await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.results;
    expect(note.is_internal).toBe(true);
    for (const user of [world.tom.id, world.fay.id]) expect(note.text).toContain(`data-mention="${user}"`);
  });

  test.each([
    ["team", "users of the ticket's team", () => [world.tom.id]],
    ["lead", "the leads of the ticket's team", () => [world.fay.id]],
  ] as const)("notifies %s: %s", async (to, _, expected) => {
    await sql("insert into team_leads (team, user_id) values ('Tech', $1) on conflict do nothing", [world.fay.id]);
    const added = await rule({ trigger: { on: "created" }, actions: { notify: { to: [to], text: "Look." } } });
    const id = await make({ assigned_team: "Tech" });
    const [note] = (await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.results;
    const mentioned = [...note.text.matchAll(/data-mention="([^"]+)"/g)].map(([, user]) => user);
    expect(mentioned).toEqual(expected());
    // this team has no lead
    const music = await make({ assigned_team: "Music" });
    const error = "No one was notified: the ticket has no such user.";
    expect((await runs(added))[0]).toMatchObject({ ticket: music, outcome: "unchanged", error });
  });

  test("writes its note before its reply, at different times", async () => {
    await rule({ trigger: { on: "created" }, actions: { note: "First.", reply: "Second." } });
    const id = await make({ contact });
    const { results } = (await world.tom.get(`/ticket-comments/?ticket=${id}&ordering=created_at`)).body;
    const [first, second] = results.toSorted((a: Rule, b: Rule) =>
      String(a.created_at) < String(b.created_at) ? -1 : 1,
    );
    expect([first.text, second.text]).toEqual(["<p>First.</p>", "<p>Second.</p>"]);
    expect(first.created_at < second.created_at).toBe(true);
    expect([first.updated_at, second.updated_at]).toEqual([first.created_at, second.created_at]);
  });

  test("snoozes the ticket for its assignee until a time or the customer's reply", async () => {
    const added = await rule({ ...onCreated, actions: { snooze: 24 } });
    const [mine, nobodys] = [await make({ assigned_to: world.tom.id }), await make()];
    const { body } = await world.tom.get(`/tickets/${mine}/snooze/`);
    expect(body).toMatchObject({ until_reply: true, is_reminder: false });
    expect(Math.round((Date.parse(body.until) - Date.parse(body.created_at)) / 3_600_000)).toBe(24);
    const error = "The ticket was not snoozed: it has no assignee.";
    expect(await runs(added)).toMatchObject([
      { ticket: nobodys, outcome: "unchanged", error },
      { ticket: mine, outcome: "done", error: null },
    ]);
  });

  test("keeps its runs for 30 days", async () => {
    const added = await rule(onCreated);
    const [old, recent] = [await make(), await make()];
    await sql("update automation_runs set at = now() - interval '30 days 1 hour' where ticket = $1", [old]);
    await sql("update automation_runs set at = now() - interval '29 days 23 hours' where ticket = $1", [recent]);
    await deleteOldRuns(world.database.db);
    expect((await runs(added)).map((each: Rule) => each.ticket)).toEqual([recent]);
  });

  test("shows on the ticket why it changed", async () => {
    const added = await rule({ ...onCreated, name: "Everything is urgent" });
    const id = await make();
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    const change = results.find((each: { actor_kind: string }) => each.actor_kind === "automation");
    expect(change.actor_name).toBe("Everything is urgent");
    const why = (await world.tom.get(`/tickets/${id}/automation-runs/?event=${change.id}`)).body.results;
    expect(why).toMatchObject([
      {
        automation: added,
        version: 1,
        rule: { trigger: { on: "created" } },
        event: results[0].id,
        caused: [change.id],
      },
    ]);
    expect((await world.tom.get(`/tickets/${id}/automation-runs/?event=1`)).body.results).toEqual([]);
    // runs stay when the automation is deleted
    await world.admin.remove(`/automations/${added}/`);
    const [run] = (await world.tom.get(`/tickets/${id}/automation-runs/`)).body.results;
    expect(run).toMatchObject({ automation: null, name: "Everything is urgent" });
  });

  test("that cannot act is recorded and does not stop others", async () => {
    const failing = await rule({ ...onCreated, actions: { changes: { assigned_to: world.tom.id }, note: "x" } });
    await sql(
      "update automations set actions = jsonb_set(actions, '{changes,assigned_to}', to_jsonb($2::text)) where id = $1",
      [failing, randomUUID()],
    );
    await rule(onCreated);
    const id = await make();
    expect((await ticket(id)).priority).toBe("high");
    expect(await runs(failing)).toMatchObject([
      { outcome: "failed", error: "The assignee no longer exists.", changes: null },
    ]);
    expect((await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.count).toBe(0);
  });

  test("ignores a ticket that already has its values", async () => {
    const added = await rule(onCreated);
    const id = await make({ priority: "high" });
    expect(await runs(added)).toMatchObject([{ outcome: "unchanged", changes: null, caused: [] }]);
    expect((await world.tom.get(`/tickets/${id}/timeline/`)).body.results).toHaveLength(1);
  });

  test("does not run after an undo, or after a bulk change unless its author asks for it", async () => {
    const added = await rule({ trigger: { on: "changed", field: "status" }, actions: { note: "Moved." } });
    const id = await make();
    const bulk = (values: Rule) =>
      world.admin.post("/bulk-changes/", { ids: [id], changes: { status: "pending" }, ...values });
    const { body } = await bulk({});
    await react();
    await world.admin.post(`/bulk-changes/${body.id}/undo/`);
    await react();
    expect(await runs(added)).toEqual([]);
    await bulk({ notify: true });
    await react();
    expect(await runs(added)).toHaveLength(1);
  });

  test("does not run for imported tickets and replies", async () => {
    const added = [await rule(onCreated), await rule({ trigger: { on: "agent_replied" }, actions: { note: "Seen." } })];
    const rows = [
      dumpRow("user", 1, { username: "lea", password: "!", role: "Tech" }),
      dumpRow("company", 2, { name: "Inn" }),
      dumpRow("ticket", 3, {
        ticket_number: "T-20251117-0001",
        subject: "No sound",
        description: "Since noon.",
        company: dumpId(2),
        created_by: dumpId(1),
      }),
      dumpRow("ticketcomment", 4, { ticket: dumpId(3), author: dumpId(1), text: "On our way." }),
    ];
    expect((await importRows(world, rows)).problems).toEqual([]);
    await react();
    expect(await ticket(dumpId(3))).toMatchObject({ priority: "medium", comments: [{ text: "On our way." }] });
    for (const id of added) expect(await runs(id)).toEqual([]);
  });

  test("that forms a loop with another is paused with the reason", async () => {
    const trigger = (to: string) => ({ on: "changed", field: "priority", to: [to] });
    await rule({ name: "Up", trigger: trigger("low"), actions: { changes: { priority: "high" } } });
    await rule({ name: "Down", trigger: trigger("high"), actions: { changes: { priority: "low" } } });
    const id = await make();
    await world.fay.patch(`/tickets/${id}/`, { priority: "low" });
    await react();
    const all = (await world.admin.get("/automations/?ordering=name")).body.results;
    const [paused, other] = all.sort((a: Rule, b: Rule) => Number(b.paused_at !== null) - Number(a.paused_at !== null));
    expect([paused.is_active, other.is_active, other.paused_at]).toEqual([false, true, null]);
    expect(paused.paused_because).toMatch(/^Automations set each other off: “Up” → “Down” → /);
    const every = await sql("select depth, outcome from automation_runs where ticket = $1 order by id", [id]);
    expect(every.map(({ outcome }) => outcome)).toEqual([...Array(MAX_CHAIN).fill("done"), "stopped"]);
    // the Admins are notified on the ticket where it happened
    const { results } = (await world.admin.get(`/ticket-comments/?ticket=${id}`)).body;
    expect(results).toMatchObject([
      { is_internal: true, text: expect.stringContaining(`data-mention="${world.admin.id}"`) },
    ]);
    expect(results[0].text).toContain(`The automation “${paused.name}” was paused.`);
    // the list of automations is read again because of it
    expect(await sql("select actor_kind, about, ticket from events where kind = 'automation.paused'")).toEqual([
      { actor_kind: "system", about: paused.id, ticket: null },
    ]);
    await world.admin.patch(`/automations/${paused.id}/`, { is_active: true });
    expect((await world.admin.get(`/automations/${paused.id}/`)).body).toMatchObject({
      is_active: true,
      paused_at: null,
      paused_because: null,
    });
  });
});

describe("automations that contradict each other", () => {
  const sets = (to: string, priority: string) => ({
    trigger: { on: "changed", field: "priority", to: [to] },
    actions: { changes: { priority } },
  });

  test("are saved with a warning that names the other one, and loop as it says", async () => {
    const first = (await post(sets("low", "high"))).body;
    expect(first.warnings).toEqual([]);
    const { status, body: second } = await post(sets("high", "low"));
    expect([status, second.warnings]).toEqual([
      201,
      [
        {
          kind: "loop",
          automation: first.id,
          name: first.name,
          field: "priority",
          value: "low",
          other_value: "high",
          message: `This automation sets priority to low, “${first.name}” sets it to high, and each starts the other until Docket pauses one of them.`,
        },
      ],
    ]);
    const id = await make();
    await world.tom.patch(`/tickets/${id}/`, { priority: "low" });
    await react();
    const { results } = (await world.admin.get("/automations/")).body;
    expect(results.filter((each: Rule) => each.paused_because)).toHaveLength(1);
  });

  test("on the same event are saved with a warning that says which one decides, and it does", async () => {
    const first = (await post({ ...onCreated, filters: { category: "billing" } })).body;
    await rule({ ...onCreated, actions: { changes: { priority: "low" } }, filters: { category: "technical" } });
    const second = (await post({ ...onCreated, actions: { changes: { priority: "low" } } })).body;
    const message = (sets: string, name: string, other: string, which: string) =>
      `This automation sets priority to ${sets}, “${name}” sets it to ${other}. Both can run on the same event, and ${which} one runs last.`;
    const clash = { kind: "overrules", automation: first.id, name: first.name, field: "priority" };
    const warning = {
      ...clash,
      value: "low",
      other_value: "high",
      message: message("low", first.name, "high", "this"),
    };
    expect(second.warnings).toEqual([warning]);
    const warned = (await world.admin.patch(`/automations/${first.id}/`, { is_active: true })).body.warnings;
    expect(warned).toMatchObject([
      { kind: "overruled", automation: second.id, message: message("high", second.name, "low", "that") },
    ]);
    expect((await ticket(await make({ category: "billing" }))).priority).toBe("low");
  });

  test("are compared only while both are active", async () => {
    const first = (await post(sets("low", "high"))).body;
    const second = (await post({ ...sets("high", "low"), is_active: false })).body;
    const warned = async (id: string, values: Rule) =>
      (await world.admin.patch(`/automations/${id}/`, values)).body.warnings.map((each: Rule) => each.automation);
    expect(second.warnings).toEqual([]);
    expect(await warned(first.id, { name: "First" })).toEqual([]);
    expect(await warned(second.id, { is_active: true })).toEqual([first.id]);
    expect(await warned(second.id, { actions: { changes: { status: "pending" } } })).toEqual([]);
  });
});

describe("an automation that cannot work", () => {
  const note = { note: "x" };
  test.each([
    [{ trigger: { on: "moon" } }, "trigger", "on: “moon” is not a valid choice."],
    [{ trigger: { on: "created", hours: 3 } }, "trigger", "hours: It cannot be used with “created”."],
    [{ trigger: { on: "created", phase: 3 } }, "trigger", "Unknown field: “phase”."],
    [{ trigger: { on: "changed", field: "subject" } }, "trigger", "field: “subject” is not a valid choice."],
    [{ trigger: { on: "changed", field: "status", to: ["asleep"] } }, "trigger", "to: “asleep” is not a valid choice."],
    [{ trigger: { on: "changed", field: "status", from: ["new"], to: ["new"] } }, "trigger", "never happens"],
    [{ trigger: { on: "unanswered" } }, "trigger", "hours: Send whole hours from 1 to 8760."],
    [{ trigger: { on: "unanswered", hours: 1, calendar: randomUUID() } }, "trigger", "calendar: Invalid pk"],
    [{ filters: { mood: "good" } }, "filters", "Unknown inbox filter: mood."],
    [{ filters: { status: "asleep" } }, "filters", "status: "],
    [{ filters: { unread: true } }, "filters", "depends on the viewer"],
    [{ filters: { assigned_to: "me" } }, "filters", "depends on the viewer"],
    [
      { trigger: { on: "changed", field: "category", to: ["billing"] }, filters: { category: "technical" } },
      "filters",
      "It would never run: category changes to billing, but must be technical.",
    ],
    [{ trigger: { on: "unanswered", hours: 2 }, filters: { status: "closed" } }, "filters", "It would never run"],
    [
      { trigger: { on: "sla_breached" }, filters: { sla: "none,paused" } },
      "filters",
      "It would never run: the SLA of such a ticket is breached, not none, paused.",
    ],
    [
      { filters: { created_after: "2026-02-01", created_before: "2026-01-01" } },
      "filters",
      "It would never run: no time",
    ],
    [{ filters: { updated_after: "-1d", updated_before: "-7d" } }, "filters", "both after -1d and before -7d."],
    [{ filters: { created_after: "2026-02-30" } }, "filters", "created_after: Datetime has wrong format."],
    [{ actions: {} }, "actions", "Choose at least one thing to do."],
    [{ actions: { dance: true } }, "actions", "Unknown field: “dance”."],
    [{ actions: { changes: { mood: "good" } } }, "actions", "Unknown field: “mood”."],
    [{ actions: { changes: { priority: "extreme" } } }, "actions", "priority: "],
    [{ actions: { changes: { is_deleted: true } } }, "actions", "Unknown field: “is_deleted”."],
    [{ actions: { changes: { add_tags: ["VIP"], remove_tags: ["vip"] } } }, "actions", "both added and removed"],
    [{ actions: { changes: { assigned_to: randomUUID() } } }, "actions", "assigned_to: Invalid pk"],
    [{ actions: { macro: "hello" } }, "actions", "macro: “hello” is not a valid UUID."],
    [{ actions: { macro: randomUUID() } }, "actions", "does not exist, or is private."],
    [{ actions: { snooze: 0 } }, "actions", "snooze: Send whole hours from 1 to 8760."],
    [{ actions: { snooze: 24, changes: { status: "resolved" } } }, "actions", "snooze: A ticket that is resolved"],
    [{ actions: { snooze: 24, changes: { assigned_to: null } } }, "actions", "snooze: The ticket has no assignee"],
    [{ filters: { assigned_to: "none" }, actions: { snooze: 24 } }, "actions", "snooze: The ticket has no assignee"],
    [{ actions: { survey: "start", changes: { status: "pending" } } }, "actions", "survey: A survey starts only"],
    [{ filters: { open: "true" }, actions: { survey: "start" } }, "actions", "survey: A survey starts only"],
    [{ filters: { status: "new,pending" }, actions: { survey: "start" } }, "actions", "survey: A survey starts only"],
    [{ trigger: { on: "unanswered", hours: 2 }, actions: { survey: "start" } }, "actions", "survey: A survey starts"],
    [{ actions: { survey: "start", changes: { add_tags: ["No_Survey"] } } }, "actions", "rules out the survey"],
    [{ actions: { survey: "none", changes: { remove_tags: ["no_survey"] } } }, "actions", "surveys are sent"],
    [{ actions: { note: " " } }, "actions", "note: This field may not be blank."],
    [{ actions: { reply: "{{ ticket.secret }}" } }, "actions", "There is no value “ticket.secret”."],
    [{ actions: { reply: "{% for i in (1..1000000) %}x{% endfor %}" } }, "actions", "reply: "],
    [{ actions: { reply: "x".repeat(50_000) } }, "actions", "reply: Ensure this field has no more than 20000"],
    [{ actions: { notify: { to: [], text: "x" } } }, "actions", "notify: Choose who is notified."],
    [{ actions: { notify: { to: ["boss"], text: "x" } } }, "actions", "notify: “boss” is not a valid choice."],
  ])("is refused: %j", async (values, field, text) => {
    const { status, body } = await post({ trigger: { on: "created" }, actions: note, ...values });
    expect([status, Object.keys(body), body[field]?.join(" ")]).toEqual([400, [field], expect.stringContaining(text)]);
  });

  test.each(RULE_EXAMPLE_NAMES)("can start from the example “%s” of the app", async (name) => {
    const { status, body } = await post(RULE_EXAMPLES[name]);
    expect([status, body]).toMatchObject([201, RULE_EXAMPLES[name]]);
  });

  test("is refused because of its name, and from agents", async () => {
    await rule({ ...onCreated, name: "Twice" });
    expect((await post({ ...onCreated, name: "TWICE" })).body).toEqual({
      name: ["Another automation has this name."],
    });
    expect((await world.tom.post("/automations/", { ...onCreated, name: "x" })).status).toBe(403);
  });
});
