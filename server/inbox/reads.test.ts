import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const make = async (by: Caller = world.fay) => (await makeTicket(by, company)).id as string;
const read = (by: Caller, id: string, body?: unknown) => by.ask(`/tickets/${id}/read/`, { method: "PUT", body });
const reply = (by: Caller, id: string, text = "Done.") => by.post(`/tickets/${id}/add_comment/`, { text });

async function isUnread(by: Caller, id: string): Promise<boolean> {
  const rows: { id: string; is_unread: boolean }[] = (await by.get("/inbox/?page_size=200")).body.results;
  const unread: { id: string }[] = (await by.get("/inbox/?page_size=200&unread=true")).body.results;
  const row = rows.find((each) => each.id === id)!;
  expect(unread.some((each) => each.id === id)).toBe(row.is_unread);
  return row.is_unread;
}

test("an unopened ticket is unread while it is open, except for its creator", async () => {
  const id = await make();
  expect([await isUnread(world.tom, id), await isUnread(world.fay, id)]).toEqual([true, false]);
  await world.fay.patch(`/tickets/${id}/`, { status: "resolved" });
  expect(await isUnread(world.tom, id)).toBe(false);
  await world.fay.patch(`/tickets/${id}/`, { status: "pending" });
  expect(await isUnread(world.tom, id)).toBe(true);
});

test("a read ticket stays read until someone else replies", async () => {
  const id = await make();
  const { status, body } = await read(world.tom, id);
  expect([status, body]).toEqual([200, { version: 1, is_unread: false }]);
  expect(await isUnread(world.tom, id)).toBe(false);
  await reply(world.fay, id);
  expect(await isUnread(world.tom, id)).toBe(true);
  expect((await read(world.tom, id)).body).toEqual({ version: 2, is_unread: false });
  await world.fay.post(`/tickets/${id}/add_comment/`, { text: "Between us.", is_internal: true });
  expect(await isUnread(world.tom, id)).toBe(true);
});

const place = async (id: string) =>
  (await world.tom.get("/inbox/?page_size=200")).body.results.findIndex((row: { id: string }) => row.id === id);

test.each([
  ["a change of fields", (by: Caller, id: string) => by.patch(`/tickets/${id}/`, { priority: "high", tags: "x" })],
  ["an assignment", (by: Caller, id: string) => by.post(`/tickets/${id}/assign/`, { user_id: by.id })],
  [
    "a bulk change and its undo",
    async (by: Caller, id: string) => {
      const { body } = await by.post("/bulk-changes/", { ids: [id], changes: { priority: "urgent" } });
      await by.post(`/bulk-changes/${body.id}/undo/`);
    },
  ],
  [
    "the trash and back",
    async (by: Caller, id: string) => {
      await by.remove(`/tickets/${id}/`);
      await world.admin.post(`/tickets/${id}/restore/`);
    },
  ],
  [
    "an edited and a deleted reply",
    async (_by: Caller, _id: string, comment: string) => {
      await world.fay.patch(`/ticket-comments/${comment}/`, { text: "Ah" });
      await world.fay.remove(`/ticket-comments/${comment}/`);
    },
  ],
  [
    "a file, renamed and removed",
    async (by: Caller, id: string) => {
      const form = new FormData();
      form.append("ticket", id);
      form.append("file", new File(["x"], "x.txt"));
      const file = (await by.post("/ticket-attachments/", form)).body.id;
      const name = new FormData();
      name.append("name", "y.txt");
      await by.ask(`/ticket-attachments/${file}/`, { method: "PATCH", body: name });
      await by.remove(`/ticket-attachments/${file}/`);
    },
  ],
] as [string, (by: Caller, id: string, comment: string) => Promise<unknown>][])(
  "%s keeps a ticket read and in its place",
  async (_what, act) => {
    const id = await make();
    const comment = (await world.fay.post("/ticket-comments/", { ticket: id, text: "Oh" })).body.id;
    await read(world.tom, id);
    await make();
    const before = await place(id);
    await act(world.fay, id, comment);
    expect([await isUnread(world.tom, id), await place(id)]).toEqual([false, before]);
    await reply(world.fay, id);
    expect([await isUnread(world.tom, id), await place(id)]).toEqual([true, 0]);
  },
);

test("a comment that moves is unread in its new ticket", async () => {
  const [from, to] = [await make(), await make()];
  const comment = (await world.fay.post("/ticket-comments/", { ticket: from, text: "Oh" })).body.id;
  await read(world.tom, to);
  await world.fay.patch(`/ticket-comments/${comment}/`, { ticket: to });
  expect(await isUnread(world.tom, to)).toBe(true);
  await read(world.tom, to);
  expect(await isUnread(world.tom, to)).toBe(false);
});

test.each([
  ["a reply", { text: "Done." }],
  ["a note", { text: "Between us.", is_internal: true }],
])("an agent's own comment (%s) is unread for others only", async (_what, comment) => {
  const id = await make();
  await read(world.tom, id);
  await read(world.admin, id);
  for (let n = 0; n < 2; n += 1) await world.tom.post(`/tickets/${id}/add_comment/`, comment);
  expect([await isUnread(world.tom, id), await isUnread(world.admin, id)]).toEqual([false, true]);
});

test("a message by someone else just before an agent's own reply stays unread", async () => {
  const id = await make();
  await read(world.tom, id);
  await reply(world.fay, id, "Wait, it works again!");
  await reply(world.tom, id, "I am on my way.");
  expect(await isUnread(world.tom, id)).toBe(true);
});

test("reading up to a version leaves later changes unread, and never marks fewer as read", async () => {
  const id = await make();
  await reply(world.fay, id);
  await reply(world.admin, id);
  expect((await read(world.tom, id, { version: 2 })).body).toEqual({ version: 2, is_unread: true });
  expect((await read(world.tom, id, { version: 3 })).body).toEqual({ version: 3, is_unread: false });
  expect((await read(world.tom, id, { version: 1 })).body).toEqual({ version: 3, is_unread: false });
  expect((await read(world.tom, id, { version: 9_000_000 })).body).toEqual({ version: 3, is_unread: false });
});

test("any ticket can be marked unread, even a closed one or the agent's own", async () => {
  const id = await make(world.tom);
  await world.tom.patch(`/tickets/${id}/`, { status: "closed" });
  expect((await world.tom.remove(`/tickets/${id}/read/`)).status).toBe(204);
  expect(await isUnread(world.tom, id)).toBe(true);
  expect((await read(world.tom, id)).body.is_unread).toBe(false);
});

test("a timeline shows how far the agent has read, and what is new", async () => {
  const id = await make();
  const timeline = async (by: Caller) => (await by.get(`/tickets/${id}/timeline/`)).body;
  expect((await timeline(world.tom)).read).toBeNull();
  await read(world.tom, id);
  await reply(world.fay, id);
  const { read: upTo, results } = await timeline(world.tom);
  const isNew = ({ version }: { version: number }) => version > upTo;
  expect(results.filter(isNew).map(({ kind }: { kind: string }) => kind)).toEqual(["comment.added"]);
  expect((await timeline(world.fay)).read).toBeNull();
  await world.tom.remove(`/tickets/${id}/read/`);
  expect((await timeline(world.tom)).read).toBe(-1);
});

test("read marks belong to one user", async () => {
  const id = await make();
  await read(world.tom, id);
  expect(await isUnread(world.admin, id)).toBe(true);
});

test("moving to the trash and back, even with the company, keeps unread counts correct", async () => {
  const place = (await makeCompany(world.admin)).company.id;
  const id = (await makeTicket(world.fay, place)).id;
  await world.admin.remove(`/companies/${place}/`);
  await world.admin.post(`/companies/${place}/restore/`);
  await read(world.tom, id);
  expect(await isUnread(world.tom, id)).toBe(false);
});

test.each([
  [{ version: -1 }, { version: ["Ensure this value is greater than or equal to 0."] }],
  [{ version: "x" }, { version: ["A valid integer is required."] }],
  [{ version: null }, { version: ["This field may not be null."] }],
  [[], { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
])("a read mark of %j is refused", async (body, problem) => {
  const reply = await read(world.tom, await make(), body);
  expect([reply.status, reply.body]).toEqual([400, problem]);
});

test("tickets that are missing or in the trash cannot be marked as read", async () => {
  const id = await make();
  await world.fay.remove(`/tickets/${id}/`);
  for (const missing of [id, "11111111-1111-4111-8111-111111111111"]) {
    expect((await read(world.tom, missing, "nonsense")).body).toEqual({ detail: "No Ticket matches the given query." });
    expect((await world.tom.remove(`/tickets/${missing}/read/`)).status).toBe(404);
  }
  expect((await read(world.tom, "abc")).status).toBe(404);
});
