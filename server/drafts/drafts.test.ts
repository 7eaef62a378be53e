import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { removeUnclaimed } from "../attachments/unclaimed.ts";
import { sweepFiles } from "./files.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld({ MAX_UPLOAD_MB: "1" });
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const newTicket = async () => (await makeTicket(world.admin, company)).id as string;
const upload = (by: Caller, name = "plan.png", bytes: string | Uint8Array<ArrayBuffer> = "the plan") => {
  const form = new FormData();
  form.set("file", new File([bytes], name));
  return by.post("/draft-files/", form);
};
const storedFiles = () =>
  readdirSync(join(world.folder, "files"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
    .length;
const sweep = () => sweepFiles(world.app.docket.db);
/** The job has run, and then no more for eight days. */
const passAWeek = async () => {
  await sweep();
  await world.database.pool.query(`update draft_files
    set created_at = created_at - interval '8 days', unused_since = unused_since - interval '8 days'`);
};
const EMPTY = {
  ...{ text: "", is_internal: false, status: null, files: [], changes: {}, macros: [], recipients: null },
  ...{ updated_at: null, version: 0 },
};

describe("a draft of a reply", () => {
  test("is empty before anything is written", async () => {
    const ticket = await newTicket();
    expect((await world.tom.get(`/tickets/${ticket}/draft/`)).body).toEqual({ ticket, ...EMPTY });
  });

  test("is stored exactly, with spaces and files, and available on every server", async () => {
    const ticket = await newTicket();
    const files = [(await upload(world.tom, "b.txt")).body, (await upload(world.tom, "a.txt")).body];
    const written = { text: "<p>Hello </p> ", is_internal: true, status: "resolved" };
    const response = await world.tom.put(`/tickets/${ticket}/draft/`, { ...written, files: files.map(({ id }) => id) });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ ticket, ...written, files });
    expect(response.body.version).toBeGreaterThan(0);
    const second = await world.another();
    const there = (await second.as(world.tom).get(`/tickets/${ticket}/draft/`)).body;
    expect({ ...there, files: null }).toEqual({ ...response.body, files: null });
    expect(there.files.map(({ id }: { id: string }) => id)).toEqual(files.map(({ id }) => id));
  });

  test("keeps the chosen recipients, even none, until the author returns to the default", async () => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const chosen = { to: ["ploy@harbour.test"], cc: ["Ploy@harbour.test", "may@harbour.test"], bcc: ["half@written"] };
    const { body } = await world.tom.put(path, { text: "a", ...chosen });
    const recipients = [
      { address: "ploy@harbour.test", role: "to" },
      { address: "may@harbour.test", role: "cc" },
      { address: "half@written", role: "bcc" },
    ];
    expect(body).toMatchObject({ text: "a", recipients });
    expect((await world.tom.get(path)).body).toEqual(body);
    expect((await world.tom.put(path, { text: "a", ...chosen, version: body.version })).body).toEqual(body);
    const nobody = (await world.tom.put(path, { text: "a", to: [], cc: [], bcc: [], version: body.version })).body;
    expect([nobody.recipients, nobody.version > body.version]).toEqual([[], true]);
    expect((await world.tom.put(path, { text: "a", ...chosen, version: body.version })).status).toBe(409);
    expect((await world.tom.put(path, { text: "a" })).body.recipients).toBeNull();
  });

  test("keeps its version if it is saved unchanged, and gets a new one if it changed", async () => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const first = (await world.tom.put(path, { text: "a" })).body;
    expect((await world.tom.put(path, { text: "a" })).body).toEqual(first);
    const second = (await world.tom.put(path, { text: "b" })).body;
    expect(second.version).toBeGreaterThan(first.version);
  });

  test("that is saved empty or deleted no longer exists, and the next one has a new version", async () => {
    const ticket = await newTicket();
    const path = `/tickets/${ticket}/draft/`;
    const first = (await world.tom.put(path, { text: "a" })).body;
    expect((await world.tom.put(path, { text: "" })).body).toEqual({ ticket, ...EMPTY });
    expect((await world.tom.put(path, { text: "a" })).body.version).toBeGreaterThan(first.version);
    expect((await world.tom.remove(path)).status).toBe(204);
    expect((await world.tom.get(path)).body).toEqual({ ticket, ...EMPTY });
    expect((await world.tom.remove(path)).status).toBe(204);
  });

  test("that another window has changed is not overwritten if the client sends its version", async () => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const { version } = (await world.tom.put(path, { text: "here", version: 0 })).body;
    const other = (await world.tom.put(path, { text: "there", version })).body;
    const late = await world.tom.put(path, { text: "here again", version });
    expect(late.status).toBe(409);
    expect(late.body).toEqual({
      detail: "Your draft was changed in another window or on another device.",
      version: other.version,
    });
    expect((await world.tom.get(path)).body.text).toBe("there");
    // the same save repeated after its answer was lost
    expect((await world.tom.put(path, { text: "there", version })).status).toBe(200);
    await world.tom.remove(path);
    expect((await world.tom.put(path, { text: "late typing", version: other.version })).status).toBe(409);
    expect((await world.tom.get(path)).body.version).toBe(0);
  });

  test("is visible to its author only, not even to an Admin", async () => {
    const ticket = await newTicket();
    await world.tom.put(`/tickets/${ticket}/draft/`, { text: "between me and my screen" });
    for (const other of [world.fay, world.admin]) {
      expect((await other.get(`/tickets/${ticket}/draft/`)).body).toEqual({ ticket, ...EMPTY });
      await other.remove(`/tickets/${ticket}/draft/`);
    }
    expect((await world.tom.get(`/tickets/${ticket}/draft/`)).body.text).toBe("between me and my screen");
    expect(JSON.stringify((await world.fay.get(`/tickets/${ticket}/`)).body)).not.toContain("my screen");
    expect(JSON.stringify((await world.fay.get(`/tickets/${ticket}/timeline/`)).body)).not.toContain("my screen");
    expect((await world.stranger.get(`/tickets/${ticket}/draft/`)).status).toBe(401);
  });

  test("of a ticket in the trash is not found, and returns with the ticket", async () => {
    const ticket = await newTicket();
    const path = `/tickets/${ticket}/draft/`;
    await world.tom.put(path, { text: "patience" });
    await world.admin.remove(`/tickets/${ticket}/`);
    expect((await world.tom.get(path)).status).toBe(404);
    expect((await world.tom.put(path, { text: "x" })).status).toBe(404);
    expect((await world.tom.remove(path)).status).toBe(404);
    await world.admin.post(`/tickets/${ticket}/restore/`);
    expect((await world.tom.get(path)).body.text).toBe("patience");
  });

  test.each([
    [{}, { text: ["This field is required."] }],
    [{ text: null }, { text: ["This field may not be null."] }],
    [{ text: "a\0" }, { text: ["Null characters are not allowed."] }],
    [{ text: "x", status: "done" }, { status: ['"done" is not a valid choice.'] }],
    [{ text: "x", files: "x" }, { files: ['Expected a list of items but got type "str".'] }],
    [{ text: "x", files: [true] }, { files: ["Incorrect type. Expected pk value, received bool."] }],
    [{ text: "x", files: ["x"] }, { files: ["“x” is not a valid UUID."] }],
    [{ text: "x", files: Array(51).fill("x") }, { files: ["Ensure this field has no more than 50 elements."] }],
    [{ text: "x", version: -1 }, { version: ["Ensure this value is greater than or equal to 0."] }],
  ])("%j is refused", async (body, errors) => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const answer = await world.tom.put(path, body);
    expect([answer.status, answer.body]).toEqual([400, errors]);
    expect((await world.tom.get(path)).body.version).toBe(0);
  });
});

test("drafts are listed with their tickets, last changed first", async () => {
  await world.admin.post("/users/", { username: "lis", password: "correct horse battery" });
  const lis = await world.login("lis");
  const tickets = [await newTicket(), await newTicket(), await newTicket()];
  for (const ticket of tickets) await lis.put(`/tickets/${ticket}/draft/`, { text: `about ${ticket}` });
  await lis.put(`/tickets/${tickets[0]}/draft/`, { text: "again" });
  await lis.put(`/tickets/${await newTicket()}/draft/`, { text: "<p></p>", is_internal: true });
  await world.admin.remove(`/tickets/${tickets[1]}/`);
  const { body } = await lis.get("/drafts/");
  expect(body.results.map(({ ticket }: { ticket: string }) => ticket)).toEqual([tickets[0], tickets[2]]);
  const { ticket_number, subject } = (await lis.get(`/tickets/${tickets[0]}/`)).body;
  expect(body.results[0]).toMatchObject({ text: "again", ticket_number, subject });
});

test("one's large drafts are listed whole, the last 100 of them", async () => {
  await world.admin.post("/users/", { username: "leo", password: "correct horse battery" });
  const leo = await world.login("leo");
  const long = "x".repeat(100_000);
  const { id } = await makeTicket(world.admin, company);
  await leo.put(`/tickets/${id}/draft/`, { text: long, files: [(await upload(leo)).body.id] });
  const { body } = await leo.get("/drafts/");
  expect(body.results).toEqual([
    { ...(await leo.get(`/tickets/${id}/draft/`)).body, ticket_number: expect.any(String), subject: "Zone offline" },
  ]);
  expect(body.results[0].text).toBe(long);
  await world.database.pool.query(
    `with many as (
       insert into tickets (ticket_number, subject, description, company)
       select 'D-' || n, 'many', 'd', $1 from generate_series(1, 120) n returning id)
     insert into drafts (owner, ticket, text) select $2, id, repeat('y', 70000) from many`,
    [company, leo.id],
  );
  const { results } = (await leo.get("/drafts/")).body;
  expect(results.map(({ text }: { text: string }) => text.length)).toEqual(Array(100).fill(70_000));
});

describe("a draft of a new ticket", () => {
  const path = "/drafts/new-ticket/";
  test("keeps whatever its form holds", async () => {
    expect((await world.fay.get(path)).body).toEqual({ fields: {}, files: [], updated_at: null, version: 0 });
    const file = (await upload(world.fay)).body;
    const fields = { subject: "Lobby", nested: { file: "x", list: [1, null] }, odd: "\0\ud800", file: "no link" };
    const response = await world.fay.put(path, { fields, files: [file.id] });
    expect(response.body).toMatchObject({ fields, files: [file] });
    expect((await world.fay.get(path)).body).toEqual(response.body);
    expect((await world.tom.get(path)).body.version).toBe(0);
    expect((await world.fay.put(path, { fields: {}, version: response.body.version + 9 })).status).toBe(409);
    const other = (await upload(world.fay)).body;
    const { version } = (await world.fay.put(path, { fields, files: [] })).body;
    await world.fay.put(path, { fields, files: [other.id] });
    expect((await world.fay.put(path, { fields, files: [file.id], version })).status).toBe(409);
    expect((await world.fay.get(path)).body.files).toEqual([other]);
    expect((await world.fay.remove(path)).status).toBe(204);
    expect((await world.fay.get(path)).body.version).toBe(0);
  });

  test.each([
    [{ fields: [] }, { fields: ['Expected a dictionary of items but got type "list".'] }],
    [{ fields: "x" }, { fields: ['Expected a dictionary of items but got type "str".'] }],
    [{ fields: { a: "x".repeat(200_000) } }, { fields: ["Ensure this field has no more than 200000 characters."] }],
  ])("with another structure or beyond the size limit is refused", async (body, errors) => {
    const answer = await world.tom.put(path, body);
    expect([answer.status, answer.body]).toEqual([400, errors]);
  });
});

describe("a draft file", () => {
  test("is downloaded unchanged, and becomes an attachment with the same ID", async () => {
    const ticket = await newTicket();
    const { status, body: file } = await upload(world.tom, "../Plan für Bar.png");
    expect(status).toBe(201);
    expect(file).toMatchObject({ name: "Plan für Bar.png", size: 8 });
    expect(await (await fetch(file.file)).text()).toBe("the plan");
    const other = (await upload(world.tom, "z.txt")).body;
    const response = await world.tom.post(`/tickets/${ticket}/take_files/`, { files: [other.id, file.id] });
    expect(response.status).toBe(200);
    expect(response.body.results).toEqual([
      expect.objectContaining({ id: other.id, ticket, uploaded_by: world.tom.id, comment: null }),
      expect.objectContaining({ id: file.id, name: file.name, size: 8 }),
    ]);
    expect(await (await fetch(response.body.results[1].file)).text()).toBe("the plan");
    expect((await world.fay.get(`/tickets/${ticket}/`)).body.attachments).toHaveLength(2);
    expect((await world.tom.post(`/tickets/${ticket}/take_files/`, { files: [file.id] })).status).toBe(400);
  });

  test("of another user cannot be read, referenced or deleted", async () => {
    const ticket = await newTicket();
    const [mine, theirs] = [(await upload(world.tom)).body, (await upload(world.fay)).body];
    const response = await world.tom.post(`/tickets/${ticket}/take_files/`, { files: [mine.id, theirs.id] });
    expect([response.status, response.body]).toEqual([
      400,
      { files: [`Invalid pk "${theirs.id}" - object does not exist.`] },
    ]);
    const draft = await world.tom.put(`/tickets/${ticket}/draft/`, { text: "x", files: [theirs.id, mine.id] });
    expect(draft.body.files).toEqual([mine]);
    expect((await world.tom.remove(`/draft-files/${theirs.id}/`)).status).toBe(404);
    expect((await world.fay.get(`/tickets/${ticket}/`)).body.attachments).toEqual([]);
  });

  test("is deleted with its bytes and removed from the draft that refers to it", async () => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const { body: file } = await upload(world.tom);
    await world.tom.put(path, { text: "look", files: [file.id] });
    const before = storedFiles();
    expect((await world.tom.remove(`/draft-files/${file.id}/`)).status).toBe(204);
    expect(storedFiles()).toBe(before - 1);
    expect((await fetch(file.file)).status).toBe(404);
    expect((await world.tom.get(path)).body).toMatchObject({ text: "look", files: [] });
    expect((await world.tom.put(path, { text: "look now", files: [file.id] })).body.text).toBe("look now");
  });

  test("that is too large or empty stores nothing", async () => {
    const before = storedFiles();
    expect((await upload(world.tom, "big.bin", new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
    expect((await world.tom.post("/draft-files/", new FormData())).status).toBe(400);
    expect((await world.tom.post("/draft-files/", { file: "x" })).status).toBe(400);
    expect((await world.stranger.post("/draft-files/", new FormData())).status).toBe(401);
    expect(storedFiles()).toBe(before);
  });

  test("is one of at most 200", async () => {
    await world.admin.post("/users/", { username: "max", password: "correct horse battery" });
    const max = await world.login("max");
    await world.database.pool.query(
      "insert into draft_files (owner, file, name, size) select $1, 'none/' || n, 'x', 1 from generate_series(1, 198) n",
      [max.id],
    );
    const before = storedFiles();
    const answers = await Promise.all(Array.from({ length: 6 }, () => upload(max)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    const refused = answers.find(({ status }) => status !== 201)!;
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      "You have reached the limit of 200 unsent files. Send or delete some first.",
    ]);
    expect(storedFiles()).toBe(before + 2);
  });

  test("that no draft refers to is deleted with its bytes after a week", async () => {
    const { docket } = world.app;
    const path = `/tickets/${await newTicket()}/draft/`;
    const [loose, named, formed] = await Promise.all([1, 2, 3].map(async () => (await upload(world.tom)).body));
    await world.tom.put(path, { text: "x", files: [named.id] });
    await world.tom.put("/drafts/new-ticket/", { fields: {}, files: [formed.id] });
    await passAWeek();
    const fresh = (await upload(world.tom)).body;
    await world.database.pool.query("update unclaimed_files set remove_after = now() - interval '1 hour'");
    await sweep();
    await removeUnclaimed(docket);
    const statuses = await Promise.all(
      [loose, named, fresh, formed].map(async ({ file }) => (await fetch(file)).status),
    );
    expect(statuses).toEqual([404, 200, 200, 200]);
    expect((await world.tom.get(path)).body.files).toMatchObject([{ id: named.id }]);
  });

  test("that a draft has dropped can be put back for a week, however old it is", async () => {
    const path = `/tickets/${await newTicket()}/draft/`;
    const { id } = (await upload(world.tom)).body;
    const save = async (...files: string[]) => (await world.tom.put(path, { text: "x", files })).body.files;
    await save(id);
    await passAWeek();
    await save();
    await sweep();
    expect(await save(id)).toMatchObject([{ id }]);
    await sweep();
    await save();
    await passAWeek();
    await sweep();
    expect(await save(id)).toEqual([]);
  });
});
