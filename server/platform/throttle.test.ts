import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type Reply, type Server, type World } from "../../test/world.ts";

let world: World;
let second: Server;
beforeAll(async () => {
  world = await openWorld({ RATE_LIMIT: "on", TRUST_PROXY: "loopback" });
  second = await world.another();
});
afterAll(() => world.close());

const MOST = 300;
// each server tells the others in lots
const SLACK = 40;
const minute = () => Math.floor(Date.now() / 60_000);

/** Asks both servers in turn, many at once, all within one minute of the clock. */
async function askOften(ask: (server: Server, address: string) => Promise<Reply>, times: number): Promise<Reply[]> {
  for (let tries = 1; ; tries += 1) {
    const began = minute();
    const replies: Reply[] = [];
    for (let n = 0; n < times; n += 20)
      replies.push(
        ...(await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i % 2 ? second : world, `192.0.2.${tries}`)))),
      );
    if (minute() === began) return replies;
  }
}

test("an address without a token has a limit over all servers, is told when to come back, and stands in nobody else's way", async () => {
  const replies = await askOften(
    ({ stranger }, address) => stranger.post("/jwt/token/verify/", { token: "x" }, { "x-forwarded-for": address }),
    400,
  );
  const refused = replies.filter(({ status }) => status === 429);
  expect(400 - refused.length).toBeGreaterThanOrEqual(MOST - SLACK);
  expect(400 - refused.length).toBeLessThanOrEqual(MOST + SLACK);
  const { headers, body } = refused.at(-1)!;
  const seconds = Number(headers.get("retry-after"));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(body.detail).toMatch(/^Request was throttled. Expected available in \d+ seconds?\.$/);
  // who has a token is counted by it, and asking without one where one is needed is 401 as ever
  expect((await world.tom.get("/tickets/")).status).toBe(200);
  expect((await second.as(world.tom).get("/tickets/")).status).toBe(200);
  expect((await world.stranger.get("/tickets/")).status).toBe(401);
}, 180_000);
