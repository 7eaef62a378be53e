import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NO_ID, type Operations, readOperations } from "../../test/operations.ts";
import { makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document as it came over the wire
type Json = any;

// `npm run proof -- refusals` sends every bad request to every operation
const IS_WHOLE = process.env.RUNS !== undefined;
let world: World;
let api: Operations;

beforeAll(async () => {
  world = await openWorld();
  api = await readOperations(world);
});
afterAll(() => world.close());

const nodes = (each: Json): Json[] =>
  each && typeof each === "object" ? [each, ...Object.values(each).flatMap(nodes)] : [];

describe("the OpenAPI document", () => {
  test("has a title and the server's address, and stays small", () => {
    expect(api.document.openapi).toBe("3.1.0");
    expect(api.document.info).toMatchObject({ title: "Docket", version: expect.any(String) });
    expect(api.document.servers).toEqual([{ url: world.base }]);
    expect(JSON.stringify(api.document).length).toBeLessThan(3500 * api.all.length);
    for (const kind of Object.values(api.document.components))
      for (const name of Object.keys(kind as object)) expect(name).toMatch(/^[\w.-]+$/);
  });

  test("refers only to what it contains, and contains nothing unused", () => {
    const refs = new Set(nodes(api.document).flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref])));
    for (const ref of refs) expect(api.resolve({ $ref: ref }), ref).toBeDefined();
    const held = ["schemas", "examples", "responses", "parameters"].flatMap((kind) =>
      Object.keys(api.document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    );
    expect(held.filter((each) => !refs.has(each))).toEqual([]);
  });

  test("has a name, summary, tag with description, and access for every operation", () => {
    const tags = new Map(api.document.tags.map(({ name, description }: Json) => [name, description]));
    for (const { method, path, is } of api.all) {
      const what = `${method} ${path}`;
      expect(is.summary, what).toMatch(/^[A-Z].*[^.]$/);
      expect(is.tags, what).toHaveLength(1);
      expect(tags.get(is.tags[0]), what).toMatch(/\.$/);
      expect(["public", "credentials-ignored", "user", "admin"], what).toContain(is["x-access"]);
      expect(is.security, what).toEqual(/user|admin/.test(is["x-access"]) ? [{ bearer: [] }] : []);
    }
    expect(new Set(api.all.map(({ is }) => is.operationId)).size).toBe(api.all.length);
  });

  test("describes every parameter, including those of the path", () => {
    for (const { method, path, is } of api.all) {
      const all = is.parameters.map(api.resolve);
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
        if (each.example !== undefined) expect(api.faults(each.schema, each.example), what).toBeNull();
        if (each.in === "query")
          expect(/fields to sort by/.test(each.description), what).toBe(each.name === "ordering");
        if (/^(fields|omit)$/.test(each.name))
          expect(each.description, what).toMatch(/missing, even if the schema requires/);
      }
      const isProtected = is.security.length > 0;
      expect(names.includes("header Idempotency-Key"), `${method} ${path}`).toBe(isProtected && method !== "GET");
      expect(names.includes("header If-Match"), `${method} ${path}`).toBe("412" in is.responses);
    }
  });

  test("has an example that matches the schema for every body and response", () => {
    for (const { method, path, is } of api.all) {
      const contents = [is.requestBody, ...Object.values(is.responses).map(api.resolve)].flatMap((each) =>
        Object.entries(each?.content ?? {}),
      ) as [string, Json][];
      for (const [
        type,
        { schema, examples, example = api.resolve(Object.values(examples ?? {})[0])?.value },
      ] of contents) {
        const what = `${method} ${path} ${type}`;
        expect(schema, what).toBeDefined();
        if (type === "application/x-www-form-urlencoded" || (type === "multipart/form-data" && example === undefined))
          continue;
        expect(example, what).toBeDefined();
        expect(api.faults(schema, example), what).toBeNull();
      }
      for (const [status, response] of Object.entries(is.responses)) {
        expect(api.resolve(response).description, `${method} ${path} ${status}`).toMatch(/\.$/);
        if (status !== "204") expect(api.resolve(response).content, `${method} ${path} ${status}`).toBeDefined();
      }
    }
  });

  test("shows an error of its own for each status", () => {
    const statusesByExample = Map.groupBy(Object.entries<Json>(api.document.components.responses), ([, response]) =>
      JSON.stringify(response.content["application/json"].example),
    );
    for (const [example, responses] of statusesByExample)
      expect(new Set(responses.map(([name]) => name.slice(0, 3))).size, example).toBe(1);
  });

  test("lists the errors that follow from access, path and body", () => {
    for (const { method, path, is } of api.all) {
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
      // the response may also be empty
      const done = Object.keys(is.responses).filter((status) => status.startsWith("2"));
      expect(done.length === 1 || done.filter((status) => status !== "204").length === 1, `${method} ${path}`).toBe(
        true,
      );
    }
  });
});

describe("the server", () => {
  test("responds to every GET as documented", async () => {
    const gets = api.all.filter(
      ({ method, path, is }) =>
        method === "GET" && is.responses[200]?.content?.["application/json"] && !path.endsWith("/merge/"),
    );
    expect(gets.length).toBeGreaterThan(15);
    const wrong: unknown[] = [];
    for (const each of gets) {
      const answer = await world.admin.get(api.addressOf(each));
      const undeclared = api.undeclared(each, answer);
      if (answer.status !== 200 || undeclared) wrong.push([each.path, answer.status, undeclared]);
      const other = api.undeclared(each, await world.tom.get(api.addressOf(each)));
      if (other) wrong.push([each.path, other]);
    }
    expect(wrong).toEqual([]);
    for (const path of ["/api/v1/tickets/", "/api/v1/users/", "/api/v1/ticket-comments/"]) {
      const each = gets.find((operation) => operation.path === path)!;
      for (const query of ["?cursor=", "?limit=1", "?page=last"])
        expect(api.undeclared(each, await world.tom.get(api.addressOf(each) + query)), path).toBeNull();
    }
  }, 240_000);

  test("accepts the documented examples, and responds as documented", async () => {
    const posts = api.all.filter(
      ({ method, path, access, is }) =>
        method === "POST" &&
        /user|admin/.test(access) &&
        is.requestBody?.content["application/json"] &&
        // what needs a provider to sign in at, two tickets, or a ticket that came by email
        !/\/(?:change_password|authorize|connect|links|merge|spam|not_spam)\/$/.test(path),
    );
    expect(posts.length).toBeGreaterThan(6);
    const wrong: unknown[] = [];
    for (const each of posts) {
      const answer = await world.admin.post(api.addressOf(each), api.exampleOf(each));
      const undeclared = api.undeclared(each, answer);
      if (answer.status >= 300 || undeclared) wrong.push([each.path, answer.status, answer.body, undeclared]);
    }
    expect(wrong).toEqual([]);
    const entrance: Record<string, object> = {
      "/auth/login/": { username: "tom", password: PASSWORD },
      "/jwt/token/": { username: "tom", password: PASSWORD },
      "/auth/logout/": {},
    };
    for (const [address, body] of Object.entries(entrance)) {
      const each = api.all.find((operation) => api.addressOf(operation) === address)!;
      const answer = await world.stranger.post(address, body);
      expect([answer.status, api.undeclared(each, answer)]).toEqual([200, null]);
    }
  }, 240_000);

  test("previews and merges tickets as documented", async () => {
    const [source, target] = await Promise.all(
      [1, 2].map(async () => (await makeTicket(world.tom, api.ids.companies!)).id),
    );
    const [preview, merge] = ["GET", "POST"].map(
      (name) => api.all.find(({ method, path }) => method === name && path === "/api/v1/tickets/{id}/merge/")!,
    );
    const previewed = await world.tom.get(`/tickets/${source}/merge/?into=${target}`);
    const response = await world.tom.post(`/tickets/${source}/merge/`, { into: target });
    expect([previewed.status, api.undeclared(preview!, previewed)]).toEqual([200, null]);
    expect([response.status < 300, api.undeclared(merge!, response)]).toEqual([true, null]);
  });

  test("refuses the fields of a ticket field as documented", async () => {
    const start = api.all.find(({ method, path }) => method === "POST" && path === "/api/v1/bulk-changes/")!;
    const answer = await world.tom.post("/bulk-changes/", { ids: [NO_ID], changes: { status: "bogus" } });
    expect([answer.body, api.undeclared(start, answer)]).toEqual([
      { changes: { status: ['"bogus" is not a valid choice.'] } },
      null,
    ]);
  });

  test("accepts any page size as documented", async () => {
    const [size] = api.all
      .find(({ method, path }) => method === "GET" && path === "/api/v1/tickets/")!
      .is.parameters.map(api.resolve)
      .filter(({ name }: Json) => name === "page_size");
    expect(size.schema).not.toHaveProperty("maximum");
    for (const each of [0, -1, 1001, 1_000_000]) {
      expect(api.faults(size.schema, each)).toBeNull();
      expect((await world.tom.get(`/tickets/?page_size=${each}`)).status).toBe(200);
    }
  });

  test("responds with errors as documented", async () => {
    const bad: [unknown, Record<string, string>][] = [
      [{}, {}],
      [{ text: "", user_id: "abc", refresh: "x", ticket: "abc", name: "", subject: "", is_internal: "maybe" }, {}],
      [{ user_id: NO_ID, text: "x", is_internal: 7, refresh: 5 }, {}],
      ["[]", { "content-type": "application/json" }],
      ["{", { "content-type": "application/json" }],
      ["x", { "content-type": "text/plain" }],
      ["x", { "content-type": "multipart/form-data" }],
      [{}, { accept: "text/css" }],
      [{}, { "idempotency-key": "not one" }],
      [{}, { "if-match": '"99"' }],
    ];
    const changing = api.all.filter(({ method }) => method !== "GET" && method !== "DELETE");
    for (const [nth, each] of changing.entries()) {
      const requests = bad.flatMap(([body, headers], at) =>
        [world.admin, world.tom, world.stranger].slice(0, at === 0 ? 3 : at === 1 ? 2 : 1).flatMap((by) =>
          [...new Set([api.addressOf(each), api.addressOf(each, NO_ID)])].map((address) => ({
            by,
            address,
            body,
            headers,
            at,
          })),
        ),
      );
      for (const [n, { by, address, body, headers, at }] of requests.entries()) {
        // the empty body goes to every operation; of the others each gets a third, so that every kind meets many operations
        if (!IS_WHOLE && at > 0 && (n + nth) % 3 > 0) continue;
        const answer = await by.ask(address, { method: each.method, body, headers });
        const what = `${each.method} ${address} ${JSON.stringify(body)} ${JSON.stringify(headers)}: ${answer.status} ${JSON.stringify(answer.body)}`;
        expect([what, api.undeclared(each, answer)]).toEqual([what, null]);
      }
    }
    for (const each of api.all.filter(({ method }) => method === "GET")) {
      if (each.path.endsWith("/events/")) continue;
      for (const query of [
        "?page=0",
        "?cursor=x",
        "?search=%00",
        "?status=bogus&company=abc&ticket=abc&role=x&platform=x",
        "?format=xml",
      ]) {
        const answer = await world.admin.get(api.addressOf(each) + query);
        expect([each.path, query, api.undeclared(each, answer)]).toEqual([each.path, query, null]);
      }
    }
  }, 240_000);
});

test("the documentation page contacts this server only", async () => {
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
