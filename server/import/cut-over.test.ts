import { pbkdf2Sync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DumpRow, dumpRow, dumpId as id, importRows } from "../../test/dumps.ts";
import { makeTicket, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";

const [LEA, OTTO, INN, BAR, PIA, LOBBY, FIRST, SECOND, REPLY, NOTE] = Array.from({ length: 10 }, (_, n) => n + 1) as [
  number,
  ...number[],
] &
  number[];

const hash = (password: string) =>
  `pbkdf2_sha256$10$salt$${pbkdf2Sync(password, "salt", 10, 32, "sha256").toString("base64")}`;

let rows: Map<number, DumpRow>;
const put = (model: string, n: number, fields: Record<string, unknown>) => rows.set(n, dumpRow(model, n, fields));
const change = (n: number, fields: Record<string, unknown>) => Object.assign(rows.get(n)!.fields, fields);
const reset = () => {
  rows = new Map();
  put("user", LEA!, { username: "lea", password: hash("lea's first password"), role: "Tech", first_name: "Lea" });
  put("user", OTTO!, { username: "otto", password: hash("otto's password"), role: "Music" });
  put("company", INN!, { name: "Inn" });
  put("company", BAR!, { name: "Bar" });
  put("contact", PIA!, { name: "Pia", company: id(INN!), email: "pia@inn.example" });
  put("zone", LOBBY!, { name: "Lobby", company: id(INN!) });
  const ticket = { description: "Since noon.", company: id(INN!), created_by: id(LEA!) };
  put("ticket", FIRST!, { ...ticket, ticket_number: "T-20251117-0001", subject: "No sound", contact: id(PIA!) });
  put("ticket", SECOND!, { ...ticket, ticket_number: "T-20251117-0002", subject: "Too loud" });
  put("ticketcomment", REPLY!, { ticket: id(FIRST!), author: id(LEA!), text: "On our way." });
  put("ticketcomment", NOTE!, { ticket: id(FIRST!), author: id(OTTO!), text: "Looked at it.", is_internal: true });
};

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const dump = () => [...rows.values()];
const take = (options = {}) => importRows(world, dump(), options);
const show = async (n: number) => (await world.admin.get(`/tickets/${id(n)}/`)).body;
const signIn = async (username: string, password: string) =>
  (await world.stranger.post("/auth/login/", { username, password })).status;

describe("before the switch", () => {
  beforeAll(async () => {
    reset();
    expect((await take()).problems).toEqual([]);
  });

  test("rows that changed only in the Django backend are updated, whatever their kind", async () => {
    change(FIRST!, {
      status: "closed",
      subject: "No sound at all",
      closed_at: "2025-11-18T09:00:00Z",
      assigned_to: id(OTTO!),
    });
    change(REPLY!, { text: "On our way, really.", is_internal: true });
    change(INN!, { city: "Trat" });
    change(PIA!, { phone: "12" });
    change(LOBBY!, { status: "offline" });
    change(LEA!, { role: "Admin" });
    const { counts, problems } = await take();
    expect(problems).toEqual([]);
    expect(Object.fromEntries(counts.map(({ model, updated }) => [model, updated]))).toEqual({
      ...{ user: 1, company: 1, contact: 1, zone: 1, ticket: 1, ticketcomment: 1, ticketattachment: 0 },
    });
    expect(await show(FIRST!)).toMatchObject({
      ...{ status: "closed", subject: "No sound at all", assigned_to: id(OTTO!) },
      resolved_at: "2025-11-18T09:00:00Z",
    });
    const { comments } = await show(FIRST!);
    expect(comments[0]).toMatchObject({ text: "On our way, really.", is_internal: true });
    expect((await world.admin.get(`/companies/${id(INN!)}/`)).body.city).toBe("Trat");
    expect((await world.admin.get(`/contacts/${id(PIA!)}/`)).body.phone).toBe("12");
    expect((await world.admin.get(`/zones/${id(LOBBY!)}/`)).body.status).toBe("offline");
    expect((await world.admin.get(`/users/${id(LEA!)}/`)).body.role).toBe("Admin");
    expect((await world.admin.get("/tickets/?status=closed")).body.count).toBe(1);
    expect((await world.admin.get("/tickets/?search=all")).body.count).toBe(1);
    const { results } = (await world.admin.get(`/tickets/${id(FIRST!)}/timeline/`)).body;
    expect(results.some((event: { changes?: object }) => event.changes && "subject" in event.changes)).toBe(true);
    expect((await take()).counts.every(({ updated }) => updated === 0)).toBe(true);
  });

  test("fields that changed on both sides keep Docket's value and are listed once each", async () => {
    await world.admin.patch(`/tickets/${id(SECOND!)}/`, { subject: "Much too loud" });
    change(SECOND!, { subject: "Deafening", priority: "urgent" });
    expect((await take()).problems).toEqual([
      "subject changed here and in the Django backend; the value here was kept: T-20251117-0002",
    ]);
    expect(await show(SECOND!)).toMatchObject({ subject: "Much too loud", priority: "urgent" });
    expect((await take()).problems).toEqual([]);
    change(SECOND!, { subject: "Quiet", priority: "low" });
    expect((await take()).problems).toHaveLength(1);
    expect(await show(SECOND!)).toMatchObject({ subject: "Much too loud", priority: "low" });
  });

  test("a password that changed in the Django backend works here, even after a sign-in here", async () => {
    expect(await signIn("lea", "lea's first password")).toBe(200);
    change(LEA!, { password: hash("lea's second password") });
    await take();
    expect([await signIn("lea", "lea's first password"), await signIn("lea", "lea's second password")]).toEqual([
      400, 200,
    ]);
  });

  test("a password that changed here stays, even if it changed in the Django backend", async () => {
    const { body } = await world.stranger.post("/auth/login/", { username: "otto", password: "otto's password" });
    await world.admin.patch(`/users/${body.user.id}/`, { password: "a quite new phrase" });
    change(OTTO!, { password: hash("otto's other password") });
    const { problems } = await take();
    expect(problems).toEqual(["password changed here and in the Django backend; the value here was kept: otto"]);
    expect([await signIn("otto", "otto's other password"), await signIn("otto", "a quite new phrase")]).toEqual([
      400, 200,
    ]);
  });

  test("a user who was deactivated in the Django backend is signed out here", async () => {
    const otto = await world.login("otto", "a quite new phrase");
    change(OTTO!, { is_active: false });
    await take();
    expect((await otto.get("/auth/me/")).status).toBe(401);
    expect(await signIn("otto", "a quite new phrase")).toBe(400);
  });

  test("names can be swapped as in the dump", async () => {
    change(INN!, { name: "Bar" });
    change(BAR!, { name: "Inn" });
    put("company", 20, { name: "Bistro" });
    expect((await take()).problems).toEqual([]);
    change(20, { name: "Bistro Nord" });
    put("company", 21, { name: "Bistro" });
    put("ticket", 22, { ticket_number: "T-20251117-0003", subject: "s", description: "d", company: id(21) });
    expect((await take()).problems).toEqual([]);
    expect((await show(FIRST!)).company_name).toBe("Bar");
    expect((await show(22)).company_name).toBe("Bistro");
  });

  test("rows that were deleted in the Django backend are listed, and moved to the trash only if asked", async () => {
    rows.delete(22);
    rows.delete(NOTE!);
    const { remarks } = await take();
    const deletions = remarks.filter(({ cause }) => cause.startsWith("was deleted"));
    expect(deletions.map(({ cause, label }) => [cause, label])).toEqual([
      ["was deleted in the Django backend and is still here; --deletions removes it here too", "T-20251117-0003"],
      ["was deleted in the Django backend and is still here; --deletions removes it here too", "T-20251117-0001"],
    ]);
    expect((await show(22)).status).toBe("new");
    await world.admin.patch(`/tickets/${id(SECOND!)}/`, { tags: "here" });
    rows.delete(SECOND!);
    expect((await take({ deletions: true })).problems).toEqual([
      "was deleted in the Django backend but has changed here; kept: T-20251117-0002",
    ]);
    expect((await world.admin.get(`/tickets/${id(22)}/`)).status).toBe(404);
    expect((await world.admin.post(`/tickets/${id(22)}/restore/`)).status).toBe(200);
    expect((await show(FIRST!)).comments.map((each: { id: string }) => each.id)).toEqual([id(REPLY!)]);
    expect((await show(SECOND!)).tags).toBe("here");
  });

  test("a dry run says what would happen and writes nothing", async () => {
    change(FIRST!, { subject: "Silence" });
    put("ticketcomment", 30, { ticket: id(FIRST!), author: id(LEA!), text: "Solved." });
    const { counts } = await take({ isDryRun: true });
    expect(counts.find(({ model }) => model === "ticket")?.updated).toBe(1);
    expect(counts.find(({ model }) => model === "ticketcomment")?.taken).toBe(1);
    expect(await show(FIRST!)).toMatchObject({ subject: "No sound at all", comments: [{ id: id(REPLY!) }] });
    await take();
    expect((await show(FIRST!)).subject).toBe("Silence");
  });
});

describe("what is missing in one dump", () => {
  test("is completed by a later dump", async () => {
    const ticket = {
      ticket_number: "T-20251201-0001",
      subject: "s",
      description: "d",
      company: id(41),
      created_by: id(40),
    };
    const parts = [
      dumpRow("company", 41, { name: "Later" }),
      dumpRow("ticket", 42, ticket),
      dumpRow("ticketcomment", 43, { ticket: id(42), author: id(40), text: "Hello" }),
    ];
    const first = await importRows(world, parts);
    expect([first.refused, first.incomplete]).toEqual([0, 2]);
    const user = dumpRow("user", 40, { username: "nora", password: hash("x") });
    const second = await importRows(world, [user, ...parts]);
    expect([second.refused, second.incomplete]).toEqual([0, 0]);
    expect(await show(42)).toMatchObject({ created_by: id(40), comments: [{ author: id(40) }] });
  });
});

describe("an account that exists before its import", () => {
  test("is replaced if it has done nothing, whether it has the same username or email", async () => {
    const { body: unused } = await world.admin.post("/users/", {
      ...{ username: "Mara", password: "trial account 1", role: "Admin", email: "" },
    });
    await world.admin.post("/users/", { username: "chief", password: "trial account 2", email: "Ann@desk.example" });
    const { problems } = await importRows(world, [
      dumpRow("user", 50, { username: "mara", password: hash("mara's own"), role: "Admin" }),
      dumpRow("user", 51, { username: "ann", email: "ann@desk.example", password: hash("ann's own") }),
    ]);
    expect(problems).toEqual([]);
    expect([await signIn("mara", "trial account 1"), await signIn("mara", "mara's own")]).toEqual([400, 200]);
    expect([await signIn("chief", "trial account 2"), await signIn("ann", "ann's own")]).toEqual([400, 200]);
    expect((await world.admin.get(`/users/${unused.id}/`)).status).toBe(404);
  });

  test("stays if it has written a macro", async () => {
    const { body: user } = await world.admin.post("/users/", { username: "writer", password: "trial account 3" });
    const writer = await world.login("writer", "trial account 3");
    const macro = await writer.post("/macros/", { name: "Mine", scope: "own", texts: { en: "<p>Hello</p>" } });
    expect(macro.status).toBe(201);
    const { problems } = await importRows(world, [
      dumpRow("user", 52, { username: "writer", password: hash("writer's own") }),
    ]);
    expect(problems).toEqual([expect.stringMatching(/^this username has been in use here; .*: writer$/)]);
    expect((await world.admin.get(`/users/${user.id}/`)).status).toBe(200);
    expect((await writer.get(`/macros/${macro.body.id}/`)).body.name).toBe("Mine");
  });
});

test("usernames and addresses that differ only in case are all imported and listed, and the exact spelling signs in", async () => {
  const { problems, remarks } = await importRows(world, [
    dumpRow("user", 60, { username: "kim", password: hash("small kim") }),
    dumpRow("user", 61, { username: "Kim", password: hash("tall kim") }),
    dumpRow("company", 62, { name: "Twins" }),
    dumpRow("contact", 63, { name: "One", company: id(62), email: "info@twins.example" }),
    dumpRow("contact", 64, { name: "Two", company: id(62), email: "Info@twins.example" }),
  ]);
  expect(problems).toEqual([]);
  const differing = remarks.filter(({ cause }) => cause.includes("in case only"));
  expect(differing.map(({ model, label, detail }) => [model, label, detail])).toEqual([
    ["user", "Kim", null],
    ["contact", "Two", "Info@twins.example"],
  ]);
  const statuses = [
    await signIn("kim", "small kim"),
    await signIn("Kim", "tall kim"),
    await signIn("Kim", "small kim"),
    await signIn("KIM", "tall kim"),
  ];
  expect(statuses).toEqual([200, 200, 400, 400]);
  expect((await world.admin.get(`/contacts/?company=${id(62)}`)).body.count).toBe(2);
  expect((await world.admin.post("/users/", { username: "kiM", password: "another account" })).status).toBe(400);
});

test("unknown roles become the one with the fewest permissions, and superusers become Admins if asked", async () => {
  const users = [
    dumpRow("user", 70, { username: "boss", role: "Boss", password: hash("x"), is_superuser: true }),
    dumpRow("user", 71, { username: "old", password: "md5$salt$0123456789abcdef0123456789abcdef" }),
  ];
  const { remarks } = await importRows(world, users);
  expect(remarks.map(({ cause, label, detail }) => [cause.split(/[;,]/)[0], label, detail])).toEqual(
    expect.arrayContaining([
      ["has a role that Docket does not have", "boss", '"Boss"'],
      ["is a superuser but not an Admin", "boss", "Sales"],
      ["cannot sign in with the old password", "old", "hash: md5"],
    ]),
  );
  await importRows(world, users, { superusersAsAdmins: true });
  expect((await world.admin.get(`/users/${id(70)}/`)).body.role).toBe("Admin");
});

test("a trial ticket and company give up their number and name for imported ones", async () => {
  const company = (await world.admin.post("/companies/", { name: "Trial Hotel" })).body.id;
  const trial = await makeTicket(world.tom, company);
  const { problems } = await importRows(world, [
    dumpRow("company", 80, { name: "Trial Hotel" }),
    dumpRow("ticket", 81, { ticket_number: trial.ticket_number, subject: "s", description: "d", company: id(80) }),
  ]);
  expect(problems).toEqual([]);
  expect((await show(81)).ticket_number).toBe(trial.ticket_number);
  const moved = (await world.admin.get(`/tickets/${trial.id}/`)).body;
  expect(moved.ticket_number).not.toBe(trial.ticket_number);
  expect(moved.company_name).toMatch(/^Trial Hotel \(before import /);
  const { results } = (await world.admin.get(`/tickets/${trial.id}/timeline/`)).body;
  expect(results.at(-1).changes).toEqual({ ticket_number: [trial.ticket_number, moved.ticket_number] });
  expect((await makeTicket(world.tom, company)).ticket_number > moved.ticket_number).toBe(true);
});

test("tickets get the times of their status, and none ends before it begins", async () => {
  const at = "2025-11-20T09:00:00Z";
  const ticket = (n: number, fields: object) =>
    dumpRow("ticket", n, {
      ticket_number: `T-20251205-00${n}`,
      subject: "s",
      description: "d",
      company: id(90),
      updated_at: at,
      ...fields,
    });
  await importRows(world, [
    dumpRow("company", 90, { name: "Times" }),
    ticket(91, { status: "closed" }),
    ticket(92, { status: "closed", closed_at: "2025-11-19T09:00:00Z" }),
    ticket(93, { status: "in_progress", resolved_at: at, closed_at: at }),
    ticket(94, { status: "resolved", resolved_at: "2025-11-16T09:00:00Z", closed_at: at }),
  ]);
  const times = await query(
    world.database.db,
    "select resolved_at, closed_at from tickets where company = $1 order by ticket_number",
    [id(90)],
  );
  expect(times).toEqual([
    { resolved_at: at, closed_at: at },
    { resolved_at: "2025-11-19T09:00:00Z", closed_at: "2025-11-19T09:00:00Z" },
    { resolved_at: null, closed_at: null },
    { resolved_at: "2025-11-17T09:00:00Z", closed_at: null },
  ]);
});
