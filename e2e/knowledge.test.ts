import { expect, test } from "vitest";
import { openToContacts } from "../server/access/public-ticket.ts";
import { signInToPortal } from "../test/portal.ts";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible, expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, fresh, openDesk, openForJourneys } from "./desk.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);

test("an agent writes an article and inserts it into a reply, and a customer reads it on a narrow phone", async () => {
  const category = fresh("Sound");
  const title = `Green light, but no sound ${category}`;
  await desk.admin.post("/kb/categories/", { name: category, visibility: "public" });
  const { page } = await desk.person("tom");
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "New article" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByRole("textbox", { name: "Text" }).fill("Check the amplifier.");
  // the text survives a reload before and after it is saved for the first time
  await page.reload();
  await page.getByRole("textbox", { name: "Text" }).getByText("Check the amplifier.").waitFor();
  await expect.poll(() => page.getByLabel("Title").inputValue()).toBe(title);
  await page.getByRole("combobox", { name: "Category" }).click();
  await page.getByRole("option", { name: category }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  const question = page.getByRole("dialog", { name: "Who will see this article" });
  await question.getByText("Everyone").waitFor();
  await question.getByRole("button", { name: "Publish" }).click();
  await page.getByText("Article published").waitFor();
  await page.getByRole("link", { name: "Open in the help center" }).waitFor();
  await expectAccessibleEverywhere(page, "an article");

  await page.getByRole("textbox", { name: "Text" }).fill("Check the amplifier first.");
  const { results } = (await desk.admin.get("/kb/articles/")).body;
  const { id, version } = results.find((article: { title: string }) => article.title === title);
  await desk.admin.patch(
    `/kb/articles/${id}/`,
    { language: "en", html: "<p>By a colleague.</p>" },
    { "if-match": `"${version}"` },
  );
  await page.reload();
  await page.getByRole("textbox", { name: "Text" }).getByText("Check the amplifier first.").waitFor();
  const save = page.getByRole("button", { name: "Save", exact: true });
  await save.click();
  await page.getByText("Someone else has changed this in the meantime.", { exact: false }).waitFor();
  expect((await desk.admin.get(`/kb/articles/${id}/`)).body.texts[0].html).toBe("<p>By a colleague.</p>");
  await save.click();
  await page.getByText("Article saved").waitFor();
  expect((await desk.admin.get(`/kb/articles/${id}/`)).body.texts[0].html).toBe("<p>Check the amplifier first.</p>");
  const text = page.getByRole("textbox", { name: "Text" });
  await text.press("End");
  await page.getByRole("button", { name: "Callout" }).press("Enter");
  await page.getByRole("menuitem", { name: "Tip" }).press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Table" }).press("Enter");
  await page.getByRole("menuitem", { name: "Insert a table" }).press("Enter");
  for (const [at, heading] of ["Output", "Plays in", "Cable"].entries()) {
    if (at > 0) await page.keyboard.press("Tab");
    await page.keyboard.type(heading);
  }
  const files = await page.locator('input[type="file"]').all();
  await files[0]!.setInputFiles({ name: "amp.png", mimeType: "image/png", buffer: Buffer.from(PIXEL, "base64") });
  await page.locator('.ProseMirror img[src*="amp"]').waitFor();
  const saved = page.waitForResponse((response) => response.request().method() === "PATCH");
  await save.click();
  expect((await saved).status()).toBe(200);
  const [{ html }] = (await desk.admin.get(`/kb/articles/${id}/`)).body.texts;
  expect(html).toMatch(/^<aside data-callout="tip"><p>Check the amplifier first\.<\/p>/);
  expect(html).toContain("<tr><th>Output");
  expect(html).toContain('alt="amp.png"');
  const published = page.waitForResponse(/\/publish\/$/);
  await page.getByRole("button", { name: "Publish" }).click();
  expect((await published).status()).toBe(200);

  const { company } = await makeCompany(desk.admin);
  const ticket = await makeTicket(desk.tom, company.id, { subject: "The light is green", description: "No sound." });
  await page.goto(`/tickets/${ticket.id}`);
  const suggested = page.getByRole("region", { name: "From the knowledge base" });
  // it loads when it scrolls into view
  await page.getByRole("heading", { name: "Timing" }).scrollIntoViewIfNeeded();
  await suggested.getByRole("button", { name: title, exact: true }).click();
  const reader = page.getByRole("dialog", { name: title });
  await reader.getByText("Check the amplifier first.").waitFor();
  await expectAccessible(page, "an article beside a ticket");
  await page.keyboard.press("Enter");
  const reply = page.getByRole("textbox", { name: "Write a reply" });
  await reply.getByRole("link", { name: title }).waitFor();
  await page.getByRole("button", { name: "Insert an article" }).click();
  const picker = page.getByRole("dialog", { name: "Insert an article" });
  await picker.getByPlaceholder("Search articles").fill("amplif");
  await picker.getByRole("option", { name: title }).click();
  await reader.getByRole("button", { name: "Insert text" }).click();
  await reply.getByText("Check the amplifier first.").waitFor();

  const phone = { viewport: { width: 320, height: 640 } };
  const { page: customer } = await desk.visitor(phone);
  await customer.goto("/portal/en/");
  await expectAccessible(customer, "the help center");
  await customer.getByLabel("Search the articles").fill("amplifier");
  await customer.keyboard.press("Enter");
  await customer.getByRole("link", { name: title }).click();
  await customer.getByText("Check the amplifier first.").waitFor();
  expect(await customer.evaluate("document.documentElement.scrollWidth")).toBe(320);
  await expectAccessible(customer, "an article in the help center");
  await customer.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(customer, "an article in the help center in dark");
  await customer.getByRole("button", { name: "Yes" }).click();
  await customer.getByText("Thank you.").waitFor();
  await customer.getByRole("link", { name: "Your requests" }).click();
  await expectAccessible(customer, "the sign-in of the help center");

  const { contact } = await makeCompany(desk.admin);
  await desk.admin.patch(`/contacts/${contact.id}/`, { email: "ann@harbour.test" });
  await openToContacts(desk.database.db);
  const [name, value] = (await signInToPortal(desk, "ann@harbour.test")).cookie.split("=");
  await customer.context().addCookies([{ name: name!, value: value!, url: desk.base }]);
  await customer.goto("/portal/en/requests/new/");
  const counted = customer.waitForResponse(/\/suggestions\/shown\/$/);
  await customer.getByLabel("Subject").pressSequentially("no sound");
  const articles = customer.getByRole("complementary", { name: "These articles may help" });
  await articles.getByRole("link", { name: "Green light, but no sound" }).waitFor();
  await customer.getByRole("status").getByText("Articles that may help: 1").waitFor();
  await counted;
  await expectAccessible(customer, "a new request with an article");
  // the article appears after the text, and opens beside it
  await customer.getByLabel("What happened?").press("Tab");
  const [opened] = await Promise.all([customer.context().waitForEvent("page"), customer.keyboard.press("Enter")]);
  await opened.getByText("Check the amplifier first.").waitFor();
  await customer.getByLabel("What happened?").fill("The light is green.");
  await customer.getByRole("button", { name: "Send" }).click();
  await customer.getByText("We received your request.").waitFor();
  expect((await desk.admin.get("/kb/usage/")).body.customers).toMatchObject({ offers: 1, ticket_followed: 1 });
});
