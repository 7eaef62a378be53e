import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { formToken } from "../server/portal/contact-form.ts";
import { addMailbox, type EmailWorker, openEmailWorker } from "../test/emails.ts";
import { openMailServer, type TestMailServer } from "../test/mail-server.ts";
import { openPortalTicket, type PortalBrowser, portalBrowser, signInToPortal } from "../test/portal.ts";
import { makeCompany } from "../test/world.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";
import { PORTAL_PAYLOADS } from "./portal-payloads.ts";

// `npm run proof -- portal` sends attacks through every input of the help center and shows them in every place, in a
// browser that ignores the pages' content security policy. Closing the desk fails if a page has sent a request to
// another host.
let desk: BrowserDesk;
let server: TestMailServer;
let worker: EmailWorker;
let shop: Server;
let ann: PortalBrowser;
/** The attacker's own name is an attack, too. */
const NAME = `"><img src=x onerror=window.__xss=1>`;
const KINDS = Object.entries(PORTAL_PAYLOADS);
// this many fit on one page
const SOME = 20;
const groups = (all: readonly string[]) =>
  Array.from({ length: Math.ceil(all.length / SOME) }, (_, at) => all.slice(at * SOME, (at + 1) * SOME));

openForJourneys(
  async () => {
    desk = await openDesk({ PUBLIC_URL: "http://desk.docket.test" });
    server = await openMailServer();
    worker = await openEmailWorker(desk);
    await addMailbox(desk, server);
    // another site that contains only the script tag of the contact form
    shop = createServer((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        `<!doctype html><title>Shop</title><script src="${desk.base}/portal/contact-form.js" async></script>`,
      );
    });
    await new Promise<void>((done) => {
      shop.listen(0, "127.0.0.1", done);
    });
    const { contact } = await makeCompany(desk.admin, NAME);
    await desk.admin.patch(`/contacts/${contact.id}/`, { name: NAME, email: "ann@harbour.test" });
    await openToContacts(desk.database.db);
    ann = await signInToPortal(desk, "ann@harbour.test");
    await desk.admin.patch("/contact-form-settings/", { is_enabled: true, origins: [shopAddress()] });
  },
  async () => {
    shop.close();
    await server.close();
    await desk.close();
  },
);
const shopAddress = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;

/** A browser without the protection of the policy. It reports attacks that ran. */
async function openUnprotected(who: "customer" | "admin" | "nobody"): Promise<Page> {
  const options = { bypassCSP: true };
  const { page, context } = who === "admin" ? await desk.person("admin", options) : await desk.visitor(options);
  if (who === "customer") {
    const [name, value] = ann.cookie.split("=");
    await context.addCookies([{ name: name!, value: value!, url: desk.base }]);
  }
  page.on("dialog", (dialog) => {
    throw new Error(`an attack opened a dialog: ${dialog.message()}`);
  });
  return page;
}

/** Hovers over every element and focuses every field, as a person might. Fails if an attack ran or could run. */
async function expectHarmless(page: Page, what: string): Promise<void> {
  const wrong = await page.evaluate(async () => {
    const roots: (Document | ShadowRoot)[] = [document];
    for (const each of document.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot);
    const all = roots.flatMap((root) => [...root.querySelectorAll<HTMLElement>("*")]);
    for (const each of all)
      for (const event of ["pointerover", "mouseover", "mouseenter", "mousemove", "focus", "focusin", "toggle"])
        each.dispatchEvent(new Event(event, { bubbles: false }));
    // a broken picture of an attack would have failed before this one
    await new Promise((done) => {
      const broken = new Image();
      broken.onerror = done;
      broken.src = "data:x";
    });
    const faults: string[] = "__xss" in window ? ["a script has run"] : [];
    for (const each of all) {
      const handlers = each.getAttributeNames().filter((name) => /^on|^srcdoc$/.test(name));
      const to = each.getAttribute("href") ?? each.getAttribute("action") ?? each.getAttribute("formaction");
      const isLink = to !== null && !/^(https?|mailto|tel):$/.test(new URL(to, location.href).protocol);
      if (handlers.length > 0 || isLink) faults.push(each.outerHTML.slice(0, 300));
    }
    return faults;
  });
  expect(wrong, what).toEqual([]);
}

async function openHarmless(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expectHarmless(page, path);
}

/** Does the same in the web app, which keeps listening to the server. */
async function openInApp(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("main").getByRole("heading").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .mantine-Skeleton-root").count()).toBe(0);
  await expectHarmless(page, path);
}

const file = (name: string) => new File(["x"], name);
const ofForm = (values: Record<string, string>, names: readonly string[]): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  for (const name of names) form.append("file", file(name.replaceAll(/[/\\]/g, "∕")));
  return form;
};

test.for(KINDS)("attacks by %s in requests, messages, files and names run nothing", async ([kind, payloads]) => {
  expect(payloads.length).toBe(60);
  const [customer, agent, nobody] = [
    await openUnprotected("customer"),
    await openUnprotected("admin"),
    await openUnprotected("nobody"),
  ];
  for (const some of groups(payloads)) {
    const ticket = await openPortalTicket(ann, some[0], some.join("\n"));
    for (const [at, text] of some.entries()) {
      const names = [text, `${text}.png`, `${at}.svg`];
      const { to } = await ann.post(`en/requests/${ticket}/reply/`, ofForm({ text: `${text}\nafter` }, names));
      expect(to).toContain("note=sent");
      await desk.tom.post(`/tickets/${ticket}/add_comment/`, { text });
    }
    await ann.post(`en/requests/${ticket}/colleague/`, { address: "eve@elsewhere.test", name: some[1]! });
    for (const path of [`requests/${ticket}/`, "requests/", `requests/?q=${encodeURIComponent(some[2]!)}`])
      await openHarmless(customer, `/portal/en/${path}`);
    // only content near the viewport is rendered
    await agent.setViewportSize({ width: 1280, height: 9_000 });
    await openInApp(agent, `/tickets/${ticket}`);
    await agent.getByRole("button", { name: "More actions", exact: true }).first().click();
    await agent.getByRole("menuitem", { name: "View as customer" }).click();
    await agent.getByRole("dialog", { name: "View as customer" }).getByText("after").first().waitFor();
    await expectHarmless(agent, `view as customer of ${kind}`);
    await agent.keyboard.press("Escape");
    await agent.setViewportSize({ width: 1440, height: 900 });
  }
  for (const path of ["/tickets", "/contacts", "/companies"]) await openInApp(agent, path);
  for (const path of ["account/", "requests/new/"]) await openHarmless(customer, `/portal/en/${path}`);
  for (const text of payloads)
    await openHarmless(nobody, `/portal/en/search/?q=${encodeURIComponent(text)}&${encodeURIComponent(text)}`);
});

test.for(KINDS)("attacks by %s through the contact form run nothing", async ([kind, payloads]) => {
  const agent = await openUnprotected("admin");
  // each message contains four attacks
  const quarter = payloads.length / 4;
  for (let at = 0; at < quarter; at += 1) {
    const some = [0, 1, 2, 3].map((part) => payloads[at + part * quarter]!);
    const token = formToken(desk.app.docket.sealing, Date.now() - 10_000);
    const email = `eve-${kind}-${at}@shop.test`;
    const [name, subject] = [some[0]!.slice(0, 100), some[1]!.slice(0, 200)];
    const form = ofForm({ name, email, subject, text: some.join("\n"), token }, some);
    const { status } = await portalBrowser(desk).post("tickets/", form);
    expect([some, status]).toEqual([some, 202]);
  }
  const { results } = (await desk.admin.get("/tickets/?limit=100&ordering=-created_at")).body;
  const sentTickets = results.filter(({ via }: { via: string }) => via === "portal").slice(0, quarter);
  expect(sentTickets.length).toBe(quarter);
  for (const { id } of sentTickets) await openInApp(agent, `/tickets/${id}`);
  for (const { contact } of sentTickets.slice(0, 5)) await openInApp(agent, `/contacts/${contact}`);
});

test.for(KINDS)("attacks by %s in articles, categories and readers' answers run nothing", async ([kind, payloads]) => {
  const [reader, agent] = [await openUnprotected("nobody"), await openUnprotected("admin")];
  for (const some of groups(payloads)) {
    const html = some.map((each) => `<p>before</p>${each}<p>after</p>`).join("\n");
    const category = (
      await desk.admin.post("/kb/categories/", {
        name: some[0]!.slice(0, 100),
        names: { th: some[1] },
        visibility: "public",
      })
    ).body.id;
    for (const [at, title] of some.entries()) {
      const values = { title: title.slice(0, 200), html: at === 0 ? html : title, category, visibility: "public" };
      const { id } = (await desk.admin.post("/kb/articles/", values)).body;
      const { slug } = (await desk.admin.post(`/kb/articles/${id}/publish/`, {})).body;
      const path = `articles/${encodeURIComponent(slug)}/`;
      await portalBrowser(desk).post(`en/${path}feedback/`, { is_helpful: "no", comment: title });
      await openHarmless(reader, `/portal/en/${path}`);
      if (at < 2) await openInApp(agent, `/knowledge/${id}`);
    }
    const { slug } = (await desk.admin.get("/kb/categories/")).body.results.at(-1);
    for (const path of ["en/", "th/", `en/categories/${encodeURIComponent(slug)}/`, "en/search/?q=after"])
      await openHarmless(reader, `/portal/${path}`);
  }
  await openInApp(agent, "/knowledge");
  await openInApp(agent, "/knowledge/categories");
  await openInApp(agent, "/knowledge/report");
  // titles that a form on another site suggests
  const context = await desk.browser.newContext({ bypassCSP: true, locale: "en-GB" });
  const visitor = await context.newPage();
  visitor.on("request", (request) => expect(new URL(request.url()).hostname).toBe("127.0.0.1"));
  await visitor.goto(shopAddress());
  await visitor.getByRole("button", { name: "Contact us" }).click();
  for (const text of payloads.slice(0, 10)) {
    await visitor.getByLabel("Subject").fill(text.slice(0, 200));
    await visitor.waitForLoadState("networkidle");
    await expectHarmless(visitor, `the contact form with ${text} of ${kind}`);
  }
  await context.close();
});

test.for(KINDS)("attacks by %s in the desk's name run nothing", async ([, payloads]) => {
  const customer = await openUnprotected("customer");
  for (const name of payloads) {
    const { status } = await desk.admin.patch("/email-settings/", { desk_name: name.slice(0, 100) });
    expect([name, status]).toEqual([name, 200]);
    for (const path of ["", "account/", "sign-in/nothing/"]) await openHarmless(customer, `/portal/en/${path}`);
  }
  await desk.admin.patch("/email-settings/", { desk_name: NAME });
  await openInApp(await openUnprotected("admin"), "/settings/helpCenter");
});

test("the emails about these records run nothing", async () => {
  await worker.react();
  worker.later(60);
  for (let before = -1; before < server.received.length; ) {
    before = server.received.length;
    await worker.deliver();
    worker.later(60);
  }
  expect(server.received.length).toBeGreaterThan(50);
  const page = await openUnprotected("nobody");
  await page.goto("/portal/en/");
  for (const { raw } of server.received) {
    const { html, subject } = await PostalMime.parse(raw);
    // otherwise the desk's logo would be loaded from its public address
    await page.setContent(html ?? "", { waitUntil: "load" });
    await expectHarmless(page, subject ?? "");
  }
});
