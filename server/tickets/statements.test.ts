import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  for (let n = 0; n < 30; n += 1) await makeTicket(world.tom, company);
});
afterAll(() => world.close());

/** The number of statements that a request sends once the server knows the user, which it checks again every few seconds. */
async function statements(ask: () => Promise<{ status: number }>): Promise<number> {
  const counts = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const before = world.database.statementCount();
    expect((await ask()).status).toBeLessThan(300);
    counts.push(world.database.statementCount() - before);
  }
  return Math.min(...counts);
}

test("each request sends few statements, whatever it returns", async () => {
  const { id } = await makeTicket(world.tom, company);
  const { tom } = world;
  expect(await statements(() => tom.get("/tickets/"))).toBe(1);
  expect(await statements(() => tom.get("/tickets/?page_size=3"))).toBe(1);
  expect(await statements(() => tom.get("/tickets/?status=new&ordering=-priority"))).toBe(1);
  expect(await statements(() => tom.get("/tickets/?search=zone+offline"))).toBe(2);
  expect(await statements(() => tom.get(`/tickets/${id}/`))).toBe(1);
  expect(await statements(() => tom.get("/tickets/stats/"))).toBe(1);
  expect(await statements(() => makeTicket(tom, company).then(() => ({ status: 201 })))).toBe(1);
  expect(await statements(() => tom.post(`/tickets/${id}/add_comment/`, { text: "Done." }))).toBe(1);
  expect(await statements(() => tom.post(`/tickets/${id}/assign/`, { user_id: world.fay.id }))).toBe(1);
  expect(await statements(() => tom.post(`/tickets/${id}/assign/`))).toBe(1);
  expect(await statements(() => tom.patch(`/tickets/${id}/`, { priority: "high", status: "resolved" }))).toBe(1);
});

test("the response to a change contains the change that someone else made in the meantime", async () => {
  const { id } = await makeTicket(world.tom, company);
  const other = (await world.another()).as(world.fay);
  await other.post(`/tickets/${id}/add_comment/`, { text: "Seen." });
  const { body } = await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Done." });
  expect(body.comments.map(({ text }: { text: string }) => text)).toEqual(["Seen.", "Done."]);
  expect(body.comments_count).toBe(2);
});

test("a ticket that is not cached takes one statement to show or change, like a cached one", async () => {
  const { rows } = await world.database.pool.query<{ id: string }>(
    `insert into tickets (ticket_number, subject, description, company)
     select 'T-20200101-' || n, 'Lobby', 'No sound', $1
     from generate_series(1, 12) n
     returning id`,
    [company],
  );
  const next = () => `/tickets/${rows.pop()!.id}/`;
  expect(await statements(() => world.tom.get(next()))).toBe(1);
  expect(await statements(() => world.tom.post(`${next()}add_comment/`, { text: "Done." }))).toBe(1);
  expect(await statements(() => world.tom.post(`${next()}assign/`, { user_id: world.fay.id }))).toBe(1);
  expect(await statements(() => world.tom.patch(next(), { description: "Silent." }))).toBe(1);
});
