import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Caller,
  caller,
  makeCompany,
  makeTicket,
  openWorld,
  PASSWORD,
  type Server,
  type World,
} from "../../test/world.ts";

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

/** Follows events until the given number has come, or the stream has ended. */
async function follow(
  server: Server,
  by: Caller,
  { lastId, until }: { lastId?: number; until: (seen: Seen[]) => boolean },
): Promise<Seen[]> {
  const stop = new AbortController();
  const response = await fetch(`${server.base}/api/v1/events/`, {
    headers: { authorization: `Bearer ${by.token}`, ...(lastId !== undefined && { "last-event-id": String(lastId) }) },
    signal: stop.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const seen: Seen[] = [];
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const pieces = text.split("\n\n");
    text = pieces.pop()!;
    for (const piece of pieces) {
      const data = /^data: (.+)$/m.exec(piece)?.[1];
      if (data) seen.push({ kind: /^event: (.+)$/m.exec(piece)?.[1], ...JSON.parse(data) });
    }
    if (until(seen)) break;
  }
  stop.abort();
  return seen;
}

test("what happens is told in order, and a reconnect to another server leaves no hole", async () => {
  const second = await world.another();
  const total = 40;
  const isAll = (seen: Seen[]) => seen.filter(({ kind }) => kind === "ticket.created").length >= total;
  const first = (await world.database.pool.query("select max(id) as id from events")).rows[0].id as number;
  const following = follow(world, world.tom, { lastId: first, until: isAll });
  const by = [world.tom, second.as(world.fay)];
  await Promise.all(Array.from({ length: total }, (_, i) => makeTicket(by[i % 2]!, company)));
  const seen = await following;
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  expect(seen).toHaveLength(total);
  const middle = seen[Math.floor(total / 2)]!;
  const rest = await follow(second, world.tom, { lastId: middle.id, until: (again) => again.length >= total / 2 - 1 });
  expect(rest.map(({ id }) => id)).toEqual(seen.slice(total / 2 + 1).map(({ id }) => id));
});

test("an id that is not known is told, so that all is read again", async () => {
  const seen = await follow(world, world.tom, { lastId: 999_999_999, until: (each) => each.length > 0 });
  expect(seen[0]!.kind).toBe("reset");
});

test("a session that ends behind another stream of its connection ends both, and nothing else", async () => {
  const { body } = await world.stranger.post("/auth/login/", { username: "fay", password: PASSWORD });
  const { hostname, port } = new URL(world.base);
  const followers = async () => {
    const { body } = await world.stranger.get(`${world.base}/metrics`);
    return /^docket_event_followers (\d+)$/m.exec(body)?.[1];
  };
  // those of the tests before go when their ends have come through
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

test("a stranger follows nothing", async () => {
  expect((await world.stranger.get("/events/")).status).toBe(401);
});
