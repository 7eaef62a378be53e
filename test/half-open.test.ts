import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openDatabase } from "../server/platform/database.ts";
import { type FaultyProxy, openProxy } from "./proxy.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World, type WorldServer } from "./world.ts";

let world: World;
let proxy: FaultyProxy;
let server: WorldServer;
let tom: Caller;
let company: string;
const POOL = 3;

beforeAll(async () => {
  world = await openWorld({ LOG_LEVEL: "silent" });
  const { host, port, user } = inject("server");
  proxy = await openProxy({ host, port });
  const database = /world_\w+/.exec(world.url)![0];
  server = await world.serve(
    openDatabase(
      { connectionString: `postgres://${user}@127.0.0.1:${proxy.port}/${database}` },
      { size: POOL, patience: 0.3, onError: () => {} },
    ),
  );
  tom = server.as(world.tom);
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const ready = async () => (await server.stranger.get(`${server.base}/readyz`)).status;
const fillPool = () => Promise.all(Array.from({ length: 20 }, () => tom.get("/tickets/")));

/** Follows the events and stores everything that arrives. */
async function follow(by: Caller) {
  const received = { text: "" };
  const stop = new AbortController();
  const { body } = await fetch(`${server.base}/api/v1/events/`, {
    headers: { authorization: `Bearer ${by.token}` },
    signal: stop.signal,
  });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const listen = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) received.text += next.value;
  };
  void listen().catch(() => {});
  return { received: { includes: (word: string) => received.text.includes(word) }, stop: () => stop.abort() };
}

test.each(["stale", "frozen"] as const)(
  "connections that are %s are given up within seconds, all at once, and missed events are sent",
  async (state) => {
    await fillPool();
    const { received, stop } = await follow(tom);
    const first = (await makeTicket(world.tom, company)).id;
    await expect.poll(() => received.includes(first)).toBe(true);
    proxy.setState(state);
    const { id } = await makeTicket(world.tom, company, { subject: "Meanwhile" });
    const answer = await tom.get("/tickets/");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    if (state === "stale") {
      // the pool has no lost connection left that the next request could use
      const answers = await fillPool();
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    } else {
      expect(await ready()).toBe(503);
      proxy.setState("fair");
    }
    await expect.poll(ready).toBe(200);
    // if a transaction loses its connection, its locks stay until PostgreSQL ends it after up to 30 seconds
    await expect.poll(() => received.includes(id), { timeout: 60_000 }).toBe(true);
    let turn = "viewing";
    // presence uses notifications, which have their own connection
    await expect
      .poll(
        async () => {
          turn = turn === "typing" ? "viewing" : "typing";
          await world.fay.put(`/tickets/${id}/presence/`, { state: turn });
          return received.includes("event: presence");
        },
        { interval: 500 },
      )
      .toBe(true);
    stop();
  },
  120_000,
);

test("a client that connects to the event stream does not stop events for others", async () => {
  await fillPool();
  const early = await follow(tom);
  proxy.setState("frozen");
  expect((await tom.get("/tickets/")).status).toBe(503);
  proxy.setState("fair");
  await expect.poll(ready).toBe(200);
  const { received, stop } = await follow(tom);
  const { id } = await makeTicket(world.tom, company);
  await expect.poll(() => received.includes(id)).toBe(true);
  early.stop();
  stop();
});

test("a slow statement is not mistaken for a lost one", async () => {
  const { pool } = world.database;
  const { id } = await makeTicket(world.tom, company);
  await pool.query(`
    create table gate (is_open boolean);
    create function wait_at_gate() returns trigger language plpgsql as $$
      begin
        while not exists (select from gate) loop perform pg_sleep(0.05); end loop;
        return new;
      end $$;
    create trigger slow before update on tickets for each row execute function wait_at_gate()`);
  const questions = () => proxy.connectionsWith("docket asks after a statement");
  const before = questions();
  const changing = tom.patch(`/tickets/${id}/`, { tags: "late" });
  // a second query for the backend means that the first one found it still at work
  await expect.poll(questions).toBeGreaterThan(before + 1);
  await pool.query("insert into gate values (true)");
  expect((await changing).status).toBe(200);
  await pool.query("drop function wait_at_gate cascade; drop table gate");
});

test("if all connections are in use, other requests fail within seconds, and no connection is lost for good", async () => {
  const { id } = await makeTicket(world.tom, company);
  const holder = await world.database.pool.connect();
  await holder.query("begin");
  await holder.query("select 1 from tickets where id = $1 for update", [id]);
  const held = Array.from({ length: 3 * POOL }, (_, n) => tom.patch(`/tickets/${id}/`, { tags: `${n}` }));
  const crowd = await Promise.all(Array.from({ length: 30 }, () => tom.get("/tickets/")));
  for (const { status, headers } of crowd)
    expect([200, 503]).toContain(status === 503 && headers.get("retry-after") === null ? "no Retry-After" : status);
  // a request that waits for a row lock does not wait forever either
  for (const { status } of await Promise.all(held)) expect(status).toBe(503);
  await holder.query("rollback");
  holder.release();
  expect((await fillPool()).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect((await tom.patch(`/tickets/${id}/`, { tags: "now" })).status).toBe(200);
  // background work uses a connection now and then
  await expect
    .poll(async () => (await server.stranger.get(`${server.base}/metrics`)).body)
    .toMatch(/docket_database_connections\{state="busy"\} 0/);
});

test("a full disk is reported, nothing is stored in part, and reading still works", async () => {
  const { pool } = world.database;
  await pool.query(`
    create function disk_full() returns trigger language plpgsql as $$
      begin raise 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
    create constraint trigger full_disk after insert on tickets deferrable initially deferred for each row execute function disk_full()`);
  const counts = async () =>
    (await pool.query("select (select count(*) from tickets) as tickets, (select count(*) from events) as events"))
      .rows;
  const before = await counts();
  const make = (headers = {}) => tom.post("/tickets/", { subject: "x", description: "d", company }, headers);
  for (const headers of [{}, { "idempotency-key": "full" }]) {
    const { status, headers: sentHeaders } = await make(headers);
    expect([status, sentHeaders.get("retry-after")]).toEqual([503, "1"]);
  }
  expect(await counts()).toEqual(before);
  expect((await tom.get("/tickets/")).status).toBe(200);
  await pool.query("drop function disk_full cascade");
  expect((await make({ "idempotency-key": "full" })).status).toBe(201);
});

test("requests succeed when retried while connections are reset repeatedly", async () => {
  const { id } = await makeTicket(world.tom, company);
  const statuses: number[] = [];
  const change = async (n: number) => {
    for (let left = 10; left > 0; left -= 1) {
      const headers: Record<string, string> = left % 2 ? { "idempotency-key": `reset-${n}-${left}` } : {};
      statuses.push((await tom.patch(`/tickets/${id}/`, { tags: `${n} ${left}` }, headers)).status);
    }
  };
  const resetting = setInterval(() => proxy.setState("reset"), 5);
  await Promise.all(Array.from({ length: 10 }, (_, n) => change(n)));
  clearInterval(resetting);
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses).toContain(503);
  expect((await tom.get("/tickets/")).status).toBe(200);
});
