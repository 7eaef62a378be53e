import { afterAll, beforeAll, expect, test } from "vitest";
import { openInlet, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld({ RATE_LIMIT: "on", TRUST_PROXY: "loopback" });
});
afterAll(() => world.close());

const askOften = async (address: (n: number) => string, times: number) => {
  const replies = [];
  for (let n = 0; n < times; n += 20)
    replies.push(
      ...(await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          world.stranger.post("/jwt/token/verify/", { token: "x" }, { "x-forwarded-for": address(n + i) }),
        ),
      )),
    );
  return replies;
};

test("an address without a token is limited, learns when to retry, and does not affect others", async () => {
  const replies = await askOften(() => "192.0.2.1", 320);
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(20);
  const { headers, body } = refused.at(-1)!;
  const seconds = Number(headers.get("retry-after"));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(body.detail).toMatch(/^Request was throttled. Expected available in \d+ seconds?\.$/);
  // a request with a token is counted by its user; one without a token that needs one still returns 401
  expect((await world.tom.get("/tickets/")).status).toBe(200);
  expect((await world.stranger.get("/tickets/")).status).toBe(401);
});

test("addresses of one IPv6 network count as one", async () => {
  const replies = await askOften((n) => `2001:db8:1:2::${n.toString(16)}`, 320);
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(20);
});

test("counting an ordinary request needs no statement", async () => {
  const counts = [];
  for (let n = 0; n < 40; n += 1) {
    const before = world.database.statementCount();
    await world.tom.ask("/tickets/", { method: "OPTIONS" });
    counts.push(world.database.statementCount() - before);
  }
  // every few seconds the app asks who is signed in; a counter in the database would take a statement each time
  expect(counts.filter((n) => n > 0).length).toBeLessThan(20);
});

test("signed emails from a mail server are not limited; refused ones count for their address", async () => {
  const inlet = await openInlet(world);
  const forwarded = { "x-forwarded-for": "192.0.2.77" };
  const refused = await Promise.all(
    Array.from({ length: 320 }, () => world.stranger.post("/inbound/mail/", "a", forwarded)),
  );
  const count = (status: number) => refused.filter((each) => each.status === status).length;
  expect([count(401), count(429)]).toEqual([300, 20]);
  expect((await inlet.post(source(), { forwarded })).status).toBe(202);
});
