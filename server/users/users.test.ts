import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";
import { openDatabase } from "../platform/database.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
const PRIVATE = ["email", "phone", "smtp_email"];
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const usernames = async (query: string, by = world.admin) =>
  (await by.get(`/users/?${query}`)).body.results.map((each: { username: string }) => each.username);

describe("users", () => {
  test("can be created, changed, replaced and deleted by Admins", async () => {
    const values = {
      username: " nia ",
      password: PASSWORD,
      first_name: "Nia",
      role: "Music",
      phone: "+66 2",
      email: "nia@docket.test",
    };
    const created = await world.admin.post("/users/", values);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: created.body.id,
      has_weak_password: false,
      has_password: true,
      away_until: null,
      absence: null,
      username: "nia",
      email: "nia@docket.test",
      first_name: "Nia",
      last_name: "",
      full_name: "Nia",
      role: "Music",
      phone: "+66 2",
      department: "",
      is_active: true,
      smtp_email: null,
      smtp_configured: false,
      avatar_url: null,
      last_login: null,
      updated_at: created.body.date_joined,
      date_joined: created.body.date_joined,
      permissions: expect.arrayContaining(["view_tickets", "ticket.reply"]),
      leads: [],
    });
    const at = `/users/${created.body.id}/`;
    expect((await world.admin.patch(at, { department: "Programming" })).body).toEqual({
      ...created.body,
      department: "Programming",
      updated_at: expect.any(String),
    });
    const written = await world.admin.ask(at, { method: "PUT", body: { username: "nia2" } });
    expect([written.status, written.body.username, written.body.role]).toEqual([200, "nia2", "Music"]);
    expect((await world.stranger.post("/auth/login/", { username: "nia2", password: PASSWORD })).status).toBe(200);
    expect((await world.admin.remove(at)).status).toBe(204);
    for (const again of [await world.admin.get(at), await world.admin.remove(at), await world.admin.patch(at, {})])
      expect([again.status, again.body]).toEqual([404, { detail: "No User matches the given query." }]);
  });

  test("cannot be changed by others", async () => {
    const forbidden = { detail: "You do not have permission to perform this action." };
    for (const at of [`/users/${world.fay.id}/`, `/users/${NO_ID}/`, `/users/${world.tom.id}/`]) {
      for (const [method, body] of [
        ["PATCH", { role: "Admin" }],
        ["PUT", { username: "x" }],
        ["DELETE", undefined],
      ] as const) {
        const answer = await world.tom.ask(at, { method, body });
        expect([answer.status, answer.body]).toEqual([403, forbidden]);
      }
    }
    expect((await world.tom.post("/users/", { username: "x", password: PASSWORD })).status).toBe(403);
    expect((await world.tom.get("/auth/me/")).body.role).toBe("Tech");
  });

  test.each([
    [{}, { username: ["This field is required."], password: ["This field is required."] }],
    [
      { username: "x", password: "short" },
      { password: ["This password is too short. It must contain at least 10 characters."] },
    ],
    [{ username: "TOM", password: PASSWORD }, { username: ["A user with that username already exists."] }],
    [{ username: "ｔｏｍ", password: PASSWORD }, { username: ["A user with that username already exists."] }],
    [
      { username: "x".repeat(151), password: PASSWORD, role: "Boss", email: "x", is_active: null },
      {
        username: ["Ensure this field has no more than 150 characters."],
        email: ["Enter a valid email address."],
        role: ['"Boss" is not a valid choice.'],
        is_active: ["Must be a valid boolean."],
      },
    ],
  ])("refuse %j", async (input, expected) => {
    const { status, body } = await world.admin.post("/users/", input);
    expect([status, body]).toEqual([400, expected]);
  });

  test("whose usernames look alike are separate users", async () => {
    const cyrillic = await world.admin.post("/users/", { username: "tоm", password: PASSWORD });
    expect(cyrillic.status).toBe(201);
    const entered = await world.stranger.post("/auth/login/", { username: "tоm", password: PASSWORD });
    expect(entered.body.user.id).toBe(cyrillic.body.id);
    expect((await world.stranger.post("/auth/login/", { username: "Ｔom", password: PASSWORD })).body.user.id).toBe(
      world.tom.id,
    );
    await world.admin.remove(`/users/${cyrillic.body.id}/`);
  });

  test("who share an email address sign in with their usernames only", async () => {
    const make = async (username: string) =>
      (await world.admin.post("/users/", { username, password: PASSWORD, email: "desk@docket.test" })).body.id;
    const both = [await make("front"), await make("back")];
    expect(
      (await world.stranger.post("/auth/login/", { username: "desk@docket.test", password: PASSWORD })).status,
    ).toBe(400);
    expect((await world.stranger.post("/auth/login/", { username: "back", password: PASSWORD })).body.user.id).toBe(
      both[1],
    );
    for (const id of both) await world.admin.remove(`/users/${id}/`);
  });

  test("cannot delete themselves", async () => {
    expect((await world.admin.remove(`/users/${world.admin.id}/`)).status).toBe(403);
    expect((await world.admin.get("/auth/me/")).status).toBe(200);
  });
});

describe("a user's email address and phone number", () => {
  test("are hidden from other users, but not from Admins and the user", async () => {
    const seen = async (by: World["tom"], id: string) => {
      const one = (await by.get(`/users/${id}/`)).body;
      const listed = (await by.get("/users/")).body.results.find((each: { id: string }) => each.id === id);
      expect(listed).toEqual(one);
      return PRIVATE.filter((name) => name in one);
    };
    expect(await seen(world.tom, world.fay.id)).toEqual([]);
    expect(await seen(world.tom, world.tom.id)).toEqual(PRIVATE);
    expect(await seen(world.admin, world.fay.id)).toEqual(PRIVATE);
    for (const path of [`/users/${world.tom.id}/?omit=id`, "/users/me/?fields=email", "/auth/me/?omit=id,username"])
      expect((await world.tom.get(path)).body).toHaveProperty("email", "tom@docket.test");
    const listed = (await world.tom.get("/users/?omit=id&search=tom")).body.results;
    expect(listed.map((each: { email?: string }) => each.email)).toEqual(["tom@docket.test"]);
    for (const path of ["/auth/me/", "/users/me/"]) expect((await world.tom.get(path)).body).toHaveProperty("email");
    expect((await world.tom.get(`/users/?fields=username,email&search=fay`)).body.results).toEqual([
      { username: "fay" },
    ]);
  });

  test("cannot be searched or sorted by if they are hidden", async () => {
    expect(await usernames("search=fay@docket", world.admin)).toEqual(["fay"]);
    expect(await usernames("search=fay@docket", world.tom)).toEqual([]);
    expect(await usernames("ordering=email", world.admin)).toEqual(["admin", "fay", "tom"]);
    expect(await usernames("ordering=email", world.tom)).toEqual(await usernames("", world.tom));
  });
});

describe("the list of users", () => {
  test("includes everyone, newest first, inactive users too", async () => {
    const { id } = (
      await world.admin.post("/users/", {
        username: "zed",
        password: PASSWORD,
        is_active: false,
        role: "Music",
        department: "Night",
      })
    ).body;
    for (const [query, expected] of [
      ["", ["zed", "tom", "fay", "admin"]],
      ["ordering=username", ["admin", "fay", "tom", "zed"]],
      ["ordering=-role,username", ["tom", "zed", "fay", "admin"]],
      ["role=Tech", ["tom"]],
      ["is_active=false", ["zed"]],
      ["is_active=1&ordering=username", ["admin", "fay", "tom"]],
      ["department=Night", ["zed"]],
      ["search=FINANCE", ["fay"]],
      ["search=ad", ["admin"]],
      ["page_size=2&page=2", ["fay", "admin"]],
      ["limit=1&offset=1", ["tom"]],
    ] as const)
      expect([query, await usernames(query)]).toEqual([query, expected]);
    const { status, body } = await world.tom.get("/users/?role=boss");
    expect([status, body]).toEqual([
      400,
      { role: ["Select a valid choice. boss is not one of the available choices."] },
    ]);
    await world.admin.remove(`/users/${id}/`);
  });
});

describe("a user", () => {
  test("can change their own profile, but not their role, username or state", async () => {
    const sent = { phone: "+66 9", role: "Admin", is_active: false, username: "boss" };
    const { status, body } = await world.tom.patch("/users/me/", sent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ phone: "+66 9", role: "Tech", is_active: true, username: "tom" });
    expect((await world.stranger.get("/users/me/")).status).toBe(401);
  });

  test("can change their own password, which ends their other sessions", async () => {
    await world.admin.post("/users/", { username: "pat", password: PASSWORD });
    const [here, there] = [await world.login("pat"), await world.login("pat")];
    const change = (body: object) => here.post("/users/change_password/", body);
    expect((await change({ old_password: "wrong", new_password: "quite new words" })).body).toEqual({
      old_password: ["Old password is incorrect."],
    });
    expect((await change({ old_password: PASSWORD, new_password: "short" })).body).toEqual({
      new_password: ["This password is too short. It must contain at least 10 characters."],
    });
    for (const common of ["1234567890", "QWERTYuiop"])
      expect((await change({ old_password: PASSWORD, new_password: common })).body).toEqual({
        new_password: ["This password is too common."],
      });
    expect((await change({ old_password: PASSWORD, new_password: "quite new words" })).status).toBe(200);
    expect((await here.get("/auth/me/")).status).toBe(200);
    expect((await there.get("/auth/me/")).status).toBe(401);
    expect((await world.stranger.post("/auth/login/", { username: "pat", password: PASSWORD })).status).toBe(400);
    expect((await world.stranger.post("/auth/login/", { username: "pat", password: "quite new words" })).status).toBe(
      200,
    );
  });
});

describe("a request with a password and an Idempotency-Key", () => {
  test("is repeated even if the old password is no longer valid", async () => {
    await world.admin.post("/users/", { username: "repeater", password: PASSWORD });
    const by = await world.login("repeater");
    const change = () =>
      by.post(
        "/users/change_password/",
        { old_password: PASSWORD, new_password: "another horse battery" },
        { "idempotency-key": "change" },
      );
    const answers = [await change(), await change()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]!.headers.get("idempotent-replayed")).toBe("true");
    expect((await change()).body).toEqual(answers[0]!.body);
  });

  test("holds no connection while the password is hashed", async () => {
    // Whoever needs a connection takes turns for this one. Requests that kept it while they hash would all be answered
    // before a request that came after them.
    const { base } = await world.serve(openDatabase({ connectionString: world.url }, { size: 1 }));
    const by = caller(base, world.admin.id, world.admin.token);
    const statuses: number[] = [];
    const hashed = Array.from({ length: 12 }, async (_, i) => {
      const user = { username: `hashed${i}`, password: PASSWORD };
      statuses.push((await by.post("/users/", user, { "idempotency-key": `hash-${i}` })).status);
    });
    expect((await by.get("/users/")).status).toBe(200);
    expect(statuses.length).toBeLessThan(12);
    await Promise.all(hashed);
    expect(new Set(statuses)).toEqual(new Set([201]));
  });
});

test("a deleted user's name stays on what they did, and their token is invalid", async () => {
  const { company } = await makeCompany(world.admin);
  const { id: leaver } = (
    await world.admin.post("/users/", { username: "leaver", password: PASSWORD, first_name: "Lea" })
  ).body;
  const lea = await world.login("leaver");
  const { id } = await makeTicket(lea, company.id);
  await world.admin.post(`/tickets/${id}/assign/`, { user_id: leaver });
  await lea.post(`/tickets/${id}/add_comment/`, { text: "bye" });
  const form = new FormData();
  form.set("ticket", id);
  form.set("file", new File(["x"], "x.txt"));
  await lea.post("/ticket-attachments/", form);
  expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({
    created_by_name: "Lea",
    assigned_to_name: "Lea",
  });
  expect((await world.admin.remove(`/users/${leaver}/`)).status).toBe(204);
  const { body } = await world.tom.get(`/tickets/${id}/`);
  expect(body).toMatchObject({
    status: "new",
    created_by: null,
    created_by_name: "Lea",
    assigned_to: null,
    assigned_to_name: null,
    comments: [{ author: null, author_name: "Lea", author_role: null, text: "bye" }],
    attachments: [{ uploaded_by: null, uploaded_by_name: "Lea" }],
  });
  expect((await world.tom.get(`/ticket-comments/?ticket=${id}`)).body.results[0]).toMatchObject({
    author: null,
    author_name: "Lea",
  });
  const refused = await lea.get("/auth/me/");
  expect([refused.status, refused.body]).toEqual([401, { detail: "User not found", code: "user_not_found" }]);
});

test("only Admins make users leads of teams", async () => {
  const { id } = (await world.admin.post("/users/", { username: "lead", password: PASSWORD, leads: ["Tech"] })).body;
  const leads = async (by = world.tom) => (await by.get(`/users/${id}/`)).body.leads;
  expect(await leads()).toEqual(["Tech"]);
  await world.admin.patch(`/users/${id}/`, { leads: ["Music", "Sales", "Music"] });
  expect(await leads()).toEqual(["Sales", "Music"]);
  await world.admin.patch(`/users/${id}/`, { first_name: "Lea" });
  expect(await leads()).toEqual(["Sales", "Music"]);
  expect((await world.tom.patch(`/users/${id}/`, { leads: [] })).status).toBe(403);
  await (await world.login("lead")).patch("/users/me/", { leads: ["Admin"] });
  expect(await leads()).toEqual(["Sales", "Music"]);
  const refused = (await world.admin.patch(`/users/${id}/`, { leads: ["Kitchen"] })).body;
  expect(refused).toEqual({ leads: ['"Kitchen" is not a valid choice.'] });
  await world.admin.patch(`/users/${id}/`, { leads: [] });
  expect(await leads()).toEqual([]);
});

test("everyone sees who is away or off, and until when: by choice, or else because they are out of office", async () => {
  const absence = async () => (await world.fay.get(`/users/${world.tom.id}/`)).body.absence;
  const choose = (body: object) => world.tom.patch("/users/me/availability/", body);
  const [soon, later] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19));
  expect(await absence()).toBeNull();
  await choose({ state: "away", until: `${soon}Z` });
  expect(await absence()).toEqual({ state: "away", until: `${soon}Z` });
  await choose({ state: "off", until: null });
  expect(await absence()).toEqual({ state: "off", until: null });
  // additional hours
  await choose({ state: "available", until: `${soon}Z` });
  await world.tom.patch("/users/me/notifications/", { away_until: `${later}Z` });
  expect(await absence()).toBeNull();
  await world.database.pool.query("update agent_routing set until = now() - interval '1 minute'");
  expect(await absence()).toEqual({ state: "away", until: `${later}Z` });
});
