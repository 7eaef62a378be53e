import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, goHome, openDesk, openForJourneys } from "./desk.ts";
import { holdScript } from "./keys-held.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    const { company } = await makeCompany(desk.tom, "Harbour Hotel");
    const { id } = await makeTicket(desk.tom, company.id, { subject: "Lobby is silent" });
    await desk.tom.post(`/tickets/${id}/add_comment/`, { text: "An orange light blinks.", is_internal: false });
  },
  () => desk.close(),
);

async function find(page: Page, text: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Search or run a command" });
  // a palette that is closing would take the text
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  const field = dialog.getByPlaceholder("Search tickets and people");
  await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type(text);
  await expect.poll(() => field.inputValue()).toBe(text);
  await dialog.locator('[role="listbox"][aria-busy="false"]').waitFor();
}

test("letters that are typed before the palette or a field is there end up in it", async () => {
  const { page } = await desk.person("tom");
  const palette = await holdScript(page, "Palette");
  await page.goto("/tickets?view=all");
  await page.getByRole("link", { name: "Lobby is silent" }).click();
  await page.getByRole("heading", { name: "Lobby is silent" }).waitFor();
  const field = page.getByRole("dialog").getByPlaceholder("Search tickets and people");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("mute");
  await palette.isAsked();
  palette.release();
  await expect.poll(() => field.inputValue()).toBe("mute");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  // now it is loaded
  await page.keyboard.press("Control+k");
  await page.keyboard.type("print");
  await expect.poll(() => field.inputValue()).toBe("print");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  await page.keyboard.type("nThanks");
  const note = page.getByRole("textbox", { name: "Internal note" });
  await expect.poll(() => note.textContent()).toBe("Thanks");
});

test("a ticket, a company and a page are found by typing, without the mouse", async () => {
  const { page } = await desk.person("tom");
  await goHome(page);
  await page.getByLabel("Search tickets", { exact: true }).focus();
  await find(page, "lobby sil");
  // pressed before there are results
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/tickets\/[0-9a-f-]{36}/);
  // the keys are the ticket's, no longer the search field's
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("INPUT");
  // Enter does not delete the open ticket
  await find(page, "trash");
  const remove = page.getByRole("option", { name: /Move to trash/ });
  await remove.waitFor();
  await page.keyboard.press("Enter");
  expect(await remove.getAttribute("data-combobox-selected")).toBeNull();
  expect(await remove.isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  await find(page, "lobby");
  await page.getByRole("option", { name: /^Search everywhere \(\d+ tickets?\)/ }).waitFor();
  await page.keyboard.press("Escape");
  // finds words that occur only in a message
  await find(page, "orange light");
  await page.getByRole("option", { name: /^Search everywhere \(1 ticket\)/ }).waitFor();
  await page.keyboard.press("Escape");
  await find(page, "harbour");
  await page.getByRole("group", { name: "Companies" }).getByRole("option").waitFor();
  await page.getByRole("option", { name: /^Harbour Hotel$/ }).click();
  await page.getByRole("heading", { name: "Harbour Hotel" }).waitFor();
  await find(page, "dashb");
  await page.getByRole("option", { name: /Dashboard/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/dashboard");
});

test("the question mark shows all shortcuts, and Escape closes them", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.getByText("Dashboard").waitFor();
  // lists what keys do to a row, even before a row is active
  await sheet.getByText("Add or remove tags").waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
});

test("the palette and the list of shortcuts are accessible", async () => {
  const { page } = await desk.person("tom");
  await goHome(page);
  await find(page, "harbour");
  await page.getByRole("option", { name: /^Harbour Hotel$/ }).waitFor();
  await expectAccessibleEverywhere(page, "palette");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await expectAccessibleEverywhere(page, "shortcuts");
});

test("the palette lists actions for the open ticket first, then recent tickets, and signing out last", async () => {
  const { page } = await desk.person("tom");
  await goHome(page);
  await find(page, "lobby sil");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lobby is silent" }).waitFor();
  await find(page, "");
  const options = page.getByRole("dialog").getByRole("option");
  await page
    .getByRole("group", { name: "Recent tickets" })
    .getByRole("option", { name: /Lobby is silent/ })
    .waitFor();
  const firstGroup = page.getByRole("dialog").getByRole("group").first();
  await firstGroup.getByRole("option", { name: /^Resolve/ }).waitFor();
  await expect.poll(() => options.last().textContent()).toContain("Sign out");
  await page.getByRole("dialog").getByRole("combobox").fill("res");
  await expect.poll(() => options.first().textContent()).toContain("Resolve");
  await page.locator('[role="listbox"][aria-busy="false"]').waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
  // the last chosen entry comes first
  await find(page, "edit subj");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Subject" }).waitFor();
  await page.keyboard.press("Escape");
  await find(page, "");
  await expect.poll(() => options.first().textContent()).toContain("Edit subject");
});
