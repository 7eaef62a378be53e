import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";

const ORIGIN = "http://127.0.0.1:3000";
let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld({ CORS_ORIGINS: ORIGIN });
  const { company } = await makeCompany(world.admin);
  ticket = (await makeTicket(world.tom, company.id)).id;
});
afterAll(() => world.close());

/** The server's response to these bytes, until it closes the connection. */
const raw = (text: string) =>
  new Promise<string>((resolve) => {
    const { hostname, port } = new URL(world.base);
    let response = "";
    const socket = connect(Number(port), hostname, () => socket.write(text))
      .on("data", (chunk) => (response += chunk))
      .on("close", () => resolve(response))
      .on("error", () => resolve(response));
  });

function fileFor(ticket: string): FormData {
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new Blob(["x"]), "x.txt");
  return form;
}

const unknown = "11111111-1111-4111-8111-111111111111";
const json = { "content-type": "application/json" };

describe("the order of checks", () => {
  test.each([
    ["PUT", "/tickets/", {}, undefined],
    ["GET", "/tickets/abc/", {}, undefined],
    ["GET", `/tickets/${unknown}/`, {}, undefined],
    ["POST", "/tickets/", json, "{"],
    ["POST", "/tickets/", { "content-type": "text/plain" }, "x"],
    ["POST", "/tickets/", { "content-type": "no type at all" }, "x"],
    ["POST", "/users/", json, "{}"],
    ["DELETE", "/tickets/trash/", {}, undefined],
    ["OPTIONS", "/tickets/", {}, undefined],
    ["HEAD", "/tickets/", {}, undefined],
  ] as const)(
    "an unauthenticated %s %s returns 401 before anything else is checked",
    async (method, path, headers, body) => {
      const answer = await world.stranger.ask(path, { method, headers, ...(body !== undefined && { body }) });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="api"');
      if (method !== "HEAD") expect(answer.body).toEqual({ detail: "Authentication credentials were not provided." });
    },
  );

  test("an unacceptable format returns 406 before the token is checked", async () => {
    for (const accept of ["application/xml", "image/png", "text/css, application/pdf"]) {
      const { status, body } = await world.stranger.ask("/tickets/", { headers: { accept } });
      expect([status, body]).toEqual([406, { detail: "Could not satisfy the request Accept header." }]);
    }
  });

  test.each([
    ["/tickets/", "PUT"],
    ["/tickets/stats/", "POST"],
    ["/ticket-comments/", "DELETE"],
    ["/auth/me/", "PATCH"],
    ["/companies/simple/", "PUT"],
  ])("%s with %s returns 405 and lists the allowed methods", async (path, method) => {
    const { status, body, headers } = await world.tom.ask(path, { method });
    expect([status, body]).toEqual([405, { detail: `Method "${method}" not allowed.` }]);
    expect(headers.get("allow")).toContain("OPTIONS");
    expect(headers.get("allow")).not.toContain(method);
  });

  test("a missing permission is reported before the method, ID and body are checked", async () => {
    for (const path of ["/users/abc/", `/users/${unknown}/`]) {
      const { status, body } = await world.tom.ask(path, { method: "PATCH", headers: json, body: "{" });
      expect([status, body]).toEqual([403, { detail: "You do not have permission to perform this action." }]);
    }
  });

  test("a missing object is reported before a malformed body, and both before the wrong body type", async () => {
    const patch = (id: string, type: string) =>
      world.tom.ask(`/tickets/${id}/`, { method: "PATCH", headers: { "content-type": type }, body: "{" });
    expect((await patch(unknown, "application/json")).body).toEqual({ detail: "No Ticket matches the given query." });
    expect((await patch(unknown, "text/plain")).status).toBe(404);
    expect((await patch("abc", "no type")).body).toEqual({ detail: "Not found." });
    expect((await patch(ticket, "no type")).body).toEqual({ detail: 'Unsupported media type "no type" in request.' });
    expect((await patch(ticket, "application/json")).status).toBe(400);
  });

  test("too many requests are reported after the role and before the method", async () => {
    const limited = await openWorld({ RATE_LIMIT: "on" });
    for (let n = 0; n < 1200; n += 40)
      await Promise.all(Array.from({ length: 40 }, () => limited.tom.ask("/auth/me/", { method: "HEAD" })));
    const { status, body, headers } = await limited.tom.ask("/tickets/", { method: "PUT" });
    expect(status).toBe(429);
    expect(body.detail).toBe(
      `Request was throttled. Expected available in ${headers.get("retry-after")} second${headers.get("retry-after") === "1" ? "" : "s"}.`,
    );
    expect(headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect((await limited.tom.post("/users/", {})).status).toBe(403);
    expect((await limited.fay.get("/auth/me/")).status).toBe(200);
    await limited.close();
  }, 60_000);
});

describe("every response", () => {
  const SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  };
  const answers = () =>
    Promise.all([
      world.tom.get("/tickets/"),
      world.tom.get(`/tickets/${ticket}/`),
      world.tom.get(`/tickets/${unknown}/`),
      world.tom.post("/tickets/", {}),
      world.tom.post("/tickets/", "{", json),
      world.tom.ask("/tickets/", { method: "PUT" }),
      world.tom.ask("/tickets/", { method: "OPTIONS" }),
      world.tom.post("/users/", {}),
      world.stranger.get("/tickets/"),
      world.stranger.ask("/tickets/", { headers: { accept: "text/css" } }),
    ]);

  test("lists the allowed methods, and has its own request ID", async () => {
    const all = await answers();
    expect(new Set(all.map(({ headers }) => headers.get("x-request-id"))).size).toBe(all.length);
    for (const { headers } of all) expect(headers.get("allow")).toMatch(/^GET, .*HEAD, OPTIONS$/);
    expect(all[0]!.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(all[1]!.headers.get("allow")).toBe("GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
  });

  test("has security headers, even for a missing page", async () => {
    const all = [
      ...(await answers()),
      await world.stranger.get("/nothing/"),
      await world.stranger.get(`${world.base}/api/v1/%zz`),
      await world.stranger.get(`${world.base}/api/openapi.json`),
      await world.stranger.get(`${world.base}/healthz`),
      await world.stranger.get(`${world.base}/`),
    ];
    for (const { headers } of all)
      expect(Object.fromEntries(Object.keys(SECURITY).map((name) => [name, headers.get(name)]))).toEqual(SECURITY);
  });

  test("from the API is not cached by anyone, unless it says otherwise", async () => {
    const all = [
      ...(await answers()),
      await world.stranger.get("/nothing/"),
      await world.stranger.get(`${world.base}/api/v1/%zz`),
      await world.stranger.post("/auth/login/", { username: "tom", password: PASSWORD }),
      await world.tom.get("/reports/summary/csv/"),
    ];
    for (const { status, headers } of all) expect([status, headers.get("cache-control")]).toEqual([status, "no-store"]);
    const { body } = await world.tom.post("/ticket-attachments/", fileFor(ticket));
    expect((await world.stranger.get(body.file)).headers.get("cache-control")).toBe("private, max-age=3600");
  });

  test("repeats the client's request ID if it is valid", async () => {
    const id = async (header: string) =>
      (await world.stranger.ask("/tickets/", { headers: { "x-request-id": header } })).headers.get("x-request-id");
    expect(await id("import-7.a_b")).toBe("import-7.a_b");
    expect(await id("<script>")).toMatch(/^[\da-f-]{36}$/);
    expect(await id("x".repeat(101))).toMatch(/^[\da-f-]{36}$/);
  });

  test("can be read by other sites only if their origin is listed, errors included", async () => {
    for (const [path, origin] of [
      ["/tickets/", ORIGIN],
      ["/nothing/", ORIGIN],
      ["/tickets/", "http://evil.test"],
      ["/tickets/", "null"],
    ] as const) {
      const { headers } = await world.stranger.ask(path, { headers: { origin } });
      const isLetIn = origin === ORIGIN;
      expect(headers.get("access-control-allow-origin")).toBe(isLetIn ? ORIGIN : null);
      expect(headers.get("access-control-allow-credentials")).toBe(isLetIn ? "true" : null);
      expect(headers.get("vary")?.toLowerCase()).toContain("origin");
    }
    const { headers } = await world.tom.ask("/tickets/", { headers: { origin: ORIGIN } });
    expect(headers.get("access-control-expose-headers")).toContain("etag");
  });
});

describe("a preflight", () => {
  const preflight = (origin: string, path = "/tickets/") =>
    world.stranger.ask(path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "authorization,content-type",
      },
    });

  test("is answered without a token, with the allowed methods", async () => {
    const { status, body, headers } = await preflight(ORIGIN);
    expect([status, body]).toEqual([200, ""]);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect(headers.get("access-control-allow-methods")).toBe("DELETE, GET, OPTIONS, PATCH, POST, PUT");
    expect(headers.get("access-control-max-age")).toBe("86400");
    expect(headers.get("vary")?.toLowerCase()).toContain("origin");
    for (const name of ["accept", "authorization", "content-type", "x-csrftoken", "x-requested-with"])
      expect(headers.get("access-control-allow-headers")?.split(", ")).toContain(name);
  });

  test("from an origin that is not listed gets no permission", async () => {
    const closed = await openWorld();
    const headers = { origin: ORIGIN, "access-control-request-method": "GET" };
    for (const answer of [
      await preflight("http://evil.test"),
      await preflight("http://127.0.0.1:3001"),
      await preflight("null"),
      await closed.stranger.ask("/tickets/", { method: "OPTIONS", headers }),
    ]) {
      expect([answer.status, answer.body]).toEqual([200, ""]);
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    await closed.close();
  });
});

describe("a URL", () => {
  test.each([
    ["/tickets", 200],
    ["/tickets/", 200],
    ["/tickets.json", 200],
    ["/tickets?page_size=1", 200],
    ["/tickets.json?search=a?b", 200],
    ["/tickets/?format=json", 200],
    ["/tickets/?format=xml&format=json", 200],
    ["/tickets/?format=", 200],
    ["/tickets/?format=xml", 404],
    ["/tickets.xml", 404],
    ["//tickets/", 404],
    ["/nothing/", 404],
    ["/TICKETS/", 404],
    ["/tickets/abc/", 404],
    ["/dashboard/stats/?billing_entity=x", 404],
    ["/ai-email-drafts/pending_count/", 404],
    ["/tasks/my_tasks/", 404],
    ["/action-center/", 404],
  ])("%s returns %i", async (path, expected) => {
    const { status, body, headers } = await world.tom.get(path);
    expect(status).toBe(expected);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    if (expected === 404) expect(body).toEqual({ detail: "Not found." });
  });

  test("that does not exist returns 404 without a token, so that clients do not try to renew it", async () => {
    for (const path of ["/dashboard/stats/", "/ai-email-drafts/pending_count/"])
      expect((await world.stranger.get(path)).status).toBe(404);
  });

  test("works the same without its final slash, for every method", async () => {
    const { status } = await world.tom.ask(`/tickets/${ticket}`, { method: "PATCH", headers: json, body: "{}" });
    expect(status).toBe(200);
    expect((await world.tom.post(`/tickets/${ticket}.json`, {})).status).toBe(405);
    expect((await world.tom.get("/tickets.json?page_size=1&search=a?b")).body.count).toBe(0);
    const { next } = (await world.tom.get("/users?page_size=1")).body;
    expect(next).toBe(`${world.base}/api/v1/users/?page=2&page_size=1`);
  });

  test("of the API itself lists the resources", async () => {
    for (const path of ["/", "", "/?format=json"]) {
      const { status, body } = await world.tom.get(path);
      expect([path, status, body.tickets]).toEqual([path, 200, `${world.base}/api/v1/tickets/`]);
      for (const name of ["companies", "contacts", "zones", "users", "ticket-comments", "ticket-attachments"])
        expect((await world.tom.get(body[name])).status, name).toBe(200);
    }
    expect((await world.stranger.get("/")).status).toBe(401);
  });

  test("of the API leads to the documentation in a browser", async () => {
    const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (const path of ["/tickets/", `/tickets/${ticket}/`, "/auth/me/"]) {
      const { status, headers } = await world.stranger.ask(path, { headers: { accept: browser } });
      expect([status, headers.get("location")]).toEqual([302, "/api/docs/"]);
    }
    const posted = await world.tom.ask("/tickets/", {
      method: "POST",
      headers: { ...json, accept: browser },
      body: "{}",
    });
    expect(posted.status).toBe(400);
  });

  test("accepts everything that the Django backend's client accepts", async () => {
    const headers = { accept: "application/json, text/plain, */*" };
    expect((await world.tom.ask("/tickets/", { headers })).status).toBe(200);
    expect((await world.tom.ask("/tickets/", { headers: { accept: "application/*" } })).status).toBe(200);
  });
});

describe("the server", () => {
  test("responds to HEAD as to GET, without a body", async () => {
    for (const path of ["/tickets/", `/tickets/${ticket}/`, "/tickets/stats/", "/companies/simple/"]) {
      const [head, get] = [await world.tom.ask(path, { method: "HEAD" }), await world.tom.get(path)];
      expect([head.status, head.body]).toEqual([200, ""]);
      for (const name of ["content-type", "content-length", "etag", "allow"])
        expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    for (const path of ["/healthz", "/readyz"])
      expect((await fetch(world.base + path, { method: "HEAD" })).status, path).toBe(200);
    expect((await world.tom.ask(`/tickets/${unknown}/`, { method: "HEAD" })).status).toBe(404);
    const events = await world.tom.ask("/events/", { method: "HEAD" });
    expect([events.status, events.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  });

  test("lists what is allowed in response to OPTIONS", async () => {
    const { status, body } = await world.tom.ask("/tickets/", { method: "OPTIONS" });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["name", "description", "renders", "parses", "actions"]);
    expect(body.renders).toEqual(["application/json"]);
    expect(Object.keys(body.actions)).toEqual(["GET", "POST"]);
  });

  test("returns 405 for an unknown method, and 404 for an unknown address", async () => {
    const auth = `host: desk\r\nconnection: close\r\nauthorization: Bearer ${world.tom.token}\r\n\r\n`;
    for (const method of ["TRACE", "QUERY", "PROPFIND", "PURGE"]) {
      for (const path of ["/tickets/", "/tickets?a=b", `/tickets/${ticket}/`]) {
        const answer = await raw(`${method} /api/v1${path} HTTP/1.1\r\n${auth}`);
        expect(answer).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET, [\s\S]*"detail":"Method/);
        expect(answer).toContain(`Method \\"${method}\\" not allowed.`);
      }
      expect(await raw(`${method} /api/v1/nothing/ HTTP/1.1\r\n${auth}`)).toMatch(/^HTTP\/1\.1 404 /);
      expect(await raw(`${method} /api/v1/tickets/ HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 401 /,
      );
    }
  });

  test("refuses a request with two Host headers", async () => {
    for (const second of ["desk", "evil.test"])
      expect(
        await raw(`GET /api/v1/tickets/ HTTP/1.1\r\nhost: desk\r\nHost: ${second}\r\nconnection: close\r\n\r\n`),
      ).toMatch(/^HTTP\/1\.1 400 [\s\S]*"detail":"The request has more than one Host header\."/);
  });

  test("reports requests that are not HTTP, and closes the connection", async () => {
    expect(await raw("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*\{"detail":/);
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(70_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await raw("GET /api/v1/tickets/ HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    // lists contain addresses
    const auth = `authorization: Bearer ${world.tom.token}\r\nconnection: close\r\n\r\n`;
    for (const host of ["desk:99999", "a:b", "1.2.3.999"])
      expect(await raw(`GET /api/v1/companies/ HTTP/1.1\r\nhost: ${host}\r\n${auth}`), host).toMatch(
        /^HTTP\/1\.1 200 /,
      );
    const proxied = `GET http://evil.test/api/v1/users/?page_size=1 HTTP/1.1\r\nhost: desk\r\n${auth}`;
    const listed = await raw(proxied);
    expect(listed).toMatch(/^HTTP\/1\.1 200 /);
    expect(listed).toContain("http://desk/api/v1/users/?page=");
    expect(listed).not.toContain("evil");
  });
});

describe("a request body", () => {
  test.each([
    ["text/plain", 'Unsupported media type "text/plain" in request.'],
    ["application/xml; charset=utf-8", 'Unsupported media type "application/xml; charset=utf-8" in request.'],
    ["application/json garbage", 'Unsupported media type "application/json garbage" in request.'],
    ["application/json\ta", 'Unsupported media type "application/json\ta" in request.'],
    ["application/jsonx", 'Unsupported media type "application/jsonx" in request.'],
  ])("of type %j returns 415", async (type, detail) => {
    const { status, body } = await world.tom.ask("/tickets/", {
      method: "POST",
      headers: { "content-type": type },
      body: "{}",
    });
    expect([status, body]).toEqual([415, { detail }]);
  });

  test("without a type counts as plain text; an empty body needs none", async () => {
    const bytes = new TextEncoder().encode('{"text":"x"}');
    const answer = await world.tom.ask("/tickets/", { method: "POST", body: bytes });
    expect([answer.status, answer.body]).toEqual([415, { detail: 'Unsupported media type "text/plain" in request.' }]);
    expect((await world.tom.ask(`/tickets/${ticket}/`, { method: "PATCH" })).status).toBe(200);
    expect((await world.tom.ask("/tickets/", { method: "POST", headers: json, body: "" })).body).toMatchObject({
      subject: ["This field is required."],
    });
  });

  test("can be JSON, a URL-encoded form or a multipart form", async () => {
    const { company } = await makeCompany(world.admin);
    const fields = { subject: "Formed", description: "d", company: company.id, due_date: "", contact: "" };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const body of [new URLSearchParams(fields), form]) {
      const answer = await world.tom.post("/tickets/", body);
      expect([answer.status, answer.body.subject, answer.body.due_date]).toEqual([201, "Formed", null]);
    }
    const type = "Application/JSON; charset=UTF-8";
    const answer = await world.tom.post("/tickets/", JSON.stringify({ ...fields, due_date: null }), {
      "content-type": type,
    });
    expect(answer.status).toBe(201);
  });

  test.each([
    ["multipart/form-data", "Multipart form parse error - Invalid boundary in multipart: None"],
    ["multipart/form-data; boundary=", /^Multipart form parse error - /],
    ["multipart/form-data; boundary=x", /^Multipart form parse error - /],
  ])("that breaks the rules of %s is refused", async (type, detail) => {
    const { status, body } = await world.tom.post("/tickets/", "nonsense", { "content-type": type });
    expect(status).toBe(400);
    expect(body.detail).toMatch(detail);
  });

  test.each([
    '{"subject": }',
    '{"subject": "x",}',
    '{"subject": NaN}',
    '{"subject": Infinity}',
    '\ufeff{"subject": "x"}',
    "{'subject': 'x'}",
    "{",
    "tru",
  ])("of %j is not JSON", async (body) => {
    const answer = await world.tom.post("/tickets/", body, json);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/^JSON parse error - /);
  });

  test("that is not UTF-8 is not JSON", async () => {
    const answer = await world.tom.post("/tickets/", new Uint8Array([0x7b, 0xff, 0x7d]), json);
    expect([answer.status, Object.keys(answer.body)]).toEqual([400, ["detail"]]);
    expect(answer.body.detail).toMatch(/^JSON parse error - /);
  });
});
