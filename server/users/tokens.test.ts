import { randomUUID } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caller, openWorld, PASSWORD, SECRET_KEY, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const now = () => Math.floor(Date.now() / 1000);
const key = new TextEncoder().encode(SECRET_KEY);
const sign = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key);
const enter = async (username = "tom") =>
  (await world.stranger.post("/auth/login/", { username, password: PASSWORD })).body as {
    access: string;
    refresh: string;
  };
const me = (token: string) => caller(world.base, "", token).get("/auth/me/");
const passwords = { old_password: PASSWORD, new_password: "quite new words" };
const payload = () => ({ exp: now() + 60, iat: now(), jti: randomUUID().replaceAll("-", ""), user_id: world.tom.id });

describe("a token", () => {
  test("has the claims and lifetimes of the Django backend: an hour or seven days", async () => {
    const tokens = await enter();
    for (const [kind, seconds] of [
      ["access", 3600],
      ["refresh", 7 * 86_400],
    ] as const) {
      expect(decodeProtectedHeader(tokens[kind])).toEqual({ alg: "HS256", typ: "JWT" });
      const claims = decodeJwt(tokens[kind]);
      expect(claims).toMatchObject({ token_type: kind, user_id: world.tom.id });
      expect(claims.jti).toMatch(/^[\da-f]{32}$/);
      expect(claims.exp! - claims.iat!).toBe(seconds);
      expect(Math.abs(claims.iat! - now())).toBeLessThan(60);
    }
    expect(decodeJwt(tokens.access).jti).not.toBe(decodeJwt(tokens.refresh).jti);
  });

  test.each([
    ["a change of password", (by: World["tom"]) => by.post("/users/change_password/", passwords)],
    ["signing out everywhere", (by: World["tom"]) => by.remove("/session/all/")],
    ["a reset by an Admin", (by: World["tom"]) => world.admin.patch(`/users/${by.id}/`, { password: PASSWORD })],
  ])("of the Django backend ends with %s, on every server", async (_, end) => {
    const second = await world.another();
    const { id } = (await world.admin.post("/users/", { username: `old ${Math.random()}`, password: PASSWORD })).body;
    const of = (token_type: string) => sign({ ...payload(), iat: now() - 60, user_id: id, token_type });
    const [access, refresh, later] = [await of("access"), await of("refresh"), await of("refresh")];
    const refreshed = (await world.stranger.post("/auth/refresh/", { refresh: later })).body.access;
    const [here, there] = [caller(world.base, id, access), caller(second.base, id, access)];
    for (const each of [here, there, caller(world.base, id, refreshed)])
      expect((await each.get("/auth/me/")).status).toBe(200);
    expect((await end(here)).status).toBeLessThan(300);
    expect([(await here.get("/auth/me/")).status, (await me(refreshed)).status]).toEqual([401, 401]);
    await expect.poll(async () => (await there.get("/auth/me/")).status).toBe(401);
    for (const path of ["/auth/refresh/", "/jwt/token/refresh/"])
      expect([path, (await world.stranger.post(path, { refresh })).status]).toEqual([path, 401]);
    expect((await world.stranger.post("/auth/refresh/", { refresh: later })).status).toBe(401);
  });

  test("from refreshing has the refresh token's iat, its own jti, and an hour", async () => {
    const refresh = await sign({ ...payload(), token_type: "refresh", iat: now() - 5000 });
    const { body } = await world.stranger.post("/auth/refresh/", { refresh });
    const claims = decodeJwt(body.access);
    expect(claims.iat).toBe(decodeJwt(refresh).iat);
    expect(claims.exp! - now()).toBeGreaterThan(3500);
    expect(claims.jti).not.toBe(decodeJwt(refresh).jti);
    expect((await me(body.access)).body.username).toBe("tom");
  });

  const unsigned = (header: object, claims: object) =>
    `${[header, claims].map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".")}.`;

  test.each([
    ["of no algorithm", () => unsigned({ alg: "none", typ: "JWT" }, { ...payload(), token_type: "access" })],
    [
      "of an algorithm that is not ours",
      async () => new SignJWT({ ...payload(), token_type: "access" }).setProtectedHeader({ alg: "HS512" }).sign(key),
    ],
    [
      "with a signature cut off",
      async () => (await sign({ ...payload(), token_type: "access" })).replace(/[^.]+$/, ""),
    ],
    [
      "with claims changed",
      async () => {
        const [head, , signature] = (await sign({ ...payload(), token_type: "access" })).split(".");
        return [
          head,
          Buffer.from(JSON.stringify({ ...payload(), token_type: "access", user_id: world.admin.id })).toString(
            "base64url",
          ),
          signature,
        ].join(".");
      },
    ],
    ["that begins later", async () => sign({ ...payload(), token_type: "access", nbf: now() + 500 })],
    ["that is not one", () => "a.b.c"],
    ["of 8 kB", () => "x".repeat(8000)],
  ])("%s is refused", async (_, make) => {
    const { status, body } = await me(await make());
    expect([status, body.code, body.messages[0].message]).toEqual([
      401,
      "token_not_valid",
      "Token is invalid or expired",
    ]);
  });

  test.each([
    ["without a user", { user_id: undefined }],
    ["of a user that is a number", { user_id: 5 }],
    ["of a user that is no id", { user_id: "tom" }],
  ])("%s belongs to no user", async (_, claims) => {
    const { status, body } = await me(await sign({ ...payload(), token_type: "access", ...claims }));
    expect([status, body]).toEqual([
      401,
      { detail: "Token contained no recognizable user identification", code: "token_not_valid" },
    ]);
  });

  test.each([
    [{ token_type: "refresh" }, "Token has wrong type"],
    [{ token_type: "sliding" }, "Token has wrong type"],
    [{}, "Token has no type"],
  ])("of the type %j is not accepted as an access token", async (claims, message) => {
    const { body } = await me(await sign({ ...payload(), ...claims }));
    expect(body.messages).toEqual([{ token_class: "AccessToken", token_type: "access", message }]);
  });

  test("of a missing or inactive user is reported as such", async () => {
    const stray = await me(await sign({ ...payload(), token_type: "access", user_id: randomUUID() }));
    expect([stray.status, stray.body]).toEqual([401, { detail: "User not found", code: "user_not_found" }]);
    const { id } = (await world.admin.post("/users/", { username: "idle", password: PASSWORD })).body;
    const { refresh } = await enter("idle");
    const access = await sign({ ...payload(), token_type: "access", user_id: id });
    expect((await me(access)).status).toBe(200);
    await world.admin.patch(`/users/${id}/`, { is_active: false });
    const idle = await me(access);
    expect([idle.status, idle.body]).toEqual([401, { detail: "User is inactive", code: "user_inactive" }]);
    for (const path of ["/auth/refresh/", "/jwt/token/refresh/"])
      expect((await world.stranger.post(path, { refresh })).status).toBe(401);
    // as the sessions do, it has ended for good
    await world.admin.patch(`/users/${id}/`, { is_active: true });
    expect((await me(access)).status).toBe(401);
  });

  test("that is invalid is refused on public addresses, too, but not where users sign in", async () => {
    const bad = caller(world.base, "", "nonsense");
    expect((await bad.get("/tickets/")).status).toBe(401);
    expect((await bad.post("/auth/login/", { username: "tom", password: PASSWORD })).status).toBe(200);
    const { refresh } = await enter();
    expect((await bad.post("/auth/refresh/", { refresh })).status).toBe(200);
    expect((await bad.post("/auth/logout/", {})).status).toBe(200);
  });

  test("is never taken for another user's, however many arrive at once over one connection", async () => {
    const same = now();
    const users = [world.tom, world.fay, world.admin];
    const tokens = await Promise.all(
      users.map(({ id }) => sign({ ...payload(), token_type: "access", iat: same, exp: same + 600, user_id: id })),
    );
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, i) => [i % 3, (await me(tokens[i % 3]!)).body.id] as const),
    );
    expect(answers.filter(([i, id]) => id !== users[i]!.id)).toEqual([]);
  });
});

describe("signing in", () => {
  test.each([
    [{}, { username: ["This field is required."], password: ["This field is required."] }],
    [
      { username: "", password: "" },
      { username: ["This field may not be blank."], password: ["This field may not be blank."] },
    ],
    [
      { username: null, password: null },
      { username: ["This field may not be null."], password: ["This field may not be null."] },
    ],
    [
      { username: ["tom"], password: true },
      { username: ["Not a valid string."], password: ["Not a valid string."] },
    ],
    [{ username: "tom", password: "a\0b" }, { password: ["Null characters are not allowed."] }],
    [[], { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
    [{ username: "tom", password: "wrong", remember_me: true }, { non_field_errors: ["Invalid credentials"] }],
  ])("by %j is refused", async (sent, expected) => {
    const { status, body } = await world.stranger.post("/auth/login/", sent);
    expect([status, body]).toEqual([400, expected]);
  });

  test("works by form and JSON, ignores other fields, and is recorded as the last login", async () => {
    const before = (await world.tom.get("/auth/me/")).body.last_login;
    const fields = { username: "tom", password: PASSWORD, remember_me: "true" };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const body of [fields, new URLSearchParams(fields), form]) {
      const answer = await world.stranger.post("/auth/login/", body);
      expect([answer.status, Object.keys(answer.body)]).toEqual([200, ["access", "refresh", "user"]]);
    }
    const after = (await world.tom.get("/auth/me/")).body.last_login;
    expect(Date.parse(after)).toBeGreaterThan(Date.parse(before));
  });

  test("for other clients returns a pair of tokens, exchanges it, and verifies a token", async () => {
    const pair = await world.stranger.post("/jwt/token/", { username: "tom", password: PASSWORD });
    expect([pair.status, Object.keys(pair.body).sort()]).toEqual([200, ["access", "refresh"]]);
    const next = await world.stranger.post("/jwt/token/refresh/", { refresh: pair.body.refresh });
    expect([next.status, Object.keys(next.body).sort()]).toEqual([200, ["access", "refresh"]]);
    expect(next.body.refresh).not.toBe(pair.body.refresh);
    for (const token of [next.body.access, next.body.refresh]) {
      const checked = await world.stranger.post("/jwt/token/verify/", { token });
      expect([checked.status, checked.body]).toEqual([200, {}]);
    }
  });

  test.each([
    [
      "/jwt/token/",
      { username: "tom", password: "wrong" },
      401,
      { detail: "No active account found with the given credentials" },
    ],
    ["/jwt/token/", {}, 400, { username: ["This field is required."], password: ["This field is required."] }],
    ["/jwt/token/refresh/", { refresh: "x" }, 401, { detail: "Token is invalid or expired", code: "token_not_valid" }],
    ["/jwt/token/refresh/", {}, 400, { refresh: ["This field is required."] }],
    ["/jwt/token/verify/", { token: "x" }, 401, { detail: "Token is invalid or expired", code: "token_not_valid" }],
    ["/jwt/token/verify/", {}, 400, { token: ["This field is required."] }],
  ])("by %s refuses %j", async (path, body, status, expected) => {
    const answer = await world.stranger.post(path, body);
    expect([answer.status, answer.body]).toEqual([status, expected]);
  });
});

describe("refreshing", () => {
  const problem = { error: "Refresh token is required", detail: "Refresh token is required" };
  const invalid = { error: "Invalid refresh token", detail: "Invalid refresh token" };
  test.each([
    ["{}", 400, problem],
    ['{"refresh":null}', 400, problem],
    ['{"refresh":""}', 400, problem],
    ["[]", 400, problem],
    ['{"refresh":"x"}', 401, invalid],
    ['{"refresh":5}', 401, invalid],
    ["{", 401, invalid],
  ])("by %s returns %i", async (body, status, expected) => {
    const answer = await world.stranger.post("/auth/refresh/", body, { "content-type": "application/json" });
    expect([answer.status, answer.body]).toEqual([status, expected]);
  });

  test("does not accept an access token", async () => {
    const { access } = await enter();
    expect((await world.stranger.post("/auth/refresh/", { refresh: access })).body).toEqual(invalid);
  });

  test("is impossible after signing out, and signing out never fails", async () => {
    const { access, refresh } = await enter();
    const bodies: unknown[] = [{ refresh }, { refresh }, { refresh: "x" }, { refresh: null }, {}, [], "{"];
    for (const body of bodies) {
      const { status, body: answer } = await world.stranger.post("/auth/logout/", body);
      expect([status, answer]).toEqual([200, { message: "Logged out successfully" }]);
    }
    expect((await world.stranger.post("/auth/refresh/", { refresh })).body).toEqual(invalid);
    expect((await world.stranger.post("/jwt/token/refresh/", { refresh })).status).toBe(401);
    expect((await me(access)).status).toBe(401);
  });

  test("can be ended for a token that was created elsewhere", async () => {
    const refresh = await sign({ ...payload(), token_type: "refresh" });
    const { access } = (await world.stranger.post("/auth/refresh/", { refresh })).body;
    expect((await me(access)).status).toBe(200);
    await world.stranger.post("/auth/logout/", { refresh });
    expect((await world.stranger.post("/auth/refresh/", { refresh })).status).toBe(401);
    await expect.poll(async () => (await me(access)).status).toBe(401);
  });
});

describe("limits", () => {
  test("delay the sixth refresh after five failures in ten seconds, even with a valid token", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    const { refresh } = (await limited.stranger.post("/auth/login/", { username: "tom", password: PASSWORD })).body;
    const ctx = (token: string) => limited.stranger.post("/auth/refresh/", { refresh: token });
    const failed = await Promise.all(Array.from({ length: 5 }, () => ctx("bad")));
    expect(failed.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const { status, body, headers } = await ctx(refresh);
    expect(status).toBe(429);
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(10);
    expect(body.detail).toBe(
      `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? "" : "s"}.`,
    );
    await limited.close();
  }, 60_000);

  test("count forty simultaneous guesses as ten, whatever address they claim", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    const guess = (i: number) =>
      limited.stranger.ask("/auth/login/", {
        method: "POST",
        body: { username: i % 2 ? "tom" : "TOM", password: `guess ${i}` },
        headers: { "x-forwarded-for": `10.0.0.${i}`, "cf-connecting-ip": `10.1.0.${i}`, "x-real-ip": `10.2.0.${i}` },
      });
    const statuses = (await Promise.all(Array.from({ length: 40 }, (_, i) => guess(i)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...Array(10).fill(400), ...Array(30).fill(429)]);
    const other = await limited.stranger.post("/auth/login/", { username: "fay", password: PASSWORD });
    expect(other.status).toBe(200);
    await limited.close();
  }, 60_000);

  test("do not apply to successful sign-ins", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    for (let i = 0; i < 12; i += 1)
      expect((await limited.stranger.post("/auth/login/", { username: "tom", password: PASSWORD })).status).toBe(200);
    await limited.close();
  }, 60_000);
});
