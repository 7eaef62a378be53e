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
  ticket = (await makeTicket(world.admin, company)).id;
});

const path = (more = "") => `/tickets/${ticket}/replies/${more}`;
const show = async (by = world.admin) => (await by.get(`/tickets/${ticket}/`)).body;
const currentVersion = async () =>
  Number((await world.admin.get(`/tickets/${ticket}/`)).headers.get("etag")!.slice(1, -1));
const reply = async (by: Caller, body: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  by.post(path(), { text: "<p>Restarted.</p>", seen: await currentVersion(), ...body }, headers);
const draftOf = async (by: Caller) => (await by.get(`/tickets/${ticket}/draft/`)).body;
const file = async (by: Caller, name = "plan.png") => {
  const form = new FormData();
  form.set("file", new File(["the plan"], name));
  return (await by.post("/draft-files/", form)).body;
};
/** Makes ten seconds pass for the replies of the ticket. */
const timePasses = () =>
  world.database.pool.query("update replies set send_at = now() where ticket = $1 and state = 'waiting'", [ticket]);
const sendDue = async () => {
  while (await sendNext(world.app.docket));
};
const stateOf = async (id: string) =>
  (await world.database.pool.query("select state from replies where id = $1", [id])).rows[0];

describe("a waiting reply", () => {
  test("is returned ready to be shown, and is sent in ten seconds", async () => {
    const plan = await file(world.tom);
    const { status, body } = await reply(world.tom, { status: "resolved", files: [plan.id] });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ticket,
      author: world.tom.id,
      author_name: "Tom Tech",
      text: "<p>Restarted.</p>",
      is_internal: false,
      status: "resolved",
      files: [plan],
      state: "waiting",
    });
    expect(Date.parse(body.send_at) - Date.parse(body.created_at)).toBe(10_000);
  });

  test("is not yet a comment: the ticket does not change, and there is no event", async () => {
    const before = await world.admin.get(`/tickets/${ticket}/`);
    const timeline = (await world.admin.get(`/tickets/${ticket}/timeline/`)).body;
    await reply(world.tom, { status: "resolved" });
    await sendDue();
    const after = await world.admin.get(`/tickets/${ticket}/`);
    expect(after.body).toEqual(before.body);
    expect(after.headers.get("etag")).toBe(before.headers.get("etag"));
    expect((await world.admin.get(`/tickets/${ticket}/timeline/`)).body).toEqual(timeline);
  });

  test("is shown completely to its author, and to others only as waiting", async () => {
    const { body } = await reply(world.tom, {
      is_internal: true,
      status: "pending",
      files: [(await file(world.tom)).id],
    });
    expect((await world.tom.get(path())).body.results).toEqual([body]);
    for (const other of [world.fay, world.admin]) {
      const { results } = (await other.get(path())).body;
      expect(results).toEqual([{ ...body, text: null, status: null, files: null, changes: null, macros: null }]);
    }
  });

  test("replaces the draft, and keeps its files to itself", async () => {
    const plan = await file(world.tom);
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "<p>Restarted.</p>", files: [plan.id] });
    await reply(world.tom, { files: [plan.id] });
    expect((await draftOf(world.tom)).version).toBe(0);
    expect((await reply(world.tom, { files: [plan.id] })).status).toBe(400);
    expect((await world.tom.post(`/tickets/${ticket}/take_files/`, { files: [plan.id] })).status).toBe(400);
    const response = await world.tom.remove(`/draft-files/${plan.id}/`);
    expect([response.status, response.body.detail]).toEqual([409, "The file belongs to a reply that is being sent."]);
  });

  test("is refused if its draft was changed or sent in another window", async () => {
    const path = `/tickets/${ticket}/draft/`;
    const { version } = (await world.tom.put(path, { text: "here" })).body;
    const other = (await world.tom.put(path, { text: "there" })).body;
    const refused = await reply(world.tom, { draft: version });
    expect([refused.status, refused.body]).toEqual([
      409,
      { detail: "Your draft was changed in another window or on another device.", version: other.version },
    ]);
    expect((await draftOf(world.tom)).text).toBe("there");
    expect((await world.tom.get(`/tickets/${ticket}/replies/`)).body.results).toEqual([]);
    expect((await reply(world.tom, { draft: other.version })).status).toBe(201);
    expect((await reply(world.tom, { draft: other.version })).body.version).toBe(0);
    expect((await reply(world.tom, { draft: 0 })).status).toBe(201);
  });

  test("is created once, however often the request is repeated with the same Idempotency-Key", async () => {
    const body = { text: "once", seen: await currentVersion() };
    const sends = Array.from({ length: 20 }, () => world.tom.post(path(), body, { "idempotency-key": `k-${ticket}` }));
    const answers = await Promise.all(sends);
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await timePasses();
    await sendDue();
    expect((await show()).comments).toHaveLength(1);
  });

  test.each([
    [{ text: " " }, { text: ["This field may not be blank."] }],
    [{ text: "a\0b" }, { text: ["Null characters are not allowed."] }],
    [{ text: "x", status: "gone" }, { status: ['"gone" is not a valid choice.'] }],
    [{ text: "x", seen: "v1" }, { seen: ["A valid integer is required."] }],
    [{ text: "x", seen: undefined }, { seen: ["This field is required."] }],
    [{ text: "x", force: "perhaps" }, { force: ["Must be a valid boolean."] }],
    [
      { text: "x", files: ["11111111-1111-4111-8111-111111111111"] },
      { files: ['Invalid pk "11111111-1111-4111-8111-111111111111" - object does not exist.'] },
    ],
  ])("is refused as %j, and writes nothing", async (body, errors) => {
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "kept" });
    const answer = await reply(world.tom, body);
    expect([answer.status, answer.body]).toEqual([400, errors]);
    expect((await world.tom.get(path())).body.results).toEqual([]);
    expect((await draftOf(world.tom)).text).toBe("kept");
  });

  test("cannot include another user's file", async () => {
    const theirs = await file(world.fay);
    const answer = await reply(world.tom, { files: [theirs.id] });
    expect(answer.body).toEqual({ files: [`Invalid pk "${theirs.id}" - object does not exist.`] });
    expect((await world.fay.remove(`/draft-files/${theirs.id}/`)).status).toBe(204);
  });

  test("is one of twenty at most in a ticket", async () => {
    const answers = [];
    for (let n = 0; n < 21; n += 1) answers.push(await reply(world.tom, { force: true }));
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(201), 409]);
    expect(answers.at(-1)!.body).toEqual({
      detail: "You have 20 replies waiting in this ticket. Send or undo one first.",
    });
    expect((await reply(world.fay, { force: true })).status).toBe(201);
  });

  test("is not found on a ticket in the trash, or without signing in", async () => {
    const { body } = await reply(world.tom);
    await world.admin.remove(`/tickets/${ticket}/`);
    expect((await world.tom.post(path(), { text: "x", seen: 1 })).status).toBe(404);
    expect((await world.tom.get(path())).status).toBe(404);
    expect((await world.tom.remove(path(`${body.id}/`))).status).toBe(404);
    expect((await world.stranger.get(path())).status).toBe(401);
  });
});

describe("when its time is up, a reply", () => {
  test("creates the comment, files and status together, under the author's name", async () => {
    const files = [await file(world.tom, "b.png"), await file(world.tom, "a.png")];
    const { body } = await reply(world.tom, { status: "resolved", files: files.map(({ id }) => id) });
    await timePasses();
    await sendDue();
    const after = await show();
    expect(after).toMatchObject({ status: "resolved", comments_count: 1 });
    expect(after.comments).toEqual([
      expect.objectContaining({ id: body.id, author: world.tom.id, text: "<p>Restarted.</p>", is_internal: false }),
    ]);
    expect(after.first_response_at).toBe(after.comments[0].created_at);
    expect(after.resolved_at).not.toBeNull();
    expect(after.attachments.map(({ name, comment }: { name: string; comment: string }) => [name, comment])).toEqual([
      ["a.png", body.id],
      ["b.png", body.id],
    ]);
    expect(await (await fetch(after.attachments[0].file)).text()).toBe("the plan");
    const { results } = (await world.admin.get(`/tickets/${ticket}/timeline/`)).body;
    expect(results.slice(1).map(({ kind, actor }: { kind: string; actor: string }) => [kind, actor])).toEqual(
      ["comment.added", "attachment.added", "attachment.added", "ticket.updated"].map((kind) => [kind, world.tom.id]),
    );
    expect(results[1].comment.id).toBe(body.id);
    expect(results[2].attachment).toMatchObject({ name: "b.png", comment: body.id });
    expect((await world.tom.get(path())).body.results).toEqual([]);
    const late = await world.tom.remove(path(`${body.id}/`));
    expect([late.status, late.body.detail]).toEqual([409, "This reply has been sent."]);
    expect((await draftOf(world.tom)).version).toBe(0);
  });

  test("that is a note is not the first response", async () => {
    await reply(world.tom, { is_internal: true });
    await timePasses();
    await sendDue();
    expect(await show()).toMatchObject({ first_response_at: null, internal_notes_count: 1 });
  });

  test("is sent at once if its author asks for it", async () => {
    const { body } = await reply(world.tom);
    expect((await world.fay.post(path(`${body.id}/send_now/`))).status).toBe(404);
    expect((await world.tom.post(path(`${body.id}/send_now/`))).body.state).toBe("waiting");
    await sendDue();
    expect((await show()).comments).toHaveLength(1);
    expect((await world.tom.post(path(`${body.id}/send_now/`))).status).toBe(409);
  });
});

describe("a reply whose sending is undone", () => {
  test("is a draft again with files and status, and is never sent", async () => {
    const plan = await file(world.tom);
    const { body } = await reply(world.tom, { is_internal: true, status: "pending", files: [plan.id] });
    for (const other of [world.fay, world.admin]) expect((await other.remove(path(`${body.id}/`))).status).toBe(404);
    const back = await world.tom.remove(path(`${body.id}/`));
    expect(back.status).toBe(200);
    expect(back.body).toMatchObject({
      ticket,
      text: "<p>Restarted.</p>",
      is_internal: true,
      status: "pending",
      files: [plan],
    });
    expect(await draftOf(world.tom)).toEqual(back.body);
    await timePasses();
    await sendDue();
    expect((await show()).comments).toEqual([]);
    expect((await world.tom.remove(path(`${body.id}/`))).body).toEqual(back.body);
    expect((await world.tom.post(path(`${body.id}/send_now/`))).status).toBe(409);
    expect((await reply(world.tom, { files: [plan.id] })).status).toBe(201);
  });

  test("returns its recipients to the draft", async () => {
    const { body } = await reply(world.tom, { to: ["ploy@harbour.test"], bcc: ["may@harbour.test"] });
    expect(body.recipients).toHaveLength(2);
    expect((await world.tom.remove(path(`${body.id}/`))).body.recipients).toEqual(body.recipients);
  });

  test("comes before text written since, which stays a note", async () => {
    const { body } = await reply(world.tom);
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "<p>And a note.</p>", is_internal: true });
    const back = await world.tom.remove(path(`${body.id}/`));
    expect(back.body).toMatchObject({ text: "<p>Restarted.</p>\n<p>And a note.</p>", is_internal: true });
  });

  test("is not in the draft twice if a last save came after sending", async () => {
    const { body } = await reply(world.tom);
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "<p>Restarted.</p>" });
    expect((await world.tom.remove(path(`${body.id}/`))).body.text).toBe("<p>Restarted.</p>");
  });

  test.each(["abc", "11111111-1111-4111-8111-111111111111"])("is not found by the ID %s", async (id) => {
    expect((await world.tom.remove(path(`${id}/`))).status).toBe(404);
  });
});

describe("a reply that can no longer be sent is held, and its text returns to the draft", () => {
  test("if the ticket is in the trash", async () => {
    const plan = await file(world.tom);
    const { body } = await reply(world.tom, { files: [plan.id] });
    await world.admin.remove(`/tickets/${ticket}/`);
    await timePasses();
    await sendDue();
    expect(await stateOf(body.id)).toEqual({ state: "held" });
    await world.admin.post(`/tickets/${ticket}/restore/`);
    expect((await show()).comments).toEqual([]);
    expect(await draftOf(world.tom)).toMatchObject({ text: "<p>Restarted.</p>", files: [plan] });
  });

  test("if its author is deactivated", async () => {
    const { body: user } = await world.admin.post("/users/", { username: "ivy", password: "correct horse battery" });
    const ivy = await world.login("ivy");
    const { body } = await reply(ivy);
    await world.admin.patch(`/users/${user.id}/`, { is_active: false });
    await timePasses();
    await sendDue();
    expect(await stateOf(body.id)).toEqual({ state: "held" });
    expect((await show()).comments).toEqual([]);
    await world.admin.patch(`/users/${user.id}/`, { is_active: true });
    expect((await draftOf(await world.login("ivy"))).text).toBe("<p>Restarted.</p>");
  });

  test("if its author is deleted, and its text is kept", async () => {
    const { body: user } = await world.admin.post("/users/", { username: "joe", password: "correct horse battery" });
    const { body } = await reply(await world.login("joe"));
    expect((await world.admin.remove(`/users/${user.id}/`)).status).toBe(204);
    await timePasses();
    await sendDue();
    const { rows } = await world.database.pool.query("select state, text from replies where id = $1", [body.id]);
    expect(rows[0]).toEqual({ state: "held", text: "<p>Restarted.</p>" });
  });
});
