import { afterAll, beforeAll, expect, test } from "vitest";
import { type DeskRecords, insertRecords, makeRecords } from "../../test/desk-records.ts";
import { plus, type RecountQuery, type RecountScope, recount } from "../../test/recount.ts";
import { recountRecords } from "../../test/recount-records.ts";
import { type StoryEvent, type StoryTicket, storiesOf } from "../../test/stories.ts";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { REPORTS } from "../../wire/reports.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../../wire/ticket-shapes.ts";
import { emptyTrash } from "../tickets/trash.ts";
import { boundsOf } from "./days.ts";

// People work at a desk through its API, in an order that a seed decides. Then everything is spread over two months around
// the end of summer time, and each report is compared with a count of the events.

const HOUR = 3_600_000;
// the same history each time; `npm run proof -- reports` tries others
const seed = Number(process.env.SEED ?? 20_261_126);
let state = seed;
const share = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 4) / 2 ** 28;
};
const one = <T>(of: readonly T[]): T => of[Math.floor(share() * of.length)]!;

let world: World;
let people: Caller[];
let leaver: Caller;
let desk: ReturnType<typeof storiesOf>;
let records: DeskRecords;
const companies: { id: string; name: string }[] = [];
const tickets = new Map<string, StoryTicket>();
const comments: { id: string; by: Caller }[] = [];
const LONG = 120_000;

beforeAll(async () => {
  world = await openWorld();
  await world.admin.post("/users/", { username: "rae", password: PASSWORD, first_name: "Rae", role: "Sales" });
  leaver = await world.login("rae");
  people = [world.tom, world.fay, leaver];
  for (const name of ["Alder Hotel", "Birch Bar", "Cedar"])
    companies.push((await makeCompany(world.admin, name)).company);
  for (let i = 0; i < 30; i += 1) await newTicket();
  for (let i = 0; i < 360; i += 1) await act();
  await world.admin.remove(`/users/${leaver.id}/`);
  for (let i = 0; i < 20; i += 1) await act([world.tom, world.fay]);
  await spreadOverTime();
}, LONG);
afterAll(() => world.close());

async function newTicket(by = one(people)) {
  const ticket = await makeTicket(by, one(companies).id, {
    priority: one(PRIORITIES),
    category: one(CATEGORIES),
    assigned_team: one(["", ...TEAMS]),
    assigned_to: one([null, by.id]),
    due_date: one([null, "2001-01-01T00:00:00Z", "2199-01-01T00:00:00Z"]),
  });
  tickets.set(ticket.id, ticket);
}

/** One action at the desk. Impossible ones are refused and change nothing. */
async function act(those = people) {
  const by = one(those);
  const [id, other] = [one([...tickets.keys()]), one([...tickets.keys()])];
  const ids = Array.from({ length: 3 }, () => one([...tickets.keys()]));
  const bulk = async (changes: object) => {
    const { body } = await by.post("/bulk-changes/", { ids: [...new Set(ids)], changes });
    if (share() < 0.3) await act([by]);
    if (share() < 0.6) await by.post(`/bulk-changes/${body.id}/undo/`);
  };
  const comment = comments.length > 0 ? one(comments) : null;
  await one([
    () => newTicket(by),
    () => newTicket(by),
    () => by.patch(`/tickets/${id}/`, { status: one(STATUSES) }),
    () => by.patch(`/tickets/${id}/`, { status: one(["resolved", "closed"]) }),
    () => by.patch(`/tickets/${id}/`, { status: "resolved", assigned_team: one(TEAMS) }),
    () => by.patch(`/tickets/${id}/`, { company: one(companies).id }),
    () => by.patch(`/tickets/${id}/`, { priority: one(PRIORITIES), category: one(CATEGORIES) }),
    () => by.post(`/tickets/${id}/assign/`, { user_id: one(those).id }),
    () => by.post(`/tickets/${id}/unassign/`),
    () => world.admin.remove(`/tickets/${id}/`),
    () => world.admin.post(`/tickets/${id}/restore/`),
    () => world.admin.post(`/tickets/${id}/restore/`),
    () => say(by, id, false),
    () => say(by, id, false),
    () => say(by, id, true),
    async () => comment?.by.patch(`/ticket-comments/${comment.id}/`, { ticket: other }),
    async () => comment?.by.patch(`/ticket-comments/${comment.id}/`, { is_internal: one([true, false]) }),
    async () => comment?.by.remove(`/ticket-comments/${comment.id}/`),
    () => bulk({ status: one(STATUSES) }),
    () => bulk({ status: one(["in_progress", "resolved"]) }),
    () => bulk({ assigned_team: one(TEAMS) }),
    () => bulk({ assigned_to: one([null, by.id]) }),
    () => bulk({ is_deleted: true }),
  ] as (() => Promise<unknown>)[])();
}

async function say(by: Caller, ticket: string, is_internal: boolean) {
  const { status, body } = await by.post("/ticket-comments/", { ticket, text: "Restarted.", is_internal });
  if (status === 201) comments.push({ id: body.id, by });
}

/** Moves all events into the past, in their order. A few tickets that were in the trash are then permanently deleted. */
async function spreadOverTime() {
  const { pool } = world.database;
  const first = Date.parse("2026-10-01T00:00:00Z");
  const { rows } = await pool.query("select distinct at::text from events where ticket is not null order by 1");
  const moments = rows.map(({ at }: { at: string }, n: number) => [
    at,
    // whole seconds, so that hours are exact on both sides
    new Date(first + Math.floor(((n + share()) / rows.length) * ((Date.now() - HOUR - first) / 1000)) * 1000),
  ]);
  await pool.query("create table moments (was timestamptz primary key, at timestamptz)");
  await pool.query("insert into moments select * from unnest($1::timestamptz[], $2::timestamptz[])", [
    moments.map(([before]) => before),
    moments.map(([, at]) => at),
  ]);
  const columns = {
    events: ["at"],
    comments: ["created_at"],
    tickets: ["created_at", "first_response_at", "resolved_at", "closed_at", "deleted_at"],
    ticket_moves: ["at", "created_at"],
  };
  for (const [table, names] of Object.entries(columns)) {
    await pool.query(`alter table ${table} disable trigger user`);
    const set = names.map(
      (name) => `${name} = coalesce((select m.at from moments m where m.was = ${table}.${name}), ${name})`,
    );
    await pool.query(`update ${table} set ${set.join(", ")}`);
    await pool.query(`alter table ${table} enable trigger user`);
  }
  const at = () => first + Math.floor((share() * (Date.now() - HOUR - first)) / 1000) * 1000;
  const agents = [world.admin, world.tom, world.fay].map(({ id }) => id);
  records = makeRecords({ share, one, at }, [...tickets.keys()], agents, [leaver.id]);
  await insertRecords(pool, records);
  await emptyTrash(world.database.db);
  const there = await pool.query("select id from tickets");
  const ids = new Set(tickets.keys());
  for (const { id } of there.rows) ids.delete(id);
  const events = await pool.query("select * from events where ticket is not null order by id");
  const history = events.rows.map((event: StoryEvent & { at: Date | string }) => ({
    ...event,
    at: new Date(event.at).getTime(),
  }));
  desk = storiesOf(history, tickets, ids);
}

const narrowings = (): RecountScope[] => [
  { query: "" },
  { query: `&company=${companies[0]!.id}`, company: companies[0]!.id },
  { query: "&team=Tech,none", teams: ["Tech", ""] },
  { query: "&team=Sales&priority=high,low", teams: ["Sales"], rest: (t) => ["high", "low"].includes(t.priority) },
  { query: "&status=new,assigned,in_progress,pending,resolved,closed", rest: () => true },
  {
    query: "&assigned_to=me&category=technical,billing",
    rest: (t) => t.assigned_to === world.tom.id && ["technical", "billing"].includes(t.category),
  },
];
const ZONES = [
  "UTC",
  "Asia/Bangkok",
  "America/New_York",
  "America/Havana",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Australia/Lord_Howe",
];
const WEEKS = ["sunday", "monday", "saturday"] as const;

test(
  "every report agrees with a plain count of the events, in any zone, range and filter",
  async () => {
    for (let round = 0; round < 18; round += 1) {
      const [from, length] = [plus("2026-10-05", Math.floor(share() * 40)), 1 + Math.floor(share() * 12)];
      const week = one(WEEKS);
      const question = { tz: ZONES[round % ZONES.length]!, from, to: plus(from, length - 1), by: one(["day", "week"]) };
      await compare(
        { ...question, firstWeekday: [0, 1, 6][WEEKS.indexOf(week)]!, shift: 0 },
        week,
        narrowings()[round % 6]!,
        round < 6 || process.env.SEED !== undefined,
      );
    }
  },
  LONG,
);

type Figures = { rows: unknown[][]; totals: Record<string, unknown> | null };

/** What is open is known for now only: the column of an earlier range is empty. */
function withoutOpen(name: string, { rows, totals }: Figures): Figures {
  const place = { workload: 2, companies: 3 }[name];
  if (place === undefined) return { rows, totals };
  return { rows: rows.map((row) => row.with(place, null)), totals: { ...totals, open: null } };
}

/** The tickets that the inbox lists as resolved, and as answered first, by an agent in the range. */
async function listsBehind(id: string, { tz, from, to }: RecountQuery) {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / (24 * HOUR)) + 1;
  const [after, before] = boundsOf([{ label: from, from, days }], tz, null);
  const listOf = async (when: string) => {
    const filters = new URLSearchParams({ [`${when}_by`]: id, [`${when}_after`]: after!, [`${when}_before`]: before! });
    const { body } = await world.tom.get(`/inbox/?page_size=200&fields=id&${filters}`);
    return (body.results as { id: string }[]).map((row) => row.id).toSorted();
  };
  return { resolved: await listOf("resolved"), answered: await listOf("first_response") };
}

/** `isWhole`: with the reports of what Docket does beside the tickets' history. */
async function compare(question: RecountQuery, week: string, narrowing: RecountScope, isWhole: boolean) {
  const { tz, from, to, by } = question;
  const length = Math.round((Date.parse(to) - Date.parse(from)) / (24 * HOUR)) + 1;
  const before = { from: plus(from, -length), to: plus(from, -1) };
  const now = recount(desk, companies, narrowing, question);
  const past = recount(desk, companies, narrowing, { ...question, ...before, shift: length });
  const context = { seed, tz, from, to, by, week, query: narrowing.query };
  const get = async (name: string) => {
    const path = `/reports/${name}/?from=${from}&to=${to}&tz=${tz}&by=${by}&week_start=${week}&compare=true${narrowing.query}`;
    const { status, body } = await world.tom.get(path);
    expect([status, body]).toEqual([200, expect.objectContaining({ report: name, from, to, tz })]);
    for (const row of body.rows) expect(row).toHaveLength(body.columns.length);
    return body;
  };
  const names = new Map([
    [world.admin.id, { name: "Ada Admin", isFormer: false }],
    [world.fay.id, { name: "Fay Finance", isFormer: false }],
    [world.tom.id, { name: "Tom Tech", isFormer: false }],
    [leaver.id, { name: "Rae", isFormer: true }],
  ]);
  const recorded = recountRecords(records, desk, names, narrowing, question);
  const recordedBefore = recountRecords(records, desk, names, narrowing, { ...question, ...before, shift: length });
  const reports = Object.entries({ ...now.reports, ...(isWhole && recorded) });
  const earlierReports: Record<string, object> = { ...past.reports, ...recordedBefore };
  for (const [name, expected] of reports) {
    const { rows, totals, previous } = await get(name);
    expect({ ...context, name, rows, totals }).toEqual({ ...context, name, ...expected });
    const earlier = { ...before, until: null, ...withoutOpen(name, earlierReports[name] as Figures) };
    expect({ ...context, name, previous }).toEqual({ ...context, name, previous: earlier });
  }
  for (const [name, expected] of Object.entries(now.now)) {
    const { rows, totals, previous } = await get(name);
    expect({ ...context, name, rows, totals, previous }).toEqual({ ...context, name, ...expected, previous: null });
  }
  const { rows: tiles } = await get("summary");
  const [a, b] = [now.figures, past.figures];
  const { open_at_end: _, ...figures } = a;
  const earlier = { ...b, open: b.open_at_end, unassigned: null, overdue: null };
  expect({
    ...context,
    ...Object.fromEntries(tiles.map(([key, , , ...rest]: string[]) => [key, rest.slice(0, 2)])),
  }).toEqual({
    ...context,
    ...Object.fromEntries(
      Object.entries(figures).map(([key, value]) => [key, [value, earlier[key as keyof typeof earlier]]]),
    ),
  });
  const { rows } = await get("workload");
  const rowOf = (id: string) =>
    (id === leaver.id
      ? rows.find(([, name]: string[]) => name === "Rae")
      : rows.find(([user]: string[]) => user === id)
    )?.slice(2);
  for (const { id } of [world.admin, ...people])
    expect({ ...context, id, row: rowOf(id) ?? [0, 0, 0, null, 0] }).toEqual({ ...context, id, row: now.agent(id) });
  const { rows: responses, totals } = await get("first_response_by_agent");
  const { days: __, ...all } = now.reports.response_times.totals;
  expect({ ...context, totals }).toEqual({ ...context, totals: all });
  const medians = responses.map(([, , median]: (number | null)[]) => median ?? Number.POSITIVE_INFINITY);
  expect({ ...context, medians }).toEqual({ ...context, medians: medians.toSorted((a: number, b: number) => a - b) });
  for (const { id } of [world.admin, ...people]) {
    const row = responses.find(([user, name]: string[]) => (id === leaver.id ? name === "Rae" : user === id));
    const [median, first] = now.agent(id).slice(3);
    if (narrowing.query === "" && id !== leaver.id)
      expect({ ...context, id, lists: await listsBehind(id, question) }).toEqual({
        ...context,
        id,
        lists: now.listsOf(id),
      });
    expect({ ...context, id, row: row ? [row[2], row[4]] : [null, 0] }).toEqual({
      ...context,
      id,
      row: [median, first],
    });
  }
}

test.each(REPORTS)("%s for days without tickets is empty, not broken", async (name) => {
  const { status, body } = await world.tom.get(`/reports/${name}/?from=2001-01-01&to=2001-01-02&compare=true`);
  expect(status).toBe(200);
  if (["created_resolved", "response_times"].includes(name)) expect(body.rows).toHaveLength(2);
  if (name === "response_times") expect(body.totals).toEqual({ median: null, p90: null, tickets: 0, days: 2 });
});
