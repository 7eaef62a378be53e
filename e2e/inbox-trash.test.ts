import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, goHome, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
let trashed: { id: string; subject: string }[];
openForJourneys(
  async () => {
    desk = await openDesk();
    trashed = [];
    const { company } = await makeCompany(desk.tom, "Harbour Hotel");
    for (const n of [1, 2, 3, 4]) {
      const priority = n === 1 ? "high" : "medium";
      trashed.push(await makeTicket(desk.tom, company.id, { subject: `Speaker ${n} is silent`, priority }));
      await desk.tom.remove(`/tickets/${trashed.at(-1)!.id}/`);
    }
  },
  () => desk.close(),
);

test("an Admin restores tickets from the trash with undo, and no key deletes a ticket there", async () => {
  const { page } = await desk.person("admin");
  await goHome(page);
  const rows = page.getByRole("row");
  const row = (n: number) => page.getByRole("row", { name: `Speaker ${n} is silent` });
  const inTrash = async () => (await desk.admin.get("/inbox/?trash=true")).body.results.length;
  await page.getByRole("link", { name: /^Trash/ }).click();
  await expect.poll(() => rows.count()).toBe(4);
  // removing all filters does not leave the trash
  await page.goto(`${page.url()}&open=true&priority=high`);
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole("button", { name: "Clear filters", exact: true }).click();
  await page.waitForURL(/\?view=trash$/);
  await expect.poll(() => rows.count()).toBe(4);
  await page.keyboard.press("j");
  await page.keyboard.press("#");
  await page.keyboard.press("s");
  await page.keyboard.press("r");
  await page.getByText(/^T-\d+-\d+ “.*” restored/).waitFor();
  await row(4).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await row(4).waitFor();
  await expect.poll(inTrash).toBe(4);

  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("toolbar", { name: "Actions for selected tickets" });
  await bar.getByRole("button", { name: "Restore" }).waitFor();
  expect(await bar.getByRole("button", { name: "Delete" }).count()).toBe(0);
  await expectAccessibleEverywhere(page, "a selection in the trash");
  await bar.getByRole("button", { name: "Restore" }).click();
  await page.getByText("4 tickets restored").waitFor();
  await page.getByRole("heading", { name: "Trash is empty" }).waitFor();

  // a ticket that another user deletes appears by itself and, when open, offers the same actions
  await desk.tom.remove(`/tickets/${trashed[0]!.id}/`);
  const missing = new Set<string>();
  page.on("response", (each) => each.status() === 404 && missing.add(new URL(each.url()).pathname));
  await row(1).click();
  await page.getByText("This ticket is in the trash", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("heading", { name: "Trash is empty" }).waitFor();
  await expect.poll(async () => (await desk.tom.get(`/tickets/${trashed[0]!.id}/`)).status).toBe(200);
  // the page requested nothing about the ticket's emails while the ticket was in the trash
  expect([...missing].filter((path) => /conversation|emails/.test(path))).toEqual([]);
});
