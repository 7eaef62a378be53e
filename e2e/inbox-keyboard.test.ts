import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type BrowserDesk, goHome, goLive, openDesk, openForJourneys } from "./desk.ts";
import { pressInTurn } from "./keys-held.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    const { company } = await makeCompany(desk.tom, "Harbour Hotel");
    for (const n of [1, 2, 3, 4, 5, 6]) await makeTicket(desk.tom, company.id, { subject: `Speaker ${n} is silent` });
  },
  () => desk.close(),
);

test("an agent works through the inbox with the keyboard alone", async () => {
  const { page } = await desk.person("fay");
  await goHome(page);
  const row = (n: number) => page.getByRole("row", { name: `Speaker ${n} is silent` });
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute("aria-activedescendant");
      return id ? document.getElementById(id)?.textContent : null;
    });
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  await page.keyboard.press("8");
  await page.getByRole("heading", { name: "All tickets" }).waitFor();
  await row(6).waitFor();

  // moves the active row, beginning with the most recently active ticket
  await page.keyboard.press("j");
  await expect.poll(active).toContain("Speaker 6");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("k");
  await expect.poll(active).toContain("Speaker 5");

  // opening a ticket marks it as read immediately; Escape returns to its row
  await row(5).getByText("Unread").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Speaker 5 is silent" }).waitFor();
  await row(5).getByText("Unread").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByText("No ticket selected").waitFor();
  await expect.poll(active).toContain("Speaker 5");

  // sets a priority, an assignee and a tag
  await page.keyboard.press("p");
  await page.getByRole("combobox", { name: "Set priority" }).waitFor();
  await page.keyboard.type("urg");
  await page.keyboard.press("Enter");
  await row(5).getByText("Urgent").waitFor();
  await page.keyboard.press("i");
  await row(5).getByText("Assigned to Fay Finance").waitFor();
  await page.keyboard.press("t");
  await page.getByRole("combobox", { name: "Add or remove tags" }).waitFor();
  await page.keyboard.type("audio");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await desk.fay.get("/inbox/?tags=audio")).body.results.length).toBe(1);
  await page.keyboard.press("u");
  await row(5).getByText("Unread").waitFor();

  // selects several tickets and changes them at once; the focus stays in the list
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+J");
  await page.getByText("3 selected").first().waitFor();
  await page.keyboard.press("s");
  await page.getByRole("combobox", { name: "Set status" }).waitFor();
  // these have one status, which is marked; End marks the last one
  const marked = () => page.locator("[data-combobox-selected]").textContent();
  await expect.poll(marked).toContain("New");
  await page.keyboard.press("End");
  await expect.poll(marked).toContain("Closed");
  await page.keyboard.type("pend");
  await page.keyboard.press("Enter");
  await page.getByText("3 tickets updated").waitFor();
  for (const n of [5, 4, 3]) await row(n).getByText("Pending").waitFor();
  await expect.poll(active).toContain("Speaker 3");

  // deletes a ticket and undoes it
  await page.keyboard.press("#");
  await row(3).waitFor({ state: "detached" });
  await expect.poll(active).toContain("Speaker");
  const deleted = page.getByRole("status").filter({ hasText: "moved to trash" });
  await deleted.getByRole("button", { name: "Undo" }).click();
  await row(3).waitFor();

  // the search field takes the focus and gives it back to the list
  await page.keyboard.press("/");
  await page.keyboard.type('"speaker 2"');
  await expect.poll(() => page.getByRole("row").count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Speaker 2 is silent" }).waitFor();

  // a sequence of two keys does not run the second key's own action; other keyboard layouts work, too
  await pressInTurn(page, "g", "c");
  await page.getByRole("heading", { name: "Companies", level: 1 }).waitFor();
  await pressInTurn(page, { key: "เ", code: "KeyG" }, { key: "ร", code: "KeyI" });
  await page.waitForURL("**/tickets");
});

test("next and previous follow the old order of the list even if the open ticket has left it", async () => {
  const { company } = await makeCompany(desk.tom, "Quay Hotel");
  const subjects = ["Quay one", "Quay two", "Quay three"];
  for (const subject of subjects) await makeTicket(desk.tom, company.id, { subject });
  const { page } = await desk.person("tom");
  await goLive(page, `/tickets?view=all&assigned_to=none&company=${company.id}`);
  await page.getByRole("row", { name: /Quay two/ }).click();
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
  await heading("Quay two");
  await page.getByRole("region", { name: "Conversation" }).focus();
  await page.keyboard.press("i");
  await page.getByRole("row", { name: /Quay two/ }).waitFor({ state: "detached" });
  await page.keyboard.press("]");
  await heading("Quay one");
  await page.keyboard.press("[");
  await heading("Quay three");
  // keys pressed in the list apply to the open ticket, not to the one that takes its place
  const open = page.getByRole("row", { name: /Quay three/ });
  await open.click();
  await page.keyboard.press("i");
  const left = page.locator('[role="row"][data-left]');
  await left.getByText("Quay three").waitFor();
  await left.getByText("No longer in this view").waitFor();
  // waits until the page has read the change; otherwise it would compare the next change with the older status
  await page.getByRole("combobox", { name: "Status: Assigned" }).waitFor();
  await page.keyboard.press("e");
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
  const statuses = async () =>
    (await desk.tom.get(`/tickets/?company=${company.id}&ordering=created_at`)).body.results.map(
      ({ status }: { status: string }) => status,
    );
  await expect.poll(statuses).toEqual(["new", "assigned", "resolved"]);
});

test("a row that leaves the list by the user's own change stays until the user moves on, and takes the next key", async () => {
  const { company } = await makeCompany(desk.tom, "Pier Hotel");
  for (const n of ["one", "two", "three"])
    await makeTicket(desk.tom, company.id, { subject: `Pier ${n}`, priority: "urgent" });
  const { page } = await desk.person("fay");
  await goLive(page, `/tickets?view=all&company=${company.id}&priority=urgent&ordering=created_at`);
  const subjects = () => page.getByRole("row").getByRole("link").allTextContents();
  await expect.poll(subjects).toEqual(["Pier one", "Pier two", "Pier three"]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("p");
  await page.getByRole("combobox", { name: "Set priority" }).fill("high");
  await page.keyboard.press("Enter");
  await page.getByText(/“Pier two” updated: High/).waitFor();
  await page.locator('[role="row"][data-active][data-left]').getByText("Pier two").waitFor();
  expect(await subjects()).toEqual(["Pier one", "Pier two", "Pier three"]);
  await page.keyboard.press("e");
  await page.getByText(/“Pier two” updated: Resolved/).waitFor();
  await expect.poll(subjects).toEqual(["Pier one", "Pier three"]);
  const of = async () => (await desk.tom.get(`/tickets/?company=${company.id}&ordering=created_at`)).body.results;
  expect((await of()).map(({ status }: { status: string }) => status)).toEqual(["new", "resolved", "new"]);
});
