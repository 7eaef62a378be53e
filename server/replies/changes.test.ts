import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { sendNext } from "./sending.ts";

let world: World;
let company: string;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());
beforeEach(async () => {
  ticket = (await makeTicket(world.admin, company, { tags: "vip" })).id;
});

const CHANGES = { status: "pending", priority: "high", add_tags: ["player"], remove_tags: ["VIP"] };
const show = async () => (await world.admin.get(`/tickets/${ticket}/`)).body;
const draft = async () => (await world.tom.get(`/tickets/${ticket}/draft/`)).body;
const timeline = async (by: Caller = world.tom) => (await by.get(`/tickets/${ticket}/timeline/`)).body.results;
const reply = async (changes: object, more: object = {}) => {
  const version = Number((await world.tom.get(`/tickets/${ticket}/`)).headers.get("etag")!.slice(1, -1));
  return world.tom.post(`/tickets/${ticket}/replies/`, { text: "<p>Restarted.</p>", seen: version, changes, ...more });
};
const sendDue = async () => {
  await world.database.pool.query("update replies set send_at = now() where ticket = $1 and state = 'waiting'", [
    ticket,
  ]);
  while (await sendNext(world.app.docket));
};
/** Sends a reply with changes, and returns its ID. */
const send = async (changes: object, more: object = {}): Promise<string> => {
  const { body } = await reply(changes, more);
  await sendDue();
  return body.id;
};
const undo = (id: string, by: Caller = world.tom) => by.post(`/tickets/${ticket}/replies/${id}/undo_changes/`);

describe("the changes that go with a reply", () => {
  test("are named in the timeline with the macros of the reply, as far as the viewer may see these", async () => {
    const macro = async (by: Caller, name: string, scope: string) =>
      (await by.post("/macros/", { name, scope, texts: { en: "<p>Restart it.</p>" } })).body.id;
    const macros = [await macro(world.tom, "Restart", "shared"), await macro(world.tom, "My words", "own")];
    const id = await send({ status: "pending" }, { macros });
    await send({ priority: "high" });
    const namesOf = async (by: Caller) =>
      (await timeline(by)).map(({ about, macros }: { about: string; macros: string[] | null }) => [
        about === id,
        macros,
      ]);
    const names = await namesOf(world.tom);
    expect(names.slice(-4)).toEqual([
      [true, ["My words", "Restart"]],
      [true, ["My words", "Restart"]],
      [false, null],
      [false, null],
    ]);
    expect((await namesOf(world.fay)).slice(-4, -2)).toEqual([
      [true, ["Restart"]],
      [true, ["Restart"]],
    ]);
  });

  test("wait with it, and are saved with it in one event that refers to the reply", async () => {
    const { status, body } = await reply(CHANGES);
    expect([status, body.changes]).toEqual([201, CHANGES]);
    expect((await world.fay.get(`/tickets/${ticket}/replies/`)).body.results).toMatchObject([{ changes: null }]);
    expect(await show()).toMatchObject({ status: "new", priority: "medium", tags: "vip", comments: [] });
    await sendDue();
    expect(await show()).toMatchObject({ status: "pending", priority: "high", tags: "player" });
    const [comment, change] = (await timeline()).slice(-2);
    expect(comment).toMatchObject({ kind: "comment.added", about: body.id, can_undo: false });
    expect(change).toMatchObject({
      kind: "ticket.updated",
      about: body.id,
      at: comment.at,
      changes: { status: ["new", "pending"], priority: ["medium", "high"], tags: ["vip", "player"] },
      can_undo: true,
    });
  });

  test("give way to the status that is chosen when sending", async () => {
    await send({ status: "pending", priority: "high" }, { status: "resolved" });
    expect(await show()).toMatchObject({ status: "resolved", priority: "high" });
  });

  test("can assign the ticket to its author, and keep its team", async () => {
    await world.admin.patch(`/tickets/${ticket}/`, { assigned_team: "Finance" });
    await send({ assigned_to: world.tom.id, is_handover: true });
    expect(await show()).toMatchObject({ status: "assigned", assigned_to: world.tom.id, assigned_team: "Finance" });
    await world.admin.post(`/tickets/${ticket}/unassign/`, {});
    await send({ assigned_to: world.tom.id, is_handover: true }, { status: "pending" });
    expect(await show()).toMatchObject({ status: "pending", assigned_to: world.tom.id });
  });

  test("that the ticket already has write no event", async () => {
    const id = await send({ status: "new", add_tags: ["VIP"] });
    expect((await timeline()).at(-1)).toMatchObject({ kind: "comment.added", about: id });
    expect((await undo(id)).body.detail).toBe("This reply changed no fields of the ticket.");
  });

  test("return to the draft when sending is undone, before those chosen in the meantime", async () => {
    const { body } = await reply(CHANGES);
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "", changes: { priority: "urgent" } });
    const { body: returnedDraft } = await world.tom.remove(`/tickets/${ticket}/replies/${body.id}/`);
    const expected = { text: "<p>Restarted.</p>", changes: { ...CHANGES, priority: "urgent" } };
    expect(returnedDraft).toMatchObject(expected);
    expect(await draft()).toMatchObject(expected);
    await sendDue();
    expect(await show()).toMatchObject({ status: "new", priority: "medium", tags: "vip" });
  });

  test("are not saved if someone else has changed the ticket in the meantime", async () => {
    await world.fay.patch(`/tickets/${ticket}/`, { priority: "low" });
    const refused = await reply(CHANGES, { seen: 1 });
    expect([refused.status, refused.body.events]).toMatchObject([409, [{ changes: { priority: ["medium", "low"] } }]]);
    await send(CHANGES, { seen: 1, force: true });
    expect(await show()).toMatchObject({ status: "pending", priority: "high" });
  });

  test.each([
    [{ is_deleted: true }, { changes: ["Unknown field: “is_deleted”."] }],
    [{ subject: "New" }, { changes: ["Unknown field: “subject”."] }],
    [{ status: "lost" }, { changes: ['status: "lost" is not a valid choice.'] }],
    [{ add_tags: ["a,b"] }, { changes: ["add_tags: A tag must have 1 to 100 characters and no comma."] }],
    [
      { assigned_to: "11111111-1111-4111-8111-111111111111" },
      { changes: ['assigned_to: Invalid pk "11111111-1111-4111-8111-111111111111" - object does not exist.'] },
    ],
    ["status", { changes: ["Expected an object of changes."] }],
  ])("are refused if they are not allowed: %j", async (changes, errors) => {
    const { status, body } = await reply(changes as object);
    expect([status, body]).toEqual([400, errors]);
  });

  test("that became impossible make the reply a draft again, and the ticket says why", async () => {
    const { body } = await reply({ priority: "high", add_tags: ["long winter"] });
    await world.admin.patch(`/tickets/${ticket}/`, { tags: "x".repeat(495) });
    await sendDue();
    expect(await show()).toMatchObject({ priority: "medium", comments: [] });
    expect(await draft()).toMatchObject({ text: "<p>Restarted.</p>", changes: { add_tags: ["long winter"] } });
    expect((await timeline()).at(-1)).toMatchObject({
      kind: "reply.returned",
      about: body.id,
      changes: { reply_unchanged: ["The tags would exceed 500 characters.", "Tom Tech"] },
    });
  });
});

describe("undoing the changes of a sent reply", () => {
  test("restores all fields at once, only once, and only for its author", async () => {
    const id = await send({ ...CHANGES, assigned_to: world.fay.id });
    expect(await show()).toMatchObject({ status: "pending", assigned_team: "Finance" });
    expect((await timeline(world.admin)).at(-1).can_undo).toBe(false);
    expect((await undo(id, world.admin)).status).toBe(404);
    expect((await undo(id)).status).toBe(200);
    expect(await show()).toMatchObject({
      status: "new",
      priority: "medium",
      tags: "vip",
      assigned_to: null,
      assigned_team: "",
    });
    const [change, undone] = (await timeline()).slice(-2);
    expect(change.can_undo).toBe(false);
    expect(undone).toMatchObject({ kind: "ticket.undone", about: id, changes: { status: ["pending", "new"] } });
    expect((await undo(id)).body.detail).toBe("The changes of this reply have already been undone.");
  });

  test("is refused if someone else has changed the ticket since", async () => {
    const id = await send(CHANGES);
    await world.fay.patch(`/tickets/${ticket}/`, { priority: "urgent" });
    const refused = await undo(id);
    expect([refused.status, refused.body.detail]).toEqual([409, "Fay Finance changed it (priority) afterwards."]);
    expect(await show()).toMatchObject({ status: "pending", priority: "urgent" });
  });

  test("is refused while the reply waits, and after a day", async () => {
    const { body } = await reply(CHANGES);
    expect((await undo(body.id)).body.detail).toBe("This reply has not been sent.");
    await sendDue();
    await world.database.pool.query("update replies set ended_at = now() - interval '25 hours' where id = $1", [
      body.id,
    ]);
    expect((await timeline()).at(-1).can_undo).toBe(false);
    expect((await undo(body.id)).body.detail).toBe("The changes of a reply can only be undone for 24 hours.");
  });
});
