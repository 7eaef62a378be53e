import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type BrowserDesk, goHome, goLive, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
let harbour: { id: string };
openForJourneys(
  async () => {
    desk = await openDesk();
    harbour = (await makeCompany(desk.tom, "Harbour Hotel")).company;
    const palms = (await makeCompany(desk.tom, "Two Palms")).company;
    await makeTicket(desk.tom, harbour.id, { subject: "Lobby is silent", priority: "urgent" });
    await makeTicket(desk.tom, harbour.id, { subject: "Invoice is wrong", priority: "low", category: "billing" });
    await makeTicket(desk.tom, palms.id, { subject: "Bar is silent", priority: "urgent" });
  },
  () => desk.close(),
);

const subjects = (page: import("playwright-core").Page) =>
  page
    .getByRole("row")
    .getByRole("link")
    .allTextContents()
    .then((all) => all.toSorted());

test("filters are chosen by typing, kept in the URL, and restored by reload, back and forward", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await expect.poll(() => subjects(page)).toHaveLength(3);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  // typing a value finds it without choosing its filter first
  await page.getByRole("combobox", { name: "Filter by…" }).fill("urg");
  await page.keyboard.press("Enter");
  await expect.poll(() => subjects(page)).toEqual(["Bar is silent", "Lobby is silent"]);
  await page.getByRole("button", { name: "Add filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Filter by…" }).fill("company");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Company" }).fill("harb");
  await page.getByRole("option", { name: "Harbour Hotel" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => subjects(page)).toEqual(["Lobby is silent"]);
  expect(new URL(page.url()).search).toBe(`?view=all&priority=urgent&company=${harbour.id}`);
  await page.getByRole("button", { name: "Company Harbour Hotel" }).waitFor();

  await page.reload();
  await expect.poll(() => subjects(page)).toEqual(["Lobby is silent"]);
  await page.goBack();
  await expect.poll(() => subjects(page)).toEqual(["Bar is silent", "Lobby is silent"]);
  await page.goForward();
  await expect.poll(() => subjects(page)).toEqual(["Lobby is silent"]);
  await page.getByRole("button", { name: "Remove filter Priority" }).click();
  await expect.poll(() => subjects(page)).toEqual(["Invoice is wrong", "Lobby is silent"]);
  // opening a ticket keeps the filters
  await page.getByRole("link", { name: "Invoice is wrong" }).click();
  await page.getByRole("heading", { name: "Invoice is wrong" }).waitFor();
  expect(new URL(page.url()).search).toBe(`?view=all&company=${harbour.id}`);
  // a search keeps the filters, says so, and counts the matches without them
  await page.getByRole("searchbox", { name: "Search tickets" }).fill("silent");
  await expect.poll(() => subjects(page)).toEqual(["Lobby is silent"]);
  await page.getByRole("button", { name: "Search everywhere (2 tickets)" }).click();
  await expect.poll(() => subjects(page)).toEqual(["Bar is silent", "Lobby is silent"]);
  // the matching words are highlighted
  const marked = () => page.evaluate(() => [...(CSS.highlights.get("found-word") ?? [])].map(String));
  await expect.poll(marked).toEqual(["silent", "silent"]);
});

test("filter values that are chosen in quick succession are all kept", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Filter by…" }).fill("priority");
  await page.keyboard.press("Enter");
  // the most urgent comes first, as in all lists of priorities
  const order = ["Urgent", "High", "Medium", "Low"].map((name) => expect.stringContaining(name));
  await expect.poll(() => page.getByRole("option").allTextContents()).toEqual(order);
  const left = async () => (await page.getByRole("combobox", { name: "Priority" }).boundingBox())?.x;
  const before = await left();
  // chooses both before the first one is shown
  await page.getByRole("option", { name: /Urgent|Low/ }).evaluateAll((two) => {
    for (const each of two) (each as HTMLElement).click();
  });
  const chosen = () => new URL(page.url()).searchParams.get("priority")?.split(",").toSorted();
  await expect.poll(chosen).toEqual(["low", "urgent"]);
  // the menu stays in place while the user chooses
  await page.getByRole("button", { name: "Remove filter Priority" }).waitFor();
  expect(await left()).toBe(before);
});

test("a late response to an older search never replaces a newer one", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all");
  await expect.poll(() => subjects(page)).toHaveLength(3);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let [asked, answered] = [false, false];
  await page.route(/inbox\/\?.*q=lobby(&|$)/, async (route) => {
    asked = true;
    await held;
    await route.continue().catch(() => {});
    answered = true;
  });
  await page.getByRole("searchbox", { name: "Search tickets" }).fill("lobby");
  await expect.poll(() => asked).toBe(true);
  await page.getByRole("searchbox", { name: "Search tickets" }).fill("invoice");
  await expect.poll(() => subjects(page)).toEqual(["Invoice is wrong"]);
  letGo();
  await expect.poll(() => answered).toBe(true);
  expect(await subjects(page)).toEqual(["Invoice is wrong"]);
  await page.getByRole("searchbox", { name: "Search tickets" }).fill("nothing of the kind");
  await page.getByRole("heading", { name: "No tickets match your search" }).waitFor();
  await page.getByText("Clear search", { exact: true }).click();
  await expect.poll(() => subjects(page)).toHaveLength(3);
});

/** Deletes what an earlier attempt may have left. */
async function clear(subject: string): Promise<void> {
  for (const { id } of (await desk.tom.get("/views/")).body.results) await desk.tom.remove(`/views/${id}/`);
  for (const { id } of (await desk.tom.get(`/tickets/?search=${subject}`)).body.results)
    await desk.tom.remove(`/tickets/${id}/`);
}

test("filters are saved as a view with its count, shared, changed, and deleted with undo", async () => {
  await clear("Kitchen");
  const { page } = await desk.person("tom");
  await goLive(page, "/tickets?view=all&priority=urgent");
  await page.getByRole("button", { name: "Save as view" }).click();
  await page.getByLabel("Name").fill("Burning");
  await page.getByRole("switch", { name: "Shared" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: /Burning shared 2/ }).waitFor();
  await page.getByRole("heading", { level: 1, name: "Burning" }).waitFor();
  // the count updates
  await makeTicket(desk.fay, harbour.id, { subject: "Kitchen is silent", priority: "urgent" });
  await views.getByRole("link", { name: /Burning shared 3/ }).waitFor();
  // the view's filters can be changed
  await page.getByRole("button", { name: "Add filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Filter by…" }).fill("billing");
  await page.keyboard.press("Enter");
  // if the server refuses a change, the form says why and keeps the filters
  await page.route("**/api/v1/views/*/", (route) => route.fulfill({ status: 403, json: { detail: "Not yours." } }));
  await page.getByRole("button", { name: "Update view" }).click();
  await page.getByText("Not yours.").waitFor();
  await page.getByRole("button", { name: "Category Billing" }).waitFor();
  expect(await page.getByText("Burning updated").count()).toBe(0);
  await page.unroute("**/api/v1/views/*/");
  await page.getByRole("button", { name: "Update view" }).click();
  await views.getByRole("link", { name: /^Burning shared$/ }).waitFor();

  const other = await desk.person("fay");
  await goHome(other.page);
  await other.page
    .getByRole("navigation", { name: "Views" })
    .getByRole("link", { name: /Burning/ })
    .click();
  await other.page.getByRole("heading", { name: "No tickets in this view" }).waitFor();

  await views.getByRole("button", { name: "Options for Burning" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await views.getByRole("link", { name: /Burning/ }).waitFor({ state: "detached" });
  // the notice of the previous change, with its own Undo, may still be visible
  const deleted = page.getByRole("status").filter({ hasText: /deleted/ });
  await deleted.getByRole("button", { name: "Undo" }).click();
  await views.getByRole("link", { name: /Burning/ }).waitFor();
  await page.goto("/tickets?view=5fdd1f07-8ac7-4c2e-a1a7-3c8a2ad1e1f5");
  await page.getByRole("heading", { name: "View not found" }).waitFor();
});

test("of words with “or” between them one is enough, and a row shows where an old message has the word", async () => {
  const { id } = await makeTicket(desk.tom, harbour.id, { subject: "Terrace is quiet" });
  await desk.fay.post(`/tickets/${id}/add_comment/`, { text: "<p>The <b>subwoofer</b> hums.</p>", is_internal: true });
  await desk.tom.post(`/tickets/${id}/add_comment/`, { text: "Thank you." });
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  const search = page.getByRole("searchbox", { name: "Search tickets" });
  await search.fill("subwoofer or invoice");
  await expect.poll(() => subjects(page)).toEqual(["Invoice is wrong", "Terrace is quiet"]);
  const row = page.getByRole("row", { name: "Terrace is quiet" });
  await row.getByText("Fay: The subwoofer hums.").waitFor();
  // the word is marked there
  const marked = () =>
    page.evaluate(() => [...(CSS.highlights.get("found-word") ?? [])].map((range) => String(range)).toSorted());
  await expect.poll(marked).toEqual(["Invoice", "subwoofer"]);
  const rowBefore = (await row.elementHandle())!;
  await search.fill("terrace");
  await row.getByText("Tom: Thank you.").waitFor({ state: "attached" });
  // a row that was found by both is not drawn again
  expect(await rowBefore.evaluate(({ isConnected }) => isConnected)).toBe(true);
});

test("the filters of a view are cleared or brought back, and each button says which", async () => {
  const { page } = await desk.person("tom");
  const button = (name: string) =>
    page.getByRole("group", { name: "Filter" }).getByRole("button", { name, exact: true });
  await page.goto("/tickets?view=unassigned&priority=urgent");
  await button("Clear filters").waitFor();
  await button("Back to “Unassigned”").click();
  await expect.poll(() => new URL(page.url()).search).toBe("?view=unassigned");
  await page.goto("/tickets?view=all&priority=urgent&status=new");
  await button("Clear filters").click();
  await expect.poll(() => new URL(page.url()).search).toBe("?view=all");
});

test("each empty view has its own message", async () => {
  const { page } = await desk.person("fay");
  await goHome(page);
  await page.getByRole("heading", { name: "You have no open tickets" }).waitFor();
  await page.getByRole("link", { name: /^Past due date/ }).click();
  await page.getByRole("heading", { name: "No tickets past their due date" }).waitFor();
});

test("other users see a shared view appear, change and disappear without a reload", async () => {
  await clear("Kitchen");
  const { page } = await desk.person("fay");
  const views = page.getByRole("navigation", { name: "Views" });
  await goLive(page, "/tickets?view=all");
  await expect.poll(() => subjects(page)).not.toHaveLength(0);
  const { id } = (await desk.tom.post("/views/", { name: "Invoices", is_shared: true, filters: { q: "invoice" } }))
    .body;
  await views.getByRole("link", { name: /^Invoices shared/ }).click();
  await expect.poll(() => subjects(page)).toEqual(["Invoice is wrong"]);
  await desk.tom.patch(`/views/${id}/`, { name: "Bars", filters: { q: "bar" } });
  await page.getByRole("heading", { level: 1, name: "Bars" }).waitFor();
  await expect.poll(() => subjects(page)).toEqual(["Bar is silent"]);
  await desk.tom.patch(`/views/${id}/`, { is_shared: false });
  await page.getByRole("heading", { name: "View not found" }).waitFor();
  await views.getByRole("link", { name: /^Bars/ }).waitFor({ state: "detached" });
});

test("if no ticket is open, the pane shows the view's waiting tickets and opens them", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  const waiting = page.getByRole("navigation", { name: "Needs attention in this view" });
  const urgent = waiting.getByRole("link", { name: /^Urgent/ });
  const all = (await desk.tom.get("/inbox/?priority=urgent&open=true")).body.results.length;
  await expect.poll(() => urgent.textContent()).toMatch(new RegExp(`${all}$`));
  await urgent.click();
  await expect.poll(() => subjects(page)).toHaveLength(all);
  expect(new URL(page.url()).search).toBe("?view=all&priority=urgent&open=true");
  await urgent.waitFor({ state: "detached" });
  await waiting.getByRole("link", { name: /^Unassigned/ }).waitFor();
});

test("any number of days is typed into a filter of times, and a date is typed key by key", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  const search = () => decodeURIComponent(new URL(page.url()).search);
  const openFilters = () => page.getByRole("button", { name: "Filter", exact: true }).click();
  await openFilters();
  await page.getByRole("combobox", { name: "Filter by…" }).fill("created");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Created" }).pressSequentially("more than 3 days ago");
  await page.getByRole("option", { name: "more than 3 days ago" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(search).toBe("?view=all&created_before=-3d");
  await page.getByRole("button", { name: "Created more than 3 days ago" }).click();
  // the year begins as 0002
  await page.getByLabel("Before", { exact: true }).click({ position: { x: 12, y: 10 } });
  await page.keyboard.type("11242026", { delay: 30 });
  await expect.poll(() => page.getByLabel("Before", { exact: true }).inputValue()).toBe("2026-11-24");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Created before 24 Nov 2026" }).waitFor();
  // without choosing the field first
  await page.goto("/tickets?view=all");
  await openFilters();
  await page.getByRole("combobox", { name: "Filter by…" }).fill("older than 5 days");
  await page.getByRole("option", { name: "more than 5 days ago Created" }).click();
  await expect.poll(search).toBe("?view=all&created_before=-5d");
});
