import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    const names = ["Beacon Inn", "Anchor Bar", "Clifftop Spa"];
    const places = await Promise.all(names.map((name) => makeCompany(desk.tom, name)));
    for (const [n, { company, contact }] of places.entries())
      await makeTicket(desk.tom, company.id, { subject: `Speaker ${n}`, contact: contact.id, tags: "audio" });
    await makeTicket(desk.tom, places[0]!.company.id, {
      subject: "Late one",
      priority: "urgent",
      due_date: "2020-01-01T00:00:00Z",
      assigned_to: desk.tom.id,
    });
  },
  () => desk.close(),
);

const subjects = (page: Page) => page.getByRole("row").getByRole("link").allTextContents();
const headings = async (page: Page) => (await page.getByRole("columnheader").allTextContents()).slice(1);
const heading = (page: Page, name: string) => page.getByRole("columnheader", { name });
const USUAL = [
  "Number",
  "Subject",
  "Company",
  "Contact",
  "Status",
  "Priority",
  "Assignee",
  "Due date",
  "Last activity",
];

test("a key turns the inbox into a table that sorts by its headings and opens and selects like the list", async () => {
  await desk.tom.patch("/users/me/preferences/", { inbox_layout: "list" });
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  // if the table's code cannot be loaded, the page shows an error and a way to continue
  let isAway = true;
  await page.route(/\/parts-[^/]*\.js/, (route) => (isAway ? route.abort() : route.continue()));
  const saving = page.waitForResponse(
    (answer) => answer.url().includes("/preferences/") && answer.request().method() === "PATCH",
  );
  await page.keyboard.press("v");
  await saving;
  const retry = page.getByRole("alert").getByRole("button", { name: "Try again" });
  await retry.waitFor();
  isAway = false;
  await retry.click();
  await expect.poll(() => headings(page)).toEqual(USUAL);
  await page.getByRole("row", { name: /Late one Beacon Inn .*Urgent Tom Tech \d+y ago/ }).waitFor();
  expect(await heading(page, "Last activity").getAttribute("aria-sort")).toBe("descending");

  await heading(page, "Company").getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => heading(page, "Company").getAttribute("aria-sort")).toBe("ascending");
  await expect.poll(async () => (await subjects(page))[0]).toBe("Speaker 1");
  // the list was replaced, but the focus stays where it was
  await page.keyboard.press("Enter");
  await expect.poll(() => heading(page, "Company").getAttribute("aria-sort")).toBe("descending");
  await expect.poll(async () => (await subjects(page))[0]).toBe("Speaker 2");
  expect(new URL(page.url()).searchParams.get("ordering")).toBe("-company_name");

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("1 selected").first().waitFor();
  await expectAccessibleEverywhere(page, "the table");
  await page.getByRole("checkbox", { name: "Select all loaded tickets" }).click();
  await page.keyboard.press("Shift+J");
  await page.getByRole("checkbox", { name: "Select all loaded tickets" }).click();
  await page.keyboard.press("Escape");
  await page
    .getByText(/selected/)
    .first()
    .waitFor({ state: "detached" });
  await page.getByRole("grid").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Speaker 2" }).waitFor();
  await expect.poll(() => page.getByRole("columnheader").count()).toBe(0);
  await page.keyboard.press("Escape");
  await heading(page, "Subject").waitFor();
  await expect.poll(() => page.locator('[role="row"][data-active]').getByRole("link").textContent()).toBe("Speaker 2");

  // the setting applies to every device, but a phone has no space for a table
  await page.reload();
  await heading(page, "Subject").waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await heading(page, "Subject").waitFor({ state: "detached" });
  await expect.poll(() => subjects(page)).toHaveLength(4);
});

test("columns are chosen and ordered with the keyboard and stay after a reload", async () => {
  const { page } = await desk.person("fay");
  await desk.fay.patch("/users/me/preferences/", { inbox_layout: "table", inbox_columns: [] });
  await page.goto("/tickets?view=all");
  await heading(page, "Subject").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Search tickets and people").fill("choose columns");
  await page.getByRole("option", { name: "Choose columns" }).waitFor();
  await page.keyboard.press("Enter");
  const columns = page.getByRole("dialog", { name: "Columns" });
  const box = (name: string) => columns.getByRole("checkbox", { name, exact: true });
  await expect.poll(() => box("Number").evaluate((element) => element === document.activeElement)).toBe(true);
  await box("Contact").press("Space");
  await expect.poll(() => headings(page)).not.toContain("Contact");
  await box("Tags").press("Space");
  await expect.poll(() => headings(page)).toEqual([...USUAL.filter((name) => name !== "Contact"), "Tags"]);
  await box("Tags").press("Alt+ArrowUp");
  await columns.getByText("Tags moved to column 8 of 9").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("li")?.textContent)).toBe("Tags");
  await columns.getByRole("button", { name: "Move Status left" }).press("Enter");
  const chosen = [
    "Number",
    "Subject",
    "Status",
    "Company",
    "Priority",
    "Assignee",
    "Due date",
    "Tags",
    "Last activity",
  ];
  await expect.poll(() => headings(page)).toEqual(chosen);
  expect(await box("Subject").isDisabled()).toBe(true);
  await expectAccessibleEverywhere(page, "the choice of columns");
  await page.keyboard.press("Escape");
  await expect
    .poll(async () => (await desk.fay.get("/users/me/preferences/")).body.inbox_columns.join())
    .toBe("ticket_number,subject,status,company_name,priority,assigned_to_name,due_date,tags,updated_at");
  await page.goto("/tickets?view=urgent");
  await expect.poll(() => headings(page)).toEqual(chosen);
});

test("a saved view has its own columns for all its users", async () => {
  const view = (await desk.tom.post("/views/", { name: "Short", is_shared: true, columns: ["subject", "tags"] })).body;
  await desk.tom.patch("/users/me/preferences/", { inbox_layout: "table" });
  const { page } = await desk.person("tom");
  await page.goto(`/tickets?view=${view.id}`);
  await expect.poll(() => headings(page)).toEqual(["Subject", "Tags"]);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Due date", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => headings(page)).toEqual(["Subject", "Tags", "Due date"]);
  expect(new URL(page.url()).searchParams.get("columns")).toBe("subject,tags,due_date");
  await page.getByRole("button", { name: "Update view" }).click();
  await page.getByText("Short updated").waitFor();
  expect((await desk.fay.get(`/views/${view.id}/`)).body.columns).toEqual(["subject", "tags", "due_date"]);
  await expect.poll(() => headings(page)).toEqual(["Subject", "Tags", "Due date"]);
});
