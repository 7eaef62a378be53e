import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { surveyToken } from "../server/emails/survey-links.ts";
import { hashToken } from "../server/platform/link-tokens.ts";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible, expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
let shop: Server;
let shopAddress: string;
openForJourneys(
  async () => {
    desk = await openDesk({ PUBLIC_URL: "https://desk.docket.test" });
    // another site that contains only the script tag
    shop = createServer((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main><script src="${desk.base}/portal/contact-form.js" async></script></html>`,
      );
    });
    await new Promise<void>((done) => {
      shop.listen(0, "127.0.0.1", done);
    });
    shopAddress = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  },
  async () => {
    shop.close();
    await desk.close();
  },
);

/** Creates a sent survey. Returns its ticket and the path of its link. */
async function survey(): Promise<{ ticket: string; path: string }> {
  const { company, contact } = await makeCompany(desk.admin);
  const { id } = await makeTicket(desk.admin, company.id, { contact: contact.id });
  await openToContacts(desk.database.db);
  await desk.admin.post(`/tickets/${id}/add_comment/`, { text: "We restarted it." });
  await desk.admin.post(`/tickets/${id}/add_comment/`, { text: "For us alone", is_internal: true });
  const { rows } = await desk.database.pool.query(
    `insert into surveys (ticket, contact, state, started_by, category, due_at, sent_at, expires_at)
     values ($1, $2, 'sent', 'resolved', 'general', now(), now(), now() + interval '1 day') returning id`,
    [id, contact.id],
  );
  const token = surveyToken(desk.app.docket.sealing, rows[0].id);
  await desk.database.pool.query("update surveys set token_hash = $2 where id = $1", [rows[0].id, hashToken(token)]);
  return { ticket: id, path: `/portal/en/survey/${token}/` };
}
const answers = async () => (await desk.database.pool.query("select rating, comment from survey_answers")).rows;

test("a customer rates a ticket on a narrow phone and an agent sees it; opening the links saves nothing", async () => {
  const { ticket, path } = await survey();
  const { page: scanner } = await desk.visitor();
  for (const rating of [1, 2, 3, 4, 5]) {
    await scanner.goto(`${path}?rating=${rating}`);
    await scanner.waitForLoadState("networkidle");
  }
  expect(await answers()).toEqual([]);

  const { page } = await desk.visitor({ viewport: { width: 320, height: 640 } });
  await page.goto(`${path}?rating=2`);
  await expectAccessible(page, "a survey");
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page, "a survey in dark");
  await page.getByLabel("What could we do better?").fill("Answer faster");
  await page.getByRole("button", { name: "Send rating" }).click();
  await page.getByText("You can change it for 7 days.").waitFor();
  expect(await answers()).toEqual([{ rating: 2, comment: "Answer faster" }]);

  const { page: agent } = await desk.person("tom");
  await agent.goto(`/tickets/${ticket}`);
  await agent.getByRole("heading", { name: "Satisfaction" }).waitFor();
  await agent.getByText("Answer faster").waitFor();
  await agent.getByText("gave the rating 2 of 5").waitFor();
  await agent.getByRole("button", { name: "More actions", exact: true }).click();
  await agent.getByRole("menuitem", { name: "View as customer" }).click();
  const dialog = agent.getByRole("dialog", { name: "View as customer" });
  await dialog.getByText("We restarted it.").waitFor();
  expect(await dialog.getByText("For us alone").count()).toBe(0);
  await expectAccessible(agent, "a ticket as its customer sees it");
});

test("a visitor of another site sends a message with the contact form that an Admin allowed there", async () => {
  const { page: admin } = await desk.person("admin");
  const { company, contact } = await makeCompany(desk.admin);
  const older = await makeTicket(desk.admin, company.id, { contact: contact.id, subject: "Silent in spring" });
  await desk.database.pool.query("update desk_settings set public_since = now()");
  await admin.goto("/settings/helpCenter");
  await admin.getByRole("button", { name: "Show older tickets" }).click();
  const dialog = admin.getByRole("dialog", { name: "Show older tickets to customers" });
  await dialog.getByText("Silent in spring").first().waitFor();
  await expectAccessible(admin, "the dialog that shows older tickets to customers");
  await dialog.getByRole("button", { name: /^Show \d+ tickets?$/ }).click();
  await admin.getByText(/now sees? \d+ older ticket/).waitFor();
  const isOpened = async () =>
    (await desk.database.pool.query("select from opened_tickets where ticket = $1", [older.id])).rowCount;
  expect(await isOpened()).toBe(1);
  await admin.getByRole("button", { name: /^Hide again what Ada Admin showed/ }).click();
  await admin
    .getByText(/tickets? (is|are) hidden again/)
    .first()
    .waitFor();
  expect(await isOpened()).toBe(0);
  await admin.getByRole("switch", { name: "Let other sites show the form" }).check();
  await admin.getByRole("textbox", { name: "Sites" }).fill(shopAddress);
  await admin.getByRole("button", { name: "Save" }).click();
  await admin.getByText("/portal/contact-form.js").waitFor();
  await expectAccessibleEverywhere(admin, "the settings of the help center");

  const article = { title: "Our opening hours", html: "<p>From nine to five.</p>", visibility: "public" };
  const { id } = (await desk.admin.post("/kb/articles/", article)).body;
  await desk.admin.post(`/kb/articles/${id}/publish/`, {});

  // not `desk.visitor`, whose pages may not send requests to other hosts
  const context = await desk.browser.newContext({ locale: "en-GB", viewport: { width: 320, height: 640 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(shopAddress);
  await page.getByRole("button", { name: "Contact us" }).click();
  await expectAccessible(page, "the contact form");
  await page.getByLabel("Your name").fill("Eve");
  await page.getByLabel("Your email address").fill("eve@shop.test");
  await page.getByLabel("Subject").fill("Opening hours");
  const suggested = page.getByRole("link", { name: "Our opening hours" });
  await suggested.waitFor();
  expect(await suggested.getAttribute("target")).toBe("_blank");
  await expectAccessible(page, "the contact form with an article");
  await page.getByLabel("How can we help?").fill("When are you open?");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("We received your message").waitFor();
  expect(await context.cookies()).toEqual([]);
  const { rows } = await desk.database.pool.query("select subject from tickets where via = 'portal'");
  expect(rows).toEqual([{ subject: "Opening hours" }]);
});
