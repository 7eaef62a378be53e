import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addComment } from "./comments.ts";

let world: World;
let company: string;
let ticket: string;

beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
beforeEach(async () => {
  ticket = (await makeTicket(world.tom, company)).id;
});
afterAll(() => world.close());

const mark = ({ id }: Caller) => `<p><span data-mention="${id}">@Someone</span>, please look.</p>`;
const note = async (text: string, by = world.tom, id = ticket): Promise<string> => {
  const { body } = await by.post(`/tickets/${id}/add_comment/`, { text, is_internal: true });
  return body.comments.at(-1).id;
};
const newIn = async (by: Caller) => (await by.get("/views/counts/")).body.counts.mentions.count;
const listed = async (by: Caller, filter = "mentioned=true") =>
  (await by.get(`/inbox/?${filter}`)).body.results.map((row: { id: string; has_unread_mention: boolean }) => [
    row.id,
    row.has_unread_mention,
  ]);
const read = (by: Caller, id = ticket) => by.put(`/tickets/${id}/read/`, {});

describe("a mention", () => {
  test("is counted until the user has read the ticket, and stays in the view", async () => {
    const before = await newIn(world.fay);
    await note(mark(world.fay));
    expect(await newIn(world.fay)).toBe(before + 1);
    expect(await listed(world.fay)).toContainEqual([ticket, true]);
    expect(await listed(world.fay, "unread_mention=true")).toContainEqual([ticket, true]);
    await read(world.fay);
    expect(await newIn(world.fay)).toBe(before);
    expect(await listed(world.fay)).toContainEqual([ticket, false]);
    expect(await listed(world.fay, "unread_mention=true")).not.toContainEqual([ticket, true]);
  });
  test("is made by agents, not by customers, also if an Admin edits the customer's message", async () => {
    const { contact } = await makeCompany(world.admin);
    const before = await newIn(world.fay);
    const actor = { kind: "contact" as const, id: contact.id, via: "portal" as const };
    const { comment } = await addComment(world.database.db, actor, ticket, mark(world.fay), false);
    expect(await newIn(world.fay)).toBe(before);
    const edit = { text: `${mark(world.fay)}<p>More.</p>` };
    expect((await world.admin.patch(`/ticket-comments/${comment}/`, edit)).status).toBe(200);
    expect(await newIn(world.fay)).toBe(before);
  });
  test("that was read is not new again because of another note", async () => {
    await note(mark(world.fay));
    await read(world.fay);
    const before = await newIn(world.fay);
    await note("Restarted the player.");
    expect(await newIn(world.fay)).toBe(before);
    await world.fay.remove(`/tickets/${ticket}/read/`);
    expect(await newIn(world.fay)).toBe(before + 1);
  });
  test("is in the row of the ticket, with its author, until a later one; others do not see it", async () => {
    const rowFor = async (by: Caller) =>
      (await by.get("/inbox/?fields=id,last_mention")).body.results.find((row: { id: string }) => row.id === ticket);
    const first = await note(mark(world.fay));
    const last_mention = { id: first, author_name: "Tom Tech", is_internal: true };
    expect(await rowFor(world.fay)).toMatchObject({ last_mention });
    expect(await rowFor(world.tom)).toMatchObject({ last_mention: null });
    const second = await note(mark(world.fay), world.admin);
    await note("Restarted the player.");
    expect((await rowFor(world.fay)).last_mention).toMatchObject({ id: second, author_name: "Ada Admin" });
  });
  test("by user name counts, too; of oneself, or of others, it does not", async () => {
    const before = await newIn(world.fay);
    await note("@FAY. Could you look?");
    expect(await newIn(world.fay)).toBe(before + 1);
    await note(mark(world.tom));
    await note("Write to fay@harbour.example");
    expect(await listed(world.tom)).not.toContainEqual([ticket, true]);
  });
  test("follows the text of its message", async () => {
    const before = await newIn(world.fay);
    const id = await note("Nobody in particular.");
    await world.tom.patch(`/ticket-comments/${id}/`, { text: mark(world.fay) });
    expect(await newIn(world.fay)).toBe(before + 1);
    await read(world.fay);
    await world.tom.patch(`/ticket-comments/${id}/`, { text: `${mark(world.fay)}<p>Today.</p>` });
    expect(await newIn(world.fay)).toBe(before);
    await world.tom.patch(`/ticket-comments/${id}/`, { text: "Settled." });
    expect(await listed(world.fay)).not.toContainEqual([ticket, false]);
  });
  test("moves with its message to another ticket, read or not", async () => {
    const other = (await makeTicket(world.tom, company)).id;
    await read(world.fay, other);
    const before = await newIn(world.fay);
    const id = await note(mark(world.fay));
    await world.tom.post(`/ticket-comments/${id}/move/`, { ticket: other });
    expect(await listed(world.fay)).toContainEqual([other, true]);
    await read(world.fay, other);
    await world.tom.post(`/ticket-comments/${id}/move/`, { ticket });
    expect(await listed(world.fay)).toContainEqual([ticket, false]);
    expect(await newIn(world.fay)).toBe(before);
  });
  test("is gone with its message", async () => {
    const before = await newIn(world.fay);
    const id = await note(mark(world.fay));
    await world.tom.remove(`/ticket-comments/${id}/`);
    expect(await newIn(world.fay)).toBe(before);
  });
});
