import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { REPORTS } from "../../wire/reports.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../../wire/ticket-shapes.ts";

interface Ticket {
  id: string;
  status: (typeof STATUSES)[number];
  priority: string;
  category: string;
  assigned_team: string;
  company: string;
  assigned_to: string | null;
  created: number;
  responded: number | null;
  resolved: number | null;
  closed: number | null;
  due: number | null;
  isDeleted: boolean;
}
interface Reply {
  ticket: Ticket;
  author: string;
  isInternal: boolean;
  at: number;
}

const HOUR = 3_600_000;
const seed = Math.floor(Math.random() * 2 ** 31);
let state = seed;
const share = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 4) / 2 ** 28;
};
const one = <T>(of: readonly T[]): T => of[Math.floor(share() * of.length)]!;

let world: World;
const companies: { id: string; name: string }[] = [];
const tickets: Ticket[] = [];
const replies: Reply[] = [];
const reopened: { ticket: Ticket; at: number }[] = [];

// two months around the end of summer time in America and Europe, and the weeks after it up to now
const FIRST = Date.parse("2026-10-01T00:00:00Z");
const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

beforeAll(async () => {
  world = await openWorld();
  for (const name of ["Alder Hotel", "Birch Bar", "Cedar"])
    companies.push((await makeCompany(world.admin, name)).company);
  const last = Date.now() - HOUR;
  for (let i = 0; i < 400; i += 1) tickets.push(anyTicket(last));
  for (const ticket of tickets) {
    for (let i = 0; share() < 0.5 && i < 3; i += 1)
      replies.push({
        ticket,
        author: one([world.tom.id, world.fay.id]),
        isInternal: share() < 0.3,
        at: ticket.created + share() * (last - ticket.created),
      });
    if (share() < 0.1) reopened.push({ ticket, at: ticket.created + share() * (last - ticket.created) });
  }
  const put = (text: string, rows: object[]) => world.database.pool.query(text, [JSON.stringify(rows)]);
  await put(
    `insert into tickets (id, ticket_number, subject, description, status, priority, category, company, assigned_to, assigned_team,
       created_at, first_response_at, resolved_at, closed_at, due_date, deleted_at)
     select id, id::text, 'Zone offline', 'Since noon.', status, priority, category, company, assigned_to, assigned_team, created, responded, resolved,
       closed, due, case when "isDeleted" then now() end
     from jsonb_to_recordset($1::jsonb) as x (id uuid, status ticket_status, priority ticket_priority, category text, company uuid,
       assigned_to uuid, assigned_team text, created timestamptz, responded timestamptz, resolved timestamptz, closed timestamptz,
       due timestamptz, "isDeleted" boolean)`,
    tickets.map((each) => ({
      ...each,
      created: time(each.created),
      responded: time(each.responded),
      resolved: time(each.resolved),
      closed: time(each.closed),
      due: time(each.due),
    })),
  );
  await put(
    `insert into comments (ticket, author, text, is_internal, created_at)
     select ticket, author, 'Restarted.', internal, at from jsonb_to_recordset($1::jsonb) as x (ticket uuid, author uuid, internal boolean, at timestamptz)`,
    replies.map(({ ticket, author, isInternal, at }) => ({
      ticket: ticket.id,
      author,
      internal: isInternal,
      at: time(at),
    })),
  );
  await put(
    `insert into events (kind, ticket, at, changes)
     select 'ticket.updated', ticket, at, '{"status": ["resolved", "in_progress"]}' from jsonb_to_recordset($1::jsonb) as x (ticket uuid, at timestamptz)`,
    reopened.map(({ ticket, at }) => ({ ticket: ticket.id, at: time(at) })),
  );
});
afterAll(() => world.close());

function anyTicket(last: number): Ticket {
  // whole seconds, so that hours are exact on both sides
  const whole = (ms: number) => Math.floor(ms / 1000) * 1000;
  const created = whole(FIRST + share() * (last - FIRST));
  const after = () => whole(created + share() ** 3 * (last - created));
  const status = one(STATUSES);
  const hasEnded = status === "resolved" || status === "closed";
  const end = after();
  return {
    id: crypto.randomUUID(),
    status,
    priority: one(PRIORITIES),
    category: one(CATEGORIES),
    assigned_team: one(["", ...TEAMS]),
    company: one(companies).id,
    assigned_to: one([null, world.tom.id, world.fay.id]),
    created,
    responded: share() < 0.7 ? after() : null,
    // some came from the original, which closed tickets that nobody had resolved
    resolved: hasEnded && (status === "resolved" || share() < 0.7) ? end : null,
    closed: status === "closed" ? end : null,
    due: share() < 0.5 ? whole(created + share() * 40 * 24 * HOUR) : null,
    isDeleted: share() < 0.1,
  };
}

// ---- the naive count

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(ms: number, tz: string) {
  const known =
    clocks.get(tz) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: tz,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
    });
  clocks.set(tz, known);
  const part = Object.fromEntries(known.formatToParts(ms).map(({ type, value }) => [type, value]));
  const day = `${part.year}-${part.month}-${part.day}`;
  return { day, hour: Number(part.hour), weekday: ((new Date(day).getUTCDay() + 6) % 7) + 1 };
}
const plus = (day: string, n: number) => new Date(Date.parse(day) + n * 24 * HOUR).toISOString().slice(0, 10);
const daysOf = (from: string, to: string) => {
  const days = [];
  for (let day = from; day <= to; day = plus(day, 1)) days.push(day);
  return days;
};
const monday = (day: string) => plus(day, 1 - (((new Date(day).getUTCDay() + 6) % 7) + 1));
const isOpen = ({ status }: Ticket) => status !== "resolved" && status !== "closed";
const ended = (t: Ticket) => (isOpen(t) ? null : (t.resolved ?? t.closed));
const percentile = (values: number[], part: number) => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
};
const hours = (values: number[], part: number) => {
  const value = percentile(values, part);
  return value === null ? null : expect.closeTo(value / HOUR, 1);
};

function naive(only: (t: Ticket) => boolean, tz: string, from: string, to: string, by: string) {
  const those = tickets.filter((t) => !t.isDeleted && only(t));
  const dayOf = (ms: number) => clockOf(ms, tz).day;
  const isIn = (ms: number | null) => ms !== null && dayOf(ms) >= from && dayOf(ms) <= to;
  const n = (condition: (t: Ticket) => boolean) => those.filter(condition).length;
  const today = dayOf(Date.now());
  const spread = (name: "responded" | "ended") => {
    const at = (t: Ticket) => (name === "ended" ? ended(t) : t.responded);
    const bucket = (day: string) => (by === "week" ? monday(day) : day);
    const those2 = those.filter((t) => isIn(at(t)));
    const told = (some: Ticket[]) => {
      const took = some.map((t) => at(t)! - t.created);
      return [hours(took, 0.5), hours(took, 0.9), some.length];
    };
    const days = [...new Set(daysOf(from, to).map(bucket))];
    const rows = days.map((day) => [day, ...told(those2.filter((t) => bucket(dayOf(at(t)!)) === day))]);
    const [median, p90, count] = told(those2);
    return { rows, totals: { median, p90, tickets: count } };
  };
  const openBy = (words: readonly string[], column: "status" | "priority" | "category" | "assigned_team") => ({
    rows: words.map((word) => [word, n((t) => isOpen(t) && t[column] === word)]),
    totals: { open: n(isOpen) },
  });
  const openAtEnd = (day: string) => n((t) => dayOf(t.created) <= day && (ended(t) === null || dayOf(ended(t)!) > day));
  const companyRows = () => {
    const all = companies.map(
      ({ id, name }) =>
        [id, name, n((t) => t.company === id && isIn(t.created)), n((t) => t.company === id && isOpen(t))] as const,
    );
    const rows = all.filter(([, , created]) => created > 0).toSorted((a, b) => b[2] - a[2] || (a[1] < b[1] ? -1 : 1));
    const rest = all.filter(([, , created]) => created === 0).reduce((sum, [, , , open]) => sum + open, 0);
    return rest > 0 ? [...rows, [null, "Other companies", 0, rest]] : rows;
  };
  return {
    created_resolved: {
      rows: daysOf(from, to).map((day) => [
        day,
        n((t) => dayOf(t.created) === day),
        n((t) => ended(t) !== null && dayOf(ended(t)!) === day),
      ]),
      totals: { created: n((t) => isIn(t.created)), resolved: n((t) => isIn(ended(t))) },
    },
    backlog: {
      rows: daysOf(from, to).map((day) => [day, day > today ? null : openAtEnd(day)]),
      totals: { open: openAtEnd(to > today ? today : to) },
    },
    busiest_hours: {
      rows: daysOf("2026-01-05", "2026-01-11").flatMap((_, weekday) =>
        Array.from({ length: 24 }, (__, hour) => [
          weekday + 1,
          hour,
          n(
            (t) =>
              isIn(t.created) && clockOf(t.created, tz).weekday === weekday + 1 && clockOf(t.created, tz).hour === hour,
          ),
        ]),
      ),
      totals: { created: n((t) => isIn(t.created)) },
    },
    open_by_status: openBy(STATUSES.slice(0, 4), "status"),
    open_by_priority: openBy(PRIORITIES, "priority"),
    open_by_category: openBy(CATEGORIES, "category"),
    open_by_team: openBy([...TEAMS, ""], "assigned_team"),
    response_times: spread("responded"),
    resolution_times: spread("ended"),
    companies: { rows: companyRows(), totals: { created: n((t) => isIn(t.created)), open: n(isOpen) } },
    figures: {
      created: n((t) => isIn(t.created)),
      resolved: n((t) => isIn(ended(t))),
      open: n(isOpen),
      open_at_end: openAtEnd(to),
      unassigned: n((t) => isOpen(t) && t.assigned_to === null),
      overdue: n((t) => isOpen(t) && t.due !== null && t.due < Date.now()),
      median_first_response: hours(
        those.filter((t) => isIn(t.responded)).map((t) => t.responded! - t.created),
        0.5,
      ),
      median_resolution: hours(
        those.filter((t) => isIn(ended(t))).map((t) => ended(t)! - t.created),
        0.5,
      ),
      reopened: reopened.filter(({ ticket, at }) => those.includes(ticket) && isIn(at)).length,
    },
    agent: (id: string, isNarrowed: boolean) => [
      n((t) => isOpen(t) && t.assigned_to === id),
      n((t) => t.assigned_to === id && isIn(ended(t))),
      replies.filter((r) => r.author === id && !r.isInternal && isIn(r.at) && (!isNarrowed || those.includes(r.ticket)))
        .length,
      hours(
        those.filter((t) => t.assigned_to === id && isIn(t.responded)).map((t) => t.responded! - t.created),
        0.5,
      ),
    ],
  };
}

// ---- the reports

const narrowings = (): [string, (t: Ticket) => boolean][] => [
  ["", () => true],
  [`&company=${companies[0]!.id}`, (t) => t.company === companies[0]!.id],
  ["&team=Tech,none&priority=high", (t) => ["Tech", ""].includes(t.assigned_team) && t.priority === "high"],
  [
    "&assigned_to=me&category=technical,billing",
    (t) => t.assigned_to === world.tom.id && ["technical", "billing"].includes(t.category),
  ],
  ["&assigned_to=none", (t) => t.assigned_to === null],
];
const ZONES = [
  "UTC",
  "Asia/Bangkok",
  "America/New_York",
  "America/Havana",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

// many questions: on a busy machine they take their time
const LONG = 90_000;

test(
  "every report tells what a plain count of the tickets does, in any zone, range and narrowing",
  async () => {
    for (let round = 0; round < ZONES.length; round += 1) {
      const tz = ZONES[round % ZONES.length]!;
      const [from, length] = [plus("2026-10-05", Math.floor(share() * 45)), Math.floor(share() * 20)];
      const [to, by] = [plus(from, length), one(["day", "week"])];
      const [query, only] = narrowings()[round % 5]!;
      const asked = { seed, tz, from, to, by, query };
      const before = { from: plus(from, -length - 1), to: plus(from, -1) };
      const now = naive(only, tz, from, to, by);
      const past = naive(only, tz, before.from, before.to, by);
      const get = async (name: string) => {
        const path = `/reports/${name}/?from=${from}&to=${to}&tz=${tz}&by=${by}&compare=true${query}`;
        const { status, body } = await world.tom.get(path);
        expect([status, body]).toEqual([200, expect.objectContaining({ report: name, from, to, tz })]);
        for (const row of body.rows) expect(row).toHaveLength(body.columns.length);
        return body;
      };
      for (const name of [
        "created_resolved",
        "backlog",
        "busiest_hours",
        "response_times",
        "resolution_times",
        "companies",
      ] as const) {
        const { rows, totals, previous } = await get(name);
        expect({ ...asked, name, rows, totals }).toEqual({ ...asked, name, ...now[name] });
        expect({ ...asked, name, previous }).toEqual({ ...asked, name, previous: { ...before, ...past[name] } });
      }
      for (const name of ["open_by_status", "open_by_priority", "open_by_category", "open_by_team"] as const) {
        const { rows, totals, previous } = await get(name);
        expect({ ...asked, name, rows, totals, previous }).toEqual({ ...asked, name, ...now[name], previous: null });
      }
      const figures = Object.fromEntries(
        (await get("summary")).rows.map(([key, , , value, was]: string[]) => [key, [value, was]]),
      );
      const [a, b] = [now.figures, past.figures];
      expect({ ...asked, ...figures }).toEqual({
        ...asked,
        created: [a.created, b.created],
        resolved: [a.resolved, b.resolved],
        open: [a.open, b.open_at_end],
        unassigned: [a.unassigned, null],
        overdue: [a.overdue, null],
        median_first_response: [a.median_first_response, b.median_first_response],
        median_resolution: [a.median_resolution, b.median_resolution],
        reopened: [a.reopened, b.reopened],
      });
      const { rows } = await get("workload");
      const people = [world.tom.id, world.fay.id, world.admin.id];
      const told = Object.fromEntries(rows.map(([id, , ...rest]: unknown[]) => [id, rest]));
      const isNarrowed = query !== "";
      const expected = people
        .map((id) => [id, now.agent(id, isNarrowed)] as const)
        .filter(([, row]) => !isNarrowed || row.some((each) => each !== 0 && each !== null));
      expect({ ...asked, told }).toEqual({ ...asked, told: Object.fromEntries(expected) });
    }
  },
  LONG,
);

test.each(REPORTS)("%s of days without any ticket is empty, not broken", async (name) => {
  const { status, body } = await world.tom.get(`/reports/${name}/?from=2001-01-01&to=2001-01-02&compare=true`);
  expect(status).toBe(200);
  if (["created_resolved", "response_times"].includes(name)) expect(body.rows).toHaveLength(2);
  if (name === "response_times") expect(body.totals).toEqual({ median: null, p90: null, tickets: 0 });
});
