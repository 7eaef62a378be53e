import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible, expectAccessibleInBothSchemes } from "./accessible.ts";
import { type BrowserDesk, goHome, openDesk, openForJourneys, PHONE } from "./desk.ts";
import { expectTappable } from "./tappable.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    const { company, contact } = await makeCompany(desk.tom, "Harbour Hotel");
    const values = { contact: contact.id, tags: "audio,lobby" };
    const late = await makeTicket(desk.tom, company.id, {
      subject: "Late one",
      due_date: "2020-01-01T00:00:00Z",
      ...values,
    });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    await makeTicket(desk.tom, company.id, { subject: "Soon due", due_date: soon, priority: "urgent", ...values });
    for (const status of ["assigned", "in_progress", "pending", "resolved", "closed"]) {
      const { id } = await makeTicket(desk.tom, company.id, { subject: `One that is ${status}` });
      await desk.tom.patch(`/tickets/${id}/`, { status, ...(status === "assigned" && { assigned_to: desk.fay.id }) });
    }
    await desk.tom.post(`/tickets/${late.id}/add_comment/`, { text: "Seen by nobody outside", is_internal: true });
  },
  () => desk.close(),
);

test("the inbox is accessible in light and in dark: list, selection, menus, empty state", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all&priority=urgent,medium");
  await page.getByRole("row").first().waitFor();
  await expectAccessibleInBothSchemes(page, "the list");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expectAccessibleInBothSchemes(page, "a selection");
  await page.keyboard.press("s");
  await page.getByRole("dialog").waitFor();
  await expectAccessibleInBothSchemes(page, "the question for a status");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Filter by…" }).waitFor();
  await expectAccessibleInBothSchemes(page, "the menu of filters");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Save as view" }).click();
  await page.getByLabel("Name").waitFor();
  await expectAccessibleInBothSchemes(page, "the naming of a view");
  // at this width, the sidebar shows only icons
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/tickets?view=my_open&status=closed");
  await page.getByRole("heading", { name: /No tickets match/ }).waitFor();
  await expectAccessibleInBothSchemes(page, "an empty list");
});

test("on a phone, an agent finds and opens tickets, goes back, and changes several at once", async () => {
  const low = async () => (await desk.tom.get("/inbox/?priority=low")).body.results;
  for (const { id } of await low()) await desk.tom.patch(`/tickets/${id}/`, { priority: "medium" });
  const { page } = await desk.person("tom", PHONE);
  await goHome(page);
  await page.getByLabel("Choose a view").selectOption({ label: "All tickets 7" });
  await page.getByRole("row", { name: /Late one/ }).waitFor();
  await page.getByText(/late$/).first().waitFor();
  await expectAccessible(page, "the list on a phone");
  await page.getByRole("link", { name: "Late one" }).tap();
  await page.getByRole("heading", { name: "Late one" }).waitFor();
  expect(await page.getByRole("grid").isVisible()).toBe(false);
  await page
    .getByRole("link", { name: "Back to list" })
    .or(page.getByRole("button", { name: "Back to list" }))
    .first()
    .tap();
  await page.getByRole("row", { name: /Late one/ }).waitFor();
  await page
    .getByRole("checkbox", { name: /Select/ })
    .nth(0)
    .tap();
  await page
    .getByRole("checkbox", { name: /Select/ })
    .nth(1)
    .tap();
  await page.getByText("2 selected").first().waitFor();
  await expectAccessible(page, "a selection on a phone");
  await page.getByRole("button", { name: "Priority" }).tap();
  await page.getByRole("option", { name: "Low", exact: true }).tap();
  await page.getByText("2 tickets updated").waitFor();
  await expect.poll(low).toHaveLength(2);
  await page.getByRole("button", { name: "Undo…" }).tap();
  await page.getByRole("dialog", { name: "Undo recent changes" }).waitFor();
});

test("on a phone, no control of the inbox lies under another one", async () => {
  const { page } = await desk.person("tom", PHONE);
  await page.goto("/tickets?view=all");
  await page.getByRole("row", { name: /Late one/ }).waitFor();
  await expectTappable(page, "the list");
  await page
    .getByRole("checkbox", { name: /Select/ })
    .first()
    .tap();
  await page.getByRole("button", { name: "Priority" }).tap();
  const high = page.getByRole("option", { name: "High", exact: true });
  await high.waitFor();
  await expectTappable(page, "the question for a priority");
  await high.tap();
  await page.getByRole("button", { name: "Undo…" }).waitFor();
  await expectTappable(page, "the list after a change");
  await page.getByRole("link", { name: "Late one" }).tap();
  await page.getByRole("heading", { name: "Late one" }).waitFor();
  await expectTappable(page, "a ticket");
});

test("the width of the list is the same on another device", async () => {
  const { page } = await desk.person("tom");
  await goHome(page);
  const width = async (of = page) => (await of.getByRole("region", { name: "Tickets" }).boundingBox())!.width;
  const splitter = page.getByRole("separator", { name: "List width" });
  await splitter.focus();
  const before = await width();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => width()).toBe(before + 48);
  const listWidth = async () => (await desk.tom.get("/users/me/preferences/")).body.list_width;
  await expect.poll(listWidth).toBe(before + 48);
  const elsewhere = await desk.person("tom");
  await goHome(elsewhere.page);
  await elsewhere.page.getByRole("separator", { name: "List width" }).waitFor();
  await expect.poll(() => width(elsewhere.page)).toBe(before + 48);
});

test("on a phone, the filters are a sheet, and its button shows how many there are", async () => {
  const { page } = await desk.person("fay", PHONE);
  await page.goto("/tickets?view=all");
  await page.getByRole("row", { name: /Late one/ }).waitFor();
  await page.getByRole("button", { name: "Filter", exact: true }).tap();
  const sheet = page.getByRole("dialog", { name: "Filter" });
  await expect.poll(async () => (await sheet.boundingBox())?.width, { message: "as wide as the screen" }).toBe(390);
  await sheet.getByRole("button", { name: "Add filter" }).tap();
  await sheet.getByRole("option", { name: "Status" }).tap();
  await sheet.getByRole("option", { name: "Pending" }).tap();
  await sheet.getByRole("option", { name: "Resolved" }).tap();
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await expectAccessible(page, "the choice of a filter on a phone");
  await sheet.getByRole("button", { name: "Back to filters" }).tap();
  await expect
    .poll(() => sheet.getByRole("button", { name: "Add filter" }).evaluate((it) => it === document.activeElement))
    .toBe(true);
  await sheet.getByRole("button", { name: "Status Pending, Resolved" }).waitFor();
  await expectAccessible(page, "the filters on a phone");
  await sheet.getByRole("button", { name: "Show 2 tickets" }).tap();
  await sheet.waitFor({ state: "detached" });
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await page.getByRole("button", { name: "Filters, 1 active" }).tap();
  await sheet.getByRole("button", { name: "Remove filter Status" }).tap();
  await sheet.getByRole("button", { name: "Show 7 tickets" }).tap();
  await page.getByRole("button", { name: "Filter", exact: true }).waitFor();
});

test("on a phone, the closed menu cannot be reached with the keyboard", async () => {
  const { page } = await desk.person("tom", PHONE);
  await page.goto("/tickets");
  await page.getByRole("button", { name: "Menu" }).waitFor();
  const isIn = () => page.evaluate(() => Boolean(document.activeElement?.closest("[inert]")));
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press("Tab");
    expect(await isIn()).toBe(false);
  }
  // presses it by key, because the focused skip link may cover the button
  await page.getByRole("button", { name: "Menu" }).press("Enter");
  await page.getByRole("link", { name: "Companies" }).click();
  await page.getByRole("heading", { name: "Companies" }).waitFor();
});

test("an agent points at a row to assign the ticket to themselves and to resolve it", async () => {
  const { company } = await makeCompany(desk.tom, "Pointed Inn");
  const subject = `Point at me ${company.id}`;
  const { id } = await makeTicket(desk.tom, company.id, { subject });
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all");
  const ticket = async () => (await desk.fay.get(`/tickets/${id}/`)).body;
  const pointAt = (button: Locator) =>
    expect
      .poll(async () => {
        // hovers at the side, because the notice of new tickets may cover the middle of the first row
        await page.getByRole("row", { name: subject }).hover({ position: { x: 30, y: 20 } });
        return button.isVisible();
      })
      .toBe(true);
  const take = page.getByRole("button", { name: "Assign to me" });
  await pointAt(take);
  await take.click();
  await expect.poll(async () => (await ticket()).assigned_to_name).toBe("Fay Finance");
  const resolve = page.locator("[data-row-actions]").getByRole("button", { name: "Resolve" });
  await pointAt(resolve);
  await resolve.click();
  await expect.poll(async () => (await ticket()).status).toBe("resolved");
});
