import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { surveyToken } from "../server/emails/survey-links.ts";
import { hashToken } from "../server/platform/link-tokens.ts";
import { addMailbox } from "../test/emails.ts";
import { openMailServer, type TestMailServer } from "../test/mail-server.ts";
import { openPortalTicket, type PortalBrowser, portalLink, signInToPortal } from "../test/portal.ts";
import { makeCompany } from "../test/world.ts";
import { expectAccessible } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

// `npm run proof -- portal` checks every page of the help center and the contact form on the narrowest phone, with
// touch only, in light and dark, in both languages.
const NARROW = { width: 320, height: 640 };
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const ARTICLE = `<p>The amplifier is off. See <a href="https://example.com/${LONG}">${LONG}</a>.</p><h2>Look at it</h2><p>x</p>
  <h2>${LONG}</h2><aside data-callout="tip"><p>A tip</p></aside><aside data-callout="warning"><p>Mind the cable</p></aside>
  <pre><code>amp --reset --all-outputs --and-then-wait-for-a-minute --verbose</code></pre>
  <table><tr><th>Output</th><th>Plays in</th><th>Cable</th><th>${LONG}</th></tr><tr><td>A</td><td>Lobby</td><td>blue</td><td>x</td></tr></table>
  <ul><li>One<ol><li>Two</li></ol></li></ul><blockquote>As they say</blockquote>`;

let desk: BrowserDesk;
let mail: TestMailServer;
let shop: Server;
let ann: PortalBrowser;
let pages: { customer: string[]; nobody: string[] };

async function publish(values: object): Promise<void> {
  const { id } = (await desk.admin.post("/kb/articles/", { visibility: "public", html: "<p>x</p>", ...values })).body;
  await desk.admin.post(`/kb/articles/${id}/publish/`, {});
}

/** Creates a request whose page shows everything that a request can have. */
async function conversation(): Promise<string> {
  const ticket = await openPortalTicket(ann, `Silent ${LONG}`, `No music since nine. ${LONG}`);
  const form = new FormData();
  form.set("text", `${LONG} https://example.com/${LONG}`);
  form.append("file", new File([Buffer.from(PIXEL, "base64")], "photo.png", { type: "image/png" }));
  form.append("file", new File(["x"], `${LONG}.txt`));
  await ann.post(`en/requests/${ticket}/reply/`, form);
  await desk.tom.post(`/tickets/${ticket}/add_comment/`, { text: ARTICLE });
  for (const address of ["bob@harbour.test", `${LONG.slice(0, 60)}@elsewhere.test`])
    await ann.post(`en/requests/${ticket}/colleague/`, { address });
  return ticket;
}

async function survey(ticket: string, contact: string): Promise<string> {
  const { rows } = await desk.database.pool.query(
    `insert into surveys (ticket, contact, state, started_by, category, due_at, sent_at, expires_at)
     values ($1, $2, 'sent', 'resolved', 'general', now(), now(), now() + interval '1 day') returning id`,
    [ticket, contact],
  );
  const token = surveyToken(desk.app.docket.sealing, rows[0].id);
  await desk.database.pool.query("update surveys set token_hash = $2 where id = $1", [rows[0].id, hashToken(token)]);
  return `survey/${token}/`;
}

async function fill(): Promise<void> {
  const { company, contact } = await makeCompany(desk.admin, "Harbour Hotel");
  await desk.admin.patch(`/contacts/${contact.id}/`, { name: `Ann ${LONG}`, email: "ann@harbour.test" });
  await openToContacts(desk.database.db);
  await desk.admin.patch("/email-settings/", { desk_name: LONG });
  const sound = { name: `Sound ${LONG}`.slice(0, 100), visibility: "public", slug: "sound" };
  const category = (await desk.admin.post("/kb/categories/", sound)).body.id;
  await desk.admin.post("/kb/categories/", { name: "Players", parent: category, visibility: "public" });
  await publish({ title: "Green light, but no sound", slug: "green", category, html: ARTICLE });
  await publish({ title: LONG, category });
  ann = await signInToPortal(desk, "ann@harbour.test");
  const [ticket, other] = [await conversation(), await openPortalTicket(ann)];
  await desk.tom.patch(`/tickets/${other}/`, { status: "resolved" });
  const [link, stop] = [await survey(other, contact.id), await survey(ticket, contact.id)];
  await ann.post(`en/${link}`, { rating: "2", comment: "Slow" });
  void company;
  const commonPaths = [
    "",
    "search/?q=amplifier",
    "search/?q=nothing+at+all",
    "search/",
    "categories/sound/",
    "nothing/",
  ];
  const articles = ["articles/green/", "articles/green/?feedback=no", "articles/green/?feedback=thanks"];
  const notes = ["created", "sent", "solved", "reopened", "accepted", "proposed", "refused", "rated", "unrated"];
  pages = {
    customer: [
      ...[
        ...commonPaths,
        ...articles,
        "requests/",
        "requests/?q=nothing",
        "requests/new/",
        "account/",
        "account/?fault=weak",
      ],
      ...[`requests/${other}/`, ...notes.map((note) => `requests/${ticket}/?note=${note}`)],
    ],
    nobody: [
      ...[...commonPaths, ...articles, "requests/new/", "requests/new/?note=sent", "sign-in/", "sign-in/password/"],
      ...[(await portalLink(desk, "ann@harbour.test")).replace("en/", ""), link, `${link}?thanks`, `${stop}?rating=4`],
      ...[`${stop}stop/`, "survey/nothing/"],
    ],
  };
}

openForJourneys(
  async () => {
    desk = await openDesk({ PUBLIC_URL: "http://desk.docket.test" });
    mail = await openMailServer();
    await addMailbox(desk, mail);
    shop = createServer((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Shop</title><main><h1>Shop</h1></main><script src="${desk.base}/portal/contact-form.js" async></script></html>`,
      );
    });
    await new Promise<void>((done) => {
      shop.listen(0, "127.0.0.1", done);
    });
    await fill();
    await desk.admin.patch("/contact-form-settings/", { is_enabled: true, origins: [shopAddress()] });
  },
  async () => {
    shop.close();
    await mail.close();
    await desk.close();
  },
);
const shopAddress = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;

/** Finds content that appears or explains itself only under a mouse pointer, and content wider than the screen. */
const faultsOf = (page: Page) =>
  page.evaluate(() => {
    const HARMLESS = /^(color|background.*|text-decoration.*|filter|border.*color)$/;
    const faults: string[] = [];
    const read = (rules: CSSRuleList) => {
      for (const rule of rules) {
        if (rule instanceof CSSStyleRule && rule.selectorText.includes(":hover"))
          for (const name of rule.style) if (!HARMLESS.test(name)) faults.push(`${rule.selectorText} sets ${name}`);
        if ("cssRules" in rule) read(rule.cssRules as CSSRuleList);
      }
    };
    const roots: (Document | ShadowRoot)[] = [document];
    for (const each of document.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot);
    for (const root of roots) {
      for (const { cssRules } of root.styleSheets) read(cssRules);
      for (const each of root.querySelectorAll("[title]"))
        faults.push(`a mouse alone shows ${each.getAttribute("title")}`);
      for (const each of root.querySelectorAll<HTMLElement>("a, button, input:not([type=hidden]), textarea, label")) {
        const { left, right, width } = each.getBoundingClientRect();
        const isSkipped = each.matches(".skip, .trap *, [hidden] *") || width === 0;
        // a table scrolls within its own box
        if (!isSkipped && !each.closest("table, pre") && (left < 0 || right > innerWidth))
          faults.push(`${each.outerHTML.slice(0, 100)} reaches from ${left} to ${right}`);
      }
    }
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth ? [...faults, `${scrollWidth} pixels wide`] : faults;
  });

async function expectGood(page: Page, what: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faultsOf(page), `${what} in ${colorScheme}`).toEqual([]);
    await expectAccessible(page, `${what} in ${colorScheme}`);
  }
}

test.for(["customer", "nobody"] as const)(
  "every page that %s sees works at 320 pixels, without a mouse and without color",
  async (who) => {
    const { page, context } = await desk.visitor({ viewport: NARROW, hasTouch: true, isMobile: true });
    const [name, value] = ann.cookie.split("=");
    if (who === "customer") await context.addCookies([{ name: name!, value: value!, url: desk.base }]);
    for (const language of ["en", "th"])
      for (const path of pages[who]) {
        await page.goto(`/portal/${language}/${path}`);
        await expectGood(page, `${language}/${path}`);
      }
    if (who === "customer") return;
    await page.goto("/portal/en/sign-in/");
    await page.getByLabel("Your email address").fill(`${"a".repeat(60)}@harbour.test`);
    await page.getByRole("button", { name: "Send me a link" }).tap();
    await page.getByText("a link is on its way").waitFor();
    await expectGood(page, "what follows on asking for a link");
  },
);

test("the contact form on another site works at 320 pixels and without a mouse", async () => {
  const context = await desk.browser.newContext({ locale: "en-GB", viewport: NARROW, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(shopAddress());
  await page.getByRole("button", { name: "Contact us" }).tap();
  await expectGood(page, "the contact form");
  await page.getByLabel("Subject").fill("green light");
  await page.getByRole("link", { name: "Green light, but no sound" }).waitFor();
  await expectGood(page, "the contact form with an article");
  await context.close();
});
