import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { portalBrowser, signInToPortal } from "../../test/portal.ts";
import { openWorld, type World } from "../../test/world.ts";
import { acknowledgeTickets } from "../emails/reply-emails.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { formToken } from "./contact-form.ts";

const SITE = "https://shop.example";
let world: World;
beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold", PUBLIC_URL: "https://desk.docket.test" });
});
afterAll(() => world.close());
beforeEach(() => settings({ is_enabled: true, origins: [SITE] }));

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const settings = async (values: object) => (await world.admin.patch("/contact-form-settings/", values)).body;
/** A token of a form that was opened a while ago. */
const token = (secondsAgo = 10) => formToken(world.app.docket.sealing, Date.now() - secondsAgo * 1000);
let people = 0;
const message = (values: Record<string, string | File> = {}) => {
  people += 1;
  const form = new FormData();
  const all = {
    name: "Eve Early",
    email: `eve${people}@shop.test`,
    subject: "Hello",
    text: "Is it open?",
    token: token(),
  };
  for (const [name, value] of Object.entries({ ...all, ...values })) form.append(name, value);
  return form;
};
async function ask(
  method: string,
  body?: FormData | string,
  headers: Record<string, string> = { origin: SITE },
  to = world,
) {
  const response = await fetch(`${to.base}/portal/tickets/`, { method, headers, ...(body && { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}
const tickets = () =>
  sql(
    `select t.id, t.subject, t.via, c.email, c.company, a.verified_at
     from tickets t join contacts c on c.id = t.contact join contact_addresses a on a.contact = c.id
     order by t.created_at`,
  );

describe("the contact form", () => {
  test("opens a ticket with files for an unverified sender address", async () => {
    const { status, body, headers } = await ask(
      "POST",
      message({ text: "1 < 2 <script>", file: new File(["hi"], "a.txt") }),
    );
    expect([status, body]).toEqual([202, { detail: "We received your message.", replies_by_email: false }]);
    expect([headers.getSetCookie(), headers.get("access-control-allow-origin")]).toEqual([[], SITE]);
    const [ticket] = (await tickets()).slice(-1);
    expect(ticket).toMatchObject({ subject: "Hello", via: "portal", company: null, verified_at: null });
    const shown = (await world.tom.get(`/tickets/${ticket.id}/`)).body;
    expect(shown).toMatchObject({ attachments: [{ name: "a.txt" }], contact_name: "Eve Early" });
    expect(shown.comments).toMatchObject([{ is_internal: true, text: expect.stringContaining(`on ${SITE}`) }]);
  });

  test("sends no automatic email to an unverified address", async () => {
    const reaction = acknowledgeTickets(world.app.mail);
    await addReaders(world.database.db, [reaction]);
    await ask("POST", message());
    await ask("POST", message({ email: "proven@shop.test" }));
    await sql("update contact_addresses set verified_at = now() where address = 'proven@shop.test'");
    while (await runReaction(world.database.db, reaction));
    expect(await sql("select address, reason from outgoing_emails where state <> 'held' order by serial")).toEqual([
      { address: "eve2@shop.test", reason: "sender_not_proven" },
    ]);
    expect(await sql("select address from outgoing_emails where state = 'held'")).toEqual([
      { address: "proven@shop.test" },
    ]);
  });

  test("works only for the listed sites and at its own address", async () => {
    for (const origin of ["https://evil.example", "null", "https://shop.example.evil.test", "http://shop.example"]) {
      for (const method of ["GET", "POST"]) {
        const { status, headers } = await ask(method, method === "POST" ? message() : undefined, { origin });
        expect([status, headers.get("access-control-allow-origin")]).toEqual([403, null]);
      }
    }
    for (const path of ["/api/v1/tickets/", "/portal/en/", "/portal/en/requests/", "/portal/style.css"]) {
      const response = await fetch(world.base + path, { headers: { origin: SITE } });
      expect(response.headers.get("access-control-allow-origin")).toBe(null);
    }
    const { status, headers, body } = await ask("GET");
    expect([status, headers.get("access-control-allow-origin"), headers.get("cache-control")]).toEqual([
      200,
      SITE,
      "no-store",
    ]);
    expect(body).toEqual({ token: expect.any(String), wait_seconds: 3, max_file_bytes: expect.any(Number) });
    await settings({ is_enabled: false });
    expect([(await ask("GET")).status, (await ask("POST", message())).status]).toEqual([404, 404]);
  });

  test("refuses programs that do not wait, and ignores messages with the hidden field filled in", async () => {
    const before = (await tickets()).length;
    for (const each of [token(1), token(3 * 3600), `${token().slice(0, -1)}!`, "", "1.2.3"])
      expect(await ask("POST", message({ token: each }))).toMatchObject({
        status: 400,
        body: { token: [expect.any(String)] },
      });
    expect((await ask("POST", message({ website: "https://spam.example" }))).status).toBe(202);
    expect((await tickets()).length).toBe(before);
    expect(await sql("select count(*)::int as n from unclaimed_files where remove_after < now()")).toEqual([{ n: 0 }]);
  });

  test("names the invalid fields", async () => {
    const wrong = message({ email: "nonsense", subject: " ", text: "x".repeat(20_001) });
    expect((await ask("POST", wrong)).body).toEqual({
      email: [expect.any(String)],
      subject: ["This field may not be blank."],
      text: ["Ensure this field has no more than 20000 characters."],
    });
    expect((await ask("POST", message({ email: "tom@docket.test" }))).status).toBe(400);
  });

  test("opens no ticket for a blocked sender, who is not told", async () => {
    await sql("insert into sender_rules (pattern, action) values ('blocked.test', 'spam')");
    const before = (await tickets()).length;
    expect((await ask("POST", message({ email: "x@blocked.test" }))).status).toBe(202);
    expect((await tickets()).length).toBe(before);
  });

  test("suggests public articles, and counts those that were shown, opened and followed by a message", async () => {
    const publish = async (title: string, visibility: string): Promise<string> => {
      const { id } = (await world.admin.post("/kb/articles/", { title, visibility })).body;
      await world.admin.post(`/kb/articles/${id}/publish/`, {});
      return id;
    };
    const [open, hidden] = [await publish("Zebra hours", "public"), await publish("Zebra wages", "signed_in")];
    const post = (path: string, values: Record<string, string>, origin = SITE) =>
      fetch(`${world.base}/portal/tickets/suggestions/${path}`, {
        method: "POST",
        headers: { origin },
        body: new URLSearchParams(values),
      });
    const answer = await post("", { text: "zebra", language: "th" });
    expect([answer.headers.get("access-control-allow-origin"), await answer.json()]).toEqual([
      SITE,
      {
        articles: [
          { id: open, title: "Zebra hours", summary: "", lang: "en", path: "/portal/th/articles/zebra-hours/" },
        ],
      },
    ]);
    const counts = async () => (await world.tom.get("/kb/usage/")).body.customers;
    const before = await counts();
    const pass = token();
    await post("uses/", { token: pass, shown: `${open},${hidden}` });
    await post("uses/", { token: pass, opened: hidden });
    expect(await counts()).toMatchObject({ offers: before.offers + 1, opened: before.opened });
    await post("uses/", { token: pass, opened: open });
    expect(await counts()).toMatchObject({ opened: before.opened + 1, waiting: before.waiting + 1 });
    expect((await ask("POST", message({ token: pass }))).status).toBe(202);
    expect(await counts()).toMatchObject({ waiting: before.waiting, ticket_followed: before.ticket_followed + 1 });
    for (const wrong of ["", "1.2.3", token(3 * 3600)])
      expect((await post("uses/", { token: wrong, shown: open })).status).toBe(400);
    for (const path of ["", "uses/"])
      expect((await post(path, { token: token(), text: "zebra" }, "https://evil.example")).status).toBe(403);
    await settings({ is_enabled: false });
    expect((await post("", { text: "zebra" })).status).toBe(404);
  });

  test("creates one contact for two simultaneous messages of a stranger", async () => {
    const email = "twice@shop.test";
    await Promise.all([1, 2, 3].map(() => ask("POST", message({ email }))));
    expect(await sql("select count(*)::int as n from contacts where email = $1", [email])).toEqual([{ n: 1 }]);
  });

  test("is a small script without cookies that any site may load", async () => {
    const response = await fetch(`${world.base}/portal/contact-form.js`);
    const script = await response.text();
    expect(script.length).toBeLessThan(15_000);
    expect(script).not.toMatch(/cookie\s*=|localStorage|sessionStorage|innerHTML|eval\(/);
    expect(response.headers.get("content-type")).toContain("text/javascript");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const { etag } = Object.fromEntries(response.headers);
    expect((await fetch(`${world.base}/portal/contact-form.js`, { headers: { "if-none-match": etag! } })).status).toBe(
      304,
    );
  });
});

describe("a request without signing in", () => {
  const at = "en/requests/new/";
  const nobody = () => portalBrowser(world);
  const fields = (values: Record<string, string> = {}) => {
    people += 1;
    const email = `guest${people}@shop.test`;
    return { email, name: "Gus", subject: "Zz hello", text: "Is it open?", token: token(), ...values };
  };

  test("opens a ticket whose sender nothing proves, and who can follow it after proving the address", async () => {
    const page = await nobody().get(at);
    expect([page.status, page.headers.get("cache-control"), page.headers.getSetCookie()]).toEqual([
      200,
      "no-store",
      [],
    ]);
    expect(page.html).toMatch(/name="token" value="[\w.-]{20,}"/);
    const form = fields();
    const { to, headers } = await nobody().post(at, form);
    expect([to, headers.getSetCookie()]).toEqual(["/portal/en/requests/new/?note=sent", []]);
    expect((await nobody().get(`${at}?note=sent`)).html).toContain("We received your request.");
    const ticket = (await tickets()).at(-1);
    expect(ticket).toMatchObject({ subject: "Zz hello", via: "portal", email: form.email, verified_at: null });
    const { comments } = (await world.admin.get(`/tickets/${ticket.id}/`)).body;
    expect(comments[0]).toMatchObject({ is_internal: true, text: expect.stringContaining("Nothing proves") });
    const guest = await signInToPortal(world, form.email);
    expect((await guest.get(`en/requests/${ticket.id}/`)).html).toContain("Is it open?");
  });

  test("keeps robots out, and says what is missing without losing what was written", async () => {
    const before = (await tickets()).length;
    for (const [wrong, says] of [
      [{ email: "nonsense" }, "Enter a valid email address."],
      [{ email: "tom@docket.test" }, "Enter a valid email address."],
      [{ text: "" }, "Please fill in the subject and what happened."],
      [{ token: token(1) }, "The form was sent too quickly"],
      [{ token: "forged" }, "The form was sent too quickly"],
    ] as const) {
      const { status, html } = await nobody().post(at, fields({ subject: "Kept <b>", ...wrong }));
      expect([wrong, status]).toEqual([wrong, 400]);
      expect(html).toContain(says);
      expect(html).toContain('value="Kept &lt;b&gt;"');
    }
    expect((await nobody().post(at, fields({ website: "https://spam.example" }))).to).toContain("note=sent");
    expect((await nobody().post(at, fields(), { origin: "https://evil.example" })).status).toBe(403);
    expect((await tickets()).length).toBe(before);
  });

  test("suggests public articles first, and counts them", async () => {
    for (const [title, visibility] of [
      ["Quagga crossing", "public"],
      ["Quagga of guests", "signed_in"],
    ]) {
      const { id } = (await world.admin.post("/kb/articles/", { title, html: "<p>x</p>", visibility })).body;
      await world.admin.post(`/kb/articles/${id}/publish/`, {});
    }
    const form = fields({ subject: "Where is the quagga" });
    const { articles } = JSON.parse((await nobody().post("en/suggestions/", { subject: "quagga", text: "" })).html);
    expect(articles.map(({ title }: { title: string }) => title)).toEqual(["Quagga crossing"]);
    const response = await nobody().post(at, form);
    expect([response.status, response.html.includes("Quagga crossing")]).toEqual([200, true]);
    const opened = { opened: articles[0].id, token: form.token };
    expect((await nobody().post("en/suggestions/shown/", opened)).status).toBe(204);
    expect((await nobody().post("en/suggestions/shown/", { ...opened, token: "forged" })).status).toBe(403);
    expect((await nobody().post(at, { ...form, confirmed: "yes" })).to).toContain("note=sent");
    const [{ contact }] = await sql("select contact from contact_addresses where address = $1", [form.email]);
    expect(
      await sql(
        `select f.opened_at is not null as opened from kb_offers o join kb_offered f on f.offer = o.id
         where o.contact = $1`,
        [contact],
      ),
    ).toEqual([{ opened: true }]);
  });

  test("is possible as long as an Admin allows it", async () => {
    await settings({ on_help_center: false });
    expect((await nobody().get(at)).to).toBe("/portal/en/sign-in/?next=requests/new/");
    expect((await nobody().post(at, fields())).to).toBe("/portal/en/sign-in/?next=requests/new/");
    expect(await settings({ on_help_center: true })).toMatchObject({ on_help_center: true });
  });
});

test("only origins can be listed, and only by an Admin", async () => {
  for (const origin of [
    "shop.example",
    "http://shop.example",
    "https://shop.example/path",
    "https://u:p@shop.example",
    "*",
    7,
    null,
  ])
    expect((await world.admin.patch("/contact-form-settings/", { origins: [origin] })).status).toBe(400);
  expect(await settings({ origins: ["https://Shop.example/", "http://localhost:3000"] })).toEqual({
    is_enabled: true,
    on_help_center: true,
    origins: ["https://shop.example", "http://localhost:3000"],
    updated_at: expect.any(String),
  });
  expect((await world.tom.get("/contact-form-settings/")).status).toBe(403);
});

test("a form token works once, a network can send twenty messages an hour, and typing uses up nothing else", async () => {
  const limited = await openWorld({ RATE_LIMIT: "on" });
  try {
    await limited.admin.patch("/contact-form-settings/", { is_enabled: true, origins: [SITE] });
    const send = async (values: Record<string, string>) =>
      (
        await fetch(`${limited.base}/portal/tickets/`, {
          method: "POST",
          headers: { origin: SITE },
          body: message(values),
        })
      ).status;
    const once = token();
    expect([await send({ token: once }), await send({ token: once })]).toEqual([202, 429]);
    const all = [];
    for (let n = 0; n < 20; n++)
      all.push(await send({ token: formToken(world.app.docket.sealing, Date.now() - 9000) }));
    expect(all.filter((status) => status === 202).length).toBe(18);
    expect(all.slice(-2)).toEqual([429, 429]);

    // articles for what is being typed have a limit of their own, which leaves the pages alone
    const suggest = async () =>
      (
        await fetch(`${limited.base}/portal/tickets/suggestions/`, {
          method: "POST",
          headers: { origin: SITE },
          body: new URLSearchParams({ text: "no" }),
        })
      ).status;
    const suggested = await Promise.all(Array.from({ length: 125 }, suggest));
    expect(suggested.filter((status) => status === 429).length).toBe(5);
    const response = await fetch(`${limited.base}/portal/en/suggestions/`, { method: "POST" });
    expect([response.status, await response.json()]).toEqual([429, expect.anything()]);
    const pages = Array.from({ length: 200 }, async () => (await fetch(`${limited.base}/portal/en/sign-in/`)).status);
    expect(new Set(await Promise.all(pages))).toEqual(new Set([200]));
  } finally {
    await limited.close();
  }
});

test("the contact form promises a reply by email only if the desk can send one", async () => {
  const open = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  onTestFinished(() => open.close());
  await open.admin.patch("/contact-form-settings/", { is_enabled: true, origins: [SITE] });
  const answer = async () => {
    const values = message({ token: formToken(open.app.docket.sealing, Date.now() - 10_000) });
    return (await ask("POST", values, { origin: SITE }, open)).body.replies_by_email;
  };
  expect(await answer()).toBe(false);
  const mailbox = { name: "Support", address: "support@docket.test", smtp_host: "127.0.0.1", is_enabled: true };
  expect((await open.admin.post("/mailboxes/", mailbox)).status).toBe(201);
  expect(await answer()).toBe(true);
});
