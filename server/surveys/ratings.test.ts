import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let company: string;
let contact: string;
beforeAll(async () => {
  world = await openWorld();
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
});
afterAll(() => world.close());
beforeEach(() => world.database.pool.query("delete from surveys"));

/** A ticket with a survey that was sent, and its answers, the last of which counts. */
async function rated(agent: string | null, category: string, ...ratings: number[]): Promise<string> {
  const { id } = await makeTicket(world.fay, company, { contact, category });
  const run = (text: string, values: unknown[]) => world.database.pool.query(text, values);
  const { rows } = await run(
    `insert into surveys (ticket, contact, state, started_by, assigned_to, assigned_team, category, due_at, sent_at)
     values ($1, $2, 'sent', 'resolved', $3, 'Tech', $4, now(), now()) returning id`,
    [id, contact, agent, category],
  );
  for (const [at, rating] of ratings.entries())
    await run(
      "insert into survey_answers (survey, rating, via, replaced_at) values ($1, $2, 'email', case when $3 then now() end)",
      [rows[0].id, rating, at < ratings.length - 1],
    );
  return id;
}
const report = async (name: string, query = "") => {
  const { status, body } = await world.tom.get(`/reports/${name}/?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  const keys = body.columns.map(({ key }: { key: string }) => key);
  const records = body.rows.map((row: unknown[]) => Object.fromEntries(row.map((cell, at) => [keys[at], cell])));
  return { records, totals: body.totals };
};

test("the inbox is filtered by the rating that counts", async () => {
  const low = await rated(null, "general", 2);
  const changed = await rated(null, "general", 1, 5);
  const list = async (rating: string) =>
    (await world.tom.get(`/inbox/?rating=${rating}`)).body.results.map(({ id }: { id: string }) => id);
  expect(await list("1,2")).toEqual([low]);
  expect(await list("5")).toEqual([changed]);
  expect((await world.tom.get("/inbox/?rating=6,low")).status).toBe(400);
  expect((await world.tom.get("/views/counts/")).body).toMatchObject({ counts: { low_ratings: { count: 1 } } });
});

test("a report shows how many surveys were answered, and how many of the ratings were good", async () => {
  const sent = [[5], [4], [2, 4], [1], [3], []];
  for (const ratings of sent) await rated(world.tom.id, "billing", ...ratings);
  const figures = { sent: 6, answered: 5, answered_percent: 83.3, satisfied: 3, satisfied_percent: 60, average: 3.4 };
  expect((await report("satisfaction")).totals).toEqual(figures);
  expect((await report("satisfaction")).records.at(-1)).toMatchObject(figures);
  expect((await report("satisfaction_by_team")).records).toEqual([{ team: "Tech", ...figures }]);
  expect((await report("satisfaction_by_agent")).records).toEqual([
    { user: world.tom.id, name: "Tom Tech", ...figures },
  ]);
  expect((await report("satisfaction_by_category", "category=general")).records).toEqual([]);
  expect((await report("satisfaction", "from=2020-01-01&to=2020-01-02")).totals).toBe(null);
});

test("a report hides ratings by fewer than five customers", async () => {
  for (const rating of [1, 1, 2]) await rated(world.fay.id, "account", rating);
  const hidden = {
    sent: 3,
    answered: 3,
    answered_percent: 100,
    satisfied: null,
    satisfied_percent: null,
    average: null,
  };
  expect((await report("satisfaction_by_agent")).records).toContainEqual({
    user: world.fay.id,
    name: "Fay Finance",
    ...hidden,
  });
  expect((await report("satisfaction_by_category", "category=account")).totals).toEqual(hidden);
});
