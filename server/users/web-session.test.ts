import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caller, openWorld, PASSWORD, type TestReply, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld({ CORS_ORIGINS: "https://app.example.com" });
});
afterAll(() => world.close());

const cookieIn = ({ headers }: TestReply) => headers.getSetCookie()[0] ?? "";
const pairOf = (reply: TestReply) => cookieIn(reply).split(";")[0]!;
const signIn = (headers: Record<string, string> = {}, username = "tom", password = PASSWORD) =>
  world.stranger.post("/session/", { username, password }, headers);
const refresh = (cookie: string, headers: Record<string, string> = {}, at = world.base) =>
  caller(at).post("/session/refresh/", undefined, { cookie, ...headers });
const isIn = async (access: string) => (await caller(world.base, "", access).get("/auth/me/")).status === 200;
const age = (cookie: string, seconds: number) =>
  world.database.pool.query(
    "update sessions set rotated_at = rotated_at - make_interval(secs => $2) where id = $1::uuid",
    [JSON.parse(Buffer.from(cookie.split(".")[1]!, "base64url").toString()).session, seconds],
  );

describe("signing in from a browser", () => {
  test("returns an access token, and the refresh token in a cookie that scripts cannot read", async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(["access", "user"]);
    expect(answer.body.user.username).toBe("tom");
    expect(await isIn(answer.body.access)).toBe(true);
    const [pair, ...rules] = cookieIn(answer).split("; ");
    expect(pair).toMatch(/^docket_session=ey/);
    expect(rules.sort()).toEqual(["HttpOnly", "Max-Age=604800", "Path=/api/v1/session/", "SameSite=Strict"]);
    expect(JSON.stringify(answer.body)).not.toContain(pair!.split("=")[1]);
  });

  test("is refused as login is, without a cookie", async () => {
    for (const [name, password] of [
      ["tom", "wrong"],
      ["nobody", PASSWORD],
    ] as const) {
      const answer = await signIn({}, name, password);
      expect([answer.status, answer.body, cookieIn(answer)]).toEqual([
        400,
        { non_field_errors: ["Invalid credentials"] },
        "",
      ]);
    }
  });

  test("uses a secure cookie on an https site, which its name shows", async () => {
    const secure = await openWorld({ PUBLIC_URL: "https://desk.example.com" });
    const answer = await secure.stranger.post("/session/", { username: "tom", password: PASSWORD });
    expect(cookieIn(answer)).toMatch(/^__Secure-docket_session=ey.*; Secure/);
    const again = await refresh(pairOf(answer), { origin: "https://desk.example.com" }, secure.base);
    expect(again.status).toBe(200);
    await secure.close();
  });
});

describe("a page of another site", () => {
  test.each(["https://evil.example.com", "null", "https://app.example.com.evil.example.com", "http://app.example.com"])(
    "at %s cannot use the cookie",
    async (origin) => {
      const signedIn = await signIn();
      const cookie = pairOf(signedIn);
      expect((await signIn({ origin })).status).toBe(403);
      expect((await refresh(cookie, { origin })).status).toBe(403);
      const response = await world.stranger.ask("/session/", { method: "DELETE", headers: { cookie, origin } });
      expect(response.status).toBe(403);
      expect(await isIn(signedIn.body.access)).toBe(true);
      expect((await refresh(cookie)).status).toBe(200);
    },
  );

  test("is allowed if CORS_ORIGINS names it, like this site itself", async () => {
    for (const origin of ["https://app.example.com", world.base, world.base.replace("http:", "https:")]) {
      expect((await signIn({ origin })).status).toBe(200);
    }
  });
});

describe("refreshing", () => {
  test("returns a new access token and another cookie", async () => {
    const first = await signIn();
    const second = await refresh(pairOf(first));
    expect(second.status).toBe(200);
    expect(Object.keys(second.body)).toEqual(["access", "user"]);
    expect(await isIn(second.body.access)).toBe(true);
    expect(pairOf(second)).not.toBe(pairOf(first));
    expect((await refresh(pairOf(second))).status).toBe(200);
  });

  test("in many tabs at once, on two servers, keeps them all signed in as one session", async () => {
    const other = await world.another();
    const cookie = pairOf(await signIn());
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => refresh(cookie, {}, i % 2 ? world.base : other.base)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
    for (const answer of answers) expect((await refresh(pairOf(answer))).status).toBe(200);
    const sessions = answers.map(
      ({ body }) => JSON.parse(Buffer.from(body.access.split(".")[1], "base64url").toString()).session,
    );
    expect(new Set(sessions).size).toBe(1);
  });

  test("with an old cookie ends the session", async () => {
    const first = await signIn();
    const second = await refresh(pairOf(first));
    await age(pairOf(first), 10);
    expect((await refresh(pairOf(first))).status).toBe(200);
    await age(pairOf(first), 11);
    const late = await refresh(pairOf(first));
    expect(late.status).toBe(401);
    expect(cookieIn(late)).toMatch(/^docket_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await refresh(pairOf(second))).status).toBe(401);
    await expect.poll(() => isIn(second.body.access)).toBe(false);
  });

  test("with a cookie from two exchanges ago ends the session at once", async () => {
    const first = await signIn();
    const second = await refresh(pairOf(first));
    const third = await refresh(pairOf(second));
    expect((await refresh(pairOf(first))).status).toBe(401);
    expect((await refresh(pairOf(third))).status).toBe(401);
  });

  test("without a cookie returns an empty response, not an error", async () => {
    const answer = await refresh("");
    expect([answer.status, answer.body, answer.headers.get("set-cookie")]).toEqual([204, "", null]);
  });

  test.each([
    ["nonsense", "docket_session=abc"],
    ["broken escapes", "docket_session=%ff%"],
  ])("with %s is refused", async (_, cookie) => {
    expect((await refresh(cookie)).status).toBe(401);
  });

  test("is refused once the user is deactivated", async () => {
    const { body: user } = await world.admin.post("/users/", { username: "leaver", password: PASSWORD });
    const cookie = pairOf(await signIn({}, "leaver"));
    await world.admin.patch(`/users/${user.id}/`, { is_active: false });
    expect((await refresh(cookie)).status).toBe(401);
  });

  test("slows down an address that sends invalid cookies", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    const statuses = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await refresh("docket_session=bad", {}, limited.base)).status);
    expect(statuses).toContain(429);
    await limited.close();
  });
});

describe("signing out", () => {
  test("on one device ends only this session, and clears the cookie", async () => {
    const [here, there] = [await signIn(), await signIn()];
    const answer = await world.stranger.ask("/session/", { method: "DELETE", headers: { cookie: pairOf(here) } });
    expect(answer.status).toBe(204);
    expect(cookieIn(answer)).toMatch(/^docket_session=; .*Path=\/api\/v1\/session\/.*Expires=Thu, 01 Jan 1970/);
    expect(await isIn(here.body.access)).toBe(false);
    expect((await refresh(pairOf(here))).status).toBe(401);
    expect((await refresh(pairOf(there))).status).toBe(200);
    expect((await world.stranger.remove("/session/")).status).toBe(204);
  });

  test("everywhere ends all of the user's sessions and nobody else's", async () => {
    const [here, there] = [await signIn({}, "fay"), await signIn({}, "fay")];
    const tom = await signIn();
    expect((await caller(world.base, "", here.body.access).remove("/session/all/")).status).toBe(204);
    for (const each of [here, there]) {
      expect(await isIn(each.body.access)).toBe(false);
      expect((await refresh(pairOf(each))).status).toBe(401);
    }
    expect(await isIn(tom.body.access)).toBe(true);
  });
});

test("of another session works on every server and for its cookie, too", async () => {
  await world.admin.post("/users/", { username: "lena", password: PASSWORD });
  const [phone, laptop] = [await signIn({ "user-agent": "Phone" }, "lena"), await signIn({}, "lena")];
  const other = await world.another();
  const at = (access: string, base = world.base) => caller(base, "", access);
  const { body } = await at(laptop.body.access).get("/session/all/");
  const [here, there] = [true, false].map(
    (is) => body.results.find(({ is_current }: { is_current: boolean }) => is_current === is).id,
  );
  expect((await at(phone.body.access, other.base).get("/auth/me/")).status).toBe(200);
  const ended = await at(laptop.body.access).remove(`/session/all/${there}/`);
  expect([ended.status, cookieIn(ended)]).toEqual([204, ""]);
  expect(await isIn(phone.body.access)).toBe(false);
  await expect.poll(async () => (await at(phone.body.access, other.base).get("/auth/me/")).status).toBe(401);
  expect((await refresh(pairOf(phone))).status).toBe(401);
  expect(await isIn(laptop.body.access)).toBe(true);
  const again = await at(laptop.body.access).remove(`/session/all/${there}/`);
  expect([again.status, again.body]).toEqual([404, { detail: "No Session matches the given query." }]);
  expect((await world.tom.remove(`/session/all/${here}/`)).status).toBe(404);
  expect((await at(laptop.body.access).remove("/session/all/nonsense/")).status).toBe(404);
  const evil = { method: "DELETE", headers: { origin: "https://evil.example.com" } };
  expect((await at(laptop.body.access).ask(`/session/all/${here}/`, evil)).status).toBe(403);
  expect(await isIn(laptop.body.access)).toBe(true);
  const last = await at(laptop.body.access).remove(`/session/all/${here}/`);
  expect(last.status).toBe(204);
  expect(cookieIn(last)).toMatch(/^docket_session=; .*Expires=Thu, 01 Jan 1970/);
  expect((await refresh(pairOf(laptop))).status).toBe(401);
});

test("users see their sessions", async () => {
  await world.admin.post("/users/", { username: "eva", password: PASSWORD });
  const phone = await signIn({ "user-agent": "Phone" }, "eva");
  await signIn({ "user-agent": "x".repeat(1000) }, "eva");
  const laptop = await signIn({ "user-agent": "Laptop" }, "eva");
  await refresh(pairOf(phone));
  const { body } = await caller(world.base, "", laptop.body.access).get("/session/all/");
  expect(body.results.map((each: { user_agent: string }) => each.user_agent)).toEqual([
    "Phone",
    "Laptop",
    "x".repeat(300),
  ]);
  expect(body.results.map((each: { is_current: boolean }) => each.is_current)).toEqual([false, true, false]);
  expect(JSON.stringify(body)).not.toContain("refresh");
  expect((await world.stranger.get("/session/all/")).status).toBe(401);
});
