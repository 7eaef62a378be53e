import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageBuffers } from "../../test/page-buffers.ts";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { NOBODY } from "../platform/actor.ts";
import { parameters } from "../platform/parameters.ts";
import { searchAllText } from "../search/all-text.ts";
import { INBOX_FIELDS } from "./rows.ts";

// More tickets than are listed or counted one by one: common words are found by examining, and counts stop.

const MANY = 10_020;
let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { company } = await makeCompany(world.admin, "Harbour Hotel");
  await world.database.pool.query(
    `insert into tickets (ticket_number, subject, description, company, tags, due_date, created_at, updated_at)
     select 'T-20260101-' || n, case when n % 5000 = 7 then 'Rare quokka ' else 'Common ' end || n,
       'Offline.' || case when n <= 3000 or n % 250 = 0 then ' Lantern.' else '' end || case when n % 3 = 0 then ' Beacon.' else '' end,
       $1, 'vip, all',
       '2026-02-01', timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, ${MANY}) n`,
    [company.id],
  );
});
afterAll(() => world.close());

const subjects = async (query: string) =>
  (await world.tom.get(`/inbox/?page_size=3&${query}`)).body.results.map(({ subject }: { subject: string }) => subject);
const newest = ["Common 10020", "Common 10019", "Common 10018"];

test.each([
  "q=common",
  "q=hotel offline",
  "q=co",
  "search=harb",
  "tags=vip",
  "tags=ALL,none",
  "q=common&tags=vip&search=offline",
])("a term in nearly all tickets (%s) is found, last active first", async (query) => {
  expect(await subjects(query)).toEqual(newest);
  const { body } = await world.tom.get(`/inbox/?page_size=2&${query}`);
  expect((await world.tom.get(body.next)).body.results[0].subject).toBe("Common 10018");
});

test.each(["q=quokka", "search=quokka", "q=quokka common", "q=hotel quokka offline"])(
  "a term in few tickets (%s) is found",
  async (query) => {
    expect(await subjects(query)).toEqual(
      query.includes("common") ? [] : ["Rare quokka 10007", "Rare quokka 5007", "Rare quokka 7"],
    );
  },
);

describe("a word that many old and few new tickets have", () => {
  test("is found on short pages that together contain each ticket once", async () => {
    const pages: number[] = [];
    const ids = new Set<string>();
    for (let next: string | null = "/inbox/?page_size=200&fields=id&q=lantern"; next; ) {
      const { body } = await world.tom.get(next);
      for (const { id } of body.results) ids.add(id);
      pages.push(body.results.length);
      next = body.next;
    }
    expect(pages[0]).toBe(5);
    expect([ids.size, pages.reduce((sum, n) => sum + n, 0)]).toEqual([3_028, 3_028]);
  });

  test("is found without reading any part of the list twice", async () => {
    const { pool } = world.database;
    const places = async () => {
      // the connection used last is used next
      await pool.query("select pg_stat_force_next_flush()");
      const { rows } = await pool.query<{ n: number }>(
        `select pg_stat_clear_snapshot(), idx_tup_read::int as n
         from pg_stat_user_indexes where indexrelname = 'ticket_activity_latest'`,
      );
      return rows[0]!.n;
    };
    const read = [];
    for (let time = 0; time < 3; time += 1) {
      const before = await places();
      expect(await subjects("q=lantern")).toHaveLength(3);
      read.push((await places()) - before);
    }
    // an idle connection may add what it has read for an earlier test, once
    expect(Math.min(...read)).toBeLessThan(1_300);
  });

  test("is listed from the index of texts; a word in many comments is checked in the order of the list", async () => {
    const attempts = await searchAllText("lantern beacon")!.plan(world.database.db);
    const { find, check } = attempts.at(-1)!;
    expect(find!(parameters())).toContain("from ticket_texts");
    expect(find!(parameters())).not.toContain("from comments");
    expect(check!(parameters())).toContain("from comments");
  });
});

test("a ticket with thousands of matching comments hides no other ticket", async () => {
  const named = (subject: string) =>
    world.database.pool.query("select id from tickets where subject = $1", [subject]).then(({ rows }) => rows[0].id);
  const say = (id: string, times: number, text = "the kettle") =>
    world.database.pool.query(
      "insert into comments (ticket, text, created_at, updated_at) select $1, $3, now(), now() from generate_series(1, $2)",
      [id, times, text],
    );
  await say(await named("Common 11"), 5_001);
  await say(await named("Common 12"), 1);
  await say(await named("Common 11"), 2_100, "the ladle");
  expect(await subjects("q=kettle ladle")).toEqual(["Common 11"]);
  expect((await subjects("q=kettle")).toSorted()).toEqual(["Common 11", "Common 12"]);
  expect((await world.tom.get("/inbox/count/?q=kettle")).body.count).toBe(2);
});

test("counts from rows stop at 10,000, and counts from the tally are complete", async () => {
  const capped = { count: 10_000, is_capped: true };
  for (const query of ["search=offline", "tags=vip", "overdue=true", "unread=true", "due_before=2026-03-01"])
    expect((await world.tom.get(`/inbox/count/?${query}`)).body, query).toEqual(capped);
  for (const query of ["", "status=new,pending&team=none", "assigned_to=none&priority=medium,low&open=true"])
    expect((await world.tom.get(`/inbox/count/?${query}`)).body, query).toEqual({ count: MANY, is_capped: false });
});

test("counts of tickets with a word stop at 1,000", async () => {
  for (const q of ["offline", "co", "common hotel"])
    expect((await world.tom.get(`/inbox/count/?q=${q}`)).body, q).toEqual({ count: 1000, is_capped: true });
  expect((await world.tom.get("/inbox/count/?q=quokka")).body).toEqual({ count: 3, is_capped: false });
});

test("common words that are rarely together are found among all tickets, not only the newest", async () => {
  const { pool } = world.database;
  await pool.query("update tickets set subject = 'Kiosk ' || subject where subject like 'Common 1___'");
  await pool.query("update tickets set description = 'kiosk nowhere' where subject like 'Kiosk Common 100_'");
  const results = (await world.tom.get("/inbox/?page_size=5&q=kiosk offline nowhere")).body.results;
  expect(results.map(({ subject }: { subject: string }) => subject)).toEqual([]);
  await pool.query("update tickets set description = 'offline nowhere' where subject = 'Kiosk Common 1005'");
  const [only, ...others] = (await world.tom.get("/inbox/?page_size=5&q=kiosk offline nowhere")).body.results;
  expect([only.subject, others]).toEqual(["Kiosk Common 1005", []]);
});

test("counts of views stop at 1,000", async () => {
  const { id } = (await world.tom.post("/views/", { name: "VIP", filters: { tags: "vip" } })).body;
  const { counts } = (await world.tom.get("/views/counts/")).body;
  expect(counts[id]).toEqual({ count: 1000, is_capped: true });
  expect(counts.overdue).toEqual({ count: 1000, is_capped: true });
  expect(counts.unassigned).toEqual({ count: MANY, is_capped: false });
});

test("the palette finds an old number at once, and is not slowed down by common words", async () => {
  const { tickets } = (await world.tom.get("/search/?q=T-20260101-12")).body;
  expect(tickets[0].subject).toBe("Common 12");
  expect((await world.tom.get("/search/?q=9")).body.tickets).toHaveLength(6);
  expect((await world.tom.get("/search/?q=hotel common 77")).body.tickets).toHaveLength(6);
  expect((await world.tom.get("/search/?q=quokka 5007")).body.tickets).toMatchObject([{ subject: "Rare quokka 5007" }]);
});

test.each(["-updated_at", "-created_at", "sla_due_at"])(
  "the SLA of the tickets on a page, ordered by %s, adds no buffers to those that the page reads",
  async (ordering) => {
    const { db, pool } = world.database;
    await pool.query(
      `update ticket_activity
       set sla_metric = 'resolution', sla_due_at = now() + interval '2 days', sla_soon_at = now() + interval '1 day',
         sla_hours = array[now(), now() + '2 hours', now() + '1 day', now() + '2 days'],
         sla_hours_left = array[93600, 86400, 86400, 0]
       where ticket in (select id from tickets order by created_at desc limit 400) and sla_metric is null`,
    );
    const read = (fields: readonly string[]) => pageBuffers(db, NOBODY, { ordering, fields: fields.join(",") });
    const withoutSla = INBOX_FIELDS.filter((name) => !name.startsWith("sla_"));
    expect(withoutSla.length).toBeLessThan(INBOX_FIELDS.length);
    // the first page also reads the catalog
    await read(INBOX_FIELDS);
    const [more, less] = [await read(INBOX_FIELDS), await read(withoutSla)];
    expect(less).toBeGreaterThan(50);
    // one more look-up for each of the 51 rows would be at least 51
    expect(more - less).toBeLessThan(10);
  },
);
