import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPortalTicket, type PortalBrowser, portalBrowser, signInToPortal } from "../../test/portal.ts";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { formToken } from "./contact-form.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let customer: PortalBrowser;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  const { contact } = await makeCompany(world.admin, "Harbour Hotel");
  await world.admin.patch(`/contacts/${contact.id}/`, { email: "ann@harbour.test" });
  await world.admin.patch("/contact-form-settings/", { is_enabled: true });
  await world.admin.post("/kb/articles/", {
    title: "Music",
    html: "<p>Loud</p>",
    language: "en",
    visibility: "public",
  });
  customer = await signInToPortal(world, "ann@harbour.test");
  ticket = await openPortalTicket(customer);
});
afterAll(() => world.close());

/** All that a page can be asked, by path: the fields of its form, if it takes one. */
const PAGES = (): [path: string, fields: string[] | null][] => [
  ["en/", null],
  ["en/search/", null],
  ["en/categories/music/", null],
  ["en/articles/music/", null],
  ["en/articles/music/feedback/", ["is_helpful", "text", "article", "version"]],
  ["en/requests/", null],
  ["en/requests/new/", ["subject", "text", "confirmed", "name", "email", "website", "token"]],
  ["en/suggestions/", ["subject", "text"]],
  ["en/suggestions/shown/", ["articles", "opened", "token"]],
  [`en/requests/${ticket}/`, null],
  [`en/requests/${ticket}/reply/`, ["text", "confirmed", "solved"]],
  [`en/requests/${ticket}/solved/`, ["confirmed"]],
  [`en/requests/${ticket}/reopen/`, ["text"]],
  [`en/requests/${ticket}/rating/`, ["rating", "text", "reason"]],
  [`en/requests/${ticket}/colleague/`, ["email", "name", "address"]],
  [`en/requests/${NO_ID}/reply/`, ["text"]],
  ["en/account/", null],
  ["en/account/data.json", null],
  ["en/account/surveys/", ["receives_surveys", "surveys"]],
  ["en/account/password/", ["password", "old_password", "new_password", "code", "remove"]],
  ["en/sign-in/", ["address", "next"]],
  ["en/sign-in/password/", ["address", "password", "next"]],
  ["en/survey/nothing/", ["rating", "text", "reason"]],
  ["en/survey/nothing/stop/", ["confirmed"]],
  ["tickets/suggestions/", ["text", "language"]],
  ["tickets/suggestions/uses/", ["token", "shown", "opened"]],
  ["tickets/", ["name", "email", "subject", "text", "website", "token"]],
];
const QUERIES = [
  "q",
  "next",
  "show",
  "note",
  "feedback",
  "rating",
  "page",
  "cursor",
  "thanks",
  "language",
  "__proto__",
];

const HOSTILE = [
  "",
  "\0",
  "\ud800",
  "%",
  "../../etc/passwd",
  "' or 1=1; --",
  '"><script>alert(1)</script>',
  "{{ 7 | times: 7 }}",
  ":* & | ! <->",
  "\\",
  "-1",
  "1e9",
  "99999999999999999999999999",
  "NaN",
  NO_ID,
  "a@b.test\r\nBcc: c@d.test",
  "ann@harbour.test",
  `${"a".repeat(250)}@harbour.test`,
  "constructor",
  "__proto__",
  "ก".repeat(7_000),
  "a ".repeat(30_000),
  "\u202e\u200b\ufeff\u0007",
  "null",
  "[object Object]",
];

// `npm run proof -- portal` sends every value to every page, otherwise each page gets a few, and all of them some page
const IS_WHOLE = process.env.RUNS !== undefined;
const FEW = 3;
const valuesFor = (page: number) =>
  IS_WHOLE ? HOSTILE : HOSTILE.filter((_, at) => (at + page * FEW) % Math.floor(HOSTILE.length / FEW) === 0);

const encoded = (value: string) => encodeURIComponent(value.toWellFormed());
const ask = async (path: string, init: RequestInit = {}, cookie = customer.cookie) => {
  const response = await fetch(`${world.base}/portal/${path}`, {
    redirect: "manual",
    ...init,
    headers: { cookie, ...init.headers },
  });
  return { status: response.status, text: await response.text() };
};

describe.each(["a signed-in customer", ...(IS_WHOLE ? ["an unknown visitor"] : [])])("hostile input of %s", (who) => {
  const cookie = () => (who === "an unknown visitor" ? "" : customer.cookie);
  const tried = async (what: string, asked: ReturnType<typeof ask>) => {
    const { status, text } = await asked;
    expect(status, what).toBeLessThan(500);
    expect(text, what).not.toContain("<script>alert");
  };

  test("causes no failure in the address of any page", async () => {
    for (const [page, [path]] of PAGES().entries())
      for (const value of valuesFor(page)) {
        const text = encoded(value).slice(0, 6_000);
        const search = QUERIES.map((name) => `${name}=${text.slice(0, 1_000)}`).join("&");
        await tried(`GET ${path} ${value.slice(0, 40)}`, ask(`${path}?${search}`, {}, cookie()));
        const odd = path.replace(/(?<=\/)(music|nothing|[\da-f-]{36})(?=\/)/, text);
        if (odd !== path) await tried(`GET ${odd.slice(0, 60)}`, ask(odd, {}, cookie()));
      }
  });

  test("causes no failure in any form", async () => {
    for (const [page, [path, fields]] of PAGES().entries())
      for (const value of fields ? valuesFor(page) : []) {
        const what = `POST ${path} ${value.slice(0, 40)}`;
        const values = fields!.map((name) => [name, name === "token" ? formToken(world.app.docket.sealing, 0) : value]);
        await tried(what, ask(path, { method: "POST", body: new URLSearchParams(values) }, cookie()));
        const form = new FormData();
        for (const [name, text] of values) form.append(name!, text!);
        form.append("file", new File(["x"], value || "x"));
        await tried(`${what} with a file`, ask(path, { method: "POST", body: form }, cookie()));
      }
  });

  test("causes no failure in a body of another kind", async () => {
    const bodies: [type: string, body: string][] = [
      ["application/json", '{"text":{"a":[1]},"email":[],"subject":1e999,"rating":{},"address":null}'],
      ["application/json", `${"[".repeat(50_000)}`],
      ["application/json", "{"],
      ["text/plain", "text=hello"],
      ["multipart/form-data", "--a\r\n"],
      ["multipart/form-data; boundary=a", "--a\r\ncontent-disposition: form-data; name=text\r\n\r\nx"],
      ["multipart/form-data; boundary=a", '--a\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--a--'],
      ["application/x-www-form-urlencoded", "a&".repeat(2_000)],
      ["application/x-www-form-urlencoded", "text=%00%ff%zz&text[]=1&text[a]=2&__proto__=1&constructor=2"],
      ["application/x-www-form-urlencoded; charset=utf-16", "text=hello"],
      ["image/png", "text=hello"],
    ];
    for (const [page, [path]] of PAGES().entries())
      for (const [type, body] of bodies.filter((_, at) => IS_WHOLE || (at + page) % 3 === 0))
        await tried(
          `POST ${path} ${type} ${body.slice(0, 40)}`,
          ask(path, { method: "POST", body, headers: { "content-type": type } }, cookie()),
        );
  });
});

test("a customer is still signed in after hostile requests", async () => {
  expect((await customer.get(`en/requests/${ticket}/`)).status).toBe(200);
});

test("what a customer sends to agents' endpoints is refused as without a token", async () => {
  const token = customer.cookie.split("=")[1]!;
  const ways: Record<string, string>[] = [{ cookie: customer.cookie }, { authorization: `Bearer ${token}` }];
  for (const path of ["tickets/", `tickets/${ticket}/`, "users/me/", "kb/articles/", "server-settings/"])
    for (const headers of ways)
      for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
        const { status } = await fetch(`${world.base}/api/v1/${path}`, {
          method,
          headers,
        });
        expect([401, 405], `${method} ${path}`).toContain(status);
      }
  expect((await portalBrowser(world).get(`en/requests/${ticket}/`)).to).toBe(
    `/portal/en/sign-in/?next=requests/${ticket}/`,
  );
});
