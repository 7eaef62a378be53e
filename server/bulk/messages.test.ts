import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { resumeBulk } from "./watch.ts";

let world: World;
let company: string;
let zone: string;
let tag: string;
/** Two tickets of a zone, and one without. */
let tickets: { id: string; ticket_number: string }[];
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
  zone = (await world.admin.post("/zones/", { name: "Lobby", company })).body.id;
});
afterAll(() => world.close());
beforeEach(async () => {
  tag = `quiet-${crypto.randomUUID()}`;
  tickets = [];
  for (const values of [{ zone }, { zone }, {}])
    tickets.push(await makeTicket(world.admin, company, { tags: tag, ...values }));
});

const macro = async (values: object = {}) =>
  (
    await world.tom.post("/macros/", {
      name: "Restarted",
      texts: {
        en: '<p>{{ zone.name | default: "Your player" }} restarted, {{ company.name }}: {{ ticket.number }}.</p>',
      },
      changes: { status: "pending" },
      ...values,
    })
  ).body.id as string;
const ONLY_ZONE = { en: "<p>{{ zone.name }} restarted.</p>" };
const start = async (id: string, more: object = {}) =>
  world.tom.post("/bulk-changes/", { filter: { tags: tag }, macro: id, ...more });
const preview = async (id: string, more: object = {}) =>
  world.tom.post(`/macros/${id}/preview/`, { filter: { tags: tag }, ...more });
const show = async (id: string, by: Caller = world.tom) => (await by.get(`/bulk-changes/${id}/`)).body;
const ticket = async (at: number) => (await world.admin.get(`/tickets/${tickets[at]!.id}/`)).body;
/** Lets the time to undo pass. */
const begin = async (id: string) => {
  await world.database.pool.query("update bulk_changes set starts_at = now() where id = $1", [id]);
  await resumeBulk(world.app.docket);
};

describe("a macro applied to a filter", () => {
  test("without a text is named with its changes in the timeline, to those who may see it", async () => {
    const values = { name: "Close as spam", texts: {}, changes: { status: "closed", assigned_to: world.fay.id } };
    const id = await macro({ ...values, scope: "own" });
    const { body } = await world.tom.post("/bulk-changes/", { ids: [tickets[0]!.id], macro: id, notify: true });
    expect(body).toMatchObject({ state: "done", changed: 1 });
    // the record of a bulk change is deleted after 30 days
    await world.database.pool.query("delete from bulk_changes where id = $1", [body.id]);
    const named = async (by: Caller) => {
      const { results } = (await by.get(`/tickets/${tickets[0]!.id}/timeline/`)).body;
      return results.slice(1).map((event: { macros: string[] | null }) => event.macros);
    };
    expect(await named(world.tom)).toEqual([["Close as spam"]]);
    expect(await named(world.fay)).toEqual([null]);
  });

  test("writes its own text to each ticket once, with the changes, after the undo time", async () => {
    const id = await macro();
    const { status, body } = await start(id);
    expect([status, body]).toMatchObject([
      202,
      { state: "running", total: 3, done: 0, macro_name: "Restarted", is_internal: false, can_undo: true },
    ]);
    await resumeBulk(world.app.docket);
    expect(await ticket(0)).toMatchObject({ status: "new", comments: [] });
    await begin(body.id);
    await resumeBulk(world.app.docket);
    expect(await show(body.id)).toMatchObject({ state: "done", changed: 3, failed: 0, can_undo: true });
    const texts = [];
    for (const at of [0, 1, 2]) {
      const { status, comments } = await ticket(at);
      texts.push([status, ...comments.map((each: { text: string; author: string }) => [each.text, each.author])]);
    }
    expect(texts).toEqual(
      ["Lobby", "Lobby", "Your player"].map((name, at) => [
        "pending",
        [`<p>${name} restarted, Harbour Hotel: ${tickets[at]!.ticket_number}.</p>`, world.tom.id],
      ]),
    );
    expect((await world.tom.get(`/macros/${id}/`)).body.uses).toBe(3);
  });

  test("becomes internal notes if asked, and always if the macro is for the team", async () => {
    const { body } = await start(await macro(), { is_internal: true });
    await begin(body.id);
    expect((await ticket(0)).comments).toMatchObject([{ is_internal: true }]);
    const team = await macro({ is_internal: true });
    expect((await start(team)).body.is_internal).toBe(true);
    const refused = await start(team, { is_internal: false });
    expect([refused.status, refused.body]).toEqual([400, { is_internal: ["This macro is for internal notes."] }]);
  });

  test("is refused while a placeholder has no value in any ticket, and names the tickets", async () => {
    const id = await macro({ texts: ONLY_ZONE });
    const refused = await start(id);
    const text = `{{ zone.name }} has no value in ${tickets[2]!.ticket_number}.`;
    expect([refused.status, refused.body]).toEqual([400, { macro: [text] }]);
    const { rows } = await world.database.pool.query(
      "select count(*)::int as n from bulk_changes where message ->> 'macro' = $1",
      [id],
    );
    expect(rows[0].n).toBe(0);
    expect((await start(id, { except: [tickets[2]!.id] })).status).toBe(202);
  });

  test("skips a ticket in which a placeholder has lost its value, and gives the reason", async () => {
    const { body } = await start(await macro({ texts: ONLY_ZONE }), { except: [tickets[2]!.id] });
    await world.admin.patch(`/tickets/${tickets[1]!.id}/`, { zone: null });
    await begin(body.id);
    expect(await show(body.id)).toMatchObject({
      changed: 1,
      failed: 1,
      failures: [{ ticket: tickets[1]!.id, reason: "{{ zone.name }} has no value." }],
    });
    expect(await ticket(1)).toMatchObject({ status: "new", comments: [] });
  });

  test("without a text is an ordinary bulk change", async () => {
    const { body } = await start(await macro({ texts: {} }));
    expect(body).toMatchObject({ state: "done", changed: 3, macro_name: null, starts_at: null });
  });

  test.each([
    [{ changes: { status: "new" } }, { changes: ["Send either `changes` or `macro`."] }],
    [
      { macro: "11111111-1111-4111-8111-111111111111" },
      { macro: ['Invalid pk "11111111-1111-4111-8111-111111111111" - object does not exist.'] },
    ],
    [{ inputs: { minutes: "5" } }, { inputs: ["minutes is not one of the inputs."] }],
    [{ filter: undefined, ids: undefined }, { ids: ["Send either `ids` or `filter`."] }],
  ])("is refused with %j", async (more, errors) => {
    const { status, body } = await start(await macro(), more);
    expect([status, body]).toEqual([400, errors]);
  });

  test("is refused if the macro is someone else's own", async () => {
    const own = await macro();
    const { status } = await world.fay.post("/bulk-changes/", { filter: { tags: tag }, macro: own });
    expect(status).toBe(400);
  });
});

describe("undoing a macro applied to a filter", () => {
  test("before it starts writes nothing", async () => {
    const { body } = await start(await macro());
    const undone = await world.tom.post(`/bulk-changes/${body.id}/undo/`);
    expect(undone.body).toMatchObject({ state: "undone", done: 0, can_undo: false });
    await begin(body.id);
    expect(await ticket(0)).toMatchObject({ status: "new", comments: [] });
  });

  test("afterwards restores the fields and keeps the texts", async () => {
    await world.admin.patch(`/tickets/${tickets[0]!.id}/`, { status: "pending" });
    const { body } = await start(await macro());
    await begin(body.id);
    const { body: undone } = await world.tom.post(`/bulk-changes/${body.id}/undo/`);
    expect(undone.undo).toMatchObject({
      restored: 2,
      skipped: [{ ticket: tickets[0]!.id, reason: "No field changed." }],
    });
    expect([(await ticket(0)).status, (await ticket(1)).status]).toEqual(["pending", "new"]);
    expect((await ticket(1)).comments).toHaveLength(1);
  });

  test("is refused afterwards if no field changed", async () => {
    const { body } = await start(await macro({ changes: {} }));
    await begin(body.id);
    expect((await show(body.id)).can_undo).toBe(false);
    const refused = await world.tom.post(`/bulk-changes/${body.id}/undo/`);
    expect(refused.body.detail).toBe("Messages cannot be undone once they are sent.");
  });
});

describe("the preview of a macro applied to a filter", () => {
  test("shows the first three tickets and names those with blanks", async () => {
    await makeTicket(world.admin, company, { tags: tag });
    const { body } = await preview(await macro({ texts: ONLY_ZONE }));
    expect(body).toMatchObject({ count: 4, is_internal: false, changes: { status: "pending" }, blank_count: 2 });
    expect(body.previews.map(({ text }: { text: string }) => text)).toEqual([
      "<p>Lobby restarted.</p>",
      "<p>Lobby restarted.</p>",
      "<p>{{ zone.name }} restarted.</p>",
    ]);
    expect(body.blanks[0]).toEqual({
      ticket: tickets[2]!.id,
      ticket_number: tickets[2]!.ticket_number,
      blanks: ["zone.name"],
    });
  });

  test("writes nothing, counts nothing, and needs a macro that the user can see", async () => {
    const id = await macro();
    expect((await preview(id, { filter: undefined, ids: [tickets[0]!.id] })).body).toMatchObject({
      count: 1,
      blanks: [],
    });
    expect((await world.tom.get(`/macros/${id}/`)).body.uses).toBe(0);
    expect((await world.fay.post(`/macros/${id}/preview/`, { filter: {} })).status).toBe(404);
  });
});
