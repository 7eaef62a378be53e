import { once } from "node:events";
import { connect } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  type Caller,
  caller,
  makeCompany,
  makeTicket,
  openWorld,
  PASSWORD,
  type World,
  type WorldServer,
} from "../../test/world.ts";
import { openLog } from "../platform/log.ts";
import { eventsAfter, openFeed } from "./events-feed.ts";

let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());

interface Seen {
  id: number;
  kind: string;
  ticket: string;
}

/** The last event so far, in the order in which they took effect. */
const lastEvent = async (): Promise<number> =>
  (await world.database.pool.query("select id from events order by xid desc, id desc limit 1")).rows[0].id;

/** Follows events until this many have come, or the stream ends. */
async function follow(
  server: WorldServer,
  by: Caller,
  { lastId, until }: { lastId?: number; until: (events: Seen[]) => boolean },
): Promise<Seen[]> {
  const stop = new AbortController();
  const response = await fetch(`${server.base}/api/v1/events/`, {
    headers: { authorization: `Bearer ${by.token}`, ...(lastId !== undefined && { "last-event-id": String(lastId) }) },
    signal: stop.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const events: Seen[] = [];
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const pieces = text.split("\n\n");
    text = pieces.pop()!;
    for (const piece of pieces) {
      const data = /^data: (.+)$/m.exec(piece)?.[1];
      if (data) events.push({ kind: /^event: (.+)$/m.exec(piece)?.[1], ...JSON.parse(data) });
    }
    if (until(events)) break;
  }
  stop.abort();
  return events;
}

test("events arrive in order, and reconnecting to another server leaves no gap", async () => {
  const second = await world.another();
  const total = 40;
  const isAll = (events: Seen[]) => events.filter(({ kind }) => kind === "ticket.created").length >= total;
  const first = (await world.database.pool.query("select max(id) as id from events")).rows[0].id as number;
  const following = follow(world, world.tom, { lastId: first, until: isAll });
  const by = [world.tom, second.as(world.fay)];
  await Promise.all(Array.from({ length: total }, (_, i) => makeTicket(by[i % 2]!, company)));
  const events = await following;
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events).toHaveLength(total);
  const middle = events[Math.floor(total / 2)]!;
  const rest = await follow(second, world.tom, { lastId: middle.id, until: (again) => again.length >= total / 2 - 1 });
  expect(rest.map(({ id }) => id)).toEqual(events.slice(total / 2 + 1).map(({ id }) => id));
});

test("an unknown event ID is reported, so that the client reads everything again", async () => {
  const events = await follow(world, world.tom, { lastId: 999_999_999, until: (each) => each.length > 0 });
  expect(events[0]!.kind).toBe("reset");
});

test("a session that ends while another stream uses its connection ends both streams and nothing else", async () => {
  const { body } = await world.stranger.post("/auth/login/", { username: "fay", password: PASSWORD });
  const { hostname, port } = new URL(world.base);
  const followers = async () => {
    const { body } = await world.stranger.get(`${world.base}/metrics`);
    return /^docket_event_followers (\d+)$/m.exec(body)?.[1];
  };
  // streams of earlier tests disappear once the server notices that they have ended
  await expect.poll(followers).toBe("0");
  const socket = connect(Number(port), hostname).resume();
  const closed = once(socket, "close");
  for (const token of [world.tom.token, body.access])
    socket.write(`GET /api/v1/events/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await expect.poll(followers).toBe("2");
  await caller(world.base, world.fay.id, body.access).post("/auth/logout/", { refresh: body.refresh });
  await closed;
  expect((await world.tom.get("/users/me/")).status).toBe(200);
});

test("a long transaction in another database delays no event", async () => {
  const { host, port, user } = inject("server");
  const other = new pg.Client({ host, port, user, database: "postgres" });
  await other.connect();
  await other.query("begin");
  await other.query("select pg_current_xact_id()");
  const start = await lastEvent();
  const { id } = await makeTicket(world.tom, company);
  const events = await follow(world, world.tom, { lastId: start, until: (events) => events.length > 0 });
  expect(events[0]).toMatchObject({ kind: "ticket.created", ticket: id });
  await other.query("rollback");
  await other.end();
});

test("events wait for an earlier transaction of this database", async () => {
  const start = await lastEvent();
  const slow = await world.database.pool.connect();
  await slow.query("begin");
  const { rows } = await slow.query("insert into events (kind) values ('ticket.updated') returning id");
  const { id } = await makeTicket(world.tom, company);
  const following = follow(world, world.tom, { lastId: start, until: (events) => events.length > 1 });
  // long enough for several polls, none of which may pass the open transaction by
  await new Promise((resolve) => setTimeout(resolve, 500));
  await slow.query("commit");
  slow.release();
  const events = await following;
  expect(events.map((event) => event.id)).toEqual([rows[0].id, expect.any(Number)]);
  expect(events[1]).toMatchObject({ ticket: id });
});

test("followers that come and go during a slow poll leave one chain of polls", async () => {
  const { pool, db } = world.database;
  const feed = openFeed(db, openLog("silent"));
  const waiting = async () =>
    (
      await pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from events%'",
      )
    ).rows.length;
  const lockEvents = async () => {
    const client = await pool.connect();
    await client.query("begin; lock table events in access exclusive mode");
    return async () => {
      await client.query("rollback");
      client.release();
    };
  };
  let leave = await feed.listen(
    () => {},
    () => {},
  );
  const unlock = await lockEvents();
  for (let reload = 1; reload <= 3; reload += 1) {
    await expect.poll(waiting, { interval: 20 }).toBe(reload);
    leave();
    leave = await feed.listen(
      () => {},
      () => {},
    );
  }
  await expect.poll(waiting, { interval: 20 }).toBe(4);
  await unlock();
  await expect.poll(waiting, { interval: 20 }).toBe(0);
  const unlockAgain = await lockEvents();
  await expect.poll(waiting, { interval: 20 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await waiting()).toBe(1);
  await unlockAgain();
  leave();
  feed.close();
});

test("the progress of a bulk change is visible to its author and Admins", async () => {
  const start = await lastEvent();
  const { id } = await makeTicket(world.tom, company);
  await world.tom.post("/bulk-changes/", { ids: [id], changes: { priority: "high" } });
  await makeTicket(world.tom, company, { subject: "The last one" });
  const kinds = async (by: Caller) => {
    const isAll = (events: Seen[]) => events.filter(({ kind }) => kind === "ticket.created").length === 2;
    return (await follow(world, by, { lastId: start, until: isAll })).map(({ kind }) => kind);
  };
  const all = ["ticket.created", "ticket.updated", "bulk.progress", "ticket.created"];
  expect((await kinds(world.tom)).sort()).toEqual(all.toSorted());
  expect((await kinds(world.admin)).sort()).toEqual(all.toSorted());
  expect((await kinds(world.fay)).sort()).toEqual(all.filter((kind) => kind !== "bulk.progress").toSorted());
});

test("the event stream needs a signed-in user", async () => {
  expect((await world.stranger.get("/events/")).status).toBe(401);
});

test("events are ordered by the value of their transaction numbers, not by their digits", async () => {
  const { rows } = await world.database.pool.query(
    "insert into events (xid, kind) values ('100', 'ticket.created'), ('99', 'ticket.created') returning id",
  );
  const events = await eventsAfter(world.database.db, { xid: 98n, id: 0 });
  expect(events.slice(0, 2).map(({ id }) => id)).toEqual([rows[1].id, rows[0].id]);
});
