import { afterAll, beforeAll, expect, test } from "vitest";
import { chances, type RandomSource } from "../../test/random.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type TestReply, type World } from "../../test/world.ts";

// Servers cache their responses; `omit` with an unknown field makes them build the whole response again.
const FRESH = "omit=nothing";

let world: World;
let places: Awaited<ReturnType<typeof makeCompany>>[];
let both: Caller[];
beforeAll(async () => {
  world = await openWorld();
  both = [world.admin, (await world.another()).as(world.admin)];
  places = [await makeCompany(world.admin, "Harbour Hotel"), await makeCompany(world.admin, "Corner Cafe")];
});
afterAll(() => world.close());

interface Comment {
  id: string;
}
interface Attachment {
  id: string;
  file: string;
}
interface Ticket {
  id: string;
  company: string;
  comments: Comment[];
  attachments: Attachment[];
}

// links are signed again from time to time: their targets count
const unsigned = (ticket: Ticket) => ({
  ...ticket,
  attachments: ticket.attachments.map((each) => ({ ...each, file: each.file.split("?")[0] })),
});

/** Expects every ticket to be the same in lists and alone, cached or not, on both servers. */
async function expectAgreement(when: string) {
  for (const [at, by] of both.entries()) {
    const listed: Ticket[] = (await by.get("/tickets/?page_size=100")).body.results;
    const fresh: Ticket[] = (await by.get(`/tickets/?page_size=100&${FRESH}`)).body.results;
    const tickets: Ticket[] = await Promise.all(listed.map(async ({ id }) => (await by.get(`/tickets/${id}/`)).body));
    expect(listed.map(unsigned), `${when}, list of server ${at}`).toEqual(fresh.map(unsigned));
    expect(tickets.map(unsigned), `${when}, details of server ${at}`).toEqual(fresh.map(unsigned));
  }
}

function upload(by: Caller, ticket: string, name: string) {
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new File(["some bytes"], name));
  return by.post("/ticket-attachments/", form);
}

const WORDS = ['a "b" c', ',"file":"x",', '"is_overdue":false', ',"is_overdue":false\\', "$& $1 \\", "ร้าน 🎵", "plain"];

/** Makes one change to a ticket, to what belongs to it, or to a name in it. */
async function change({ below, one }: RandomSource, tickets: Ticket[]) {
  const by = one(both);
  const { id, company } = one(tickets);
  const place = places.find((each) => each.company.id === company)!;
  const now = async (): Promise<Partial<Ticket>> => (await by.get(`/tickets/${id}/`)).body;
  const once = (): Record<string, string> => (below(2) ? { "idempotency-key": `k${below(1e9)}` } : {});
  const word = () => `${one(WORDS)} ${below(1000)}`;
  const ways: (() => Promise<TestReply>)[] = [
    () => by.patch(`/tickets/${id}/`, { subject: word(), status: one(["new", "pending", "resolved", "closed"]) }),
    () => by.patch(`/tickets/${id}/`, { due_date: one([null, "2020-01-01", "2120-01-01"]), description: word() }),
    () => by.patch(`/tickets/${id}/`, { contact: one([null, place.contact.id]), zone: one([null, place.zone.id]) }),
    () => by.post(`/tickets/${id}/assign/`, { user_id: one([null, world.tom.id, world.fay.id]) }, once()),
    () => by.post(`/tickets/${id}/add_comment/`, { text: word(), is_internal: below(2) === 1 }, once()),
    () => by.post("/ticket-comments/", { ticket: id, text: word() }, once()),
    async () => by.patch(`/ticket-comments/${(await now()).comments?.[0]?.id}/`, { text: word(), is_internal: true }),
    async () => by.remove(`/ticket-comments/${(await now()).comments?.at(-1)?.id}/`),
    () => upload(by, id, `${below(1000)} "plan", Café.png`),
    async () => by.patch(`/ticket-attachments/${(await now()).attachments?.[0]?.id}/`, { name: word() }),
    async () => by.remove(`/ticket-attachments/${(await now()).attachments?.at(-1)?.id}/`),
    () => by.patch(`/companies/${company}/`, { name: `${word()} ${company}` }),
    () => by.patch(`/contacts/${place.contact.id}/`, { name: word() }),
    () => by.patch(`/zones/${place.zone.id}/`, { name: word(), platform: one(["soundtrack", "beatbreeze"]) }),
    () => by.patch(`/users/${world.admin.id}/`, { last_name: word() }),
    () => by.patch(`/users/${world.tom.id}/`, { first_name: word(), role: one(["Tech", "Music", "Sales"]) }),
    () => by.remove(`/tickets/${id}/`),
  ];
  const isTrash = (await by.get(`/tickets/${id}/`)).status === 404;
  const { status } = await (isTrash ? by.post(`/tickets/${id}/restore/`) : one(ways)());
  expect(status).toBeLessThan(500);
  return status < 300;
}

test.each([3, 42])(
  "lists and details are never out of date on either of two servers (%i)",
  async (seed) => {
    const chance = chances(seed);
    const tickets: Ticket[] = [];
    for (const place of places) {
      const values = { contact: place.contact.id, zone: place.zone.id, assigned_to: world.tom.id };
      for (let i = 0; i < 3; i += 1) {
        const ticket = await makeTicket(world.tom, place.company.id, values);
        for (const text of ["one", "two"]) await world.tom.post(`/tickets/${ticket.id}/add_comment/`, { text });
        await upload(world.tom, ticket.id, "first.png");
        tickets.push(ticket);
      }
    }
    let changeCount = 0;
    for (let step = 0; step < 30; step += 1) {
      if (await change(chance, tickets)) changeCount += 1;
      await expectAgreement(`seed ${seed}, step ${step}`);
    }

    expect(changeCount).toBeGreaterThan(15);
    // concurrent readers cache what they read, half of which is about to change
    for (let burst = 0; burst < 5; burst += 1) {
      const reads = both.flatMap((by) => [by.get("/tickets/?page_size=100"), by.get("/tickets/?limit=5")]);
      await Promise.all([...Array.from({ length: 6 }, () => change(chance, tickets)), ...reads]);
      await expectAgreement(`seed ${seed}, burst ${burst}`);
    }
  },
  180_000,
);

test("a deleted contact, zone or company disappears from its tickets", async () => {
  const { company, contact, zone } = await makeCompany(world.admin, "Gone Inn");
  const { id } = await makeTicket(world.tom, company.id, { contact: contact.id, zone: zone.id });
  await expectAgreement("before");
  await world.admin.remove(`/contacts/${contact.id}/`);
  await world.admin.remove(`/zones/${zone.id}/`);
  await expectAgreement("after");
  for (const by of both)
    expect((await by.get(`/tickets/${id}/`)).body).toMatchObject({
      contact: null,
      contact_name: null,
      zone: null,
      zone_name: null,
      zone_platform: null,
    });
  await world.admin.remove(`/companies/${company.id}/`);
  await expectAgreement("without the company");
});

test("a cached ticket becomes overdue at the right time", async () => {
  const due = Date.now() + 1_000;
  const { id } = await makeTicket(world.tom, places[0]!.company.id, { due_date: new Date(due).toISOString() });
  const wrong: object[] = [];
  const isOverdue = async () => {
    const askedAt = Date.now();
    const { is_overdue } = (await world.tom.get(`/tickets/${id}/`)).body;
    // a response that was on its way at that moment may say either
    if (is_overdue ? Date.now() < due : askedAt > due) wrong.push({ is_overdue, asked: askedAt, due });
    return is_overdue;
  };
  await expect.poll(isOverdue).toBe(true);
  expect(wrong).toEqual([]);
  await expectAgreement("overdue");
});

test("a link in a cached response begins with the requested address", async () => {
  const { id } = await makeTicket(world.tom, places[0]!.company.id);
  await upload(world.tom, id, "plan.png");
  const [here, there] = await Promise.all(both.map(async (by) => (await by.get(`/tickets/${id}/`)).body as Ticket));
  expect(new URL(here!.attachments[0]!.file).origin).toBe(world.base);
  expect(new URL(there!.attachments[0]!.file).origin).not.toBe(world.base);
  const local = world.base.replace("127.0.0.1", "localhost");
  const answer = await world.tom.ask(`${local}/api/v1/tickets/${id}/`);
  expect(new URL(answer.body.attachments[0].file).origin).toBe(local);
  expect(await (await fetch(here!.attachments[0]!.file)).text()).toBe("some bytes");
});

test("the query for tickets is planned once for each connection, not for each ticket", async () => {
  const { id } = await makeTicket(world.tom, places[0]!.company.id);
  const keptPlans = async () => {
    const { rows } = await world.database.pool.query<{ n: number }>(
      "select coalesce(sum(generic_plans), 0)::int as n from pg_prepared_statements where statement like '%unnest($1::uuid[]) with ordinality%'",
    );
    return rows[0]!.n;
  };
  const changeAndRead = async (read: string) => {
    const before = await keptPlans();
    // the server that makes a change needs no query to answer
    await both[1]!.patch(`/tickets/${id}/`, { tags: `${Math.random()}` });
    await world.tom.get(read);
    return (await keptPlans()) - before;
  };
  // the first times it is planned again, to compare; the connection used last is used next
  for (const read of [`/tickets/${id}/`, "/tickets/?page_size=3", `/tickets/${id}/?fields=subject`])
    await expect.poll(() => changeAndRead(read), { interval: 1 }).toBeGreaterThan(0);
});
