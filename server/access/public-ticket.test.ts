import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { PublicTicket } from "../../wire/public-ticket.ts";
import { attach } from "../attachments/attachments.ts";
import { addComment } from "../comments/comments.ts";
import type { EventActor } from "../events/events.ts";
import { createTicket } from "../tickets/tickets.ts";
import { openToContacts, publicTicket } from "./public-ticket.ts";

let world: World;
let company: string;
let contact: string;
let ann: EventActor;
let tom: EventActor;
let files = 0;
beforeAll(async () => {
  world = await openWorld();
  const place = await makeCompany(world.admin, "Harbour Hotel");
  [company, contact] = [place.company.id, place.contact.id];
  ann = { kind: "contact", id: contact, via: "mail" };
  tom = { kind: "user", id: world.tom.id, via: "web" };
});
afterAll(() => world.close());

const db = () => world.database.db;
const make = async (by: EventActor, values: object = {}) =>
  (await createTicket(db(), by, { subject: "Silent", description: "CANARY? no", company, contact, ...values }, "UTC"))
    .id;
const write = async (by: EventActor, ticket: string, text: string, isInternal = false) =>
  (await addComment(db(), by, ticket, text, isInternal)).comment;
async function put(by: EventActor, ticket: string, name: string, comment?: string) {
  files += 1;
  const file = `2026/11/${files}-${name}`;
  await world.database.pool.query("insert into unclaimed_files values ($1, now() + interval '1 hour')", [file]);
  await attach(db(), by, { ticket, file, name, size: 1, sha256: null, ...(comment && { comment }) });
}
const ticketFor = async (ticket: string, to = contact) => await publicTicket(db(), ticket, to);
const texts = async (ticket: string) => (await ticketFor(ticket))?.messages.map(({ text }) => text) ?? null;
const names = async (ticket: string) =>
  (await ticketFor(ticket))?.messages.flatMap((message) => message.files.map(({ name }) => name)).sort() ?? null;

test("a contact sees nothing of a desk that has never had a mailbox or portal", async () => {
  const id = await make(ann);
  await write(tom, id, "An answer");
  expect(await ticketFor(id)).toBe(null);
  await openToContacts(db());
  expect(await ticketFor(id)).toBe(null);
  await write(tom, id, "Another answer");
  expect(await texts(id)).toEqual(["Another answer"]);
  await openToContacts(db());
  expect(await texts(id)).toEqual(["Another answer"]);
});

test("a contact sees older tickets once an Admin opens those of a filter, and no more when they are hidden again", async () => {
  const id = await make(ann, { tags: "moved in" });
  await write(tom, id, "An answer");
  await write(tom, id, "CANARY-internal", true);
  await world.database.pool.query("update desk_settings set public_since = now()");
  await write(tom, id, "A later answer");
  const filter = { tags: "moved in" };
  expect(await texts(id)).toEqual(["A later answer"]);
  const preview = async () => (await world.admin.post("/opened-tickets/preview/", { filter })).body;
  const before = await preview();
  expect(before).toMatchObject({ count: 1, examples: [{ id, subject: "Silent", messages: 2 }] });
  expect(before.examples[0].contact_name).toBe((await world.admin.get(`/contacts/${contact}/`)).body.name);
  expect((await world.tom.post("/opened-tickets/", { filter, expected: 1 })).status).toBe(403);
  const { status, body } = await world.admin.post("/opened-tickets/", { filter, expected: 2 });
  expect([status, body.count]).toEqual([409, 1]);
  expect(await texts(id)).toEqual(["A later answer"]);

  const opening = (await world.admin.post("/opened-tickets/", { filter, expected: 1 })).body;
  expect(opening.count).toBe(1);
  expect(await texts(id)).toEqual(["CANARY? no", "An answer", "A later answer"]);
  expect(await preview()).toEqual({ count: 0, examples: [] });
  expect((await world.admin.post("/opened-tickets/", { filter, expected: 0 })).body).toEqual({ id: null, count: 0 });

  expect((await world.tom.post(`/opened-tickets/${opening.id}/undo/`, {})).status).toBe(403);
  const undo = async () => (await world.admin.post(`/opened-tickets/${opening.id}/undo/`, {})).body;
  expect([await undo(), await undo()]).toEqual([{ count: 1 }, { count: 0 }]);
  expect(await texts(id)).toEqual(["A later answer"]);
  expect(await preview()).toEqual(before);
  const { results } = (await world.admin.get("/opened-tickets/")).body;
  expect(results).toMatchObject([{ id: opening.id, opened_by_name: "Ada Admin", count: 1 }]);
  expect(results[0].hidden_at).not.toBe(null);
});

describe("a contact", () => {
  beforeAll(() => openToContacts(db()));

  test("sees nothing internal, anywhere", async () => {
    const CANARY = "canary-7";
    const id = await make(tom, { description: CANARY, tags: CANARY, category: "billing" });
    await write(tom, id, CANARY, true);
    await write(tom, id, "We are on it");
    await put(tom, id, `${CANARY}.txt`);
    await put(tom, id, `${CANARY}.png`, await write(tom, id, CANARY, true));
    const ticket = await ticketFor(id);
    expect(JSON.stringify(ticket)).not.toContain(CANARY);
    expect(PublicTicket.parse(ticket)).toEqual(ticket);
    expect(ticket!.messages).toMatchObject([{ author_name: "Tom", is_from_contact: false, text: "We are on it" }]);
    expect(JSON.stringify(ticket)).not.toContain(world.tom.id);
  });

  test("sees the name of an agent whom a note mentioned that was made public, not the agent's ID", async () => {
    const id = await make(ann);
    await write(tom, id, `<p>Ask <span data-mention="${world.fay.id}">@Fay Finance</span></p>`);
    expect((await texts(id))!.at(-1)).toBe("<p>Ask <span>@Fay Finance</span></p>");
  });

  test("sees the latest of a very long conversation, and is told that it is not all", async () => {
    const id = await make(ann);
    for (const letter of "abcd") await write(tom, id, letter.repeat(letter === "b" ? 1_500_000 : 600_000));
    const letters = async () => (await texts(id))!.map((text) => text[0]);
    expect([await letters(), (await ticketFor(id))!.has_earlier]).toEqual([["c", "d"], true]);
    await write(ann, id, "e".repeat(3_000_000));
    expect(await letters()).toEqual(["e"]);
    const short = await make(ann);
    expect((await ticketFor(short))!.has_earlier).toBe(false);
    await world.database.pool.query(
      `insert into comments (ticket, author, text, created_at)
       select $1, $2, 'n' || n, now() + n * interval '1 ms' from generate_series(1, 505) n`,
      [short, world.tom.id],
    );
    const many = (await ticketFor(short))!;
    expect([many.messages.length, many.messages[0]!.text, many.has_earlier]).toEqual([500, "n6", true]);
  });

  test("sees an agent's description only if it was sent", async () => {
    const id = await make(tom, { description: "for us" });
    expect(await ticketFor(id)).toBe(null);
    await world.database.pool.query("update tickets set is_description_public = true where id = $1", [id]);
    expect(await texts(id)).toEqual(["for us"]);
  });

  test("sees the files of public messages, and the files that they sent", async () => {
    const id = await make(ann);
    await put(ann, id, "mine.png");
    await put(tom, id, "loose.png");
    const reply = await write(tom, id, "Look");
    await put(tom, id, "reply.png", reply);
    const own = await write(ann, id, "And this");
    await put(ann, id, "own.png", own);
    expect(await names(id)).toEqual(["mine.png", "own.png", "reply.png"]);
    await world.admin.patch(`/ticket-comments/${own}/`, { is_internal: true });
    await world.admin.remove(`/ticket-comments/${reply}/`);
    expect(await names(id)).toEqual(["mine.png"]);
    expect(await texts(id)).toEqual(["CANARY? no"]);
  });

  test("sees no ticket of another contact or in the trash", async () => {
    const id = await make(ann);
    const other = await makeCompany(world.admin);
    expect(await ticketFor(id, other.contact.id)).toBe(null);
    await world.tom.remove(`/tickets/${id}/`);
    expect(await ticketFor(id)).toBe(null);
  });
});
