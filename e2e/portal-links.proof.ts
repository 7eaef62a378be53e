import type { BrowserContext } from "playwright-core";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { answerResetRequests } from "../server/emails/invitations.ts";
import { answerPortalLinkRequests } from "../server/emails/portal-links.ts";
import { sendSurveys } from "../server/surveys/send.ts";
import { addMailbox, type EmailWorker, openEmailWorker } from "../test/emails.ts";
import { openMailServer, type TestMailServer } from "../test/mail-server.ts";
import { openPortalTicket, type PortalBrowser, portalBrowser, signInToPortal } from "../test/portal.ts";
import { makeCompany } from "../test/world.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

// `npm run proof -- portal` checks what programs that open links can change. Email scanners send GET and HEAD, and open
// pages in a browser that runs their scripts and waits. Nobody presses a button.
const PUBLIC = "http://desk.docket.test";
const CUSTOMER = "ann@lagoon.test";
// long enough for what a page does by itself after it opens
const STAY_MS = 1_500;
// tables that opening a page may write: the articles a customer opened, searches without results, when a customer was
// last seen
const COUNTING_TABLES = /^(kb_offers|kb_offered|kb_searches|portal_contacts)$/;

let desk: BrowserDesk;
let server: TestMailServer;
let worker: EmailWorker;
let ann: PortalBrowser;
let ticket: string;

const sql = (text: string, values: unknown[] = []) => desk.database.pool.query(text, values).then(({ rows }) => rows);
const deliver = async () => {
  await worker.react();
  worker.later(60);
  await worker.deliver();
};

async function publish(values: object): Promise<void> {
  const { id } = (await desk.admin.post("/kb/articles/", { visibility: "public", html: "<p>Hum</p>", ...values })).body;
  await desk.admin.post(`/kb/articles/${id}/publish/`, {});
}

/** Does everything that makes the desk send emails to customers, third parties and agents. */
async function work(): Promise<void> {
  const category = (await desk.admin.post("/kb/categories/", { name: "Sound", visibility: "public" })).body.id;
  await publish({ title: "Amplifier hums", category });
  await publish({ title: "Amplifier of guests", visibility: "signed_in", category });
  const { company, contact } = await makeCompany(desk.admin, "Lagoon");
  await desk.admin.patch(`/contacts/${contact.id}/`, { name: "Ann Able", email: CUSTOMER });
  await openToContacts(desk.database.db);
  ann = await signInToPortal(desk, CUSTOMER);
  ticket = await openPortalTicket(ann, "Silent lagoon", "The amplifier is silent.");
  const other = await openPortalTicket(ann, "Loud bar", "Much too loud.");
  await deliver();
  for (const id of [ticket, other]) await desk.admin.patch(`/tickets/${id}/`, { assigned_to: desk.tom.id });
  await deliver();
  const { id: comment } = (
    await desk.tom.post("/ticket-comments/", { ticket, text: "It plays. See https://lagoon.test/" })
  ).body;
  await desk.tom.post(`/tickets/${ticket}/forward/`, { to: ["repairs@speakers.test"], text: "Look", comment });
  const opening = { company: company.id, contact: contact.id, subject: "New speakers", description: "They come." };
  await desk.tom.post(`/tickets/${(await desk.tom.post("/tickets/", opening)).body.id}/send_description/`, {});
  await ann.post(`en/requests/${other}/reply/`, { text: "Still too loud" });
  await desk.tom.patch(`/tickets/${ticket}/`, { status: "resolved" });
  await desk.admin.post("/users/invite/", { email: "ploy@docket.test", role: "Tech", first_name: "Ploy" });
  await desk.stranger.post("/auth/password_reset/", { username: "fay" });
  await answerResetRequests(desk.app.mail);
  await portalBrowser(desk).post("en/sign-in/", { address: CUSTOMER });
  await answerPortalLinkRequests(desk.app.mail);
  await deliver();
  await sendSurveys(desk.app.mail);
  await deliver();
}

openForJourneys(
  async () => {
    desk = await openDesk({ PUBLIC_URL: PUBLIC });
    server = await openMailServer();
    worker = await openEmailWorker(desk);
    await addMailbox(desk, server);
    const always = { is_enabled: true, delay_hours: 0, calendar: null, teams: [], categories: [] };
    await desk.admin.patch("/survey-settings/", always);
    await work();
  },
  async () => {
    await server.close();
    await desk.close();
  },
);

/** All addresses in all emails and their headers, as paths of the desk. */
async function linksInEmails(): Promise<Set<string>> {
  const links = new Set<string>();
  for (const { raw } of server.received) {
    const { text, html, headers } = await PostalMime.parse(raw);
    const all = [text, html?.replaceAll("&amp;", "&"), ...headers.map(({ value }) => value)].join("\n");
    for (const [, path] of all.matchAll(/http:\/\/desk\.docket\.test(\/[^\s"'<>)\]]*)/g)) links.add(path!);
  }
  return links;
}

/** All addresses in the pages that a contact can reach by links. */
async function linksInPages(by: PortalBrowser): Promise<Set<string>> {
  const links = new Set(["/portal/en/", "/portal/sitemap.xml", "/portal/en/search/?q=amplifier"]);
  for (const link of links) {
    const { html, to } = await by.get(link.replace("/portal/", ""));
    const matches = [...html.matchAll(/(?:href|src|action)="(?:http:\/\/desk\.docket\.test)?(\/portal\/[^"#]*)/g)];
    for (const each of [...matches.map(([, path]) => path!.replaceAll("&amp;", "&")), to ?? ""])
      if (each.startsWith("/portal/")) links.add(each);
  }
  return links;
}

/** A checksum of every table's rows, and the row counts of the most important ones. */
async function everything(): Promise<Record<string, string>> {
  const tables = await sql("select table_name as name from information_schema.tables where table_schema = 'public'");
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (COUNTING_TABLES.test(name)) continue;
    const [{ sum }] =
      await sql(`select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as sum
      from "${name}" t`);
    sums[name] = sum;
  }
  const [{ receiving }] = await sql(
    "select string_agg(contact || receives_surveys::text, ',') as receiving from portal_contacts",
  );
  return { ...sums, receiving };
}

const TABS = 8;

async function openInBrowser(context: BrowserContext, links: Iterable<string>): Promise<void> {
  const waiting = [...links];
  const openNext = async (): Promise<void> => {
    for (let link = waiting.shift(); link; link = waiting.shift()) {
      const page = await context.newPage();
      // a download does not open a page
      await page.goto(link, { waitUntil: "networkidle" }).catch(() => null);
      await page.waitForTimeout(STAY_MS);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: TABS }, openNext));
}

test("opening every link of every email and every page, by GET, by HEAD and in a browser with scripts, changes nothing", async () => {
  const emails = await linksInEmails();
  const kinds = await sql("select distinct kind from outgoing_emails where state = 'accepted' order by kind");
  expect(kinds.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      ...["acknowledgement", "assigned", "forward", "invitation", "opening", "password_reset", "portal_link", "reply"],
      ...["response", "survey"],
    ]),
  );
  for (const kind of [/survey\/[\w-]+\/\?rating=5/, /\/stop\//, /sign-in\/[\w-]{43}/, /password\/new#/, /unsubscribe/])
    expect([kind, [...emails].some((each) => kind.test(each))]).toEqual([kind, true]);
  const pages = await linksInPages(ann);
  expect([...pages].some((each) => each.endsWith("/solved/"))).toBe(true);
  const links = new Set([...emails, ...pages]);

  const before = await everything();
  const [name, value] = ann.cookie.split("=");
  for (const cookie of ["", ann.cookie])
    for (const link of links)
      for (const method of ["GET", "HEAD", "GET", "OPTIONS"]) {
        // a scanner follows redirects
        const response = await fetch(desk.base + link, { method, headers: { cookie } });
        expect([link, method, response.status < 500, response.headers.getSetCookie()]).toEqual([
          link,
          method,
          true,
          [],
        ]);
        await response.arrayBuffer();
      }
  for (const isCustomer of [false, true]) {
    const { context } = await desk.visitor();
    if (isCustomer) await context.addCookies([{ name: name!, value: value!, url: desk.base }]);
    await openInBrowser(context, links);
    const cookies = (await context.cookies()).map((each) => each.name);
    expect(cookies).toEqual(isCustomer ? [name] : []);
  }
  expect(await everything()).toEqual(before);
  console.log(
    `${links.size} links of ${server.received.length} emails and ${pages.size} pages opened: nothing changed`,
  );
});
