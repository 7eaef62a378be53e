import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

test("a reply is in the answer, and the first public one is the first response", async () => {
  const { id } = await makeTicket(world.tom, company);
  const noted = await world.tom.post(`/tickets/${id}/add_comment/`, { text: "psst", is_internal: "yes" });
  expect(noted.status).toBe(201);
  expect(noted.body).toMatchObject({ comments_count: 0, internal_notes_count: 1, first_response_at: null });
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
  async (sent) => {
    const { id } = await makeTicket(world.tom, company);
    const { status, body } = await world.tom.post(`/tickets/${id}/add_comment/`, sent);
    expect(status).toBe(400);
    expect(body).toEqual({ error: "text is required", detail: "text is required" });
  },
);

test("deleting the first response, or making it internal, makes the next one the first", async () => {
  const { id } = await makeTicket(world.tom, company);
  const first = (await world.tom.post("/ticket-comments/", { ticket: id, text: "one" })).body;
  const second = (await world.tom.post("/ticket-comments/", { ticket: id, text: "two" })).body;
  expect((await world.tom.patch(`/ticket-comments/${first.id}/`, { is_internal: true })).status).toBe(200);
  expect((await world.tom.get(`/tickets/${id}/`)).body.first_response_at).toBe(second.created_at);
  expect((await world.tom.remove(`/ticket-comments/${second.id}/`)).status).toBe(204);
  expect((await world.tom.get(`/tickets/${id}/`)).body.first_response_at).toBeNull();
});

test("only its author and Admins may change or delete a comment", async () => {
  const { id } = await makeTicket(world.tom, company);
  const comment = (await world.tom.post("/ticket-comments/", { ticket: id, text: "mine" })).body;
  expect((await world.fay.patch(`/ticket-comments/${comment.id}/`, { text: "yours" })).status).toBe(403);
  expect((await world.fay.remove(`/ticket-comments/${comment.id}/`)).status).toBe(403);
  expect((await world.admin.patch(`/ticket-comments/${comment.id}/`, { text: "ours" })).body.text).toBe("ours");
});

test("comments are listed by ticket; an id that is none is a 400", async () => {
  const { id } = await makeTicket(world.tom, company);
  await world.tom.post("/ticket-comments/", { ticket: id, text: "one" });
  expect((await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.count).toBe(1);
  expect((await world.tom.get("/ticket-comments/?ticket=abc")).body).toEqual({
    ticket: ["“abc” is not a valid UUID."],
  });
});
