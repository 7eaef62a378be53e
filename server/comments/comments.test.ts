import { afterAll, beforeAll, expect, test } from "vitest";
import { LOCK_WAITERS } from "../../test/databases.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import type { Db } from "../platform/database.ts";
import type { Returning } from "../tickets/change-one.ts";
import { addComment } from "./comments.ts";

let world: World;
let company: string;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

test("a reply is in the response, and the first public one is the first response", async () => {
  const { id } = await makeTicket(world.tom, company);
  const note = await world.tom.post(`/tickets/${id}/add_comment/`, { text: "psst", is_internal: "yes" });
  expect(note.status).toBe(201);
  expect(note.body).toMatchObject({ comments_count: 0, internal_notes_count: 1, first_response_at: null });
  const { body } = await world.fay.post(`/tickets/${id}/add_comment/`, { text: "Restarted it." });
  expect(body.comments.map((each: { text: string }) => each.text)).toEqual(["psst", "Restarted it."]);
  expect(body.comments[1]).toMatchObject({
    ticket: id,
    author: world.fay.id,
    author_name: "Fay Finance",
    author_role: "Finance",
    is_internal: false,
  });
  expect(body.first_response_at).toBe(body.comments[1].created_at);
  expect(body.comments_count).toBe(1);
});

test.each([[{}], [{ text: "" }], [{ text: "  " }], [{ text: null }], [{ text: [] }]])(
  "a reply of %j needs text",
  async (input) => {
    const { id } = await makeTicket(world.tom, company);
    const { status, body } = await world.tom.post(`/tickets/${id}/add_comment/`, input);
    expect(status).toBe(400);
    expect(body).toEqual({ error: "text is required", detail: "text is required" });
  },
);

test("if the first response is deleted or made internal, the next reply is the first response", async () => {
  const { id } = await makeTicket(world.tom, company);
  const first = (await world.tom.post("/ticket-comments/", { ticket: id, text: "one" })).body;
  const second = (await world.tom.post("/ticket-comments/", { ticket: id, text: "two" })).body;
  expect((await world.tom.patch(`/ticket-comments/${first.id}/`, { is_internal: true })).status).toBe(200);
  expect((await world.tom.get(`/tickets/${id}/`)).body.first_response_at).toBe(second.created_at);
  expect((await world.tom.remove(`/ticket-comments/${second.id}/`)).status).toBe(204);
  expect((await world.tom.get(`/tickets/${id}/`)).body.first_response_at).toBeNull();
});

test("only the author and Admins can change or delete a comment", async () => {
  const { id } = await makeTicket(world.tom, company);
  const comment = (await world.tom.post("/ticket-comments/", { ticket: id, text: "mine" })).body;
  expect((await world.fay.patch(`/ticket-comments/${comment.id}/`, { text: "yours" })).status).toBe(403);
  expect((await world.fay.remove(`/ticket-comments/${comment.id}/`)).status).toBe(403);
  expect((await world.admin.patch(`/ticket-comments/${comment.id}/`, { text: "ours" })).body.text).toBe("ours");
});

test("a comment that moves to another ticket leaves one timeline and appears in the other", async () => {
  const [from, to] = [await makeTicket(world.tom, company), await makeTicket(world.tom, company)];
  const { id } = (await world.tom.post("/ticket-comments/", { ticket: from.id, text: "misplaced" })).body;
  await world.tom.patch(`/ticket-comments/${id}/`, { ticket: to.id });
  const texts = async (ticket: string) =>
    (await world.fay.get(`/tickets/${ticket}/timeline/`)).body.results.map(
      (each: { kind: string; comment: { text: string } | null }) => [each.kind, each.comment?.text],
    );
  const created = ["ticket.created", undefined];
  expect(await texts(from.id)).toEqual([created, ["comment.added", undefined], ["comment.deleted", undefined]]);
  expect(await texts(to.id)).toEqual([created, ["comment.added", "misplaced"]]);
});

test("comments can be filtered by ticket; an invalid ID returns 400", async () => {
  const { id } = await makeTicket(world.tom, company);
  await world.tom.post("/ticket-comments/", { ticket: id, text: "one" });
  expect((await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.count).toBe(1);
  expect((await world.tom.get("/ticket-comments/?ticket=abc")).body).toEqual({
    ticket: ["“abc” is not a valid UUID."],
  });
});

test.each<[unknown, string]>([
  ["  two words ", "  two words "],
  [5, "5"],
  [true, "True"],
  [{ a: 1 }, "{'a': 1}"],
])("a reply of %j is stored as %j", async (input, expected) => {
  const { id } = await makeTicket(world.tom, company);
  const { status, body } = await world.tom.post(`/tickets/${id}/add_comment/`, { text: input });
  expect([status, body.comments[0].text]).toEqual([201, expected]);
});

test.each<[unknown, boolean]>([
  [true, true],
  [1, true],
  ["1", true],
  ["YES", true],
  ["on", true],
  ["t", true],
  ["y", true],
  ["True", true],
  [false, false],
  [0, false],
  ["0", false],
  ["No", false],
  ["OFF", false],
  ["f", false],
  ["n", false],
  ["false", false],
])("is_internal of %j means %j, however it is sent", async (input, means) => {
  const { id } = await makeTicket(world.tom, company);
  const created = (await world.tom.post("/ticket-comments/", { ticket: id, text: "x", is_internal: input })).body;
  expect(created.is_internal).toBe(means);
  const { body } = await world.tom.post(`/tickets/${id}/add_comment/`, { text: "y", is_internal: input });
  expect(body.comments[1].is_internal).toBe(means);
});

test.each([null, "", "maybe", 2, -1, [], {}, "truee"])("is_internal of %j is not a boolean", async (input) => {
  const { id } = await makeTicket(world.tom, company);
  const expected = { is_internal: ["Must be a valid boolean."] };
  for (const [path, body] of [
    ["/ticket-comments/", { ticket: id, text: "x", is_internal: input }],
    [`/tickets/${id}/add_comment/`, { text: "x", is_internal: input }],
  ] as const) {
    const answer = await world.tom.post(path, body);
    expect([answer.status, answer.body]).toEqual([400, expected]);
  }
});

test("a comment needs a ticket and a text, and ignores fields that the server sets", async () => {
  const { id } = await makeTicket(world.tom, company);
  const other = "11111111-1111-4111-8111-111111111111";
  const refuse = async (sent: object) => (await world.tom.post("/ticket-comments/", sent)).body;
  const errors = ["This field is required."];
  expect(await refuse({})).toEqual({ ticket: errors, text: errors });
  expect(await refuse({ ticket: other, text: " " })).toEqual({
    ticket: [`Invalid pk "${other}" - object does not exist.`],
    text: ["This field may not be blank."],
  });
  const sent = { ticket: id, text: " trimmed ", author: world.fay.id, created_at: "2001-01-01T00:00:00Z", id: other };
  const { status, body } = await world.tom.post("/ticket-comments/", sent);
  expect([status, body.author, body.text, body.is_internal]).toEqual([201, world.tom.id, "trimmed", false]);
  expect(body.id).not.toBe(other);
  expect(Date.parse(body.created_at)).toBeGreaterThan(Date.parse("2020-01-01"));
  const at = `/ticket-comments/${body.id}/`;
  const written = await world.tom.put(at, { ticket: id, text: "anew", author: world.fay.id });
  expect(written.body).toEqual({ ...body, text: "anew", updated_at: written.body.updated_at });
  expect((await world.tom.put(at, {})).body).toEqual({ ticket: errors, text: errors });
  const { id: moved, created_at } = await makeTicket(world.tom, company);
  expect((await world.tom.patch(at, { ticket: moved })).body.ticket).toBe(moved);
  expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({ comments: [], first_response_at: null });
  // the reply is older than the ticket, so the ticket counts as answered when it was created
  expect((await world.tom.get(`/tickets/${moved}/`)).body).toMatchObject({
    first_response_at: created_at,
    first_response_time_hours: 0,
  });
  expect((await world.tom.remove(at)).status).toBe(204);
  for (const again of [await world.tom.get(at), await world.tom.remove(at), await world.tom.patch(at, {})])
    expect([again.status, again.body]).toEqual([404, { detail: "No TicketComment matches the given query." }]);
});

test("a ticket's comments are listed oldest first, can be sorted, and are empty for an unknown ticket", async () => {
  const { id } = await makeTicket(world.tom, company);
  for (const text of ["b", "c", "a"]) await world.tom.post("/ticket-comments/", { ticket: id, text });
  const texts = async (query: string) =>
    (await world.fay.get(`/ticket-comments/?ticket=${id}${query}`)).body.results.map(
      (each: { text: string }) => each.text,
    );
  expect(await texts("")).toEqual(["b", "c", "a"]);
  expect(await texts("&ordering=text")).toEqual(["a", "b", "c"]);
  expect(await texts("&ordering=-created_at")).toEqual(["a", "c", "b"]);
  expect(await texts("&search=zzz&is_internal=true")).toEqual(["b", "c", "a"]);
  const none = await world.tom.get("/ticket-comments/?ticket=11111111-1111-4111-8111-111111111111");
  expect([none.status, none.body.count]).toEqual([200, 0]);
});

test("a comment that someone else has changed is not overwritten if the request has the old ETag", async () => {
  const { id } = await makeTicket(world.tom, company);
  const { comments } = (await world.tom.post(`/tickets/${id}/add_comment/`, { text: "first" })).body;
  const path = `/ticket-comments/${comments[0].id}/`;
  const read = await world.tom.get(path);
  const ifMatch = { "if-match": read.headers.get("etag")! };
  expect(ifMatch["if-match"]).toBe(`"${comments[0].updated_at}"`);
  const response = await world.admin.patch(path, { text: "second" });
  expect(response.headers.get("etag")).toBe(`"${response.body.updated_at}"`);
  for (const refused of [
    await world.tom.patch(path, { text: "third" }, ifMatch),
    await world.tom.ask(path, { method: "PUT", body: { ticket: id, text: "third" }, headers: ifMatch }),
    await world.tom.ask(path, { method: "DELETE", headers: ifMatch }),
    await world.tom.patch(path, { text: "third" }, { "if-match": "no such version" }),
  ]) {
    expect([refused.status, refused.body]).toEqual([412, { detail: "The comment has changed since you read it." }]);
    expect(refused.headers.get("etag")).toBe(response.headers.get("etag"));
  }
  expect((await world.tom.get(path)).body.text).toBe("second");
  const now = { "if-match": response.headers.get("etag")! };
  expect((await world.tom.patch(path, { text: "third" }, now)).status).toBe(200);
  expect((await world.tom.patch(path, { text: "fourth" }, { "if-match": "*" })).status).toBe(200);
});

test("a comment returns what the answer needs", async () => {
  const { id } = await makeTicket(world.tom, company);
  const add = (returning: Returning) =>
    addComment(world.database.db, { kind: "user", id: world.tom.id, via: "api" }, id, "Done.", false, { returning });
  expect(await add("nothing")).toMatchObject({ fields: null, added: null, parts: null });
  expect(await add("changes")).toMatchObject({ fields: {}, added: { text: "Done." }, parts: null });
  expect((await add("ticket")).parts?.comments).toHaveLength(3);
});

test("a comment that waited for another one returns no ticket without that one", async () => {
  const { id } = await makeTicket(world.tom, company);
  const { db } = world.database;
  const add = (on: Db) =>
    addComment(on, { kind: "user", id: world.tom.id, via: "api" }, id, "Done.", false, { returning: "ticket" });
  const waited = await db.transact(async (held) => {
    await add(held);
    const waiting = add(db);
    await expect.poll(async () => (await db.query(LOCK_WAITERS)).length).toBeGreaterThan(0);
    return { waiting };
  });
  expect((await waited.waiting).parts).toBeNull();
});
