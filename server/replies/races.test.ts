import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LOCK_WAITERS } from "../../test/databases.ts";
import { makeCompany, makeTicket, openWorld, type World, type WorldServer } from "../../test/world.ts";
import { sendNext, startSending } from "./sending.ts";

let world: World;
let second: WorldServer;
let company: string;
beforeAll(async () => {
  // long enough that no reply is due before the test is over
  world = await openWorld({}, { replyDelayMs: 300 });
  second = await world.another();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

const stops: (() => Promise<void>)[] = [];
const startBoth = () => stops.push(...[world, second].map(({ app }) => startSending(app.docket)));
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const newTicket = async () => (await makeTicket(world.admin, company)).id as string;
const reply = (ticket: string, by = world.tom, text = "Restarted.") =>
  by.post(`/tickets/${ticket}/replies/`, { text, status: "pending", seen: 1, force: true });
const commentsOf = async (ticket: string): Promise<{ id: string; text: string }[]> =>
  (await world.admin.get(`/tickets/${ticket}/`)).body.comments;
const due = () => world.database.pool.query("update replies set send_at = now() where state = 'waiting'");

test("a reply is sent by itself when its time is up, and not before", async () => {
  startBoth();
  const ticket = await newTicket();
  const { body } = await reply(ticket);
  await expect.poll(() => commentsOf(ticket)).toHaveLength(1);
  const { rows } = await world.database.pool.query(
    "select extract(epoch from c.created_at - r.send_at)::float8 as late from comments c, replies r where c.id = $1 and r.id = $1",
    [body.id],
  );
  expect(rows[0].late).toBeGreaterThanOrEqual(0);
});

test("many replies that are due at once on two servers are sent once each", async () => {
  const tickets = await Promise.all(Array.from({ length: 6 }, newTicket));
  const responses = await Promise.all(
    Array.from({ length: 48 }, (_, i) =>
      reply(tickets[i % 6]!, [world.tom, second.as(world.fay), world.admin][i % 3], `reply ${i}`),
    ),
  );
  expect(responses.map(({ status }) => status)).toEqual(Array(48).fill(201));
  await due();
  startBoth();
  const all = async () => (await Promise.all(tickets.map(commentsOf))).flat();
  await expect.poll(async () => (await all()).length).toBeGreaterThanOrEqual(48);
  expect((await all()).map(({ text }) => text).sort()).toEqual(
    Array.from({ length: 48 }, (_, i) => `reply ${i}`).sort(),
  );
});

const waiting = async () => (await world.database.pool.query(LOCK_WAITERS)).rows.length;

/** Runs work while another transaction holds the locks that the statement needs. */
async function holding<T>(statement: string, values: unknown[], work: (release: () => Promise<void>) => Promise<T>) {
  const holder = await world.database.pool.connect();
  await holder.query("begin");
  await holder.query(statement, values);
  try {
    return await work(async () => void (await holder.query("commit")));
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

test("a reply that is undone too late is sent, and no draft remains", async () => {
  const ticket = await newTicket();
  const { body } = await reply(ticket);
  await due();
  // the sender has the reply, and waits for the ticket
  await holding("select 1 from tickets where id = $1 for update", [ticket], async (release) => {
    const sending = sendNext(world.app.docket);
    await expect.poll(waiting, { interval: 20 }).toBe(1);
    const cancelling = world.tom.remove(`/tickets/${ticket}/replies/${body.id}/`);
    await expect.poll(waiting, { interval: 20 }).toBe(2);
    await release();
    expect(await sending).toBe(true);
    const answer = await cancelling;
    expect([answer.status, answer.body.detail]).toEqual([409, "This reply has been sent."]);
  });
  expect(await commentsOf(ticket)).toHaveLength(1);
  expect((await world.tom.get(`/tickets/${ticket}/draft/`)).body.version).toBe(0);
});

test("a reply that is being undone is not sent by any server, and becomes a draft", async () => {
  const ticket = await newTicket();
  const { body } = await reply(ticket);
  await due();
  // who takes it back has the reply, and waits for the drafts
  await holding("lock table drafts in exclusive mode", [], async (release) => {
    const cancelling = world.tom.remove(`/tickets/${ticket}/replies/${body.id}/`);
    await expect.poll(waiting, { interval: 20 }).toBe(1);
    expect([await sendNext(world.app.docket), await sendNext(second.app.docket)]).toEqual([false, false]);
    await release();
    expect((await cancelling).status).toBe(200);
  });
  expect(await sendNext(second.app.docket)).toBe(false);
  expect(await commentsOf(ticket)).toEqual([]);
  expect((await world.tom.get(`/tickets/${ticket}/draft/`)).body.text).toBe("Restarted.");
});

test("a server that is killed while sending has sent nothing, and another one sends the reply", async () => {
  const ticket = await newTicket();
  await reply(ticket);
  await due();
  const holder = await world.database.pool.connect();
  await holder.query("begin");
  await holder.query("select 1 from tickets where id = $1 for update", [ticket]);
  // the first server has the reply, and waits for the ticket
  const first = sendNext(world.app.docket);
  await expect.poll(async () => (await holder.query(LOCK_WAITERS)).rows.length).toBe(1);
  expect(await sendNext(second.app.docket)).toBe(false);
  await holder.query(`select pg_terminate_backend(pid) from (${LOCK_WAITERS}) s`);
  await first.catch(() => {});
  await holder.query("commit");
  holder.release();
  expect(await commentsOf(ticket)).toEqual([]);
  await due();
  startBoth();
  await expect.poll(() => commentsOf(ticket)).toHaveLength(1);
  await Promise.all([sendNext(world.app.docket), sendNext(second.app.docket)]);
  expect(await commentsOf(ticket)).toHaveLength(1);
});

test("a reply that cannot be sent does not delay others, and returns to its author in the end", async () => {
  const [bad, good] = [await newTicket(), await newTicket()];
  const { body } = await reply(bad);
  await reply(good);
  await due();
  // a comment with its ID exists already
  await world.database.pool.query("update tickets set version = version + 1 where id = $1", [bad]);
  await world.database.pool.query("insert into comments (id, ticket, text) values ($1, $2, 'in the way')", [
    body.id,
    bad,
  ]);
  startBoth();
  await expect.poll(() => commentsOf(good)).toHaveLength(1);
  await world.database.pool.query("update replies set failures = 19, send_at = now() where id = $1", [body.id]);
  await expect.poll(async () => (await world.tom.get(`/tickets/${bad}/draft/`)).body.text).toBe("Restarted.");
  expect((await commentsOf(bad)).map(({ text }) => text)).toEqual(["in the way"]);
});
