import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { openForJourneys, PHONE } from "./desk.ts";
import { type BrowserTicketDesk, goToTicket, openTicketDesk } from "./ticket-desk.ts";

let desk: BrowserTicketDesk;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
    const targets = { medium: { first_response: 60 } };
    await desk.admin.post("/sla-policies/", { name: "Everyone", clock: "always", targets });
  },
  () => desk.close(),
);

const boxOf = async (part: Locator) => (await part.boundingBox())!;
const hasFocus = (part: Locator) => expect.poll(() => part.evaluate((it) => it === document.activeElement)).toBe(true);

async function openOnPhone(values: Record<string, unknown> = {}): Promise<{ id: string; page: Page }> {
  const id = await desk.newTicket({ assigned_to: desk.tom.id, ...values });
  const { page } = await desk.person("tom", PHONE);
  await goToTicket(page, id);
  return { id, page };
}

test("on a phone, the user edits and deletes a message from its menu, and reads it without buttons", async () => {
  const { id, page } = await openOnPhone();
  await desk.comment(id, "We restart the player.", true, desk.tom);
  const note = page.getByRole("article", { name: "Internal note by Tom Tech" });
  await note.getByText("We restart the player.").waitFor();
  expect(await note.getByRole("button", { name: "Edit" }).count()).toBe(0);
  const menu = note.getByRole("button", { name: "More for this message" });
  const [time, button] = [await boxOf(note.locator("time")), await boxOf(menu)];
  expect(button.y, "the menu is beside the time").toBeLessThan(time.y + time.height);
  await menu.click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await hasFocus(note.getByRole("textbox", { name: "Edit" }));
  await page.keyboard.press("Escape");
  await menu.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await note.waitFor({ state: "detached" });
});

test("on a phone, a list of choices opens without the keyboard", async () => {
  const { id, page } = await openOnPhone();
  const priority = page.getByRole("combobox", { name: "Priority: Medium" });
  await priority.click();
  await page.getByRole("option", { name: "High" }).waitFor();
  await hasFocus(priority);
  await page.getByRole("option", { name: "High" }).click();
  await expect.poll(async () => (await desk.show(id)).priority).toBe("high");
});

test("on a phone, the button that sends stays in view, whatever is attached or announced", async () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-phone-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = ["the player.txt", "the amplifier.txt", "the network plan.txt", "the invoice.txt"].map((name) =>
    join(folder, name),
  );
  for (const file of files) writeFileSync(file, "x");
  const { page } = await openOnPhone({ due_at: "2031-01-01T10:00:00Z" });
  await page.getByRole("button", { name: "Reply" }).click();
  const send = page.getByRole("button", { name: "Send", exact: true });
  await send.waitFor();
  expect(await page.evaluate(() => innerWidth), "the width of the page").toBe(390);
  const before = await boxOf(send);
  await page.locator("input[type=file]").first().setInputFiles(files);
  await page.getByRole("button", { name: "Remove the invoice.txt" }).waitFor();
  const after = await boxOf(send);
  expect(before.y - after.y, "the height of the files").toBeLessThan(60);
  await page.setViewportSize({ width: 390, height: 400 });
  await expect.poll(async () => (await boxOf(send)).y).toBeLessThan(360);
  await page.setViewportSize({ width: 390, height: 844 });
  // a notice does not lie on the tools
  await page.getByRole("textbox", { name: "Write a reply" }).fill("Soon.");
  await page.getByRole("button", { name: "Send and set status" }).click();
  await page.getByRole("menuitem", { name: "Pending" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  const notice = page.getByText("Sending undone. Back to your draft.");
  await send.waitFor();
  const noticeBox = await boxOf(notice);
  expect(noticeBox.y + noticeBox.height, "the end of the notice").toBeLessThan(200);
});
