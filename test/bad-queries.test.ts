import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Operations, readOperations } from "./operations.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
let api: Operations;
beforeAll(async () => {
  world = await openWorld();
  api = await readOperations(world);
});
afterAll(() => world.close());

const HOSTILE = [
  "%00",
  "%ED%A0%80",
  "%",
  "%zz",
  "-1",
  "1e9",
  "99999999999999999999",
  "%27",
  "%22",
  "%25",
  "_",
  "\\",
  "%27%3Bdrop+table+users%3B--",
  ":*",
  "%3C-%3E",
  "%26%26%26",
  "WyJ4Il0",
  "WzAsbnVsbF0",
  "W10",
  "a".repeat(3000),
  "%22".repeat(1000),
  "%5C%22".repeat(700),
  ",".repeat(3000),
  "..%2f",
  "%F0%9F%98%80",
  "created_at,-created_at,x",
  "id;select+1",
  "__proto__",
  "constructor",
  "null",
  "1&page=2",
];

describe("a bad query", () => {
  test("causes no server error in any operation that reads", async () => {
    // all values for a parameter at its first endpoint, and a few of them at the others
    const tried = new Set<string>();
    const reading = api.all.filter(({ method, path }) => method === "GET" && !path.endsWith("/events/"));
    for (const each of reading) {
      const path = api.addressOf(each);
      const names = each.is.parameters.map(api.resolve).filter((one: { in: string }) => one.in === "query");
      for (const name of [...names.map((one: { name: string }) => one.name), "format", "__proto__", "unknown"]) {
        const values = tried.has(name) ? HOSTILE.slice(0, 3) : HOSTILE;
        tried.add(name);
        const answers = await Promise.all(values.map((value) => world.admin.get(`${path}?${name}=${value}`)));
        for (const [at, { status, body }] of answers.entries()) {
          expect(status, `${path}?${name}=${HOSTILE[at]}`).toBeLessThan(500);
          if (status >= 400) expect(typeof body, `${path}?${name}=${HOSTILE[at]}`).toBe("object");
        }
      }
    }
  }, 300_000);

  test("with thousands of parameters, or too long for a URL, gets an immediate response", async () => {
    expect((await world.tom.get(`/tickets/?${"a=1&".repeat(3000)}`)).status).toBe(200);
    const many = Array.from({ length: 700 }, (_, i) => `status=new&s${i}=1`).join("&");
    expect((await world.tom.get(`/tickets/?${many}`)).status).toBe(200);
    const tooLong = await fetch(`${world.base}/api/v1/tickets/?${"a=1&".repeat(10_000)}`);
    expect([tooLong.status, await tooLong.json()]).toEqual([
      431,
      { detail: "The request's address and headers are too long." },
    ]);
  });

  test("sorts and selects only by known names", async () => {
    for (const query of ["ordering=id;drop", "ordering=password", "ordering=company__name", "ordering=(select 1)"]) {
      const [odd, plain] = [await world.tom.get(`/users/?${query}`), await world.tom.get("/users/")];
      expect(odd.body.results).toEqual(plain.body.results);
    }
    const { results } = (await world.admin.get("/users/?fields=id,password,password_hash&ordering=password")).body;
    expect(Object.keys(results[0])).toEqual(["id"]);
  });

  test("in a path returns 404 in JSON", async () => {
    for (const id of ["abc", "1", "..%2f..%2fetc", "%00", "%ED%A0%80", "x".repeat(2000), "null", "{}", "%F0%9F%98%80"])
      for (const kind of ["tickets", "users", "ticket-attachments", "companies"]) {
        const { status, body } = await world.tom.get(`/${kind}/${id}/`);
        expect([id, status >= 400 && status < 500, typeof body]).toEqual([id, true, "object"]);
      }
  });
});

describe("unusual headers", () => {
  test.each([
    ["accept", "*/*;q=0"],
    ["accept", "x".repeat(5000)],
    ["x-request-id", "a\tb"],
    ["if-match", '"'.repeat(4000)],
    ["last-event-id", "-1"],
    ["range", "bytes=0-"],
    ["x-forwarded-host", "evil.test"],
    ["x-forwarded-proto", "javascript"],
    ["x-http-method-override", "DELETE"],
    ["content-encoding", "br"],
    ["expect", "200-ok"],
  ])("as %s of %j change nothing", async (name, value) => {
    const { status, body } = await world.tom
      .ask("/tickets/", { headers: { [name]: value } })
      .catch(() => ({ status: 0, body: null }));
    if (status === 0) return;
    expect([200, 400, 406, 417]).toContain(status);
    if (status === 200) expect(JSON.stringify(body)).not.toContain("evil");
  });

  test("put no other host into the response", async () => {
    const { body } = await world.tom.ask("/users/?page_size=1", {
      headers: { "x-forwarded-host": "evil.test", forwarded: "host=evil.test", "x-forwarded-proto": "https" },
    });
    expect(body.next).toBe(`${world.base}/api/v1/users/?page=2&page_size=1`);
  });
});
