import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible } from "./accessible.ts";
import { type BrowserDesk, fresh, openDesk, openForJourneys } from "./desk.ts";
import { PAYLOADS } from "./hostile-payloads.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);
// the test fails if the page sends a request to another host

/** Notes in each page whether an attack had an effect. */
async function noteAttacks(page: Page): Promise<void> {
  await page.addInitScript("window.hacked = () => { window.wasHacked = true; }");
  page.on("dialog", (dialog) => {
    throw new Error(`an attack opened a dialog: ${dialog.message()}`);
  });
}

/** A user whose browser ignores the app's content security policy. */
const unprotected = async (): Promise<Page> => (await desk.person("admin", { bypassCSP: true }, noteAttacks)).page;

const wasHacked = (page: Page) => page.evaluate(() => "wasHacked" in window);
/** Elements, event handlers and addresses that a customer's text must never bring into the page. */
const forbiddenContent = (page: Page) =>
  page.evaluate(() => {
    const within = [...document.querySelectorAll("[data-conversation], [data-conversation] *")];
    const tags = "SCRIPT STYLE LINK META BASE IFRAME OBJECT EMBED FORM INPUT TEXTAREA SELECT VIDEO AUDIO MATH TEMPLATE";
    return within.flatMap((each) => {
      const matches = tags.split(" ").includes(each.tagName.toUpperCase()) ? [each.outerHTML.slice(0, 200)] : [];
      const handlers = each.getAttributeNames().filter((name) => name.startsWith("on") || name === "srcdoc");
      const address = each.getAttribute("src") ?? each.getAttribute("href") ?? "";
      const isWrong =
        each.closest("[dir=auto] > div") && !/^(https?:|mailto:|tel:|data:image\/(png|jpe?g|gif|webp)|$)/.test(address);
      return [...matches, ...handlers, ...(isWrong ? [address] : [])];
    });
  });
/** Waits until every text is shown. Then a broken picture in one of them would have run its handler. */
const settle = async (page: Page) => {
  await expect.poll(() => page.locator("[data-conversation] [aria-busy=true]").count()).toBe(0);
  await page.evaluate(() => {
    const broken = new Image();
    const { promise, resolve } = Promise.withResolvers<void>();
    broken.onerror = () => resolve();
    broken.src = "x";
    return promise;
  });
};
const open = async (page: Page, id: string) => {
  await page.goto(`/tickets/${id}`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
};

test(`${PAYLOADS.length} attacks in descriptions, replies, notes and subjects have no effect and contact no server`, async () => {
  const { company } = await makeCompany(desk.admin);
  const page = await unprotected();
  // only content near the viewport is rendered
  await page.setViewportSize({ width: 1280, height: 12_000 });
  const size = 20;
  for (let at = 0; at < PAYLOADS.length; at += size) {
    const some = PAYLOADS.slice(at, at + size);
    const ticket = await makeTicket(desk.admin, company.id, {
      subject: some.join(" ").slice(0, 200),
      description: some.map((each) => `<p>before</p>${each}<p>after</p>`).join("\n"),
      tags: some[0]!.slice(0, 100).replaceAll(",", " "),
    });
    for (const [i, text] of some.entries())
      await desk.admin.post(`/tickets/${ticket.id}/add_comment/`, { text, is_internal: i % 2 === 0 });
    await open(page, ticket.id);
    await expect.poll(() => page.getByRole("article").count()).toBe(some.length + 1);
    await settle(page);
    for (const article of await page.getByRole("article").all()) await article.scrollIntoViewIfNeeded();
    for (const link of await page.locator("article a").all()) await link.dispatchEvent("mouseover");
    await settle(page);
    expect(await forbiddenContent(page)).toEqual([]);
    expect(await wasHacked(page)).toBe(false);
  }
}, 180_000);

test("names of people, companies, contacts, zones and files, and comments on ratings, are shown as text", async () => {
  const evil = '<img src=x onerror="hacked()">"\'><svg onload=hacked()>';
  const company = (await desk.admin.post("/companies/", { name: fresh(`${evil} Ltd `) })).body.id;
  const contact = (await desk.admin.post("/contacts/", { company, name: evil, phone: "<b>1</b>" })).body.id;
  const zone = (await desk.admin.post("/zones/", { company, name: evil })).body.id;
  await desk.fay.patch("/users/me/", { first_name: evil, last_name: "<script>hacked()</script>" });
  const { id } = await makeTicket(desk.fay, company, { contact, zone, subject: evil, assigned_to: desk.fay.id });
  const form = new FormData();
  form.set("ticket", id);
  form.set("file", new File(["x"], "<img src=x onerror=hacked()>.png"));
  await desk.fay.post("/ticket-attachments/", form);
  await desk.fay.patch(`/tickets/${id}/`, { tags: evil.slice(0, 100), zone: null });
  await desk.database.pool.query(
    `with asked as (
       insert into surveys (ticket, contact, state, started_by, category, due_at, sent_at, expires_at)
       values ($1, $2, 'sent', 'resolved', 'general', now(), now(), now() + interval '1 day') returning id)
     insert into survey_answers (survey, rating, comment, via) select id, 1, $3, 'email' from asked`,
    [id, contact, evil],
  );
  const page = await unprotected();
  await open(page, id);
  await page.getByRole("heading", { level: 1, name: evil }).waitFor();
  await page.getByRole("heading", { name: "Satisfaction" }).waitFor();
  await page.getByRole("combobox", { name: /^Assignee:/ }).click();
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: /^Contact:/ }).click();
  await page.getByRole("option", { name: "<img" }).waitFor();
  await settle(page);
  expect(await wasHacked(page)).toBe(false);
  expect(await page.locator("img[onerror], svg[onload], script:not([src])").count()).toBe(0);
});

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("a remote picture is named but not loaded; an attached one is shown", async () => {
  const { company } = await makeCompany(desk.admin);
  const { id } = await makeTicket(desk.admin, company.id, {
    description: `<img src="https://evil.example/who-reads.png" alt="Logo"><img alt="dot" src="data:image/png;base64,${pixel}">`,
  });
  const page = await unprotected();
  await open(page, id);
  const remote = page.getByRole("img", { name: "Logo · evil.example" });
  await remote.waitFor();
  expect(await remote.getAttribute("src")).toBeNull();
  const own = page.getByRole("img", { name: "dot" });
  await expect.poll(() => own.evaluate((picture) => (picture as HTMLImageElement).naturalWidth)).toBe(1);
});

test("remote pictures are loaded through the desk's server when asked for, those of one message only", async () => {
  const requests: string[] = [];
  const elsewhere = createServer(({ url, headers }, response) => {
    requests.push(`${headers.host}${url}`);
    if (url === "/missing.png") response.writeHead(404).end();
    else if (url === "/damaged.png") response.end(Buffer.from(pixel, "base64").subarray(0, 20));
    else response.end(Buffer.from(pixel, "base64"));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void elsewhere.close());
  await once(elsewhere, "listening");
  const { port } = elsewhere.address() as AddressInfo;
  Object.assign(desk.app.pictures, {
    addresses: async () => ["93.184.215.14"],
    connectTo: () => ({ host: "127.0.0.1", port }),
  });
  const pictures = ["logo.png?a=1&amp;b=2", "missing.png", "damaged.png", "logo.png?a=1&amp;b=2"]
    .map((name) => `<img src="http://evil.example/${name}" alt="${name.slice(0, 4)}">`)
    .join("");
  const { company } = await makeCompany(desk.admin);
  const { id } = await makeTicket(desk.admin, company.id, { description: `<p>Hello</p>${pictures}` });
  const text = '<img src="http://other.example/second.png" alt="second">';
  await desk.admin.post(`/tickets/${id}/add_comment/`, { text, is_internal: true });
  const { page } = await desk.person("admin");
  await open(page, id);
  const description = page.getByRole("article", { name: "Ticket opened by Ada Admin" });
  await description.getByText("3 pictures from other sites are blocked.").waitFor();
  await page.getByText("1 picture from another site is blocked.").waitFor();
  await settle(page);
  expect(requests).toEqual([]);
  await description.getByRole("button", { name: "Show pictures" }).press("Enter");
  await description.getByText("2 pictures could not be loaded.").waitFor();
  expect(requests.sort()).toEqual([
    "evil.example/damaged.png",
    "evil.example/logo.png?a=1&b=2",
    "evil.example/missing.png",
  ]);
  const sources = () =>
    description
      .locator("img")
      .evaluateAll((all) => all.map((each) => each.getAttribute("src")?.split(":")[0] ?? each.getAttribute("alt")));
  expect(await sources()).toEqual(["blob", "miss · evil.example", "dama · evil.example", "blob"]);
  await expectAccessible(page, "a message with remote pictures");
  // they are kept while the page is, without another request
  const other = await makeTicket(desk.admin, company.id, {});
  await page.evaluate((path) => history.pushState({}, "", path), `/tickets/${other.id}`);
  await page.getByRole("heading", { level: 1, name: other.subject }).waitFor();
  await page.goBack();
  await description.getByText("2 pictures could not be loaded.").waitFor();
  expect(await sources()).toEqual(["blob", "miss · evil.example", "dama · evil.example", "blob"]);
  expect(requests).toHaveLength(3);
  await page.reload();
  await description.getByText("3 pictures from other sites are blocked.").waitFor();
  expect(await sources()).not.toContain("blob");
  expect(requests).toHaveLength(3);
  // an Admin decides for everyone
  onTestFinished(async () => void (await desk.admin.patch("/email-settings/", { remote_pictures: "ask" })));
  await desk.admin.patch("/email-settings/", { remote_pictures: "never" });
  await page.reload();
  await description.getByText("3 pictures from other sites are not shown.").waitFor();
  expect(await page.getByRole("button", { name: "Show pictures" }).count()).toBe(0);
  expect(requests).toHaveLength(3);
  await desk.admin.patch("/email-settings/", { remote_pictures: "show" });
  await page.reload();
  await description.getByText("2 pictures could not be loaded.").waitFor();
  expect(await sources()).toEqual(["blob", "miss · evil.example", "dama · evil.example", "blob"]);
});

test("links open in a new tab without a referrer, and addresses in plain text become links", async () => {
  const { company } = await makeCompany(desk.admin);
  const description = "See https://example.com/a_(b).\nOr write to help@example.com\n> what you wrote\n> before";
  const { id } = await makeTicket(desk.admin, company.id, { description });
  const page = await unprotected();
  await open(page, id);
  const link = page.getByRole("link", { name: "https://example.com/a_(b)", exact: true });
  expect(await link.getAttribute("href")).toBe("https://example.com/a_(b)");
  expect([await link.getAttribute("target"), await link.getAttribute("rel")]).toEqual([
    "_blank",
    "noopener noreferrer nofollow",
  ]);
  expect(await page.getByRole("link", { name: "help@example.com" }).getAttribute("href")).toBe(
    "mailto:help@example.com",
  );
  expect(await page.getByText("what you wrote").isVisible()).toBe(false);
  await page.getByLabel("Show quoted text").click();
  await page.getByText("what you wrote").waitFor();
});

test.for([
  [
    "plain lines",
    "It works again.\n\nOn Mon, 23 Nov 2026, Tom Tech <tom@desk.test> wrote:\nHave you tried it?\n> before",
  ],
  [
    "an announcement over two lines",
    "It works again.\n\nOn Mon, 23 Nov 2026 at 10:00, Tom Tech\n<tom@desk.test> wrote:\nHave you tried it?",
  ],
  [
    "all of it in one element",
    "<div><div>It works again.</div><div>On Mon, 23 Nov 2026, Tom wrote:<br></div><blockquote>Have you tried it?</blockquote></div>",
  ],
  ["paragraphs with angle brackets", "<p>It works again.</p><p>&gt; Have you tried it?</p><p>&gt; before</p>"],
])("the quoted part of an email is folded: %s", async ([, description]) => {
  const { company } = await makeCompany(desk.admin);
  const { id } = await makeTicket(desk.admin, company.id, { description });
  const page = await unprotected();
  await open(page, id);
  await page.getByText("It works again.").waitFor();
  expect(await page.getByText("Have you tried it?").isVisible()).toBe(false);
  await page.getByLabel("Show quoted text").click();
  await page.getByText("Have you tried it?").waitFor();
});

test("a sentence such as “Ann wrote” is not collapsed as a quote", async () => {
  const { company } = await makeCompany(desk.admin);
  const description = "It is silent.\nOn Monday your colleague wrote: it works again.\nIt does not.";
  const { id } = await makeTicket(desk.admin, company.id, { description });
  const page = await unprotected();
  await open(page, id);
  await page.getByText("It does not.").waitFor();
  expect(await page.getByLabel("Show quoted text").count()).toBe(0);
});

test("sanitizing clean HTML changes nothing", async () => {
  // loads the app's own module alone in a page
  const { build } = await import("vite");
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, "../web/ui/clean-html.ts"), formats: ["iife"], name: "cleaning" },
    },
  });
  const [output] = [built].flat() as { output: { code: string }[] }[];
  const { page } = await desk.visitor();
  await page.goto("/sign-in");
  const wrong = await page.evaluate(
    ([code, payloads]) => {
      const cleaning = new Function(`${code}; return cleaning;`)() as { clean(html: string): string };
      return payloads.filter((each) => {
        const once = cleaning.clean(each);
        return cleaning.clean(once) !== once;
      });
    },
    [output!.output[0]!.code, [...PAYLOADS, PAYLOADS.join("")]] as const,
  );
  expect(wrong).toEqual([]);
});
