import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { attach } from "../attachments/attachments.ts";
import { addComment } from "../comments/comments.ts";
import type { EventActor } from "../events/events.ts";
import { updateTicket } from "./tickets.ts";

let world: World;
let place: Awaited<ReturnType<typeof makeCompany>>;
beforeAll(async () => {
  world = await openWorld();
  place = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

const read = async (id: string) => (await world.fay.get(`/tickets/${id}/`)).body;
const timeline = async (id: string) => (await world.fay.get(`/tickets/${id}/timeline/`)).body.results;
const customer = (): EventActor => ({ kind: "contact", id: place.contact.id, via: "mail" });
const AUTOMATION: EventActor = {
  kind: "automation",
  id: null,
  name: "Chase up",
  via: "automation",
  cause: 7,
  depth: 2,
};

async function makeUser(username: string): Promise<{ id: string; by: Caller }> {
  const values = { username, password: PASSWORD, first_name: username, last_name: "Gone", role: "Tech" };
  const { id } = (await world.admin.post("/users/", values)).body;
  return { id, by: await world.login(username) };
}

describe("a comment", () => {
  test("by a contact has the contact's name and no user, and is not the first response", async () => {
    const { id } = await makeTicket(world.tom, place.company.id, { contact: place.contact.id });
    await addComment(world.database.db, customer(), id, "Still silent", false);
    const ticket = await read(id);
    expect(ticket.first_response_at).toBe(null);
    expect(ticket.comments[0]).toMatchObject({
      author: null,
      author_name: "Ploy Srisai",
      author_role: null,
      author_kind: "contact",
      author_contact: place.contact.id,
      via: "mail",
    });
    expect((await world.fay.get(`/ticket-comments/${ticket.comments[0].id}/`)).body).toEqual(ticket.comments[0]);
    expect((await timeline(id)).at(-1)).toMatchObject({
      actor: place.contact.id,
      actor_kind: "contact",
      actor_name: "Ploy Srisai",
    });
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On it" });
    const answered = await read(id);
    expect(answered.first_response_at).toBe(answered.comments[1].created_at);
  });

  test("by an automation has its name and cause, and is not the first response", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    await addComment(world.database.db, AUTOMATION, id, "Do you still need help?", false);
    await updateTicket(world.database.db, AUTOMATION, id, { priority: "low" }, null);
    const ticket = await read(id);
    expect(ticket.first_response_at).toBe(null);
    expect(ticket.comments[0]).toMatchObject({ author: null, author_name: "Chase up", via: "automation" });
    expect((await timeline(id)).at(-1)).toMatchObject({
      actor: null,
      actor_kind: "automation",
      actor_name: "Chase up",
    });
    const { rows } = await world.database.pool.query(
      "select cause, depth from events where ticket = $1 and cause is not null",
      [id],
    );
    expect(rows).toEqual([
      { cause: 7, depth: 2 },
      { cause: 7, depth: 2 },
    ]);
  });

  test("by a user shows whether it came from a browser or a program", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "by curl" });
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "by hand" }, { origin: world.base });
    expect((await read(id)).comments.map(({ via }: { via: string }) => via)).toEqual(["api", "web"]);
  });

  test("that is deleted makes the next one by an agent the first response", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "first" });
    await addComment(world.database.db, customer(), id, "thanks", false);
    const [first] = (await read(id)).comments;
    await world.tom.remove(`/ticket-comments/${first.id}/`);
    expect((await read(id)).first_response_at).toBe(null);
  });
});

test("a file by a contact has the contact's name and the content ID from its email", async () => {
  const { id } = await makeTicket(world.tom, place.company.id);
  const file = { ticket: id, file: "2026/11/logo.png", name: "logo.png", size: 3, sha256: null };
  const { db, pool } = world.database;
  await pool.query("insert into unclaimed_files values ($1, now() + interval '1 hour')", [file.file]);
  expect(await attach(db, customer(), { ...file, contentId: "logo@mail", isInline: true })).toBeTruthy();
  expect((await read(id)).attachments[0]).toMatchObject({
    uploaded_by: null,
    uploaded_by_kind: "contact",
    uploaded_by_contact: place.contact.id,
    uploaded_by_name: "Ploy Srisai",
    origin: "mail",
    content_id: "logo@mail",
    is_inline: true,
  });
});

describe("a deleted user", () => {
  test("leaves the name, but no ID, on what the user wrote and did", async () => {
    const { id: user, by } = await makeUser("ann");
    const { id } = await makeTicket(by, place.company.id);
    await by.post(`/tickets/${id}/add_comment/`, { text: "from ann" });
    const form = new FormData();
    form.set("ticket", id);
    form.set("file", new File(["x"], "x.txt"));
    await by.post("/ticket-attachments/", form);
    expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
    const ticket = await read(id);
    expect(ticket).toMatchObject({ created_by: null, created_by_name: "ann Gone", created_by_kind: "user" });
    expect(ticket.comments[0]).toMatchObject({ author: null, author_name: "ann Gone", author_role: null });
    expect(ticket.attachments[0]).toMatchObject({ uploaded_by: null, uploaded_by_name: "ann Gone" });
    expect((await world.fay.get("/ticket-comments/?ordering=-created_at")).body.results[0].author_name).toBe(
      "ann Gone",
    );
    expect((await timeline(id)).map((each: { actor_name: string }) => each.actor_name)).toEqual(
      Array(3).fill("ann Gone"),
    );
    const row = (await world.fay.get("/inbox/")).body.results.find((each: { id: string }) => each.id === id);
    expect(row.last_comment.author_name).toBe("ann Gone");
    expect(ticket.first_response_at).not.toBe(null);
  });

  test("leaves the name on steps, links, participants, articles and the trash, too", async () => {
    const { id: user, by } = await makeUser("joy");
    const { id } = await makeTicket(world.tom, place.company.id);
    const other = await makeTicket(world.tom, place.company.id);
    const step = (await by.post(`/tickets/${id}/checklist/`, { steps: ["Call back"] })).body.results[0];
    await by.patch(`/tickets/${id}/checklist/${step.id}/`, { is_done: true });
    await by.post(`/tickets/${id}/links/`, { ticket: other.id, relation: "related" });
    await by.post(`/tickets/${id}/participants/`, { address: "may@harbour.test" });
    const article = (await by.post("/kb/articles/", { title: "By joy", html: "<p>x</p>", language: "en" })).body;
    const zone = (await by.post("/zones/", { company: place.company.id, name: "Roof" })).body;
    await by.remove(`/zones/${zone.id}/`);
    expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
    const first = async (path: string) => (await world.admin.get(path)).body.results[0];
    expect([
      await first(`/tickets/${id}/checklist/`),
      await first(`/tickets/${id}/links/`),
      await first(`/tickets/${id}/participants/`),
      await first(`/kb/articles/${article.id}/versions/`),
      await first("/zones/trash/"),
    ]).toMatchObject([
      { done_by: null, done_by_name: "joy Gone" },
      { created_by_name: "joy Gone" },
      { added_by: null, added_by_name: "joy Gone" },
      { author_name: "joy Gone" },
      { deleted_by: null, deleted_by_name: "joy Gone" },
    ]);
  });

  test("releases open tickets to the team, and keeps resolved ones", async () => {
    const { id: user } = await makeUser("bob");
    const assign = async (values: Record<string, unknown>) => {
      const { id } = await makeTicket(world.tom, place.company.id, values);
      await world.tom.post(`/tickets/${id}/assign/`, { user_id: user });
      return id as string;
    };
    const open = await assign({ category: "billing" });
    const moved = await assign({ category: "billing" });
    await world.tom.patch(`/tickets/${moved}/`, { assigned_team: "Music", status: "pending" });
    const resolved = await assign({});
    await world.tom.patch(`/tickets/${resolved}/`, { status: "resolved" });
    expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
    const changes = { assigned_to: null, assigned_to_name: null, status: "new" };
    expect(await read(open)).toMatchObject({ ...changes, assigned_team: "Tech" });
    expect(await read(moved)).toMatchObject({ ...changes, assigned_team: "Music" });
    expect((await timeline(moved)).at(-1)).toMatchObject({
      actor: world.admin.id,
      changes: { assigned_to: [user, null], status: ["pending", "new"] },
    });
    expect(await read(resolved)).toMatchObject({ assigned_to: null, assigned_to_name: "bob Gone", status: "resolved" });
    // a client that sends back what it read, as the Django backend's does, changes nothing there
    const { status } = await world.tom.patch(`/tickets/${resolved}/`, { assigned_to: null, subject: "Silent" });
    expect(status).toBe(200);
    expect(await read(resolved)).toMatchObject({ assigned_to_name: "bob Gone", status: "resolved", subject: "Silent" });
  });

  test("releases many open tickets in batches, and those of routed teams wait for an agent", async () => {
    const { id: user } = await makeUser("many");
    const { pool } = world.database;
    await pool.query(
      `insert into tickets (ticket_number, subject, description, company, status, assigned_to, assigned_team)
       select 'M-' || n, 'many', '', $1, 'assigned', $2, 'Music' from generate_series(1, 1200) n`,
      [place.company.id, user],
    );
    expect((await world.admin.patch("/teams/Music/routing/", { mode: "round_robin", capacity: 1 })).status).toBe(200);
    expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
    const left = async () => {
      const { rows } = await pool.query(
        `select (select count(*) from tickets where assigned_to = $1)::int as assigned,
           (select count(*) from ticket_releases)::int as releases`,
        [user],
      );
      return rows[0];
    };
    await expect.poll(left, { timeout: 30_000 }).toEqual({ assigned: 0, releases: 0 });
    // the first batch waits from the event of the deletion on, which no reaction reads here
    const { rows } = await pool.query("select count(*)::int as n from waiting_tickets where team = 'Music'");
    expect(rows[0].n).toBe(700);
    const events = await pool.query(
      "select count(*)::int as n, count(distinct xid)::int as batches from events where changes -> 'assigned_to' ->> 0 = $1",
      [user],
    );
    expect(events.rows[0]).toEqual({ n: 1200, batches: 3 });
    await pool.query("delete from tickets where subject = 'many'");
    await world.admin.patch("/teams/Music/routing/", { mode: "manual" });
  });

  test("is no longer the assignee of a ticket that is reopened", async () => {
    const { id: user } = await makeUser("cy");
    const ids = await Promise.all(
      [0, 1, 2].map(async () => (await makeTicket(world.tom, place.company.id)).id as string),
    );
    for (const id of ids) {
      await world.tom.post(`/tickets/${id}/assign/`, { user_id: user });
      await world.tom.patch(`/tickets/${id}/`, { status: "closed" });
    }
    await world.admin.remove(`/users/${user}/`);
    await world.tom.patch(`/tickets/${ids[0]}/`, { status: "in_progress" });
    await world.tom.post("/bulk-changes/", { ids: [ids[1]], changes: { status: "pending" } });
    for (const id of ids.slice(0, 2))
      expect(await read(id)).toMatchObject({ assigned_to: null, assigned_to_name: null, closed_at: null });
    await world.tom.post("/bulk-changes/", { ids: [ids[2]], changes: { assigned_to: null } });
    expect(await read(ids[2]!)).toMatchObject({ assigned_to_name: "cy Gone", status: "closed" });
    const { results } = (await world.fay.get("/inbox/?assigned_to=none&page_size=200")).body;
    expect(results.map((each: { id: string }) => each.id)).toEqual(expect.arrayContaining(ids.slice(0, 2)));
  });
});

test("a deleted contact leaves the name on what the contact wrote", async () => {
  const { company, contact } = await makeCompany(world.admin);
  const { id } = await makeTicket(world.tom, company.id, { contact: contact.id });
  await addComment(world.database.db, { kind: "contact", id: contact.id, via: "portal" }, id, "hello", false);
  expect((await world.tom.remove(`/contacts/${contact.id}/`)).status).toBe(204);
  const ticket = await read(id);
  expect(ticket.contact_name).toBe(null);
  expect(ticket.comments[0]).toMatchObject({ author_name: "Ploy Srisai", author_kind: "contact" });
});
