import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { chances, type RandomSource } from "../../test/random.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { transact } from "../platform/database.ts";
import { compactTally, openTally } from "./tally.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
let cafe: Awaited<ReturnType<typeof makeCompany>>;
let both: { admin: Caller; tom: Caller }[];
const PRIORITIES = ["low", "medium", "high", "urgent"];
const STATUSES = ["new", "assigned", "in_progress", "pending", "resolved", "closed"];
const CATEGORIES = ["technical", "billing", "zone_config", "account", "feature_request", "general"];

beforeAll(async () => {
  world = await openWorld();
  const second = await world.another();
  both = [world, { admin: second.as(world.admin), tom: second.as(world.tom) }];
  harbour = await makeCompany(world.admin, "Harbour Hotel");
  cafe = await makeCompany(world.admin, "Corner Cafe");
});
afterAll(() => world.close());

const none = (words: string[]) => Object.fromEntries(words.map((word) => [word, 0]));

test("counts of no tickets have every key, in order, all zero", async () => {
  const { status, body } = await world.tom.get("/tickets/stats/");
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toBe(
    JSON.stringify({
      total: 0,
      by_status: none(STATUSES),
      by_priority: none(PRIORITIES),
      my_open_tickets: 0,
      unassigned: 0,
      overdue: 0,
    }),
  );
  expect(JSON.stringify((await world.tom.get("/tickets/stats/?open=true")).body)).toBe(JSON.stringify(body));
});

interface Row {
  status: string;
  priority: string;
  category: string;
  assigned_team: string;
  assigned_to: string | null;
  company: string;
  subject: string;
  is_late: boolean;
}

const readRows = async (): Promise<Row[]> =>
  (
    await world.database.pool.query(
      `select status, priority, category, assigned_team, assigned_to, company, subject,
         coalesce(due_date < now(), false) as is_late
       from tickets where deleted_at is null`,
    )
  ).rows;

const isOpen = (row: Row) => row.status !== "resolved" && row.status !== "closed";

function recount(rows: Row[], me: string) {
  const n = (matches: (row: Row) => boolean) => rows.filter(matches).length;
  return {
    total: rows.length,
    by_status: Object.fromEntries(STATUSES.map((each) => [each, n((row) => row.status === each)])),
    by_priority: Object.fromEntries(PRIORITIES.map((each) => [each, n((row) => row.priority === each)])),
    my_open_tickets: n((row) => row.assigned_to === me && isOpen(row)),
    unassigned: n((row) => row.assigned_to === null),
    overdue: n((row) => row.is_late && isOpen(row)),
  };
}

const filters = (): [query: string, matches: (row: Row) => boolean][] => [
  ["", () => true],
  ["open=true", isOpen],
  ["status=resolved", (row) => row.status === "resolved"],
  ["status=closed&open=true", () => false],
  ["priority=urgent&open=true", (row) => row.priority === "urgent" && isOpen(row)],
  ["category=technical", (row) => row.category === "technical"],
  ["assigned_team=Tech", (row) => row.assigned_team === "Tech"],
  ["assigned_team=Finance&status=assigned", (row) => row.assigned_team === "Finance" && row.status === "assigned"],
  ["my_tickets=true", (row) => row.assigned_to === world.tom.id],
  ["my_tickets=true&open=true", (row) => row.assigned_to === world.tom.id && isOpen(row)],
  ["my_tickets=true&unassigned=true", () => false],
  ["unassigned=true&open=true", (row) => row.assigned_to === null && isOpen(row)],
  [`assigned_to=${world.fay.id}`, (row) => row.assigned_to === world.fay.id],
  [
    `assigned_to=${world.fay.id}&priority=low&category=general`,
    (row) => row.assigned_to === world.fay.id && row.priority === "low" && row.category === "general",
  ],
  [`assigned_to=${world.fay.id}&my_tickets=true`, () => false],
  [`company=${cafe.company.id}`, (row) => row.company === cafe.company.id],
  ["search=walk", (row) => row.subject.includes("Walk")],
];

/** Expects every count of the servers to equal the count of the rows. */
async function expectCounts(when: string) {
  const rows = await readRows();
  for (const { tom, admin } of both) {
    expect((await admin.get("/tickets/stats/")).body, when).toEqual(recount(rows, world.admin.id));
    for (const [query, matches] of filters()) {
      const matching = rows.filter(matches);
      const [stats, page] = await Promise.all([
        tom.get(`/tickets/stats/?${query}`),
        tom.get(`/tickets/?${query}&page_size=1`),
      ]);
      expect(stats.body, `${when}, stats of ${query}`).toEqual(recount(matching, world.tom.id));
      expect(page.body.count, `${when}, list of ${query}`).toBe(matching.length);
    }
  }
}

/** Makes one of many possible changes to any ticket, on either server. */
async function wander({ below, one }: RandomSource, ids: string[]) {
  const { tom, admin } = one(both);
  const due = () =>
    one([null, -40, -25, -1, 0, 1, 25, 40].map((h) => h !== null && new Date(Date.now() + h * 3600e3 - 60e3)));
  const kind = () => ({
    status: one(STATUSES),
    priority: one(PRIORITIES),
    category: one(CATEGORIES),
    due_date: due() || null,
    assigned_to: one([null, world.tom.id, world.fay.id, world.admin.id]),
  });
  const id = one(ids);
  const ways = [
    async () =>
      ids.push(
        (await makeTicket(tom, one([harbour, cafe]).company.id, { ...kind(), subject: one(["Walk", "Stand"]) })).id,
      ),
    () => tom.patch(`/tickets/${id}/`, kind()),
    () => tom.patch(`/tickets/${id}/`, { status: one(STATUSES) }),
    () => tom.patch(`/tickets/${id}/`, { company: one([harbour, cafe]).company.id, assigned_team: one(["", "Tech"]) }),
    () => tom.patch(`/tickets/${id}/`, { due_date: due() || null }),
    () => tom.post(`/tickets/${id}/assign/`, { user_id: one([null, world.tom.id, world.fay.id]) }),
    () => tom.remove(`/tickets/${id}/`),
    () => admin.post(`/tickets/${id}/restore/`),
    () => tom.post("/tickets/", { subject: "", status: "new", company: cafe.company.id }),
  ];
  // mostly new ones, and changes that change something
  await ways[below(4) === 0 ? 0 : below(ways.length)]!();
}

describe("statistics and counts of lists", () => {
  test.each([1, 7, 2026])(
    "equal the rows, whatever happens on two servers (%i)",
    async (seed) => {
      const random = chances(seed);
      const ids = [(await makeTicket(world.tom, cafe.company.id)).id];
      for (let round = 1; round <= 6; round += 1) {
        for (let step = 0; step < 8; step += 1) await wander(random, ids);
        await Promise.all(Array.from({ length: 4 }, () => wander(random, ids)));
        if (round % 3 === 0) await transact(world.database.db, compactTally);
        await expectCounts(`seed ${seed}, round ${round}`);
      }
      // the random walk produced something to count
      const rows = await readRows();
      expect(new Set(rows.map(({ status }) => status)).size).toBeGreaterThan(3);
      expect(rows.some((row) => row.is_late && isOpen(row))).toBe(true);
    },
    60_000,
  );

  test("leave out uncommitted changes, and include them once committed, however late", async () => {
    const client = await world.database.pool.connect();
    const before = (await world.tom.get("/tickets/stats/")).body;
    await client.query("begin");
    await client.query("update tickets set priority = 'low' where deleted_at is null and priority <> 'low'");
    await makeTicket(world.tom, harbour.company.id, { priority: "high" });
    await transact(world.database.db, compactTally);
    for (const { tom } of both) {
      const { total, by_priority } = (await tom.get("/tickets/stats/")).body;
      expect([total, by_priority.high]).toEqual([before.total + 1, before.by_priority.high + 1]);
    }
    await client.query("commit");
    client.release();
    await expectCounts("after the commit");
    await transact(world.database.db, compactTally);
    await expectCounts("after summing up");
  });

  test("are updated whatever another database does", async () => {
    const { host, port, user } = inject("server");
    const other = new pg.Client({ host, port, user, database: "postgres" });
    await other.connect();
    await other.query("begin");
    await other.query("select pg_current_xact_id()");
    for (let n = 0; n < 3; n += 1) await makeTicket(world.tom, harbour.company.id);
    await transact(world.database.db, compactTally);
    const { rows } = await world.database.pool.query("select count(*)::int as n from ticket_tally where xid <> '0'");
    expect(rows[0].n).toBe(0);
    await expectCounts("after summing up");
    await other.query("rollback");
    await other.end();
  });

  test("stay right when a server adds many differences to its totals", async () => {
    for (let n = 0; n < 130; n += 1) await makeTicket(world.tom, harbour.company.id, { priority: "low" });
    await expectCounts("with the differences");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await makeTicket(world.tom, harbour.company.id, { priority: "high" });
    for (let n = 0; n < 3; n += 1) await expectCounts("with new sums");
  });

  test("decrease when a company goes to the trash, and increase when it returns", async () => {
    await world.admin.remove(`/companies/${cafe.company.id}/`);
    const [rows, stats] = [await readRows(), (await world.tom.get("/tickets/stats/")).body];
    expect(rows.every(({ company }) => company === harbour.company.id)).toBe(true);
    expect(stats).toEqual(recount(rows, world.tom.id));
    await world.admin.post(`/companies/${cafe.company.id}/restore/`);
    await expectCounts("after the restoring");
  });

  test("refuse what the list refuses", async () => {
    for (const query of ["status=bogus&zone=abc", "company=11111111-1111-4111-8111-111111111111", "search=%00"]) {
      const [stats, page] = [
        await world.tom.get(`/tickets/stats/?${query}`),
        await world.tom.get(`/tickets/?${query}`),
      ];
      expect([stats.status, stats.body]).toEqual([400, page.body]);
    }
  });
});

test("the tally refuses an unknown field instead of counting without it", async () => {
  const counts = await openTally().counts(world.database.db);
  const { body } = await world.admin.get("/tickets/stats/");
  expect(counts.count({ status: "new" })).toBe(body.by_status.new);
  expect(() => counts.count({ source: "email" } as never)).toThrow("the tally does not know source");
});
