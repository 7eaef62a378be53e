import { createHash } from "node:crypto";
import { JSDOM } from "jsdom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAYLOADS } from "../../e2e/hostile-payloads.ts";
import { openPortalTicket, type PortalPage, portalBrowser, portalLink, signInToPortal } from "../../test/portal.ts";
import { type Caller, makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { contentOf } from "../emails/content.ts";
import { readEmail } from "../emails/email-row.ts";
import { answerPortalLinkRequests } from "../emails/portal-links.ts";

const CANARY = "canary-9";
const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let company: string;
let ann: string;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  const customer = await makeCompany(world.admin, "Harbour Hotel");
  company = customer.company.id;
  ann = customer.contact.id;
  await world.admin.patch(`/contacts/${ann}/`, { name: "Ann Able", email: "ann@harbour.test" });
  await world.admin.post("/contacts/", { company, name: "Bob Baker", email: "bob@harbour.test" });
});
afterAll(() => world.close());

const browser = (cookie = "") => portalBrowser(world, cookie);
const linkFor = (address: string) => portalLink(world, address);
const signIn = (address: string) => signInToPortal(world, address);
const openTicket = openPortalTicket;

const emails = async () =>
  (
    await world.database.pool.query(
      "select id, address from outgoing_emails where kind = 'portal_link' order by serial",
    )
  ).rows;

describe("a sign-in link", () => {
  test("is requested in the same way by everyone, and sent only to active contacts", async () => {
    const before = (await emails()).length;
    const answers = [];
    for (const address of ["ann@harbour.test", "nobody@harbour.test", "tom@docket.test"])
      answers.push(await browser().post("en/sign-in/", { address }));
    expect(new Set(answers.map(({ html, status }) => status + html)).size).toBe(1);
    await answerPortalLinkRequests(world.app.mail);
    const written = (await emails()).slice(before);
    expect(written.map(({ address }) => address)).toEqual(["ann@harbour.test"]);
    const row = (await readEmail(world.database.db, written[0]!.id))!;
    const letterhead = { name: "Help", address: "help@docket.test", language: "en", signature: "" } as const;
    const content = await contentOf(world.app.mail, row, letterhead);
    expect(content).toMatchObject({ text: expect.stringMatching(/\/portal\/en\/sign-in\/[\w-]{43}\//) });
    await world.database.pool.query("delete from portal_links");
    expect(await contentOf(world.app.mail, row, letterhead)).toEqual({ cancel: "link_expired" });
  });

  test("is promised only by a desk that sends emails, in the same words to everyone", async () => {
    const ask = async (address: string) =>
      (await browser().post("en/sign-in/", { address })).html.replaceAll(address, "ADDRESS");
    const asked = async () => [await ask("ann@harbour.test"), await ask("nobody@harbour.test")];
    const without = await asked();
    expect(new Set(without).size).toBe(1);
    expect(without[0]).toContain("We cannot send links by email at the moment.");
    for (const path of ["en/sign-in/", "en/sign-in/password/"]) {
      const { html } = await browser().get(path);
      expect(html).toContain("We cannot send links by email at the moment.");
      expect(html).toContain('name="password"');
      expect(html).not.toMatch(/Send me a link|is on its way|Sign in with a link/);
    }
    const { rows } = await world.database.pool.query(
      `insert into mailboxes (name, address, is_enabled, is_default)
       values ('Help', 'help@docket.test', true, true) returning id`,
    );
    const having = await asked();
    expect(new Set(having).size).toBe(1);
    expect(having[0]).toContain("If we know <b>ADDRESS</b>, a link is on its way.");
    expect(having[0]).toContain("Send again");
    expect((await browser().get("en/sign-in/")).html).toContain("Send me a link");
    await world.database.pool.query("delete from mailboxes where id = $1", [rows[0].id]);
    await world.database.pool.query("delete from portal_link_requests");
  });

  test("changes nothing when a program opens it, and signs in once when a person presses the button", async () => {
    const path = await linkFor("ann@harbour.test");
    const contents = async () =>
      (
        await world.database.pool.query(
          "select (select count(*) from portal_sessions) as n, (select count(*) from portal_links where used_at is null) as m",
        )
      ).rows[0];
    const before = await contents();
    for (const _ of [1, 2, 3]) {
      const { status, html, headers } = await browser().get(path);
      expect([status, headers.getSetCookie(), headers.get("cache-control")]).toEqual([200, [], "no-store"]);
      expect(html).toContain('<form method="post">');
      expect(html).not.toContain("<script");
      await browser().head(path);
    }
    expect(await contents()).toEqual(before);
    expect((await browser().post(path, {}, { origin: "https://evil.example" })).status).toBe(403);
    const answers = await Promise.all([1, 2, 3].map(() => browser().post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
    const cookie = answers.find(({ status }) => status === 303)!.headers.getSetCookie()[0];
    expect(cookie).toMatch(/^docket_portal=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    const unknown = await browser().get(`en/sign-in/${"x".repeat(43)}/`);
    expect(unknown.html).toBe((await browser().get(path)).html);
  });

  test("leads to the page that the customer wanted to see, and to no other site", async () => {
    const id = await openTicket(await signIn("bob@harbour.test"), "Bar", "Silent");
    const page = `requests/${id}/`;
    const { to } = await browser().get(`en/${page}?note=x`);
    expect(to).toBe(`/portal/en/sign-in/?next=${page}`);
    expect((await browser().get(`en/sign-in/password/?next=${page}`)).html).toContain(`name="next" value="${page}"`);
    for (const [next, place] of [
      [page, page],
      ["requests/new/", "requests/new/"],
      ["//evil.example/", "requests/"],
      ["https://evil.example/", "requests/"],
      ["sign-in/", "requests/"],
      ['"><script>', "requests/"],
    ]) {
      expect((await browser().get(`en/sign-in/?next=${encodeURIComponent(next!)}`)).html).not.toMatch(/evil|<script>/);
      await world.database.pool.query("delete from portal_links");
      const signedIn = await browser().post(await portalLink(world, "bob@harbour.test", next));
      expect([next, signedIn.to]).toEqual([next, `/portal/en/${place}`]);
    }
    await world.database.pool.query("delete from portal_links");
  });

  test("works for 15 minutes", async () => {
    const path = await linkFor("bob@harbour.test");
    await world.database.pool.query("update portal_links set expires_at = now() where used_at is null");
    expect((await browser().post(path)).status).toBe(400);
  });

  test("gives agents no access, and a staff token gives no access to the help center", async () => {
    const visitor = await signIn("ann@harbour.test");
    const token = visitor.cookie.split("=")[1]!;
    const asStaff = await world.stranger.ask("/tickets/", { headers: { authorization: `Bearer ${token}` } });
    expect(asStaff.status).toBe(401);
    for (const forged of [world.admin.token, token.slice(1)])
      expect((await browser(`docket_portal=${forged}`).get("en/requests/")).headers.get("location")).toBe(
        "/portal/en/sign-in/",
      );
    const bearer = await browser().get("en/requests/", { authorization: `Bearer ${world.admin.token}` });
    expect(bearer.headers.get("location")).toBe("/portal/en/sign-in/");
  });

  test("starts a session that ends on signing out or when the contact becomes inactive", async () => {
    const visitor = await signIn("ann@harbour.test");
    await world.admin.patch(`/contacts/${ann}/`, { is_active: false });
    expect((await visitor.get("en/requests/")).status).toBe(303);
    await world.admin.patch(`/contacts/${ann}/`, { is_active: true });
    expect((await visitor.get("en/requests/")).status).toBe(200);
    await visitor.post("en/sign-out/");
    expect((await visitor.get("en/requests/")).status).toBe(303);
    await world.database.pool.query("delete from portal_links");
  });
});

describe("a signed-in contact", () => {
  let visitor: ReturnType<typeof browser>;
  let bob: ReturnType<typeof browser>;
  beforeAll(async () => {
    await world.database.pool.query("delete from portal_links");
    visitor = await signIn("ann@harbour.test");
    bob = await signIn("bob@harbour.test");
  });

  test("opens a ticket after seeing suggested articles", async () => {
    const article = (
      await world.admin.post("/kb/articles/", { title: "Silent lobby", html: "<p>x</p>", visibility: "signed_in" })
    ).body;
    await world.admin.post(`/kb/articles/${article.id}/publish/`, {});
    const draft = { subject: "Our lobby is <b>silent</b>", text: "Since nine." };
    const page = await visitor.post("en/requests/new/", draft);
    expect(page.html).toContain("/portal/en/articles/silent-lobby/");
    expect(page.html).toContain('value="Our lobby is &lt;b&gt;silent&lt;/b&gt;"');
    const response = await visitor.post("en/requests/new/", { ...draft, confirmed: "yes" });
    const id = /requests\/([\da-f-]{36})/.exec(response.headers.get("location")!)![1];
    const ticket = (await world.tom.get(`/tickets/${id}/`)).body;
    expect(ticket).toMatchObject({ subject: draft.subject, description: "Since nine.", contact: ann, company });
    expect((await visitor.get("en/requests/")).html).toContain("Our lobby is &lt;b&gt;silent&lt;/b&gt;");
    expect((await visitor.post("en/requests/new/", { subject: "x" })).html).toContain('role="alert"');
    // a form with files is sent at once, because a browser forgets the files of one that comes back
    const form = new FormData();
    for (const [name, value] of Object.entries(draft)) form.set(name, value);
    for (const name of ["photo.png", "log.txt"]) form.append("file", new File([name], name));
    const withFiles = /requests\/([\da-f-]{36})/.exec((await visitor.post("en/requests/new/", form)).to!)![1];
    const { attachments } = (await world.tom.get(`/tickets/${withFiles}/`)).body;
    expect(attachments.map(({ name }: { name: string }) => name).sort()).toEqual(["log.txt", "photo.png"]);
  });

  test("says what is wrong with too many or too large files, and stores none of them", async () => {
    const id = await openTicket(visitor);
    const form = new FormData();
    form.set("text", "Six pictures");
    for (let n = 0; n < 6; n += 1) form.append("file", new File(["x"], `${n}.png`));
    const { status, html } = await visitor.post(`en/requests/${id}/reply/`, form);
    expect([status, html]).toEqual([413, expect.stringContaining("at most 5 files, each up to ")]);
    expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({ comments: [], attachments: [] });
  });

  test("replies with files, which reopens a resolved ticket", async () => {
    const id = await openTicket(visitor);
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    const form = new FormData();
    form.set("text", "Still silent <script>x</script>");
    form.set("file", new File(["hello"], "log.txt"));
    expect((await visitor.post(`en/requests/${id}/reply/`, form)).status).toBe(303);
    const ticket = (await world.tom.get(`/tickets/${id}/`)).body;
    expect(ticket.status).toBe("new");
    expect(ticket.comments[0]).toMatchObject({ is_internal: false });
    const { html } = await visitor.get(`en/requests/${id}/`);
    expect(html).toContain("Still silent &lt;script&gt;");
    const file = /\/portal\/request-files\/[\da-f-]{36}\//.exec(html)![0].replace("/portal/", "");
    expect((await visitor.get(file)).html).toBe("hello");
    for (const other of [bob, browser()]) expect((await other.get(file)).status).toBe(404);
    await visitor.post(`en/requests/${id}/solved/`);
    expect((await world.tom.get(`/tickets/${id}/`)).body.status).toBe("resolved");
    await visitor.post(`en/requests/${id}/reopen/`);
    expect((await world.tom.get(`/tickets/${id}/`)).body.status).toBe("new");
  });

  test("solves and reopens a request with what is written in the form, which says what happened", async () => {
    const id = await openTicket(visitor);
    const { html } = await visitor.get(`en/requests/${id}/`);
    expect(html).toContain(`formaction="/portal/en/requests/${id}/solved/" formnovalidate`);
    const form = new FormData();
    form.set("text", "It was the fuse.");
    form.set("file", new File(["x"], "fuse.png"));
    const solved = await visitor.post(`en/requests/${id}/solved/`, form);
    expect(solved.to).toMatch(/\?note=solved#newest$/);
    const ticket = (await world.tom.get(`/tickets/${id}/`)).body;
    expect(ticket).toMatchObject({ status: "resolved", comments: [{ is_internal: false }] });
    expect(ticket.attachments.map(({ name }: { name: string }) => name)).toEqual(["fuse.png"]);
    const after = (await visitor.get(`en/requests/${id}/?note=solved`)).html;
    expect(after).toMatch(/<img src="[^"]+" alt="" loading="lazy">fuse\.png/);
    expect(after.indexOf("You marked this request as solved.")).toBeGreaterThan(after.indexOf('id="newest"'));
    expect(after).toContain("A message reopens this request.");
    const again = await visitor.post(`en/requests/${id}/reopen/`, { text: "It stopped again." });
    expect(again.to).toMatch(/\?note=reopened#newest$/);
    const reopened = (await world.tom.get(`/tickets/${id}/`)).body;
    expect([reopened.status, reopened.comments.length]).toEqual(["new", 2]);
  });

  test("says that the desk has answered, until the customer writes", async () => {
    const id = await openTicket(visitor);
    const status = async () => [
      /class="status[^"]*">([^<]+)</.exec((await visitor.get(`en/requests/${id}/`)).html)![1],
      new RegExp(`requests/${id}/#newest">[^<]*</a><span class="status[^"]*">([^<]+)<`).exec(
        (await visitor.get("en/requests/")).html,
      )![1],
    ];
    expect(await status()).toEqual(["Received", "Received"]);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Only for us.", is_internal: true });
    expect(await status()).toEqual(["Received", "Received"]);
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "Is the light green?", is_internal: false });
    expect(await status()).toEqual(["Answered", "Answered"]);
    await visitor.post(`en/requests/${id}/reply/`, { text: "Yes." });
    expect(await status()).toEqual(["Received", "Received"]);
  });

  test("adds a colleague; an agent decides about others, and no one can add an agent", async () => {
    const id = await openTicket(visitor);
    for (const [address, note] of [
      ["bob@harbour.test", "accepted"],
      ["eve@elsewhere.test", "proposed"],
      ["tom@docket.test", "refused"],
      ["nonsense", "refused"],
    ] as const)
      expect((await visitor.post(`en/requests/${id}/colleague/`, { address })).headers.get("location")).toContain(
        `note=${note}`,
      );
    const { rows } = await world.database.pool.query(
      "select address, state from participants where ticket = $1 order by created_at",
      [id],
    );
    expect(rows).toEqual([
      { address: "bob@harbour.test", state: "accepted" },
      { address: "eve@elsewhere.test", state: "proposed" },
    ]);
    const { html } = await visitor.get(`en/requests/${id}/?note=proposed`);
    const card = html.slice(html.indexOf('id="copies"'));
    expect(card).toContain("We will check this address");
    expect(card).toContain("People who get copies: 1</p>");
    expect(card).toContain("Addresses that we still check: 1</p>");
    for (const address of ["bob@harbour.test", "eve@elsewhere.test"]) expect(html).not.toContain(address);
  });

  test("sees nothing internal and no other contact's tickets", async () => {
    const id = await openTicket(visitor);
    const note = async (by: Caller, text: string) =>
      (await by.post(`/tickets/${id}/add_comment/`, { text, is_internal: true })).body;
    await note(world.tom, CANARY);
    await world.tom.patch(`/tickets/${id}/`, { tags: CANARY });
    await world.tom.put(`/tickets/${id}/draft/`, { text: CANARY });
    expect((await world.tom.post(`/tickets/${id}/checklist/`, { steps: [CANARY] })).status).toBe(201);
    await world.admin.patch(`/companies/${company}/`, { notes: CANARY });
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: "We are on it." });
    const form = new FormData();
    form.set("ticket", id);
    form.set("file", new File([CANARY], `${CANARY}.txt`));
    const loose = (await world.tom.post("/ticket-attachments/", form)).body.id;
    const answers = [];
    for (const path of [
      "en/",
      "en/requests/",
      `en/requests/${id}/`,
      `request-files/${loose}/`,
      "en/search/?q=canary-9",
    ]) {
      const { html, headers } = await visitor.get(path);
      answers.push(path.startsWith("en/search") ? html.replaceAll("canary-9", "") : html, JSON.stringify([...headers]));
    }
    expect(answers.join()).not.toContain(CANARY);
    expect(answers.join()).not.toMatch(/tom@docket|bob@harbour|Tech\b/);
    expect(answers.join()).toContain("We are on it.");
    const unknown = await bob.get(`en/requests/${NO_ID}/`);
    for (const other of [
      await bob.get(`en/requests/${id}/`),
      await bob.post(`en/requests/${id}/reply/`, { text: "x" }),
    ])
      expect([other.status, other.html]).toEqual([404, unknown.html]);
    expect((await bob.get("en/requests/")).html).not.toContain(id);
    for (const path of [id, NO_ID])
      expect((await browser().get(`en/requests/${path}/`)).to).toBe(`/portal/en/sign-in/?next=requests/${path}/`);
  });

  test("reads articles for customers, which no cache stores", async () => {
    const { status, headers } = await visitor.get("en/articles/silent-lobby/");
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect((await browser().get("en/articles/silent-lobby/")).status).toBe(404);
    expect((await visitor.get("en/search/?q=silent")).html).toContain("silent-lobby");
    expect((await browser().get("en/search/?q=silent")).html).not.toContain("silent-lobby");
    expect((await visitor.get("sitemap.xml")).html).not.toContain("silent-lobby");
  });

  test("cannot write anything that runs in others' browsers", async () => {
    const id = await openTicket(visitor, PAYLOADS[6]!, PAYLOADS.join("\n").slice(0, 15_000));
    await world.tom.post(`/tickets/${id}/add_comment/`, { text: PAYLOADS.join("\n") });
    const { html } = await visitor.get(`en/requests/${id}/`);
    // the page's own script keeps what is written; the policy allows no other
    const tags = (html.match(/<[a-z][^>]*>/gi) ?? []).filter((tag) => tag !== '<script data-sent="">').join("");
    expect(tags).not.toMatch(/<(script|iframe|object|embed|svg|math|base)|\son\w+\s*=|javascript:/i);
  });
});

test("a customer downloads their data, without anything internal", async () => {
  const visitor = await signIn("ann@harbour.test");
  const id = await openTicket(visitor, "For the download", "My own words.");
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: CANARY, is_internal: true });
  await world.admin.patch(`/contacts/${ann}/`, { notes: CANARY, phone: "02 123" });
  const bob = await signIn("bob@harbour.test");
  const bobs = await openTicket(bob, "Bob's ticket", "Bob's words.");
  await bob.post(`en/requests/${bobs}/colleague/`, { address: "ann@harbour.test" });
  await visitor.post(`en/requests/${bobs}/reply/`, { text: "Ann in Bob's ticket." });
  expect((await visitor.get("en/account/")).html).toContain("ann@harbour.test");
  const { html, headers } = await visitor.get("en/account/data.json");
  expect(headers.get("content-disposition")).toBe('attachment; filename="your-data.json"');
  expect(html).not.toContain(CANARY);
  expect(html).not.toMatch(/Bob's words|tom@docket|bob@harbour/);
  const data = JSON.parse(html);
  expect(data.profile).toMatchObject({ name: "Ann Able", phone: "02 123", addresses: ["ann@harbour.test"] });
  expect(data.tickets.find((each: { id: string }) => each.id === id)).toMatchObject({
    subject: "For the download",
    messages: [{ text: "My own words." }],
  });
  expect(data.messages_in_other_tickets).toMatchObject([{ text: "Ann in Bob's ticket.", subject: "Bob's ticket" }]);
  expect(data.ratings).toEqual([]);
  for (const path of ["en/account/", "en/account/data.json"])
    expect((await browser().get(path)).to).toMatch(/^\/portal\/en\/sign-in\/(\?next=account\/)?$/);
});

test("an agent sees a ticket as its customer does, and this is recorded", async () => {
  const visitor = await signIn("bob@harbour.test");
  const id = await openTicket(visitor);
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: CANARY, is_internal: true });
  const { status, body } = await world.tom.post(`/tickets/${id}/view_as_customer/`);
  expect([status, body.messages.length]).toEqual([200, 1]);
  expect(JSON.stringify(body)).not.toContain(CANARY);
  const { rows } = await world.database.pool.query("select actor from events where kind = 'contact.viewed_as'");
  expect(rows).toEqual([{ actor: world.tom.id }]);
  const { results } = (await world.admin.get("/customer-views/")).body;
  expect(results).toMatchObject([{ user: world.tom.id, contact_name: "Bob Baker", ticket: id }]);
  expect((await world.admin.get(`/customer-views/?contact=${ann}`)).body.results).toEqual([]);
  expect((await world.tom.get("/customer-views/")).status).toBe(403);
  const asAnn = () => world.tom.post(`/tickets/${id}/view_as_customer/?contact=${ann}`);
  expect((await asAnn()).status).toBe(404);
  await visitor.post(`en/requests/${id}/colleague/`, { address: "ann@harbour.test" });
  expect((await asAnn()).body.messages).toHaveLength(1);
  expect((await world.tom.get(`/contacts/${ann}/participations/`)).body.results).toMatchObject([
    { ticket: id, state: "accepted" },
    { subject: "Bob's ticket" },
  ]);
});

test("an agent sees the list of a contact exactly as the contact does, and this is recorded", async () => {
  const visitor = await signIn("ann@harbour.test");
  const { html } = await visitor.get("en/requests/");
  const links = [...html.matchAll(/requests\/([\da-f-]{36})\//g)].map(([, id]) => id);
  const { status, body } = await world.tom.post(`/contacts/${ann}/view_as_customer/`);
  expect([status, body.results.map(({ id }: { id: string }) => id)]).toEqual([200, links]);
  expect(body.results.map(({ role }: { role: string }) => role)).toContain("participant");
  expect(JSON.stringify(body)).not.toContain(CANARY);
  const { results } = (await world.admin.get(`/customer-views/?contact=${ann}`)).body;
  expect(results[0]).toMatchObject({ user: world.tom.id, contact: ann, ticket: null });
  expect((await world.tom.post(`/contacts/${NO_ID}/view_as_customer/`)).status).toBe(404);
});

describe("what a customer writes", () => {
  const addresses = ["carol@reef.test", "dan@reef.test"] as const;
  beforeAll(async () => {
    const { company } = await makeCompany(world.admin, "Reef Hotel");
    for (const email of addresses) await world.admin.post("/contacts/", { company: company.id, name: "Guest", email });
  });

  /** Shows a page in a tab of a browser, whose storage this is. */
  function open(tab: Map<string, string>, path: string, { html, headers }: PortalPage) {
    const [, script] = /<script data-sent="[^"]*">([\s\S]*?)<\/script>/.exec(html)!;
    const hash = createHash("sha256").update(script!).digest("base64");
    // the scripts of the page, and none that a message or a file could bring
    expect(headers.get("content-security-policy")).toMatch(
      new RegExp(`script-src (?:'self' )?'sha256-${RegExp.escape(hash)}'`),
    );
    const { window } = new JSDOM(html, {
      url: `${world.base}/portal/${path}`,
      runScripts: "dangerously",
      beforeParse: ({ sessionStorage }) => {
        for (const [key, value] of tab) sessionStorage.setItem(key, value);
      },
    });
    const field = (name: string) => window.document.querySelector(`form[data-keep] [name="${name}"]`);
    const write = (name: string, text: string) => {
      field(name).value = text;
      field(name).dispatchEvent(new window.Event("input", { bubbles: true }));
    };
    const leave = () => {
      tab.clear();
      for (const [key, value] of Object.entries(window.sessionStorage)) tab.set(key, value as string);
      window.close();
    };
    return { valueOf: (name: string) => field(name).value, write, leave, location: window.location };
  }

  test("of a new request is kept until it has arrived, for this customer alone", async () => {
    const [carol, dan] = [await signIn(addresses[0]), await signIn(addresses[1])];
    const tab = new Map<string, string>();
    const path = "en/requests/new/";
    const first = open(tab, path, await carol.get(path));
    first.write("subject", "Silent bar");
    first.write("text", "Since noon </textarea>");
    first.leave();
    // a reload, or the way back from an answer that said no
    const second = open(tab, path, await carol.get(path));
    expect([second.valueOf("subject"), second.valueOf("text")]).toEqual(["Silent bar", "Since noon </textarea>"]);
    second.leave();
    expect(open(tab, path, await dan.get(path)).valueOf("subject")).toBe("");
    const response = await carol.post(path, { subject: "Silent bar", text: "Since noon", confirmed: "yes" });
    const to = response.to!.replace("/portal/", "");
    const arrived = open(tab, to, await carol.get(to));
    expect(arrived.location.search).toBe("");
    arrived.leave();
    expect(open(tab, path, await carol.get(path)).valueOf("subject")).toBe("");
  });

  test("of a reply is kept until it has arrived", async () => {
    const visitor = await signIn(addresses[0]);
    const path = `en/requests/${await openTicket(visitor)}/`;
    const tab = new Map<string, string>();
    const first = open(tab, path, await visitor.get(path));
    first.write("text", "Still silent");
    first.leave();
    const second = open(tab, path, await visitor.get(path));
    expect(second.valueOf("text")).toBe("Still silent");
    const response = await visitor.post(`${path}reply/`, { text: "Still silent" });
    const to = response.to!.replace("/portal/", "");
    const page = await visitor.get(to);
    expect(page.html).toContain("We received your message.");
    const arrived = open(tab, to, page);
    expect(arrived.valueOf("text")).toBe("");
    arrived.write("text", "And the lobby");
    arrived.leave();
    expect(open(tab, path, await visitor.get(path)).valueOf("text")).toBe("And the lobby");
  });
});
