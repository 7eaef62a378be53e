import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addComment } from "../comments/comments.ts";
import { changeOne } from "../tickets/change-one.ts";

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

const currentVersion = async () =>
  Number((await world.admin.get(`/tickets/${ticket}/`)).headers.get("etag")!.slice(1, -1));
const reply = (by: Caller, version: number, more: Record<string, unknown> = {}) =>
  by.post(`/tickets/${ticket}/replies/`, { text: "Restarted.", seen: version, ...more });
const add = (by: Caller, body: Record<string, unknown>) => by.post(`/tickets/${ticket}/add_comment/`, body);
const attach = (by: Caller) => {
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new File(["x"], "x.txt"));
  return by.post("/ticket-attachments/", form);
};
const kinds = ({ body }: { body: { events: { kind: string }[] } }) => body.events.map(({ kind }) => kind);

describe("a reply to a ticket that someone else changed in the meantime", () => {
  test("is refused with the changes, and nothing is written", async () => {
    const version = await currentVersion();
    await add(world.fay, { text: "I have called them." });
    const { body: attached } = await attach(world.fay);
    await world.fay.patch(`/tickets/${ticket}/`, { status: "pending" });
    await add(world.tom, { text: "mine" });
    const answer = await reply(world.tom, version);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      detail: "Someone else has changed this ticket since you read it.",
      version: await currentVersion(),
      waiting: [],
    });
    expect(kinds(answer)).toEqual(["comment.added", "attachment.added", "ticket.updated"]);
    expect(answer.body.events[0]).toMatchObject({
      actor_name: "Fay Finance",
      comment: { text: "I have called them." },
    });
    expect(answer.body.events[1].attachment).toEqual(attached);
    expect(answer.body.events[2].changes.status).toEqual(["new", "pending"]);
    expect((await world.tom.get(`/tickets/${ticket}/replies/`)).body.results).toEqual([]);
  });

  test.each([
    ["changed a comment", (id: string) => world.fay.patch(`/ticket-comments/${id}/`, { text: "changed" })],
    ["made it a note", (id: string) => world.fay.patch(`/ticket-comments/${id}/`, { is_internal: true })],
    ["deleted a comment", (id: string) => world.fay.remove(`/ticket-comments/${id}/`)],
    ["resolved it", () => world.fay.patch(`/tickets/${ticket}/`, { status: "resolved" })],
  ])("is refused because of %s", async (_, act) => {
    const comment = (await add(world.fay, { text: "first" })).body.comments[0].id;
    const version = await currentVersion();
    expect((await act(comment)).status).toBeLessThan(300);
    const answer = await reply(world.tom, version);
    expect(answer.status).toBe(409);
    expect(answer.body.events).toHaveLength(1);
    expect((await reply(world.tom, await currentVersion())).status).toBe(201);
  });

  test("is refused because a file was deleted", async () => {
    const { body: file } = await attach(world.fay);
    const version = await currentVersion();
    await world.fay.remove(`/ticket-attachments/${file.id}/`);
    expect(kinds(await reply(world.tom, version))).toEqual(["attachment.deleted"]);
  });

  test("is refused because of a field only if it sets it to another value", async () => {
    const version = await currentVersion();
    await world.fay.patch(`/tickets/${ticket}/`, { priority: "urgent", tags: "vip", status: "pending" });
    await world.fay.post(`/tickets/${ticket}/assign/`, { user_id: world.fay.id });
    const refusals = await Promise.all(
      [{ changes: { priority: "low" } }, { changes: { assigned_to: world.tom.id } }, { status: "in_progress" }].map(
        (more) => reply(world.tom, version, more),
      ),
    );
    expect(refusals.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect((await reply(world.tom, version, { changes: { priority: "urgent", add_tags: ["player"] } })).status).toBe(
      201,
    );
  });

  test("is not refused because of the author's own changes", async () => {
    const version = await currentVersion();
    await add(world.tom, { text: "mine" });
    await world.tom.patch(`/tickets/${ticket}/`, { status: "pending", priority: "urgent" });
    await attach(world.tom);
    expect((await reply(world.tom, version)).status).toBe(201);
  });

  test("is not refused because of an edit that changed nothing", async () => {
    const version = await currentVersion();
    await world.fay.patch(`/tickets/${ticket}/`, { status: "new" });
    expect((await reply(world.tom, version)).status).toBe(201);
  });

  test.each(["automation", "system"] as const)("is not refused because of a change by %s", async (kind) => {
    const version = await currentVersion();
    const actor = { kind, id: null, name: "Docket", via: "automation" } as const;
    const how = { expectedVersion: null, isAssignment: true };
    await changeOne(world.database.db, actor, ticket, { assigned_to: world.fay.id }, how);
    expect(await currentVersion()).toBeGreaterThan(version);
    expect((await reply(world.tom, version)).status).toBe(201);
  });

  test("is refused because of an email from an unknown address", async () => {
    const version = await currentVersion();
    const sender = { kind: "system", id: null, name: "Kim <kim@example.com>", via: "mail" } as const;
    await addComment(world.database.db, sender, ticket, "<p>It works again.</p>", false);
    expect(kinds(await reply(world.tom, version))).toEqual(["comment.added"]);
  });

  test("is sent with force", async () => {
    const version = await currentVersion();
    await add(world.fay, { text: "first" });
    expect((await reply(world.tom, version, { force: true })).status).toBe(201);
  });
});

describe("someone else's waiting reply", () => {
  test("counts as a change, without showing its text", async () => {
    const version = await currentVersion();
    await reply(world.fay, version, { text: "not yet to be read", is_internal: true });
    const answer = await reply(world.tom, version);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      detail: "Fay Finance is sending a reply to this ticket.",
      version,
      events: [],
      waiting: [{ author: world.fay.id, author_name: "Fay Finance", is_internal: true, text: null }],
    });
    expect(JSON.stringify(answer.body)).not.toContain("not yet to be read");
    expect((await reply(world.tom, version, { force: true })).status).toBe(201);
  });

  test("lets one of two simultaneous replies through", async () => {
    const second = await world.another();
    const version = await currentVersion();
    const answers = await Promise.all([world.tom, second.as(world.fay), world.admin].map((by) => reply(by, version)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});
