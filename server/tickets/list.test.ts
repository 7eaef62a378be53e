import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type TestReply, type World } from "../../test/world.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
let cafe: Awaited<ReturnType<typeof makeCompany>>;
const PRIORITIES = ["low", "medium", "high", "urgent"];
const STATUSES = ["new", "assigned", "in_progress", "pending", "resolved", "closed"];

beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour Hotel");
  cafe = await makeCompany(world.admin, "Café Número 9");
  for (let i = 0; i < 24; i += 1) {
    await makeTicket(world.tom, i % 2 ? harbour.company.id : cafe.company.id, {
      subject: i === 3 ? "The printer jam, again: 100% of under_score" : `Case ${i}`,
      priority: PRIORITIES[i % 4],
      status: STATUSES[i % 6],
      category: i % 3 ? "technical" : "billing",
      due_date: i % 5 ? `2026-0${1 + (i % 9)}-10T00:00:00Z` : null,
      assigned_to: i % 4 ? null : world.tom.id,
      contact: i % 2 ? harbour.contact.id : null,
    });
  }
});
afterAll(() => world.close());

const list = async (query: string, by: Caller = world.tom): Promise<TestReply> => by.get(`/tickets/?${query}`);
const subjects = ({ body }: TestReply) => body.results.map((each: { subject: string }) => each.subject);

describe("paging", () => {
  test("by page returns twenty on the first page, and links with parameters in order", async () => {
    const { body } = await list("status=&ordering=created_at&page_size=");
    expect(body.count).toBe(24);
    expect(body.results).toHaveLength(20);
    expect(body.next).toBe(`${world.base}/api/v1/tickets/?ordering=created_at&page=2&page_size=&status=`);
    expect(body.previous).toBeNull();
    const second = (await world.tom.get(body.next)).body;
    expect(second.results).toHaveLength(4);
    expect(second.previous).toBe(`${world.base}/api/v1/tickets/?ordering=created_at&page_size=&status=`);
    expect((await list("page=last")).body.results).toHaveLength(4);
    expect((await list("page=01&page_size=5")).body.results).toHaveLength(5);
    expect((await list("page=&page_size=5")).body.results).toHaveLength(5);
  });

  test("keeps unknown parameters in its links, written as in the Django backend", async () => {
    const { next } = (await list("page_size=2&zoo=a+b,c&search=case,case&page=1")).body;
    expect(next).toBe(`${world.base}/api/v1/tickets/?page=2&page_size=2&search=case%2Ccase&zoo=a+b%2Cc`);
  });

  test.each([
    ["0", 20],
    ["-3", 20],
    ["x", 20],
    ["5000", 24],
  ])("treats a page size of %s as %i", async (size, length) => {
    expect((await list(`page_size=${size}`)).body.results).toHaveLength(length);
  });

  test("of no tickets has an empty first page and no second one", async () => {
    const { status, body } = await list("search=nowhere");
    expect([status, body]).toEqual([200, { count: 0, next: null, previous: null, results: [] }]);
    expect((await list("search=nowhere&page=last")).body.results).toEqual([]);
    expect((await list("search=nowhere&page=2")).status).toBe(404);
  });

  test.each(["0", "-1", "3", "999", "999999999999", "abc", "1.0"])("has no page %s", async (page) => {
    const { status, body } = await list(`page=${page}`);
    expect([status, body]).toEqual([404, { detail: "Invalid page." }]);
  });

  test("by limit and offset is used if no page is requested", async () => {
    const { body } = await list("limit=5&offset=10");
    const all = await list("page_size=100");
    expect(subjects({ body } as TestReply)).toEqual(subjects(all).slice(10, 15));
    expect(body.next).toContain("limit=5&offset=15");
    expect(body.previous).toContain("limit=5&offset=5");
    expect((await list("limit=5&page_size=7")).body.results).toHaveLength(7);
    expect((await list("limit=5&page=2")).body.results).toHaveLength(4);
  });

  test.each([
    ["limit=0", 20, "?limit=20&offset=20", null],
    ["limit=-1&offset=-1", 20, "?limit=20&offset=20", null],
    ["limit=x&offset=x", 20, "?limit=20&offset=20", null],
    ["limit=5&offset=3", 5, "?limit=5&offset=8", "?limit=5"],
    ["offset=23", 1, null, "?limit=20&offset=3"],
    ["limit=5000", 24, null, null],
    ["offset=999999999999", 0, null, "?limit=20&offset=999999999979"],
  ])("with %s returns %i, then %s, before it %s", async (query, length, next, previous) => {
    const { status, body } = await list(query);
    const url = (tail: string | null) => tail && `${world.base}/api/v1/tickets/${tail}`;
    expect([status, body.results.length]).toEqual([200, length]);
    expect([body.count, body.next, body.previous]).toEqual([24, url(next), url(previous)]);
  });

  test.each(["", "-created_at", "priority", "-due_date", "due_date", "status,-priority"])(
    "by cursor ordered by %j returns each ticket once, in both directions, while others are created",
    async (ordering) => {
      const ids: string[] = [];
      const pages: string[][] = [];
      let next: string | null = `${world.base}/api/v1/tickets/?cursor=&page_size=7&search=Case&ordering=${ordering}`;
      let last: TestReply | null = null;
      while (next) {
        last = await world.tom.get(next);
        expect(Object.keys(last.body)).toEqual(["next", "previous", "results"]);
        pages.push(subjects(last));
        ids.push(...subjects(last));
        next = last.body.next;
      }
      expect(ids).toEqual(subjects(await list(`page_size=100&search=Case&ordering=${ordering}`)));
      const back = await world.tom.get(last!.body.previous);
      expect(subjects(back)).toEqual(pages.at(-2));
    },
  );

  test("by cursor neither repeats nor skips tickets when others are created or deleted", async () => {
    const { company } = await makeCompany(world.admin, "Cursor Inn");
    const created: { id: string }[] = [];
    for (let i = 0; i < 9; i += 1) created.push(await makeTicket(world.tom, company.id, { subject: `Turn ${i}` }));
    const first = await list("cursor=&page_size=3&search=Turn");
    const extra = [await makeTicket(world.tom, company.id, { subject: "Turn late" }), created[3]!];
    await world.tom.remove(`/tickets/${created[3]!.id}/`);
    const second = await world.tom.get(first.body.next);
    const third = await world.tom.get(second.body.next);
    expect([first, second, third].flatMap(subjects)).toEqual([8, 7, 6, 5, 4, 2, 1, 0].map((i) => `Turn ${i}`));
    expect(third.body.next).toBeNull();
    const back = await world.tom.get(third.body.previous);
    expect(subjects(back)).toEqual(subjects(second));
    const start = await world.tom.get(back.body.previous);
    expect(subjects(start)).toEqual(subjects(first));
    expect(subjects(await world.tom.get(start.body.previous))).toEqual(["Turn late"]);
    expect(subjects(await world.tom.get(start.body.next))).toEqual(subjects(second));
    for (const { id } of [...created, ...extra]) await world.tom.remove(`/tickets/${id}/`);
  });

  test.each([
    "nonsense",
    Buffer.from("[0]").toString("base64url"),
    Buffer.from('[0,"a","b"]').toString("base64url"),
    Buffer.from('[2,"2026-01-01","11111111-1111-4111-8111-111111111111"]').toString("base64url"),
    Buffer.from('[0,"2026-01-01","11111111-1111-4111-8111-111111111111","x"]').toString("base64url"),
    Buffer.from('[0,"2026-01-01","x"]').toString("base64url"),
  ])("refuses the cursor %s", async (cursor) => {
    const { status } = await list(`cursor=${cursor}`);
    expect(status).toBe(400);
  });
});

describe("ordering", () => {
  test("sorts by rank, newest first among equals", async () => {
    const { body } = await list("ordering=-priority&page_size=100");
    const ranks = body.results.map(({ priority }: { priority: string }) => PRIORITIES.indexOf(priority));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    const urgent = body.results.filter(({ priority }: { priority: string }) => priority === "urgent");
    expect(urgent).toEqual([...urgent].sort((a, b) => (a.created_at < b.created_at ? 1 : -1)));
  });

  test("ignores unknown fields", async () => {
    expect(subjects(await list("ordering=bogus"))).toEqual(subjects(await list("")));
    expect(subjects(await list("ordering=bogus, -priority"))).toEqual(subjects(await list("ordering=-priority")));
    expect(subjects(await list("ordering=status&ordering=-priority"))).toEqual(
      subjects(await list("ordering=-priority")),
    );
  });

  test.each(["priority", "-status", "due_date", "-due_date", "status,-priority"])(
    "by %s lists the newest first among equals, on any number of pages",
    async (ordering) => {
      const whole = (await list(`ordering=${ordering}&page_size=100`)).body.results as Record<string, string | null>[];
      const names = ordering.split(",");
      const value = (each: Record<string, string | null>, name: string): string | number => {
        const rank = { priority: PRIORITIES, status: STATUSES }[name]?.indexOf(each[name] ?? "");
        return rank ?? each[name] ?? "9999";
      };
      const compare = (a: Record<string, string | null>, b: Record<string, string | null>) => {
        for (const name of [...names, "-created_at"]) {
          const plain = name.replace("-", "");
          const [x, y] = [value(a, plain), value(b, plain)];
          if (x !== y) return x < y === name.startsWith("-") ? 1 : -1;
        }
        return 0;
      };
      expect(whole.map((each) => each.subject)).toEqual([...whole].sort(compare).map((each) => each.subject));
      const pages = [1, 2, 3, 4, 5].map((page) => list(`ordering=${ordering}&page_size=5&page=${page}`));
      expect((await Promise.all(pages)).flatMap(subjects)).toEqual(whole.map((each) => each.subject));
    },
  );
});

describe("search", () => {
  test.each([
    ["printer", 1],
    ["PRINTER jam", 1],
    ['"printer jam"', 1],
    ['"jam printer"', 0],
    ["100%25", 1],
    ["under_score", 1],
    ["under-score", 0],
    ["harbour", 12],
    ["harbour,case", 11],
    ["n%C3%BAmero", 12],
    ["harbour printer,100%25", 1],
    ["'printer jam'", 1],
    ['"printer', 0],
    ["%25_", 0],
    ["%5C", 0],
    ["%25", 1],
    ["_", 1],
    ["T-20", 24],
    ["'", 24],
    ["%20,%20", 24],
    ["", 24],
  ])("for %s finds %i", async (search, count) => {
    expect((await list(`search=${search}`)).body.count).toBe(count);
  });

  test("refuses NUL", async () => {
    const { status, body } = await list("search=a%00b");
    expect([status, body]).toEqual([400, ["Null characters are not allowed."]]);
  });
});

describe("filters", () => {
  test("give the same count and list, alone and together", async () => {
    const all = (await list("page_size=100")).body.results as Record<string, unknown>[];
    const open = (each: Record<string, unknown>) => !["resolved", "closed"].includes(each.status as string);
    const cases: [string, (each: Record<string, unknown>) => boolean][] = [
      ["status=new", (each) => each.status === "new"],
      ["status=assigned&status=pending", (each) => each.status === "pending"],
      ["priority=urgent&open=true", (each) => each.priority === "urgent" && open(each)],
      ["category=billing", (each) => each.category === "billing"],
      [`company=${harbour.company.id.toUpperCase()}`, (each) => each.company === harbour.company.id],
      [`contact=${harbour.contact.id}&open=true`, (each) => each.contact === harbour.contact.id && open(each)],
      [`assigned_to=${world.tom.id}`, (each) => each.assigned_to === world.tom.id],
      ["my_tickets=true&open=true", (each) => each.assigned_to === world.tom.id && open(each)],
      ["unassigned=true", (each) => each.assigned_to === null],
      ["unassigned=True&open=1", () => true],
      ["assigned_team=Tech", (each) => each.assigned_team === "Tech"],
      ["assigned_team=tech", () => false],
    ];
    for (const [query, matches] of cases) {
      const { body } = await list(`${query}&page_size=100`);
      expect(body.results, query).toEqual(all.filter(matches));
      expect(body.count, query).toBe(body.results.length);
    }
  });

  test("report all errors at once", async () => {
    const { status, body } = await list("status=New&company=abc&zone=null");
    expect(status).toBe(400);
    expect(body).toEqual({
      status: ["Select a valid choice. New is not one of the available choices."],
      company: ["“abc” is not a valid UUID."],
      zone: ["“null” is not a valid UUID."],
    });
    const unknown = await list("assigned_to=11111111-1111-4111-8111-111111111111");
    expect(unknown.body).toEqual({
      assigned_to: ["Select a valid choice. That choice is not one of the available choices."],
    });
  });

  test.each(["company", "contact", "zone", "assigned_to"])("for %s must name an existing object", async (name) => {
    const nobody = "11111111-1111-4111-8111-111111111111";
    const unknown = { [name]: ["Select a valid choice. That choice is not one of the available choices."] };
    for (const query of [`${name}=${nobody}`, `${name}=${nobody}&limit=5`, `${name}=${nobody}&cursor=`]) {
      const { status, body } = await list(query);
      expect([status, body], query).toEqual([400, unknown]);
    }
    expect((await list(`${name}=${nobody}&page=last`)).body).toEqual(unknown);
    expect((await list(`${name}=`)).body.count).toBe(24);
  });

  test("work for zones and numbers", async () => {
    const ticket = await makeTicket(world.tom, cafe.company.id, { subject: "Zoned", zone: cafe.zone.id });
    expect(subjects(await list(`zone=${cafe.zone.id}`))).toEqual(["Zoned"]);
    expect(subjects(await list(`zone=urn:uuid:${cafe.zone.id}`))).toEqual(["Zoned"]);
    expect(subjects(await list(`search=${ticket.ticket_number.toLowerCase()}`))).toEqual(["Zoned"]);
    await world.tom.remove(`/tickets/${ticket.id}/`);
  });

  test("apply to a single ticket, too", async () => {
    const { id } = (await list("status=new")).body.results[0];
    expect((await world.tom.get(`/tickets/${id}/?status=closed`)).status).toBe(404);
    expect((await world.tom.get(`/tickets/${id}/?status=bogus`)).status).toBe(400);
    expect((await world.tom.get(`/tickets/${id}/?status=new`)).status).toBe(200);
    const changes = [
      world.tom.patch(`/tickets/${id}/?status=closed`, { tags: "x" }),
      world.tom.post(`/tickets/${id}/assign/?status=closed`),
      world.tom.post(`/tickets/${id}/add_comment/?status=closed`, { text: "x" }),
      world.tom.remove(`/tickets/${id}/?status=closed`),
    ];
    for (const { status } of await Promise.all(changes)) expect(status).toBe(404);
    expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({ tags: "", comments: [] });
  });
});

test("fields and omit choose the fields of the response", async () => {
  const { body } = await list("fields=subject,id,nothing&page_size=1");
  expect(Object.keys(body.results[0])).toEqual(["id", "subject"]);
  const whole = (await list("page_size=1")).body.results[0];
  const { comments: _, description: __, ...rest } = whole;
  expect((await list("omit=comments,description&page_size=1")).body.results[0]).toEqual(rest);
  expect((await list("omit=nothing&page_size=1")).body.results[0]).toEqual(whole);
  expect((await list("fields=nothing&page_size=1")).body.results[0]).toEqual({});
  expect((await world.tom.get(`/tickets/${whole.id}/?fields=id,tags&omit=tags`)).body).toEqual({ id: whole.id });
  const late = await makeTicket(world.tom, cafe.company.id, { due_date: "2020-01-01" });
  expect((await world.tom.get(`/tickets/${late.id}/?fields=is_overdue`)).body).toEqual({ is_overdue: true });
  await world.tom.remove(`/tickets/${late.id}/`);
});
