import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type Reply, type World } from "../../test/world.ts";

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

const list = async (query: string, by: Caller = world.tom): Promise<Reply> => by.get(`/tickets/?${query}`);
const subjects = ({ body }: Reply) => body.results.map((each: { subject: string }) => each.subject);

describe("paging", () => {
  test("by page: twenty on the first, links to the others with their names in order", async () => {
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
  });

  test.each(["0", "-1", "3", "abc", "1.0"])("page %s is none", async (page) => {
    const { status, body } = await list(`page=${page}`);
    expect([status, body]).toEqual([404, { detail: "Invalid page." }]);
  });

  test("by limit and offset, where no page is asked for", async () => {
    const { body } = await list("limit=5&offset=10");
    const all = await list("page_size=100");
    expect(subjects({ body } as Reply)).toEqual(subjects(all).slice(10, 15));
    expect(body.next).toContain("limit=5&offset=15");
    expect(body.previous).toContain("limit=5&offset=5");
    expect((await list("limit=5&page_size=7")).body.results).toHaveLength(7);
  });

  test.each(["", "-created_at", "priority", "-due_date", "due_date", "status,-priority"])(
    "by cursor ordered by %j: each ticket once, forwards and back, while others are made",
    async (ordering) => {
      const seen: string[] = [];
      const pages: string[][] = [];
      let next: string | null = `${world.base}/api/v1/tickets/?cursor=&page_size=7&search=Case&ordering=${ordering}`;
      let last: Reply | null = null;
      while (next) {
        last = await world.tom.get(next);
        expect(Object.keys(last.body)).toEqual(["next", "previous", "results"]);
        pages.push(subjects(last));
        seen.push(...subjects(last));
        next = last.body.next;
      }
      expect(seen).toEqual(subjects(await list(`page_size=100&search=Case&ordering=${ordering}`)));
      const back = await world.tom.get(last!.body.previous);
      expect(subjects(back)).toEqual(pages.at(-2));
    },
  );
});

describe("ordering", () => {
  test("goes by rank, the newest first among equals", async () => {
    const { body } = await list("ordering=-priority&page_size=100");
    const ranks = body.results.map(({ priority }: { priority: string }) => PRIORITIES.indexOf(priority));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    const urgent = body.results.filter(({ priority }: { priority: string }) => priority === "urgent");
    expect(urgent).toEqual([...urgent].sort((a, b) => (a.created_at < b.created_at ? 1 : -1)));
  });

  test("drops what it does not know", async () => {
    expect(subjects(await list("ordering=bogus"))).toEqual(subjects(await list("")));
  });
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
    ["T-20", 24],
    ["'", 24],
    ["", 24],
  ])("%s finds %i", async (search, count) => {
    expect((await list(`search=${search}`)).body.count).toBe(count);
  });

  test("takes no NUL", async () => {
    const { status, body } = await list("search=a%00b");
    expect([status, body]).toEqual([400, ["Null characters are not allowed."]]);
  });
});

describe("filters", () => {
  test("count and list the same, alone and together", async () => {
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

  test("tell all that is wrong with them at once", async () => {
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

  test("count on a single ticket too", async () => {
    const { id } = (await list("status=new")).body.results[0];
    expect((await world.tom.get(`/tickets/${id}/?status=closed`)).status).toBe(404);
    expect((await world.tom.get(`/tickets/${id}/?status=bogus`)).status).toBe(400);
    expect((await world.tom.get(`/tickets/${id}/?status=new`)).status).toBe(200);
  });
});

test("fields and omit choose what is answered", async () => {
  const { body } = await list("fields=subject,id,nothing&page_size=1");
  expect(Object.keys(body.results[0])).toEqual(["id", "subject"]);
  const whole = (await list("page_size=1")).body.results[0];
  const { comments: _, description: __, ...rest } = whole;
  expect((await list("omit=comments,description&page_size=1")).body.results[0]).toEqual(rest);
});

describe("what is remembered", () => {
  test("is never out of date: after changes of any kind, on two servers, lists, details and fresh answers agree", async () => {
    const second = await world.another();
    const by = [world.admin, second.as(world.admin)];
    const ids = (await list("page_size=100")).body.results.map((each: { id: string }) => each.id);
    let seed = 7;
    const pick = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    const changes: ((at: Caller, id: string) => Promise<unknown>)[] = [
      (at, id) => at.patch(`/tickets/${id}/`, { status: STATUSES[pick(6)], due_date: `2026-0${1 + pick(9)}-01` }),
      (at, id) => at.post(`/tickets/${id}/assign/`, { user_id: pick(2) ? world.fay.id : null }),
      (at, id) => at.post(`/tickets/${id}/add_comment/`, { text: `word ${pick(99)}`, is_internal: pick(2) === 1 }),
      (at) => at.patch(`/companies/${harbour.company.id}/`, { name: `Harbour Hotel ${pick(1000)}` }),
      (at) => at.patch(`/contacts/${harbour.contact.id}/`, { name: `Ploy ${pick(1000)}` }),
      (at) => at.patch(`/users/${world.fay.id}/`, { last_name: `Finance ${pick(1000)}` }),
    ];
    for (let round = 0; round < 40; round += 1) {
      const id = ids[pick(ids.length)];
      await changes[pick(changes.length)]!(by[pick(2)]!, id);
      for (const at of by) {
        const shown = (await at.get(`/tickets/${id}/`)).body;
        const fresh = (await at.get(`/tickets/${id}/?omit=nothing`)).body;
        expect(shown).toEqual({ ...fresh, attachments: shown.attachments });
        const listed = (await at.get("/tickets/?page_size=100")).body.results.find(
          (each: { id: string }) => each.id === id,
        );
        expect(listed).toEqual(shown);
        const stats = (await at.get("/tickets/stats/")).body;
        const counted = (await at.get("/tickets/stats/?search=T-")).body;
        expect(stats).toEqual(counted);
      }
    }
  });
});
