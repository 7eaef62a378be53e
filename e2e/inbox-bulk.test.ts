import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { resumeBulk } from "../server/bulk/watch.ts";
import { runBatch } from "../server/bulk/work.ts";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

const MANY = 320;
// this desk has no background jobs, so a large change waits until the test runs it
let desk: BrowserDesk;
let companyId: string;
openForJourneys(
  async () => {
    desk = await openDesk();
    const { company } = await makeCompany(desk.tom, "Harbour Hotel");
    companyId = company.id;
    await insert(MANY, "Speaker", "audio", "new");
    // this ticket cannot have another tag
    await makeTicket(desk.tom, company.id, {
      subject: "Full of tags",
      tags: Array(71).fill("sixletr").join(",").slice(0, 500),
    });
  },
  () => desk.close(),
);
// each attempt of each test starts with the original tickets and without earlier changes
beforeEach(() =>
  desk.database.pool.query(
    `delete from bulk_changes;
     delete from tickets where status = 'closed';
     update tickets set priority = 'medium', status = 'new', tags = case when subject like 'Speaker %' then 'audio' else tags end`,
  ),
);

const countOf = async (filter: string) => (await desk.tom.get(`/inbox/count/?${filter}`)).body.count;

/** Creates `n` tickets with these tags and their own company, directly in the database. */
const insert = (n: number, name: string, tags: string, status = "closed") =>
  desk.database.pool.query(
    `insert into tickets (ticket_number, subject, description, company, tags, status)
     select $2 || '-' || i, $2 || ' ' || i, 'Since noon.', $3, $4, $5 from generate_series(1, $1) i`,
    [n, name, companyId, tags, status],
  );

/** Selects all tickets of the list and adds a tag to them. */
async function tagAll(page: Page, count: number, tag: string): Promise<void> {
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: `Select all ${count}` }).click();
  await page.keyboard.press("t");
  await page.getByRole("combobox", { name: "Add or remove tags" }).waitFor();
  await page.keyboard.type(tag);
  await page.keyboard.press("Enter");
}

test("all tickets that match a filter are changed, failures are shown with reasons, and everything is undone", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Select all 321" }).click();
  await page.getByRole("button", { name: "Tags" }).click();
  await page.getByRole("combobox", { name: "Add or remove tags" }).waitFor();
  await page.keyboard.type("campaign");
  await page.keyboard.press("Enter");
  const outcome = page.getByRole("region", { name: "Bulk change" });
  await outcome.getByText(/^Updating/).waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  await outcome.getByText("320 tickets updated · 1 could not be updated").waitFor();
  await outcome.getByText("The tags would exceed 500 characters.").waitFor();
  expect(await countOf("tags=campaign")).toBe(320);
  // another user changes one of the tickets; undo keeps that change
  const { results } = (await desk.fay.get("/inbox/?tags=campaign&page_size=1")).body;
  await desk.fay.patch(`/tickets/${results[0].id}/`, { tags: "campaign,special" });
  await outcome.getByRole("button", { name: "Undo" }).click();
  await outcome.getByText(/^Undoing/).waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  await outcome.getByText("Change undone in 319 tickets").waitFor();
  await outcome.getByRole("link", { name: results[0].ticket_number }).waitFor();
  expect(await countOf("tags=campaign")).toBe(1);
});

test("a running bulk change is shown again after a reload", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Select all 321" }).click();
  await page.getByRole("button", { name: "Priority" }).click();
  await page.getByRole("combobox", { name: "Set priority" }).waitFor();
  await page.keyboard.type("high");
  const begun = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().endsWith("/bulk-changes/"),
  );
  await page.keyboard.press("Enter");
  await page.getByText(/^Updating/).waitFor();
  // reloading before the server has received the change would cancel it
  await begun;
  await page.reload();
  await page.getByText(/^Updating/).waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  await page.getByText("321 tickets updated").waitFor();
  expect(await countOf("priority=high")).toBe(321);
});

test("a running bulk change can be stopped, and what it has done can be undone", async () => {
  await insert(600, "Herd", "herd");
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all&tags=herd");
  await tagAll(page, 600, "winter");
  const outcome = page.getByRole("region", { name: "Bulk change" });
  await outcome.getByText(/^Updating/).waitFor();
  const { id } = (await desk.tom.get("/bulk-changes/?page_size=1")).body.results[0];
  await runBatch(desk.database.db, id);
  await outcome.getByText("Updating 500 of 600…").waitFor();
  await outcome.getByRole("button", { name: "Stop" }).click();
  await outcome.getByText("Stopped · 500 tickets updated · 100 not processed").waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  expect(await countOf("tags=winter")).toBe(500);
  await outcome.getByRole("button", { name: "Undo" }).click();
  await outcome.getByText(/^Undoing/).waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  await outcome.getByText("Change undone in 500 tickets").waitFor();
});

test("tickets that could not be updated are listed page by page and can be downloaded", async () => {
  await insert(450, "Full", Array(71).fill("sixletr").join(",").slice(0, 499));
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all&tags=sixletr");
  await tagAll(page, 451, "nothing fits");
  const outcome = page.getByRole("region", { name: "Bulk change" });
  await outcome.getByText(/^Updating/).waitFor();
  await resumeBulk({ db: desk.database.db, isDiskLow: () => false });
  await outcome.getByRole("button", { name: "Show all 451" }).click();
  await outcome.getByRole("button", { name: "Show more (251 left)" }).click();
  await outcome.getByRole("button", { name: "Show more (51 left)" }).click();
  await expect.poll(() => outcome.getByRole("listitem").count()).toBe(451);
  await expectAccessible(page, "the list of what failed");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    outcome.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(452);
  expect(lines[1]).toMatch(/^"Full-\d+","[\da-f-]{36}","The tags would exceed 500 characters\."$/);
});

test("selected tickets can be resolved and taken in one click, and the list then offers to undo", async () => {
  await insert(2, "Idle", "idle");
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all&tags=idle");
  await page.getByRole("row").first().waitFor();
  const chooseBoth = async () => {
    await page.keyboard.press("k");
    await page.keyboard.press("k");
    await page.keyboard.press("Shift+J");
    await page.getByText("2 selected").first().waitFor();
  };
  await chooseBoth();
  const bar = page.getByRole("toolbar", { name: "Actions for selected tickets" });
  await bar.getByRole("button", { name: "Status" }).click();
  await page.getByRole("combobox", { name: "Set status" }).waitFor();
  await page.keyboard.type("In pro");
  await page.keyboard.press("Enter");
  await page
    .getByRole("status")
    .filter({ hasText: "2 tickets in progress have no assignee" })
    .getByRole("button", { name: "Assign to me" })
    .click();
  await expect.poll(() => countOf(`tags=idle&status=in_progress&assigned_to=${desk.tom.id}`)).toBe(2);
  await chooseBoth();
  await bar.getByRole("button", { name: /^Resolve/ }).click();
  await expect.poll(() => countOf("tags=idle&status=resolved")).toBe(2);
  // what was done before a reload, or in another window, can be undone here too
  await page.reload();
  await page.getByRole("button", { name: "Undo…" }).click();
  await page
    .getByRole("dialog", { name: "Undo recent changes" })
    .getByRole("button", { name: "Undo “Status: Resolved”" })
    .click();
  await expect.poll(() => countOf("tags=idle&status=in_progress")).toBe(2);
});

test("tickets that leave the view because they were assigned stay selected, and can be resolved next", async () => {
  await insert(2, "Free", "free", "new");
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all&tags=free&status=new");
  await page.getByRole("row").first().waitFor();
  await page.getByRole("checkbox").nth(0).click();
  await page.getByRole("checkbox").nth(1).click();
  await page.keyboard.press("i");
  const bar = page.getByRole("toolbar", { name: "Actions for selected tickets" });
  await bar.getByText("no longer in this view").waitFor();
  await expect.poll(() => countOf(`tags=free&assigned_to=${desk.tom.id}`)).toBe(2);
  await expectAccessible(page, "selected tickets that have left the view");
  await page.keyboard.press("e");
  await expect.poll(() => countOf("tags=free&status=resolved")).toBe(2);
  await bar.getByText("2 selected").last().waitFor();
  await page.keyboard.press("Escape");
  await bar.getByText("selected").waitFor({ state: "detached" });
});

test("a range is selected with Shift, stays selected after a change, and ends when one of its tickets is opened", async () => {
  await insert(4, "Row", "rows");
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all&tags=rows&open=false");
  const box = (n: number) => page.getByRole("checkbox").nth(n);
  const checks = () =>
    page.getByRole("checkbox").evaluateAll((all) => all.map((each) => (each as HTMLInputElement).checked));
  await box(0).click();
  await box(2).click({ modifiers: ["Shift"] });
  await expect.poll(checks).toEqual([true, true, true, false]);
  await box(1).click({ modifiers: ["Shift"] });
  expect(await checks()).toEqual([true, true, true, false]);
  await page.keyboard.press("p");
  await page.getByRole("combobox", { name: "Set priority" }).waitFor();
  await page.keyboard.type("Urgent");
  await page.keyboard.press("Enter");
  await expect.poll(() => countOf("tags=rows&priority=urgent")).toBe(3);
  expect(await checks()).toEqual([true, true, true, false]);
  await page.getByRole("row").nth(1).getByRole("link").click();
  await page
    .getByRole("toolbar", { name: "Actions for selected tickets" })
    .getByText("selected")
    .waitFor({ state: "detached" });
});

test("a change of several tickets notifies people only if the user asks for it, and first says how many emails that sends", async () => {
  await insert(3, "Quiet", "quiet");
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all&tags=quiet");
  await page.getByRole("row").first().waitFor();
  const assignAll = async (to: string, notify: boolean) => {
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Select all 3" }).click();
    await page.keyboard.press("a");
    const people = page.getByRole("combobox", { name: "Assign" });
    await people.waitFor();
    if (notify) await page.getByLabel("Notify people, start automations and surveys").check();
    await people.fill(to);
    await page.keyboard.press("ArrowDown");
    await people.press("Enter");
  };
  await assignAll("Fay", false);
  await expect.poll(() => countOf(`tags=quiet&assigned_to=${desk.fay.id}`)).toBe(3);
  await page.reload();
  await page.getByRole("row").first().waitFor();
  await assignAll("Ada", true);
  const review = page.getByRole("dialog", { name: "Ada Admin · 3 tickets" });
  await review.getByText("Emails: 3 to agents").waitFor();
  await expectAccessible(page, "the number of emails of a change");
  expect(await countOf(`tags=quiet&assigned_to=${desk.fay.id}`)).toBe(3);
  await review.getByRole("button", { name: "Change and notify" }).press("Enter");
  await expect.poll(() => countOf(`tags=quiet&assigned_to=${desk.admin.id}`)).toBe(3);
  const { rows } = await desk.database.pool.query(
    "select triggers_reactions from bulk_changes order by created_at desc limit 2",
  );
  expect(rows.map((row) => row.triggers_reactions)).toEqual([true, false]);
});

test("changes whose notice has disappeared can be undone from the list of recent changes", async () => {
  const { page } = await desk.person("admin");
  await page.goto("/tickets?view=all&q=speaker");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  for (const [key, question, word] of [
    ["p", "Set priority", "Urgent"],
    ["s", "Set status", "Pending"],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole("combobox", { name: question }).waitFor();
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
    await page.locator("[data-active]").getByText(word).waitFor();
  }
  await expect.poll(() => countOf("priority=urgent&status=pending")).toBe(1);
  // an Admin can undo another user's change after confirming it
  const { results } = (await desk.tom.get("/inbox/?tags=sixletr&page_size=1")).body;
  await desk.tom.post("/bulk-changes/", { ids: [results[0].id], changes: { status: "in_progress" } });
  await insert(2, "Twin", "twins", "new");
  const twins = (await desk.tom.get("/inbox/?tags=twins")).body.results;
  await desk.fay.post(`/tickets/${twins[0].id}/merge/`, { into: twins[1].id });
  await page.reload();
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("z");
  const recent = page.getByRole("dialog", { name: "Undo recent changes" });
  await recent.getByText("Status: Pending").waitFor();
  await expectAccessible(page, "recent changes");
  // the latest change has the focus; the one before it can be undone, too
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await expect.poll(focused).toBe("Undo “Status: Pending”");
  await recent.getByRole("button", { name: "Undo “Priority: Urgent”" }).press("Enter");
  const undone = (change: string) =>
    recent
      .getByRole("listitem")
      .filter({ hasText: change })
      .getByText(/undone/);
  await undone("Priority: Urgent").waitFor();
  // the focus moves to the next change that can be undone
  await expect.poll(focused).toBe("Undo “Status: Pending”");
  await page.keyboard.press("Enter");
  await undone("Status: Pending").waitFor();
  expect([await countOf("priority=urgent"), await countOf("status=pending")]).toEqual([0, 0]);
  await recent.getByRole("button", { name: "Undo “Status: In progress”" }).waitFor();
  await page.keyboard.press("Enter");
  expect(await countOf("status=in_progress")).toBe(1);
  const merged = `${twins[0].ticket_number} merged into ${twins[1].ticket_number}`;
  await recent.getByRole("button", { name: `Undo “${merged}”` }).click();
  await recent.getByText(merged).waitFor({ state: "detached" });
  expect(await countOf("tags=twins")).toBe(2);
  await page.keyboard.press("Escape");
  await recent.waitFor({ state: "detached" });
});
