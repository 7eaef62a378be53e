import { createHash } from "node:crypto";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { caller, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { answerResetRequests } from "./invitations.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test", RATE_LIMIT: "on" });
  server = await openMailServer();
  worker = await openEmailWorker(world);
});
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(async () => {
  server.received.length = 0;
  await query(world.database.db, "delete from sign_in_attempts");
});

const NEW_PASSWORD = "boats arrive at six";
const tokenIn = (link: string) => /^https:\/\/desk\.docket\.test\/password\/new#([\w-]{43})$/.exec(link)![1]!;
const ask = (username: string) => world.stranger.post("/auth/password_reset/", { username });
const choose = (token: string, password = NEW_PASSWORD) =>
  world.stranger.post("/session/password/", { token, password });
const linkOf = async (id: string, send = false) =>
  (await world.admin.post(`/users/${id}/password_link/`, { send })).body.link as string;
async function emailTo(address: string) {
  await answerResetRequests(world.app.mail);
  await worker.deliver();
  return Promise.all(server.to(address).map(async ({ raw }) => (await PostalMime.parse(raw)).text!));
}
const linkIn = (text: string) => tokenIn(/https:\S+\/password\/new#[\w-]+/.exec(text)![0]);
const newUser = async (username: string, values = {}) =>
  (
    await world.admin.post("/users/", {
      username,
      email: `${username}@docket.test`,
      password: PASSWORD,
      ...values,
    })
  ).body;

describe("an invitation", () => {
  test("lets a user choose a password once, and signs the user in", async () => {
    const { status, body: user } = await world.admin.post("/users/invite/", {
      email: "Ploy@docket.test",
      role: "Tech",
      first_name: "Ploy",
    });
    expect([status, user]).toEqual([
      201,
      expect.objectContaining({ username: "Ploy", role: "Tech", has_password: false }),
    ]);
    const { body: shown } = await world.admin.get(`/users/${user.id}/password_link/`);
    expect(shown).toMatchObject({ purpose: "invitation", email: { address: "Ploy@docket.test", state: "held" } });
    const days = (Date.parse(shown.expires_at) - Date.parse(shown.created_at)) / 86_400_000;
    expect(days).toBe(7);
    const token = tokenIn(shown.link);
    // a program that follows links uses nothing up
    for (let i = 0; i < 2; i += 1)
      expect((await world.stranger.post("/session/password_link/", { token })).body).toMatchObject({
        purpose: "invitation",
        username: "Ploy",
      });
    expect((await choose(token, "short")).body).toEqual({
      password: ["This password is too short. It must contain at least 10 characters."],
    });
    const entered = await choose(token);
    expect([entered.status, entered.headers.getSetCookie()[0]]).toEqual([
      200,
      expect.stringMatching(/^__Secure-docket_session=.*HttpOnly/),
    ]);
    const me = await caller(world.base, "", entered.body.access).get("/auth/me/");
    expect(me.body).toMatchObject({ username: "Ploy", has_password: true });
    expect((await choose(token)).body).toEqual({
      token: ["This link has expired or has already been used. Ask for a new one."],
    });
    expect((await world.admin.get(`/users/${user.id}/password_link/`)).status).toBe(404);
  });

  test("that is used twice at once signs in only one of them", async () => {
    const { body: user } = await world.admin.post("/users/invite/", { email: "twice@docket.test" });
    const token = tokenIn(await linkOf(user.id));
    const statuses = await Promise.all([choose(token), choose(token, "other words at once")]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test("is stored as a hash, and shown to Admins only", async () => {
    const { body: user } = await world.admin.post("/users/invite/", { email: "hashed@docket.test" });
    const { body } = await world.admin.post(
      `/users/${user.id}/password_link/`,
      { send: true },
      { "idempotency-key": "one-link" },
    );
    const token = tokenIn(body.link);
    const again = await world.admin.post(
      `/users/${user.id}/password_link/`,
      { send: true },
      { "idempotency-key": "one-link" },
    );
    expect([again.headers.get("idempotent-replayed"), again.body.link]).toEqual(["true", body.link]);
    const tables = await query<{ name: string }>(
      world.database.db,
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    for (const { name } of tables) {
      const rows = await query(world.database.db, `select 1 from "${name}" x where x::text like $1`, [`%${token}%`]);
      expect([name, rows.length]).toEqual([name, 0]);
    }
    const [row] = await query<{ hash: Buffer }>(
      world.database.db,
      "select token_hash as hash from password_links where user_id = $1 order by created_at desc limit 1",
      [user.id],
    );
    expect(row!.hash).toEqual(createHash("sha256").update(token).digest());
    expect((await world.tom.get(`/users/${user.id}/password_link/`)).status).toBe(403);
    expect((await world.tom.post("/users/invite/", { email: "x@docket.test" })).status).toBe(403);
    const { body: emails } = await world.admin.get("/outgoing-emails/?kind=invitation");
    const email = await world.admin.get(`/outgoing-emails/${emails.results[0].id}/`);
    expect(email.body).toMatchObject({ text: null, html: null });
    expect((await world.admin.get(`/outgoing-emails/${emails.results[0].id}/raw/`)).status).toBe(409);
  });

  test("is refused for another user's address", async () => {
    expect((await world.admin.post("/users/invite/", { email: "TOM@docket.test" })).body).toEqual({
      email: ["A user with that email address already exists."],
    });
  });

  test("uses the whole address as username if the short one is taken", async () => {
    const { body } = await world.admin.post("/users/invite/", { email: "tom@harbour.test" });
    expect(body.username).toBe("tom@harbour.test");
  });
});

describe("a link to choose a password", () => {
  test("ends when it expires or is used, or when the address or the password changes", async () => {
    const { db } = world.database;
    const user = await newUser("changes");
    const changes: (() => Promise<unknown>)[] = [
      () => world.admin.patch(`/users/${user.id}/`, { email: "elsewhere@docket.test" }),
      () => world.admin.patch(`/users/${user.id}/`, { password: "one more password" }),
      () =>
        query(db, "update password_links set expires_at = now() where ended_at is null and user_id = $1", [user.id]),
      () => choose(token, "another password"),
      () => world.admin.patch(`/users/${user.id}/`, { is_active: false }),
    ];
    let token = "";
    for (const change of changes) {
      const other = tokenIn(await linkOf(user.id));
      token = tokenIn(await linkOf(user.id));
      await change();
      await query(db, "delete from sign_in_attempts");
      expect([(await choose(token)).status, (await choose(other)).status]).toEqual([400, 400]);
    }
    expect((await world.admin.post(`/users/${user.id}/password_link/`, {})).status).toBe(409);
  });

  test("ends every session of the user", async () => {
    const user = await newUser("everywhere");
    const by = await world.login("everywhere");
    await query(world.database.db, "update users set tokens_valid_from = '2020-01-01' where id = $1", [user.id]);
    const entered = await choose(tokenIn(await linkOf(user.id)));
    expect([(await by.get("/auth/me/")).status, entered.status]).toEqual([401, 200]);
    const [row] = await query<{ is_now: boolean }>(
      world.database.db,
      "select tokens_valid_from > '2026-01-01' as is_now from users where id = $1",
      [user.id],
    );
    expect(row!.is_now).toBe(true);
  });

  test("works only from a page of this site", async () => {
    const token = tokenIn(await linkOf((await newUser("framed")).id));
    const origin = { origin: "https://elsewhere.test" };
    const answers = await Promise.all([
      world.stranger.post("/session/password/", { token, password: NEW_PASSWORD }, origin),
      world.stranger.post("/session/password_link/", { token }, origin),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });
});

describe("requesting a new password", () => {
  test("gives the same response and runs the same statements for every name", async () => {
    await newUser("gone", { is_active: false });
    const costs: [number, unknown][] = [];
    for (const name of ["tom", "tom", "TOM@docket.test", "nobody", "nobody@docket.test", "gone"]) {
      const before = world.database.statementCount();
      const { status, body } = await ask(name);
      costs.push([world.database.statementCount() - before, { status, body }]);
    }
    expect(new Set(costs.map((each) => JSON.stringify(each)))).toEqual(
      new Set([
        JSON.stringify([
          costs[0]![0],
          { status: 200, body: { message: "If there is such an account, a link is on its way to its email address." } },
        ]),
      ]),
    );
  });

  test("sends a link that works for one hour, even to imported users without a password", async () => {
    await addMailbox(world, server);
    await newUser("imported");
    await query(world.database.db, "update users set password = '!imported' where username = 'imported'");
    await ask("IMPORTED");
    const [text] = await emailTo("imported@docket.test");
    expect(text).toContain("for your account imported");
    const { body } = await world.stranger.post("/session/password_link/", { token: linkIn(text!) });
    expect(body.purpose).toBe("password_reset");
    const minutes = (Date.parse(body.expires_at) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(30);
    expect(minutes).toBeLessThan(61);
    expect((await choose(linkIn(text!))).status).toBe(200);
    expect(await emailTo("nobody@docket.test")).toEqual([]);
  });

  test("sends at most three emails an hour to one account", async () => {
    const user = await newUser("flooded");
    for (const name of ["flooded", "Flooded", "flooded@docket.test", "FLOODED@docket.test"]) {
      await ask(name);
      await answerResetRequests(world.app.mail);
    }
    expect(await emailTo(user.email)).toHaveLength(3);
  });

  test("is refused after five requests for one name, whether it exists or not", async () => {
    for (const name of ["tom", "nobody at all"]) {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i += 1) statuses.push((await ask(name)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    }
    expect((await world.login("tom")).token).not.toBe("");
  });

  test("sends nothing once the link is no longer valid", async () => {
    await newUser("late");
    await ask("late");
    await answerResetRequests(world.app.mail);
    await query(world.database.db, "update password_links set expires_at = now() where ended_at is null");
    expect(await emailTo("late@docket.test")).toEqual([]);
    const { body } = await world.admin.get("/outgoing-emails/?recipient=late@docket.test");
    expect(body.results[0]).toMatchObject({ state: "cancelled", reason: "link_expired" });
  });
});
