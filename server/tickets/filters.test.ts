import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
const UNKNOWN = ["Select a valid choice. That choice is not one of the available choices."];
let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
});
afterAll(() => world.close());

describe("invalid filters", () => {
  const wrong = {
    status: ["Select a valid choice. bogus is not one of the available choices."],
    company: ["“abc” is not a valid UUID."],
    zone: UNKNOWN,
    assigned_to: UNKNOWN,
  };
  const query = `status=bogus&company=abc&zone=${NO_ID}&assigned_to=${NO_ID}`;

  test("are reported in one response, malformed and unknown ones together, for lists and counts", async () => {
    const { id } = await makeTicket(world.tom, company);
    const answers = [
      world.tom.get(`/tickets/?${query}`),
      world.tom.get(`/tickets/?${query}&search=%00`),
      world.tom.get(`/tickets/stats/?${query}`),
      world.tom.get(`/tickets/${id}/?${query}`),
      world.tom.patch(`/tickets/${id}/?${query}`, {}),
      world.tom.put(`/tickets/${id}/?${query}`, {}),
      world.tom.post(`/tickets/${id}/assign/?${query}`, {}),
      world.tom.post(`/tickets/${id}/add_comment/?${query}`, { text: "x" }),
      world.tom.remove(`/tickets/${id}/?${query}`),
    ];
    for (const { status, body } of await Promise.all(answers)) expect([status, body]).toEqual([400, wrong]);
    expect((await world.tom.get(`/tickets/${id}/`)).status).toBe(200);
  });

  test.each(["New", " new", "new ", "new,closed", "null", "0"])(
    "include words like %j, which are not among the choices",
    async (word) => {
      for (const name of ["status", "priority", "category"]) {
        const { status, body } = await world.tom.get(`/tickets/?${name}=${encodeURIComponent(word)}`);
        expect([status, body]).toEqual([
          400,
          { [name]: [`Select a valid choice. ${word} is not one of the available choices.`] },
        ]);
      }
    },
  );

  test("cost a database query only if something is wrong or nothing was found", async () => {
    await makeTicket(world.tom, company, { subject: "Counted" });
    const statements = async (path: string) => {
      const counts = [];
      // the server checks the user again every few seconds
      for (let turn = 0; turn < 3; turn += 1) {
        const before = world.database.statementCount();
        await world.tom.get(path);
        counts.push(world.database.statementCount() - before);
      }
      return Math.min(...counts);
    };
    const plain = await statements("/tickets/?page_size=1");
    expect(await statements(`/tickets/?page_size=1&company=${company}&assigned_team=`)).toBe(plain);
    expect(await statements("/tickets/?page_size=50")).toBe(plain);
  });
});

describe("empty filters", () => {
  test.each([
    "status=&priority=&category=&company=&assigned_to=&zone=&contact=&assigned_team=&search=",
    "my_tickets=True&unassigned=1&open=yes",
    "nonsense=1&created_by=abc&tags=x",
    "search=%20%20",
    "status=bogus&status=",
  ])("exclude nothing: %s", async (query) => {
    const [all, some] = [await world.tom.get("/tickets/"), await world.tom.get(`/tickets/?${query}`)];
    expect([some.status, some.body.count]).toEqual([200, all.body.count]);
  });
});

test("a cursor past the last ticket returns an empty page without a next link", async () => {
  const inn = (await makeCompany(world.admin, "Cursor Inn")).company.id;
  const created: { id: string }[] = [];
  for (let i = 0; i < 4; i += 1) created.push(await makeTicket(world.tom, inn, { subject: `Leaving ${i}` }));
  const first = (await world.tom.get(`/tickets/?cursor=&page_size=2&company=${inn}`)).body;
  const second = (await world.tom.get(first.next)).body;
  for (const { id } of created) await world.tom.remove(`/tickets/${id}/`);
  for (const link of [first.next, second.previous]) {
    const { status, body } = await world.tom.get(link);
    expect([status, body]).toEqual([200, { next: null, previous: null, results: [] }]);
  }
});

test("a cursor back to existing tickets continues from there", async () => {
  const inn = (await makeCompany(world.admin, "Back Inn")).company.id;
  const created: { id: string }[] = [];
  for (let i = 0; i < 4; i += 1) created.push(await makeTicket(world.tom, inn, { subject: `Back ${i}` }));
  const first = (await world.tom.get(`/tickets/?cursor=&page_size=2&company=${inn}`)).body;
  const second = (await world.tom.get(first.next)).body;
  for (const { id } of created.slice(2)) await world.tom.remove(`/tickets/${id}/`);
  const back = await world.tom.get(second.previous);
  expect([back.status, back.body]).toEqual([200, { next: null, previous: null, results: [] }]);
});

test("links repeat the query as the Django backend writes it", async () => {
  for (let i = 0; i < 3; i += 1) await makeTicket(world.tom, company, { subject: `~Link* ${i}` });
  const { next } = (await world.tom.get("/tickets/?zoo=~*a b&search=~Link*&page_size=1&b=%C3%BC&b=2&page=1")).body;
  expect(next).toBe(`${world.base}/api/v1/tickets/?b=%C3%BC&b=2&page=2&page_size=1&search=~Link%2A&zoo=~%2Aa+b`);
  const last = (await world.tom.get("/tickets/?search=~Link*&page_size=1&page=last")).body;
  expect([last.next, last.previous]).toEqual([
    null,
    `${world.base}/api/v1/tickets/?page=2&page_size=1&search=~Link%2A`,
  ]);
});
