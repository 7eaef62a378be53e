import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLE_PERMISSIONS, type Role } from "../wire/permissions.ts";
import { type ApiOperation, NO_ID, type Operations, readOperations } from "./operations.ts";
import { type Caller, caller, makeCompany, makeTicket, openWorld, PASSWORD, SECRET_KEY, type World } from "./world.ts";

const ROLES = ["Sales", "Finance", "Tech", "Music", "Admin"] as const;
let world: World;
let api: Operations;
const callers: Record<string, Caller> = {};

// Tokens without a session. They are issued later than anything in this file, so no sign-out ends them.
const tokenOf = (user: string) =>
  new SignJWT({ token_type: "access", jti: randomUUID().replaceAll("-", ""), user_id: user })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt("1h")
    .setExpirationTime("2h")
    .sign(new TextEncoder().encode(SECRET_KEY));

beforeAll(async () => {
  world = await openWorld();
  api = await readOperations(world);
  const make = async (who: string, role: string, isActive = true) => {
    const values = { username: `one of ${who}`, role, password: PASSWORD, is_active: isActive };
    const { id } = (await world.admin.post("/users/", values)).body;
    callers[who] = caller(world.base, id, await tokenOf(id));
  };
  for (const role of ROLES) await make(role, role);
  await make("someone inactive", "Admin", false);
  callers["nobody known"] = caller(world.base, NO_ID, await tokenOf(randomUUID()));
  callers["a stranger"] = world.stranger;
});
afterAll(() => world.close());

/** Requests something that does not exist, with a body that changes nothing, because only the access is tested. */
const requestMissing = (by: Caller, each: ApiOperation) =>
  by.ask(api.addressOf(each, NO_ID), {
    method: each.method === "GET" ? "HEAD" : each.method,
    ...(each.is.requestBody && { body: "[]", headers: { "content-type": "application/json" } }),
  });
const all = () => Object.keys(callers);
const mayAsk = (who: string, { is }: ApiOperation) =>
  !is["x-permission"] || (ROLE_PERMISSIONS[who as Role] ?? []).includes(is["x-permission"]);

describe("every operation", () => {
  test("is allowed for the roles that it names and for nobody else", async () => {
    const wrong: string[] = [];
    for (const each of api.all) {
      for (const who of all()) {
        const { status } = await requestMissing(callers[who]!, each);
        const isKnown = (ROLES as readonly string[]).includes(who);
        const refusal = !isKnown ? 401 : 403;
        const isOpen = each.access === "credentials-ignored" || (each.access === "public" && who === "a stranger");
        const isRight = isOpen
          ? status !== 403
          : mayAsk(who, each) && isKnown
            ? status !== 401 && (status !== 403 || "403" in each.is.responses)
            : status === refusal;
        if (!isRight || status >= 500) wrong.push(`${each.method} ${each.path} (${each.access}) by ${who}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  test("for signed-in users names its permission, and only operations for Admins name an Admin's permission", () => {
    const closed = api.all.filter(({ access }) => access === "user" || access === "admin");
    const wrong = closed.filter(({ access, is }) => {
      const isForAgents = ROLE_PERMISSIONS.Tech.includes(is["x-permission"]);
      return !ROLE_PERMISSIONS.Admin.includes(is["x-permission"]) || isForAgents !== (access === "user");
    });
    expect(wrong.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    expect(api.all.filter(({ access, is }) => access.startsWith("p") && is["x-permission"])).toEqual([]);
  });

  test("for everyone ignores every token", async () => {
    for (const each of api.all.filter(({ access }) => access === "credentials-ignored")) {
      const statuses = await Promise.all(all().map(async (who) => (await requestMissing(callers[who]!, each)).status));
      expect(new Set(statuses).size, `${each.method} ${each.path}: ${statuses}`).toBe(1);
    }
  });

  test("below /api/v1 is documented with its access", () => {
    const served: string[] = [];
    const above: string[] = [];
    for (const line of world.app.http.printRoutes({ commonPrefix: false }).split("\n")) {
      const match = /^(.*?)[├└]── (\S+) \(/.exec(line);
      if (!match) continue;
      const depth = match[1]!.length / 4;
      above.splice(depth, above.length, match[2]!.replaceAll(/:(\w+)/g, "{$1}"));
      served.push(above.join("").replace(/^\/?/, "/"));
    }
    const below = served.filter((path) => path.startsWith("/api/v1/"));
    expect(below.length).toBeGreaterThan(20);
    const described = new Set(api.all.map(({ path }) => path));
    expect(below.filter((path) => !described.has(path) && !described.has(`${path}/`))).toEqual([]);
  });

  test("that only reads changes no table", async () => {
    const { rows } = await world.database.pool.query(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
    );
    const tables = rows.map(({ name }: { name: string }) => name);
    expect(tables.length).toBeGreaterThan(12);
    const sum = (name: string) =>
      `(select coalesce(md5(string_agg(x::text, '' order by x::text)), '') from ${name} x) as ${name}`;
    const contents = async () => (await world.database.pool.query(`select ${tables.map(sum).join(", ")}`)).rows[0];
    await world.tom.get("/tickets/");
    const before = await contents();
    for (const each of api.all.filter(({ method }) => method === "GET")) {
      for (const by of [callers.Admin!, callers.Tech!]) {
        const at = api.addressOf(each);
        for (const method of ["HEAD", "OPTIONS"]) await by.ask(at, { method });
        if (!each.path.endsWith("/events/")) for (let i = 0; i < 3; i += 1) await by.get(at);
      }
    }
    expect(await contents()).toEqual(before);
  }, 120_000);
});

describe("a record that belongs to one user", () => {
  let own: Record<string, string>;
  let ticket: string;
  beforeAll(async () => {
    const { tom } = world;
    const { company } = await makeCompany(world.admin);
    ticket = (await makeTicket(tom, company.id)).id;
    const every = { rrule: "FREQ=DAILY", starts_at: "2090-01-01T09:00", time_zone: "UTC" };
    const report = { reports: ["summary"], recipients: [tom.id], every: "day", time: "09:00", time_zone: "UTC" };
    const form = new FormData();
    form.set("file", new File(["secret"], "x.txt"));
    const make = async (path: string, values: object) => (await tom.post(path, values)).body.id as string;
    const template = await make("/ticket-templates/", { name: "Mine", scope: "own", subject: "secret" });
    own = {
      template,
      view: await make("/views/", { name: "Mine", filters: { status: "new" } }),
      macro: await make("/macros/", { name: "Mine", scope: "own", texts: { en: "secret" } }),
      recurrence: await make("/recurrences/", { name: "Mine", template, company: company.id, ...every }),
      schedule: await make("/report-schedules/", { name: "Mine", ...report }),
      file: await make("/draft-files/", form),
      reply: await make(`/tickets/${ticket}/replies/`, { text: "secret", seen: 1, force: true }),
      bulk: await make("/bulk-changes/", { ids: [ticket], changes: { priority: "high" } }),
      session: (await tom.get("/session/all/")).body.results[0].id,
      company: company.id,
      user: tom.id,
    };
    await tom.put(`/tickets/${ticket}/draft/`, { text: "secret", files: [own.file] });
  });

  const steal = { name: "Stolen", rrule: "FREQ=DAILY", starts_at: "2090-01-01T09:00", time_zone: "UTC" };
  test.each<[string, string, object?]>([
    ...["views/{view}", "macros/{macro}", "ticket-templates/{template}", "report-schedules/{schedule}"].flatMap(
      (at): [string, string, object?][] => [
        ["GET", `/${at}/`],
        ["PATCH", `/${at}/`, { name: "Stolen" }],
        ["DELETE", `/${at}/`],
      ],
    ),
    ["PATCH", "/recurrences/{recurrence}/", { name: "Stolen" }],
    ["DELETE", "/recurrences/{recurrence}/"],
    ["POST", "/recurrences/", { ...steal, template: "{template}", company: "{company}" }],
    ["POST", "/macros/{macro}/apply/", { ticket: "{ticket}" }],
    ["POST", "/macros/{macro}/preview/", { ids: ["{ticket}"] }],
    ["POST", "/bulk-changes/", { ids: ["{ticket}"], changes: { macro: "{macro}" } }],
    ["POST", "/ticket-templates/{template}/apply/", {}],
    ["POST", "/report-schedules/{schedule}/send/", {}],
    ["DELETE", "/draft-files/{file}/"],
    ["POST", "/tickets/{ticket}/replies/", { text: "x", files: ["{file}"], seen: 99, force: true }],
    ["POST", "/tickets/{ticket}/take_files/", { files: ["{file}"] }],
    ["POST", "/macros/", { name: "Stolen", scope: "own", texts: { en: "x" }, files: ["{file}"] }],
    ["POST", "/ticket-templates/", { name: "Stolen", scope: "own", files: ["{file}"] }],
    ["DELETE", "/tickets/{ticket}/replies/{reply}/"],
    ["POST", "/tickets/{ticket}/replies/{reply}/send_now/", {}],
    ["GET", "/bulk-changes/{bulk}/"],
    ["GET", "/bulk-changes/{bulk}/failures/"],
    ["POST", "/bulk-changes/{bulk}/undo/", {}],
    ["DELETE", "/session/all/{session}/"],
    ["PATCH", "/users/{user}/availability/", { is_available: false }],
  ])("does not exist for another user: %s %s", async (method, path, values) => {
    const filled = (text: string) =>
      text.replaceAll(/\{(\w+)\}/g, (_, name) => (name === "ticket" ? ticket : own[name]!));
    const { status, body } = await world.fay.ask(filled(path), {
      method,
      ...(values && { body: filled(JSON.stringify(values)), headers: { "content-type": "application/json" } }),
    });
    expect([400, 403, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test("still exists for its owner", async () => {
    const { body } = await world.tom.get(`/tickets/${ticket}/draft/`);
    expect([body.text, body.files.map(({ id }: { id: string }) => id)]).toEqual(["secret", [own.file]]);
    expect((await world.fay.get(`/tickets/${ticket}/draft/`)).body).not.toMatchObject({ text: "secret" });
    for (const at of [`views/${own.view}`, `macros/${own.macro}`, `report-schedules/${own.schedule}`])
      expect((await world.tom.get(`/${at}/`)).body.name, at).toBe("Mine");
  });
});
