import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { countWaiting } from "../sla/apply.ts";
import { writeDemoAutomations } from "./automations.ts";
import { createUsers } from "./desk.ts";
import { writeDemoEmails } from "./emails.ts";
import { fillDesk } from "./fill.ts";
import { writeDemoSla } from "./sla.ts";
import { writeDemoSurveys } from "./surveys.ts";

const PASSWORD = "show me around";
let world: World;
let added: { username: string; role: string }[];
let ownNumber: string;

const fill = (tickets: number) =>
  fillDesk({
    db: world.database.db,
    storage: world.app.docket.storage,
    tickets,
    seed: 1,
    zone: "UTC",
    onProgress: () => {},
  });
const count = async (from: string) =>
  (await query<{ n: number }>(world.database.db, `select count(*) as n from ${from}`))[0]!.n;

beforeAll(async () => {
  world = await openWorld();
  const { company } = await makeCompany(world.tom);
  ownNumber = (await makeTicket(world.tom, company.id)).ticket_number;
  added = await createUsers(world.database.db, PASSWORD);
  await fill(200);
});
afterAll(() => world.close());

test("every demo user can sign in, and all roles are among them", async () => {
  const roles = new Set<string>();
  for (const { username } of added) {
    const { body } = await (await world.login(username, PASSWORD)).get("/users/me/");
    roles.add(body.role);
  }
  expect(added).toHaveLength(8);
  expect([...roles].sort()).toEqual(["Admin", "Finance", "Music", "Sales", "Tech"]);
});

test("demo users are created only once", async () => {
  expect(await createUsers(world.database.db, PASSWORD)).toEqual([]);
});

test("counts, lists and rows agree", async () => {
  const { body: stats } = await world.admin.get("/tickets/stats/");
  const { body: list } = await world.admin.get("/tickets/?page_size=100");
  expect(stats.total).toBe(201);
  expect(list.count).toBe(201);
  expect(stats.overdue).toBe(await count("tickets where status < 'resolved' and due_date < now()"));
  expect(Object.values(stats.by_status).every((n) => (n as number) > 0)).toBe(true);
  expect((await world.admin.get("/companies/")).body.count).toBe(13);
});

test("ticket numbers follow the day and stay unique, even beside those created before and after", async () => {
  const { body: list } = await world.admin.get("/tickets/?page_size=100");
  for (const { ticket_number, created_at } of list.results)
    expect(ticket_number).toMatch(new RegExp(`^T-${created_at.slice(0, 10).replaceAll("-", "")}-\\d{4}$`));
  expect(await count(`tickets where ticket_number = '${ownNumber}'`)).toBe(1);
  const again = await makeTicket(world.tom, (await makeCompany(world.tom)).company.id);
  expect(again.ticket_number > ownNumber).toBe(true);
});

test("a ticket's timeline explains its state in order", async () => {
  const { body: list } = await world.admin.get("/tickets/?status=closed&page_size=20");
  for (const ticket of list.results) {
    const { body } = await world.admin.get(`/tickets/${ticket.id}/timeline/`);
    const events = body.results as { at: string; kind: string; changes: Record<string, unknown[]> | null }[];
    const times = events.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(events[0]!.kind).toBe("ticket.created");
    const states = events.flatMap(({ changes }) => (changes?.status ? [changes.status] : []));
    expect(states).toEqual([
      ["new", "assigned"],
      ["assigned", "in_progress"],
      ["in_progress", "resolved"],
      ["resolved", "closed"],
    ]);
    const n = (kind: string) => events.filter((event) => event.kind === kind).length;
    expect(n("comment.added")).toBe(ticket.comments.length);
    expect(n("attachment.added")).toBe(ticket.attachments.length);
  }
});

test("only due dates are in the future, and no placeholder is left", async () => {
  expect(await count("tickets where greatest(created_at, updated_at, resolved_at, closed_at) > now()")).toBe(0);
  expect(await count("events where at > now()")).toBe(0);
  expect(await count("tickets where subject || description ~ '[{}]'")).toBe(0);
  expect(await count("comments where text ~ '[{}]'")).toBe(0);
  expect(await count("tickets t where version <> (select count(*) from events e where e.ticket = t.id)")).toBe(0);
});

test("the demo's policy counts from each ticket's creation, and is written once", async () => {
  await writeDemoSla(world.database.db, "UTC");
  await writeDemoSla(world.database.db, "UTC");
  while (await countWaiting(world.database.db));
  const clocks = `sla_clocks c join tickets t on t.id = c.ticket where c.metric = 'first_response'`;
  expect(await count("sla_policies")).toBe(1);
  expect(await count(`${clocks} and c.started_at = date_trunc('second', t.created_at)`)).toBe(await count("tickets"));
  expect(await count(`${clocks} and c.state = 'met'`)).toBeGreaterThan(0);
  expect(await count("sla_clocks where metric = 'next_response'")).toBeGreaterThan(0);
});

test("replies to customers wait as held emails, which an Admin reads as they would look", async () => {
  await writeDemoEmails(world.database.db);
  const { results } = (await world.admin.get("/outgoing-emails/?state=held")).body;
  expect(results).toHaveLength(12);
  for (const { id, kind, reason, comment, address } of results) {
    expect([kind, reason, address]).toEqual(["reply", "no_mailbox", expect.stringContaining(".example.com")]);
    const { html } = (await world.admin.get(`/outgoing-emails/${id}/`)).body;
    const [{ text }] = (await world.database.pool.query("select text from comments where id = $1", [comment])).rows;
    expect(html).toContain(
      text
        .replaceAll(/<[^>]*>/g, " ")
        .trim()
        .split(/[^\w ]/)[0],
    );
  }
});

test("demo customers have rated solved tickets, once", async () => {
  await writeDemoSurveys(world.database.db);
  await writeDemoSurveys(world.database.db);
  const [asked, answered] = [await count("surveys"), await count("survey_answers")];
  expect(answered).toBeGreaterThan(0);
  expect(asked).toBeGreaterThan(answered);
  expect(await count("survey_answers where answered_at > now()")).toBe(0);
  expect(await count("survey_answers where rating <= 2")).toBeGreaterThan(0);
});

test("the demo's files can be downloaded completely", async () => {
  const { body: list } = await world.admin.get("/tickets/?page_size=100");
  const files = list.results.flatMap((ticket: { attachments: { file: string; size: number }[] }) => ticket.attachments);
  expect(files.length).toBeGreaterThan(0);
  for (const { file, size } of files) {
    const response = await fetch(file);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(size);
  }
});

test("adding demo data again adds other tickets to the same companies", async () => {
  const before = await count("tickets");
  await fill(50);
  expect(await count("tickets")).toBe(before + 50);
  expect((await world.admin.get("/tickets/stats/")).body.total).toBe(before + 50);
  expect(await count("(select name from companies group by name having count(*) > 1) x")).toBe(0);
});

test("the demo's automations are written once, and a dry run of the one about time matches tickets", async () => {
  await writeDemoAutomations(world.database.db);
  await writeDemoAutomations(world.database.db);
  const { results } = (await world.admin.get("/automations/?ordering=position")).body;
  expect(results.map(({ is_active }: { is_active: boolean }) => is_active)).toEqual([true, false]);
  const { trigger, filters, actions } = results[1];
  const { body } = await world.admin.post("/automations/dry_run/", { trigger, filters, actions });
  expect(body.tickets).toBeGreaterThan(0);
  expect(body.results[0].changes).toEqual({ tags: [expect.any(String), expect.stringContaining("waits")] });
});
