import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeCompany, makeTicket, openWorld, type Reply, type World } from "../../test/world.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document as it came over the wire
type Json = any;
interface Operation {
  method: string;
  path: string;
  is: Json;
}

let world: World;
let document: Json;
let operations: Operation[];
const ids: Record<string, string> = {};

beforeAll(async () => {
  world = await openWorld();
  const { company, contact, zone } = await makeCompany(world.admin);
  const ticket = await makeTicket(world.admin, company.id, {
    contact: contact.id,
    zone: zone.id,
    due_date: "2026-01-01",
  });
  const comment = (await world.admin.post("/ticket-comments/", { ticket: ticket.id, text: "hello" })).body;
  const form = new FormData();
  form.set("ticket", ticket.id);
  form.set("file", new File(["x"], "x.txt"));
  const attachment = (await world.admin.post("/ticket-attachments/", form)).body;
  Object.assign(ids, {
    tickets: ticket.id,
    companies: company.id,
    contacts: contact.id,
    zones: zone.id,
    users: world.fay.id,
    "ticket-comments": comment.id,
    "ticket-attachments": attachment.id,
  });
  document = (await world.stranger.get(`${world.base}/api/openapi.json`)).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as object).map(([method, is]) => ({ path, method: method.toUpperCase(), is })),
  );
});
afterAll(() => world.close());

const resolve = (each: Json): Json =>
  each?.$ref
    ? resolve(
        each.$ref
          .slice(2)
          .split("/")
          .reduce((at: Json, key: string) => at?.[key], document),
      )
    : each;
const local = (schema: Json) => JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"));
const compiled = (schema: Json) => z.fromJSONSchema(local({ ...schema, $defs: document.components.schemas }));
const faults = (schema: Json, value: unknown) => {
  const { error } = compiled(schema).safeParse(value);
  return error ? z.prettifyError(error) : null;
};
const addressOf = ({ path }: Operation) =>
  path.replace("/api/v1", "").replace("{id}", ids[path.split("/")[3]!] ?? world.fay.id);
const nodes = (each: Json): Json[] =>
  each && typeof each === "object" ? [each, ...Object.values(each).flatMap(nodes)] : [];

describe("the document", () => {
  test("says what it is, where the server is, and stays small", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.info).toMatchObject({ title: "Docket", version: expect.any(String) });
    expect(document.servers).toEqual([{ url: world.base }]);
    expect(JSON.stringify(document).length).toBeLessThan(3500 * operations.length);
    for (const kind of Object.values(document.components))
      for (const name of Object.keys(kind as object)) expect(name).toMatch(/^[\w.-]+$/);
  });

  test("refers to nothing that it does not hold, and holds nothing that is not referred to", () => {
    const refs = new Set(nodes(document).flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref])));
    for (const ref of refs) expect(resolve({ $ref: ref }), ref).toBeDefined();
    const held = ["schemas", "examples", "responses", "parameters"].flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    );
    expect(held.filter((each) => !refs.has(each))).toEqual([]);
  });

  test("has a name, a summary, a described chapter and an access for every operation", () => {
    const tags = new Map(document.tags.map(({ name, description }: Json) => [name, description]));
    for (const { method, path, is } of operations) {
      const what = `${method} ${path}`;
      expect(is.summary, what).toMatch(/^[A-Z].*[^.]$/);
      expect(is.tags, what).toHaveLength(1);
      expect(tags.get(is.tags[0]), what).toMatch(/\.$/);
      expect(["public", "credentials-ignored", "user", "admin"], what).toContain(is["x-access"]);
      expect(is.security, what).toEqual(/user|admin/.test(is["x-access"]) ? [{ bearer: [] }] : []);
    }
    expect(new Set(operations.map(({ is }) => is.operationId)).size).toBe(operations.length);
  });

  test("describes every parameter, and each one of a path", () => {
    for (const { method, path, is } of operations) {
      const all = is.parameters.map(resolve);
      const names = all.map((each: Json) => `${each.in} ${each.name}`);
      expect(new Set(names).size, `${method} ${path}`).toBe(names.length);
      expect(all.filter((each: Json) => each.in === "path").map((each: Json) => each.name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
      for (const each of all) {
        const what = `${each.name} of ${method} ${path}`;
        expect(["path", "query", "header"], what).toContain(each.in);
        expect(each.in === "path" || each.description, what).toBeTruthy();
        if (each.in === "path") expect(each.required, what).toBe(true);
        if (each.example !== undefined) expect(faults(each.schema, each.example), what).toBeNull();
      }
      const isProtected = is.security.length > 0;
      expect(names.includes("header Idempotency-Key"), `${method} ${path}`).toBe(isProtected && method !== "GET");
      expect(names.includes("header If-Match"), `${method} ${path}`).toBe("412" in is.responses);
    }
  });

  test("has an example, as its schema has it, for whatever is sent and answered", () => {
    for (const { method, path, is } of operations) {
      const contents = [is.requestBody, ...Object.values(is.responses).map(resolve)].flatMap((each) =>
        Object.entries(each?.content ?? {}),
      ) as [string, Json][];
      for (const [type, { schema, examples, example = resolve(Object.values(examples ?? {})[0])?.value }] of contents) {
        const what = `${method} ${path} ${type}`;
        expect(schema, what).toBeDefined();
        if (type === "application/x-www-form-urlencoded" || (type === "multipart/form-data" && example === undefined))
          continue;
        expect(example, what).toBeDefined();
        expect(faults(schema, example), what).toBeNull();
      }
      for (const [status, response] of Object.entries(is.responses)) {
        expect(resolve(response).description, `${method} ${path} ${status}`).toMatch(/\.$/);
        if (status !== "204") expect(resolve(response).content, `${method} ${path} ${status}`).toBeDefined();
      }
    }
  });

  test("names the refusals that access, path and body bring", () => {
    for (const { method, path, is } of operations) {
      const expected = [
        ...(is.security.length > 0 ? ["401"] : []),
        ...(is["x-access"] === "admin" ? ["403"] : []),
        ...(path.includes("{") ? ["404"] : []),
        ...(is.requestBody ? ["400", "413", "415"] : []),
        "406",
        "429",
        "503",
      ];
      expect(Object.keys(is.responses), `${method} ${path}`).toEqual(expect.arrayContaining(expected));
      const done = Object.keys(is.responses).filter((status) => status.startsWith("2"));
      expect(done, `${method} ${path}`).toHaveLength(1);
    }
  });
});

/** What is not as declared about an answer; null when all is. */
function undeclared({ is }: Operation, { status, body, headers }: Reply): string | null {
  const response = resolve(is.responses[status]);
  if (!response) return status === 405 ? null : `${status} is not declared: ${JSON.stringify(body)}`;
  const type = headers.get("content-type")?.split(";")[0];
  if (!response.content) return body === "" ? null : "there is a body";
  const content = response.content[type ?? ""];
  return content ? faults(content.schema, body) : `the type ${type} is not declared`;
}

describe("the server", () => {
  test("answers every GET as declared", async () => {
    const gets = operations.filter(
      ({ method, is }) => method === "GET" && is.responses[200]?.content?.["application/json"],
    );
    expect(gets.length).toBeGreaterThan(15);
    for (const each of gets) {
      const answer = await world.admin.get(addressOf(each));
      expect([answer.status, undeclared(each, answer)], each.path).toEqual([200, null]);
      const other = await world.tom.get(addressOf(each));
      expect(undeclared(each, other), each.path).toBeNull();
    }
    for (const path of ["/api/v1/tickets/", "/api/v1/users/", "/api/v1/ticket-comments/"]) {
      const each = gets.find((operation) => operation.path === path)!;
      for (const query of ["?cursor=", "?limit=1", "?page=last"])
        expect(undeclared(each, await world.tom.get(addressOf(each) + query)), path).toBeNull();
    }
  }, 120_000);

  test("takes the documented examples, and answers as declared", async () => {
    const { company } = await makeCompany(world.admin);
    const { id: ticket } = await makeTicket(world.tom, company.id);
    const own: Record<string, object> = {
      "/tickets/": { company: company.id },
      "/companies/": { name: "Documented Inn" },
      "/contacts/": { company: company.id },
      "/zones/": { company: company.id },
      "/ticket-comments/": { ticket },
      [`/tickets/${ids.tickets}/assign/`]: { user_id: world.tom.id },
      [`/tickets/${ids.tickets}/add_comment/`]: {},
      "/users/": { username: "documented", password: "correct horse battery" },
      "/auth/logout/": {},
    };
    for (const [address, values] of Object.entries(own)) {
      const each = operations.find((operation) => operation.method === "POST" && addressOf(operation) === address)!;
      const body = { ...each.is.requestBody.content["application/json"].example, ...values };
      const answer = await world.admin.post(address, body);
      expect([address, answer.status < 300, undeclared(each, answer)]).toEqual([address, true, null]);
    }
    const login = operations.find(({ path }) => path.endsWith("/auth/login/"))!;
    const entered = await world.stranger.post("/auth/login/", { username: "tom", password: "correct horse battery" });
    expect(undeclared(login, entered)).toBeNull();
  }, 120_000);

  test("refuses as declared", async () => {
    const bad: [unknown, Record<string, string>][] = [
      [{}, {}],
      [{ text: "", user_id: "abc", refresh: "x", ticket: "abc", name: "", subject: "", is_internal: "maybe" }, {}],
      [{ user_id: "11111111-1111-4111-8111-111111111111", text: "x", is_internal: 7, refresh: 5 }, {}],
      ["[]", { "content-type": "application/json" }],
      ["{", { "content-type": "application/json" }],
      ["x", { "content-type": "text/plain" }],
      ["x", { "content-type": "multipart/form-data" }],
      [{}, { accept: "text/css" }],
      [{}, { "idempotency-key": "not one" }],
      [{}, { "if-match": '"99"' }],
    ];
    for (const each of operations.filter(({ method }) => method !== "GET" && method !== "DELETE")) {
      for (const [at, [body, headers]] of bad.entries()) {
        for (const by of [world.admin, world.tom, world.stranger].slice(0, at === 0 ? 3 : at === 1 ? 2 : 1)) {
          const unknown = addressOf(each).replace(/[\da-f]{8}-[\da-f-]{27}/, "11111111-1111-4111-8111-111111111111");
          for (const address of new Set([addressOf(each), unknown])) {
            const answer = await by.ask(address, { method: each.method, body, headers });
            const what = `${each.method} ${address} ${JSON.stringify(body)} ${JSON.stringify(headers)}: ${answer.status} ${JSON.stringify(answer.body)}`;
            expect([what, undeclared(each, answer)]).toEqual([what, null]);
          }
        }
      }
    }
    for (const each of operations.filter(({ method }) => method === "GET")) {
      if (each.path.endsWith("/events/")) continue;
      for (const query of [
        "?page=0",
        "?cursor=x",
        "?search=%00",
        "?status=bogus&company=abc&ticket=abc&role=x&platform=x",
        "?format=xml",
      ]) {
        const answer = await world.admin.get(addressOf(each) + query);
        expect([each.path, query, undeclared(each, answer)]).toEqual([each.path, query, null]);
      }
    }
  }, 120_000);
});

test("the page to read and try it in speaks with this server and nobody else", async () => {
  const { status, body, headers } = await world.stranger.get(`${world.base}/api/docs/`);
  expect(status).toBe(200);
  const policy = Object.fromEntries(
    headers
      .get("content-security-policy")!
      .split("; ")
      .map((each) => each.split(/ (.*)/)),
  );
  expect(policy).toMatchObject({
    "default-src": "'none'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "data:",
  });
  expect(policy["script-src"]).toMatch(/^'self' 'sha256-[\w+/]{43}='$/);
  expect([...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)).toEqual(["js/scalar.js"]);
  expect((await world.stranger.get(`${world.base}/api/docs/js/scalar.js`)).status).toBe(200);
});
