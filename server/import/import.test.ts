import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { writeReminders } from "../emails/digests.ts";
import { query } from "../platform/database.ts";
import { type ImportOptions, type ImportOutcome, importDump } from "./import.ts";
import type { Remark } from "./remarks.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const AT = "2025-11-17T09:00:00.123Z";
const [LEA, OTTO, ADMIN, INN, BAR, PIA, LOBBY, FIRST, SECOND, REPLY, NOTE, FILE, LOST] = Array.from(
  { length: 13 },
  (_, n) => id(n + 1),
) as [string, ...string[]] & string[];
const HASH = "pbkdf2_sha256$10$salt$lQ3ENE0FHlOLSU0qoBeUJtDCPRLxOG5NuMZTjHQ0AZA=";

type Row = { model: string; pk: unknown; fields: Record<string, unknown> };
const row = (model: string, pk: unknown, fields: Record<string, unknown>): Row => ({
  model: `desk.${model}`,
  pk,
  fields,
});
const ticket = (pk: string, number: string, more: Record<string, unknown> = {}) =>
  row("ticket", pk, {
    ...{ ticket_number: number, subject: "No sound", description: "Since noon.", status: "new", priority: "high" },
    ...{ category: "technical", company: INN, created_at: AT, updated_at: AT, assigned_team: "", tags: "", ...more },
  });

// rows come before the rows they refer to: a dump has no order
const dump: Row[] = [
  row("ticketattachment", FILE!, {
    ticket: FIRST,
    file: "tickets/a b/log.txt",
    name: "log.txt",
    size: 1,
    uploaded_by: LEA,
    created_at: "2025-11-17T10:00:00Z",
  }),
  row("ticketcomment", NOTE!, {
    ticket: FIRST,
    author: OTTO,
    text: "Looked at it.",
    is_internal: true,
    created_at: "2025-11-17T11:00:00Z",
  }),
  row("ticketcomment", REPLY!, {
    ticket: FIRST,
    author: LEA,
    text: "On our way. 🎷",
    is_internal: false,
    created_at: "2025-11-17T18:30:00+09:00",
    moods: ["calm"],
  }),
  ticket(FIRST!, "T-20251117-0041", {
    contact: PIA,
    zone: LOBBY,
    created_by: LEA,
    assigned_to: OTTO,
    status: "assigned",
    first_response_at: "2025-11-17T09:30:00Z",
  }),
  ticket(SECOND!, "T-20251117-0042", { created_by: ADMIN, contact: LOST, due_date: "2025-11-20T12:00:00" }),
  row("zone", LOBBY!, { company: INN, name: "Lobby", platform: "soundtrack", created_at: AT }),
  row("contact", PIA!, { company: INN, name: "Pia", email: "pia@inn.example", created_at: AT }),
  row("company", INN!, { name: "Inn", country: "Spain", created_at: AT, updated_at: AT }),
  row("company", BAR!, { name: "Bar", location_count: null, created_at: AT }),
  row("user", LEA!, {
    username: "lea",
    password: HASH,
    first_name: "Lea",
    last_name: "Lund",
    role: "Tech",
    is_active: true,
    date_joined: AT,
  }),
  row("user", OTTO!, {
    username: "otto",
    password: "!unusable",
    first_name: "Otto",
    role: "Music",
    is_active: false,
    date_joined: AT,
  }),
  row("session", "abc", { data: "x" }),
];

let world: World;
beforeAll(async () => {
  world = await openWorld({ TZ_NAME: "Asia/Tokyo" });
  mkdirSync(join(world.folder, "media/tickets/a b"), { recursive: true });
  writeFileSync(join(world.folder, "media/tickets/a b/log.txt"), "no signal\n");
  writeFileSync(join(world.folder, "secret.txt"), "not for the media folder");
});
afterAll(() => world?.close());

async function take(
  rows: unknown[],
  media = "media",
  options: Partial<ImportOptions> = {},
): Promise<ImportOutcome & { remarks: Remark[]; count: Record<string, string> }> {
  const path = join(world.folder, "dump.json");
  writeFileSync(path, JSON.stringify(rows));
  const remarks: Remark[] = [];
  const outcome = await importDump({
    db: world.database.db,
    storage: world.app.docket.storage,
    source: { path, media: join(world.folder, media), zone: "Asia/Tokyo", isZoneSet: true },
    options,
    progress: { read() {}, write() {} },
    onRemark: (remark) => remarks.push(remark),
  });
  const count = Object.fromEntries(
    outcome.counts.map((each) => [each.model, `${each.taken}/${each.there}/${each.refused}`]),
  );
  return { ...outcome, remarks, count };
}
const reasons = ({ remarks }: { remarks: Remark[] }) =>
  Object.fromEntries(remarks.map(({ pk, cause, detail }) => [pk, detail ? `${cause}: ${detail}` : cause]));
const everything = () =>
  query<Record<string, unknown>>(
    world.database.db,
    `select (select json_agg(t order by id) from tickets t)::text as tickets, (select json_agg(c order by id) from comments c)::text as comments,
       (select json_agg(u order by id) from users u)::text as users, (select json_agg(a order by id) from attachments a)::text as files,
       (select count(*) from events) as events`,
  );

test("a dump is imported completely, whatever its order, and the API responds as if the data were created here", async () => {
  const outcome = await take(dump);
  expect(outcome.count).toEqual({
    ...{ user: "2/0/0", company: "2/0/0", contact: "1/0/0", zone: "1/0/0" },
    ...{ ticket: "2/0/0", ticketcomment: "2/0/0", ticketattachment: "1/0/0" },
  });
  expect([...outcome.skips]).toEqual([["desk.session", 1]]);
  const { body } = await world.admin.get(`/tickets/${FIRST}/`);
  expect(body).toMatchObject({
    ...{ ticket_number: "T-20251117-0041", company_name: "Inn", contact_name: "Pia", zone_name: "Lobby" },
    ...{ created_by_name: "Lea Lund", assigned_to: OTTO, status: "assigned", created_at: "2025-11-17T09:00:00.123Z" },
    first_response_at: "2025-11-17T09:30:00Z",
  });
  expect(body.comments.map((each: { text: string; created_at: string }) => [each.text, each.created_at])).toEqual([
    ["On our way. 🎷", "2025-11-17T09:30:00Z"],
    ["Looked at it.", "2025-11-17T11:00:00Z"],
  ]);
  expect((await world.admin.get("/tickets/?status=assigned")).body.count).toBe(1);
  expect((await world.admin.get("/tickets/stats/")).body.total).toBe(2);
  // so that the first requests after an import need not do it
  const { rows } = await world.database.pool.query(
    `select relname as name from pg_stat_user_tables
     where relname in ('tickets', 'ticket_texts', 'comments', 'events') and (last_vacuum is null or last_analyze is null)`,
  );
  expect(rows).toEqual([]);
});

test("references to missing rows become empty and are reported; times without a zone use TZ_NAME", async () => {
  const { body } = await world.admin.get(`/tickets/${SECOND}/`);
  expect(body).toMatchObject({ contact: null, created_by: null, due_date: "2025-11-20T03:00:00Z" });
});

test("the timeline of an imported ticket shows its history in order", async () => {
  const { body } = await world.admin.get(`/tickets/${FIRST}/timeline/`);
  expect(
    body.results.map((each: { kind: string; at: string; actor: string }) => [each.kind, each.at, each.actor]),
  ).toEqual([
    ["ticket.created", "2025-11-17T09:00:00.123Z", LEA],
    ["comment.added", "2025-11-17T09:30:00Z", LEA],
    ["attachment.added", "2025-11-17T10:00:00Z", LEA],
    ["comment.added", "2025-11-17T11:00:00Z", OTTO],
  ]);
});

test("the first agent to reply to an imported ticket is recorded for reports", async () => {
  const moves = await query(
    world.database.db,
    "select actor from ticket_moves where ticket = $1 and kind = 'answered'",
    [FIRST],
  );
  expect(moves).toEqual([{ actor: LEA }]);
});

test("an imported file is downloaded unchanged, with its real size", async () => {
  const { body } = await world.admin.get(`/ticket-attachments/${FILE}/`);
  expect(body.size).toBe(10);
  expect((await world.stranger.get(body.file)).body).toBe("no signal\n");
  const [stored] = await query<{ sha256: string }>(world.database.db, "select sha256 from attachments where id = $1", [
    FILE,
  ]);
  expect(stored!.sha256).toBe(createHash("sha256").update("no signal\n").digest("hex"));
});

test("password hashes are imported unchanged", async () => {
  const users = await query(world.database.db, "select username, password from users where id in ($1, $2) order by 1", [
    LEA,
    OTTO,
  ]);
  expect(users).toEqual([
    { username: "lea", password: HASH },
    { username: "otto", password: "!unusable" },
  ]);
});

test("importing again changes nothing and restores nothing that was deleted in the meantime", async () => {
  await world.admin.remove(`/ticket-comments/${NOTE}/`);
  const before = await everything();
  const again = await take(dump);
  expect(again.count).toMatchObject({
    user: "0/2/0",
    ticket: "0/2/0",
    ticketcomment: "0/1/0",
    ticketattachment: "0/1/0",
  });
  expect(again.counts.find((each) => each.model === "ticketcomment")?.deleted).toBe(1);
  expect(await everything()).toEqual(before);
});

test("a later dump adds new comments to existing tickets, even for users who have seen the ticket", async () => {
  const before = (await world.admin.get(`/tickets/${FIRST}/`)).body.comments.length;
  await take([...dump, row("ticketcomment", id(50), { ticket: FIRST, author: LEA, text: "Solved.", created_at: AT })]);
  expect((await world.admin.get(`/tickets/${FIRST}/`)).body.comments).toHaveLength(before + 1);
});

test("rows that cannot be imported are listed with the reason, and all others are imported", async () => {
  const outcome = await take([
    row("user", id(100), { username: "LEA", password: HASH }),
    row("user", id(101), { username: "ann", role: "Boss" }),
    row("user", 7, { username: "seven" }),
    row("company", id(102), { name: "Inn" }),
    row("contact", id(103), { company: id(999), name: "Nobody's" }),
    ticket(id(104), "T-20251117-0041"),
    ticket(id(105), "T-20251118-0001", { status: "lost" }),
    ticket(id(106), "T-20251118-0002", { subject: "x".repeat(201) }),
    ticket(id(107), "T-20251118-0003", { description: "a\0b" }),
    ticket(id(108), "T-20251118-0004", { created_at: "2025-02-31T00:00:00Z" }),
    ticket(id(109), "T-20251118-0005", { company: null }),
    ticket(id(110), "T-20251118-0006"),
    ticket(id(110), "T-20251118-0007"),
    ticket(id(111), "T-20251118-0006"),
    row("ticketcomment", id(112), { ticket: id(105), text: "Of a ticket that was not taken" }),
    row("ticketcomment", id(113), { ticket: id(110), author: id(101), text: "\ud83c" }),
    row("ticketcomment", id(114), { ticket: id(110), author: id(101), text: "Of a user who was not taken" }),
    row("ticketattachment", id(115), { ticket: id(110), file: "../secret.txt", name: "secret.txt" }),
    row("ticketattachment", id(116), { ticket: id(110), file: "tickets/gone.txt", name: "gone.txt", size: 3 }),
    { rows: 1 },
  ]);
  const remarks = outcome.remarks.filter(({ cause }) => !cause.startsWith("was deleted in the Django backend"));
  expect(reasons({ remarks })).toEqual({
    [id(100)]: "has a username that differs from another user's in case only; signs in with the exact username",
    [id(101)]:
      "cannot sign in with the old password; needs a new one (npm run user, or reset by link): no usable password",
    7: "its pk is not a UUID",
    [id(102)]: "another company has this name: Inn",
    [id(103)]: `its company does not exist: ${id(999)}`,
    [id(104)]: "another ticket has this number: T-20251117-0041",
    [id(105)]: 'status: must be one of new, assigned, in_progress, pending, resolved, closed: "lost"',
    [id(106)]: "subject: is longer than 200 characters",
    [id(107)]: "description: contains a NUL character",
    [id(108)]: 'date/time field value out of range: "2025-02-31T00:00:00Z"',
    [id(109)]: "company: is missing",
    [id(110)]: "duplicate pk; the first row was used",
    [id(111)]: "another ticket has this number: T-20251118-0006",
    [id(112)]: `its ticket does not exist: ${id(105)}`,
    [id(113)]: "text: contains a lone surrogate",
    [id(115)]: "its file lies outside of the media folder: ../secret.txt",
    [id(116)]: "imported, but its file is missing in the media folder: tickets/gone.txt",
    "without pk": "is not a dumpdata row (model, pk, fields)",
  });
  expect(outcome.count).toMatchObject({ ticket: "1/0/8", ticketcomment: "1/0/2", ticketattachment: "1/0/1" });
  expect(outcome.refused).toBe(15);
});

test("a later import adds a file that was missing", async () => {
  writeFileSync(join(world.folder, "media/tickets/gone.txt"), "found again");
  const outcome = await take([
    row("ticketattachment", id(116), { ticket: id(110), file: "tickets/gone.txt", name: "gone.txt", size: 3 }),
  ]);
  expect(outcome.count.ticketattachment).toBe("0/1/0");
  const { body } = await world.admin.get(`/ticket-attachments/${id(116)}/`);
  expect(body.size).toBe(11);
  expect((await world.stranger.get(body.file)).body).toBe("found again");
});

test("attachments that share a file get a copy each, and links out of the media folder are not followed", async () => {
  symlinkSync("../../secret.txt", join(world.folder, "media/tickets/link.txt"));
  const file = (n: number, path: string) =>
    row("ticketattachment", id(n), { ticket: FIRST, file: path, name: "a.txt", size: 9, created_at: AT });
  const dump = [120, 121].map((n) => file(n, "tickets/shared.txt"));
  writeFileSync(join(world.folder, "media/tickets/shared.txt"), "both");
  const outcome = await take([...dump, file(122, "tickets/link.txt")]);
  const problems = outcome.remarks.filter(({ level }) => level === "incomplete");
  expect(problems.map(({ pk, cause }) => [pk, cause])).toEqual([
    [id(122), "imported, but its file links out of the media folder"],
  ]);
  const bytes = async (n: number) =>
    (await world.stranger.get((await world.admin.get(`/ticket-attachments/${id(n)}/`)).body.file)).body;
  expect([await bytes(120), await bytes(121)]).toEqual(["both", "both"]);
  await world.admin.remove(`/ticket-attachments/${id(120)}/`);
  expect(await bytes(121)).toBe("both");
  expect((await take(dump)).refused).toBe(0);
  expect(await bytes(121)).toBe("both");
});

test("users are matched by name if a dump was written with natural keys", async () => {
  const comment = { ticket: FIRST, author: ["lea"], text: "By name.", created_at: AT };
  const author = async (n: number) => (await world.admin.get(`/ticket-comments/${id(n)}/`)).body.author;
  await take([row("user", LEA, { username: "lea", password: HASH }), row("ticketcomment", id(130), comment)]);
  expect(await author(130)).toBe(LEA);
  const { pk: _, ...nobody } = row("user", "", { username: "natalia", password: HASH, role: "Tech" });
  const rows = [nobody as Row, row("ticketcomment", id(131), { ...comment, author: ["natalia"] })];
  expect((await take(rows)).incomplete).toBe(0);
  const again = await take(rows);
  expect([again.incomplete, again.refused, again.count.user]).toEqual([0, 0, "0/1/0"]);
  const { results } = (await world.admin.get("/users/?search=natalia")).body;
  expect(await author(131)).toBe(results[0].id);
});

test("a user who already has an account here stays the author of what they wrote", async () => {
  const outcome = await take([
    row("user", id(200), { username: "Admin", role: "Admin", password: HASH }),
    ticket(id(201), "T-20251119-0001", { created_by: id(200) }),
  ]);
  expect(outcome.count).toMatchObject({ user: "0/0/1", ticket: "1/0/0" });
  expect((await world.admin.get(`/tickets/${id(201)}/`)).body.created_by).toBe(world.admin.id);
});

test("new ticket numbers continue after the imported ones", async () => {
  const createTicket = async () =>
    (await world.admin.post("/tickets/", { subject: "s", description: "d", company: INN })).body;
  const { ticket_number } = await createTicket();
  const day = ticket_number.slice(0, 11);
  await take([ticket(id(300), `${day}0700`), ticket(id(301), `${day}0030`)]);
  const next = [(await createTicket()).ticket_number];
  await take([ticket(id(300), `${day}0700`)]);
  next.push((await createTicket()).ticket_number);
  // unless midnight passed in between: then numbers start again
  if (next.every((each) => each.startsWith(day))) expect(next).toEqual([`${day}0701`, `${day}0702`]);
});

test("a truncated file changes nothing", async () => {
  const before = await everything();
  const path = join(world.folder, "dump.json");
  writeFileSync(path, JSON.stringify([ticket(id(400), "T-20251120-0001")]).slice(0, -1));
  const work = importDump({
    db: world.database.db,
    storage: world.app.docket.storage,
    source: { path, media: null, zone: "UTC", isZoneSet: true },
    progress: { read() {}, write() {} },
    onRemark() {},
  });
  await expect(work).rejects.toThrow("is incomplete");
  expect(await everything()).toEqual(before);
});

test("an import reminds nobody of what is due already", async () => {
  const hour = 3_600_000;
  const due = (hours: number) => new Date(Date.now() + hours * hour).toISOString();
  const tickets = [-1, 1].map((hours, n) =>
    ticket(id(70 + n), `T-20251117-007${n}`, { assigned_to: OTTO, status: "assigned", due_date: due(hours) }),
  );
  await take([...dump, ...tickets]);
  await world.database.pool.query("update users set email = 'otto@docket.test', is_active = true where id = $1", [
    OTTO,
  ]);
  const reminders = async () => {
    await writeReminders(world.app.mail);
    const { rows } = await world.database.pool.query(
      `select kind from outgoing_emails where user_id = $1 union all select kind from digest_items where user_id = $1`,
      [OTTO],
    );
    return rows.map((each) => each.kind);
  };
  expect(await reminders()).toEqual([]);
  // reminders of what becomes due later are sent
  await world.database.pool.query("update tickets set due_date = now() - interval '1 minute' where id = $1", [id(71)]);
  expect(await reminders()).toEqual(["overdue"]);
});
