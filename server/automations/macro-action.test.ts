import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { runAutomations } from "./react.ts";

let world: World;
let company: string;
let contact: string;
let zone: string;
const mail = { mailOut: "hold", addresses: { publicUrl: null } } as never;
const reaction = runAutomations(mail);

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold" });
  const customer = await makeCompany(world.admin, "Harbour Hotel");
  [company, contact] = [customer.company.id, customer.contact.id];
  zone = (await world.admin.post("/zones/", { name: "Lobby", company })).body.id;
  await addReaders(world.database.db, [reaction]);
});
afterAll(() => world.close());
beforeEach(() => sql("delete from automations"));

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const react = async () => {
  while (await runReaction(world.database.db, reaction));
};
const macro = async (values: object = {}): Promise<string> =>
  (
    await world.admin.post("/macros/", {
      name: "Received",
      scope: "shared",
      texts: { en: "<p>Hello {{ contact.first_name }}, we look at {{ zone.name }}.</p>", th: "<p>สวัสดี</p>" },
      changes: { status: "pending", add_tags: ["received"] },
      ...values,
    })
  ).body.id;
const post = async (actions: object) =>
  world.admin.post("/automations/", { name: crypto.randomUUID(), trigger: { on: "created" }, actions });
const make = async (values: object = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, { contact, zone, ...values });
  await react();
  return id;
};
const ticket = async (id: string) => (await world.tom.get(`/tickets/${id}/`)).body;
const comments = async (id: string) => (await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.results;
const run = async (id: string) => (await world.admin.get(`/automations/${id}/runs/`)).body.results[0];
const emails = (id: string) => sql("select kind, details from outgoing_emails where ticket = $1", [id]);

describe("an automation that applies a macro", () => {
  test("replies in the customer's language, as an automatic email, with the macro's changes", async () => {
    const id = await macro();
    const added = (await post({ macro: id, changes: { priority: "high", add_tags: ["new"] } })).body.id;
    const [english, thai] = [await make(), await make({ subject: "เพลงไม่เล่น" })];
    expect(await comments(english)).toMatchObject([
      { text: "<p>Hello Ploy, we look at Lobby.</p>", is_internal: false, author_kind: "automation" },
    ]);
    expect(await comments(thai)).toMatchObject([{ text: "<p>สวัสดี</p>" }]);
    expect(await ticket(english)).toMatchObject({ status: "pending", priority: "high", tags: "received, new" });
    expect(await emails(english)).toEqual([{ kind: "reply", details: { is_automatic: true } }]);
    expect(await run(added)).toMatchObject({ outcome: "done", changes: { status: ["new", "pending"] } });
    expect((await world.admin.get(`/macros/${id}/`)).body.uses).toBe(2);
  });

  test("does nothing on a ticket in which a placeholder has no value, and its run says so", async () => {
    const added = (await post({ macro: await macro() })).body.id;
    const id = await make({ zone: null });
    expect([await ticket(id), await comments(id), await emails(id)]).toMatchObject([
      { status: "new", tags: "" },
      [],
      [],
    ]);
    expect(await run(added)).toMatchObject({
      outcome: "failed",
      error: "The macro “Received” was not applied: {{ zone.name }} has no value.",
    });
  });

  test("never replies by email to an automated sender", async () => {
    await sql(
      "insert into sender_rules (pattern, action) select lower(email), 'no_auto_reply' from contacts where id = $1",
      [contact],
    );
    const added = (await post({ macro: await macro() })).body.id;
    const id = await make();
    expect(await sql("select state, reason from outgoing_emails where ticket = $1", [id])).toEqual([
      { state: "cancelled", reason: "sender_rule" },
    ]);
    expect((await run(added)).error).toMatch(/^The reply was not sent by email/);
    await sql("delete from sender_rules");
  });

  test("replies to an event once, however often it is read", async () => {
    await post({ macro: await macro() });
    const id = await make();
    await sql("update event_readers set xid = '3', id = 0 where name = 'run-automations'");
    await react();
    expect(await comments(id)).toHaveLength(1);
    expect((await world.tom.get(`/tickets/${id}/automation-runs/`)).body.count).toBe(1);
  });

  test("writes an internal note if the macro is for the team", async () => {
    await post({ macro: await macro({ is_internal: true }) });
    const id = await make();
    expect([await comments(id), await emails(id)]).toMatchObject([[{ is_internal: true }], []]);
  });

  test("shows the macro's changes in its dry run", async () => {
    const id = await make();
    const actions = { macro: await macro() };
    const { body } = await world.admin.post("/automations/dry_run/", { trigger: { on: "created" }, actions });
    expect(body.results.find((each: { ticket: string }) => each.ticket === id).changes).toEqual({
      status: ["new", "pending"],
      tags: ["", "received"],
    });
  });

  test("stops when the macro is deleted, and says so", async () => {
    const id = await macro();
    const added = (await post({ macro: id })).body.id;
    await world.admin.remove(`/macros/${id}/`);
    await make();
    expect(await run(added)).toMatchObject({ outcome: "failed", error: "The macro was deleted, or is private now." });
  });

  test.each([
    ["private", { scope: "own" }, "or is private."],
    ["with a question", { inputs: [{ name: "minutes" }], texts: { en: "{{ input.minutes }}" } }, "asks for inputs"],
    [
      "by an agent",
      { texts: { en: "<p>{{ agent.first_name }}</p>" } },
      "{{ agent.first_name }}, which has no value here",
    ],
  ])("is refused for an unsuitable macro: %s", async (_, values, text) => {
    const { status, body } = await post({ macro: await macro(values) });
    expect([status, body]).toEqual([400, { actions: [expect.stringContaining(text)] }]);
  });
});
