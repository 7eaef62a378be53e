import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caller, openWorld, PASSWORD, SECRET_KEY, type World } from "../../test/world.ts";
import { hashPassword } from "./passwords.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const enter = (username: unknown, password: unknown = PASSWORD) =>
  world.stranger.post("/auth/login/", { username, password });
const now = () => Math.floor(Date.now() / 1000);
const sign = (claims: Record<string, unknown>, key = SECRET_KEY) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(new TextEncoder().encode(key));

describe("signing in", () => {
  test.each(["tom", "TOM", "Tom@Docket.test", " tom "])("accepts %j", async (name) => {
    const { status, body } = await enter(name);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({
      id: world.tom.id,
      full_name: "Tom Tech",
      role: "Tech",
      email: "tom@docket.test",
      permissions: expect.arrayContaining(["view_tickets", "ticket.reply"]),
    });
    expect((await caller(world.base, "", body.access).get("/auth/me/")).body.username).toBe("tom");
  });

  test("gives the same response for wrong, unknown and inactive accounts", async () => {
    const created = await world.admin.post("/users/", { username: "gone", password: PASSWORD, is_active: false });
    expect(created.status).toBe(201);
    for (const answer of [
      await enter("tom", "wrong"),
      await enter("nobody"),
      await enter("gone"),
      await enter("tom", ` ${PASSWORD} `),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ non_field_errors: ["Invalid credentials"] });
    }
  });

  test("accepts a weak old password, and asks for a new one", async () => {
    const { pool } = world.database;
    const of = async (by: World["tom"]) => (await by.get("/auth/me/")).body.has_weak_password;
    expect(await of(world.tom)).toBe(false);
    for (const [name, password] of [
      ["short", "letmein"],
      ["common", "Qwertyuiop"],
    ] as const) {
      await pool.query("insert into users (username, password) values ($1, $2)", [name, await hashPassword(password)]);
      const { status, body } = await enter(name, password);
      expect([status, body.user.has_weak_password]).toEqual([200, true]);
      const by = caller(world.base, body.user.id, body.access);
      expect(await of(by)).toBe(true);
      expect((await by.post("/session/", {})).status).toBe(400);
      expect((await world.tom.get(`/users/${by.id}/`)).body).not.toHaveProperty("has_weak_password");
      await by.post("/users/change_password/", { old_password: password, new_password: "quite new words" });
      expect(await of(by)).toBe(false);
    }
  });

  test("names the missing fields", async () => {
    expect((await world.stranger.post("/auth/login/", { username: "" })).body).toEqual({
      username: ["This field may not be blank."],
      password: ["This field is required."],
    });
  });

  test("accepts a password hash of the Django backend, and stores it as argon2id from then on", async () => {
    const { pool } = world.database;
    await pool.query("insert into users (username, password) values ('mara', $1)", [
      "pbkdf2_sha256$1000$salt$rYIjp8wtCDZBBZ+ORRWLmOeDTMsT3+nNRkLqU7n0vDs=",
    ]);
    const { pbkdf2Sync } = await import("node:crypto");
    const hash = pbkdf2Sync("Sample-mara-1", "salt", 1000, 32, "sha256").toString("base64");
    await pool.query("update users set password = $1 where username = 'mara'", [`pbkdf2_sha256$1000$salt$${hash}`]);
    expect((await enter("mara", "wrong")).status).toBe(400);
    expect((await enter("mara", "Sample-mara-1")).status).toBe(200);
    const { rows } = await pool.query("select password from users where username = 'mara'");
    expect(rows[0].password).toMatch(/^\$argon2id\$/);
    expect((await enter("mara", "Sample-mara-1")).status).toBe(200);
  });

  // written by Django 5.2, with lower costs
  test.each([
    "pbkdf2_sha1$1000$3GqtaNamsjt2mhQXsvq8qd$5iCv0SytM2Cu+8KaRHvJ+PFzNAk=",
    "argon2$argon2id$v=19$m=1024,t=2,p=8$cjhIODYzQ2htbUF3Q1ZlN2hQTjRxbg$tl4pO3KPIE2iOzfBuUYh8mHUCYYgGyGj+0jVaS6ujVY",
    "bcrypt$$2b$04$dDjOjbtBb3jga5/UCuj7u.bi5CWEoMGQtKWYfGKddVIaGgURg/TQ2",
    "bcrypt_sha256$$2b$04$dPgsAIl02pXm5J9UUgDeW.s2FlPybWpRqz0V.lCqdiaEHCh/2M93.",
    "scrypt$1024$jcrZ5Chg4isF6wKUTp3bkh$8$5$UuCpWKE0quSaxmiHi7beS7NZwakktfHln86ctABpj1onyMr1tiAKOBWSOmqPy6wwnZg/dpO7pBjICQ9Zjc9Gzg==",
  ])("accepts every hash that Django can write: %s", async (hash) => {
    const { pool } = world.database;
    const username = hash.split("$", 1)[0]!;
    await pool.query("insert into users (username, password) values ($1, $2)", [username, hash]);
    expect((await enter(username, "Sample password 1")).status).toBe(400);
    expect((await enter(username, "Sämple pässword 1")).status).toBe(200);
    const { rows } = await pool.query("select password from users where username = $1", [username]);
    expect(rows[0].password).toMatch(/^\$argon2id\$/);
  });

  test.each([
    "md5$8VvHvjluYchC8kl86emVvP$a2b0c0f076d3613931d701d6d92ad0c7",
    "scrypt$7$salt$8$5$AAAA",
    "argon2$argon2id$v=19$m=1,t=1,p=9$AAAA$AAAA",
    "!",
    "",
  ])("refuses a password if its hash is invalid: %j", async (hash) => {
    const username = `bad${hash.length}`;
    await world.database.pool.query("insert into users (username, password) values ($1, $2)", [username, hash]);
    expect((await enter(username, "Sämple pässword 1")).status).toBe(400);
  });
});

describe("a token", () => {
  const claims = () => ({
    token_type: "access",
    exp: now() + 60,
    iat: now(),
    jti: randomUUID().replaceAll("-", ""),
    user_id: world.tom.id,
  });
  const me = (token: string) => caller(world.base, "", token).get("/auth/me/");

  test("created elsewhere with the same key is valid", async () => {
    expect((await me(await sign(claims()))).status).toBe(200);
  });

  test.each([
    ["signed with another key", async () => sign(claims(), "x".repeat(40)), "Token is invalid or expired"],
    ["expired", async () => sign({ ...claims(), exp: now() - 1 }), "Token is invalid or expired"],
    ["of the wrong type", async () => sign({ ...claims(), token_type: "refresh" }), "Token has wrong type"],
    ["without exp", async () => sign({ ...claims(), exp: undefined }), "Token has no 'exp' claim"],
    ["without jti", async () => sign({ ...claims(), jti: undefined }), "Token has no id"],
    ["that is none", async () => "abc", "Token is invalid or expired"],
  ])("%s is refused", async (_, make, message) => {
    const { status, body, headers } = await me(await make());
    expect(status).toBe(401);
    expect(body).toEqual({
      detail: "Given token not valid for any token type",
      code: "token_not_valid",
      messages: [{ token_class: "AccessToken", token_type: "access", message }],
    });
    expect(headers.get("www-authenticate")).toBe('Bearer realm="api"');
  });

  test.each([
    ["Bearer", "Authorization header must contain two space-delimited values"],
    ["Bearer a b", "Authorization header must contain two space-delimited values"],
    ["Token abc", "Invalid token."],
    ["bearer abc", "Authentication credentials were not provided."],
    ["", "Authentication credentials were not provided."],
  ])("sent as %j is refused", async (authorization, detail) => {
    const { status, body } = await world.stranger.ask("/auth/me/", { headers: { authorization } });
    expect(status).toBe(401);
    expect(body.detail).toBe(detail);
  });

  test("of a deactivated user is refused on every server", async () => {
    const second = await world.another();
    const { body: user } = await world.admin.post("/users/", { username: "leaver", password: PASSWORD });
    const leaver = await world.login("leaver");
    expect((await second.as(leaver).get("/auth/me/")).status).toBe(200);
    await world.admin.patch(`/users/${user.id}/`, { is_active: false });
    expect((await leaver.get("/auth/me/")).status).toBe(401);
    await expect.poll(async () => (await second.as(leaver).get("/auth/me/")).status).toBe(401);
  });
});

describe("refreshing and signing out", () => {
  const tokens = async () => (await enter("fay")).body as { access: string; refresh: string };

  test("returns a new access token and keeps the refresh token", async () => {
    const { refresh } = await tokens();
    for (let i = 0; i < 2; i += 1) {
      const { status, body } = await world.stranger.post("/auth/refresh/", { refresh });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(["access"]);
    }
  });

  test.each([
    [{}, 400, "Refresh token is required"],
    [{ refresh: "abc" }, 401, "Invalid refresh token"],
  ])("responds to %j with %i", async (body, status, error) => {
    const answer = await world.stranger.post("/auth/refresh/", body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, detail: error });
  });

  test("ends every token of the sign-in, on every server", async () => {
    const second = await world.another();
    const { access, refresh } = await tokens();
    const here = caller(world.base, "", access);
    const there = second.as(here);
    expect((await there.get("/auth/me/")).status).toBe(200);
    expect((await here.post("/auth/logout/", { refresh })).body).toEqual({ message: "Logged out successfully" });
    expect((await here.get("/auth/me/")).status).toBe(401);
    await expect.poll(async () => (await there.get("/auth/me/")).status).toBe(401);
    expect((await world.stranger.post("/auth/refresh/", { refresh })).status).toBe(401);
    expect((await world.stranger.post("/auth/logout/", "x", { authorization: "Bearer nonsense" })).status).toBe(200);
  });

  test("ends the session if an exchanged refresh token is used again", async () => {
    const { refresh } = await tokens();
    const next = (await world.stranger.post("/jwt/token/refresh/", { refresh })).body;
    expect((await caller(world.base, "", next.access).get("/auth/me/")).status).toBe(200);
    expect((await world.stranger.post("/jwt/token/refresh/", { refresh })).status).toBe(401);
    expect((await world.stranger.post("/jwt/token/refresh/", { refresh: next.refresh })).status).toBe(401);
  });
});

describe("limits on sign-in", () => {
  test("do not lock the owner out of known devices while someone guesses the password", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on", TRUST_PROXY: "loopback" });
    const from = async (address: string, password: string) =>
      (await limited.stranger.post("/auth/login/", { username: "tom", password }, { "x-forwarded-for": address }))
        .status;
    const guess = async (address: string, times: number) => {
      const statuses = [];
      for (let i = 0; i < times; i += 1) statuses.push(await from(address, "wrong"));
      return statuses;
    };
    const tenThenNone = [...Array(10).fill(400), 429];
    expect([await from("192.0.2.1", PASSWORD), await from("2001:db8:1:2::a", PASSWORD)]).toEqual([200, 200]);
    expect(await guess("198.51.100.1", 11)).toEqual(tenThenNone);
    // neither more guesses from other addresses, nor the right password from an unknown network
    expect(await guess("198.51.100.2", 1)).toEqual([429]);
    expect(await from("198.51.100.2", PASSWORD)).toBe(429);
    // from the home network, of which IPv6 has a whole range, all works, up to the same number of mistakes
    expect([await from("192.0.2.1", PASSWORD), await from("2001:db8:1:2:ffff::b", PASSWORD)]).toEqual([200, 200]);
    expect(await from("2001:db8:1:3::a", PASSWORD)).toBe(429);
    expect(await guess("192.0.2.1", 11)).toEqual(tenThenNone);
    expect(await from("2001:db8:1:2::a", PASSWORD)).toBe(200);
    await limited.close();
  }, 60_000);

  test("lock the account for a while after ten wrong passwords, on every server, and slow down an address after five invalid refreshes", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    const second = await limited.another();
    const wrong = (at: World | typeof second) =>
      at.stranger.post("/auth/login/", { username: "tom", password: "wrong" });
    for (let i = 0; i < 10; i += 1) expect((await wrong(i % 2 ? limited : second)).status).toBe(400);
    const byMail = { username: "Tom@Docket.test", password: "wrong" };
    expect((await limited.stranger.post("/auth/login/", byMail)).status).toBe(429);
    const guess = { old_password: "wrong", new_password: "another horse battery" };
    const guesses = [];
    for (let i = 0; i < 11; i += 1) guesses.push((await limited.fay.post("/users/change_password/", guess)).status);
    expect(guesses).toEqual([...Array(10).fill(400), 429]);
    // a refusal rolls back what an Idempotency-Key does in one transaction, but not the count
    const byKey = [];
    for (let i = 0; i < 12; i += 1)
      byKey.push(
        (await limited.admin.post("/users/change_password/", guess, { "idempotency-key": `guess-${i}` })).status,
      );
    expect(byKey).toEqual([...Array(10).fill(400), 429, 429]);
    const { status, body, headers } = await wrong(limited);
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(body.detail).toMatch(/^Request was throttled\. Expected available in \d+ seconds?\.$/);
    const bad = () => limited.stranger.post("/auth/refresh/", { refresh: "bad" });
    const statuses = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await bad()).status);
    expect(statuses).toContain(429);
    await limited.close();
  }, 60_000);
});

test("do not delay signed-in users while many sign in", async () => {
  const signIn = async () => (await enter("fay")).status;
  const fresh: string[] = [];
  for (let n = 0; n < 4; n += 1) fresh.push((await enter("tom")).body.access);
  const count = { ended: 0 };
  const crowd = Array.from({ length: 24 }, async () => {
    expect(await signIn()).toBe(200);
    count.ended += 1;
  });
  await Promise.race(crowd);
  // a token that no server has seen yet has its signature checked by the threads that check passwords too
  for (const token of fresh) expect((await caller(world.base, "", token).get("/auth/me/")).status).toBe(200);
  expect(count.ended).toBeLessThan(crowd.length);
  await Promise.all(crowd);
});
