import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const { company } = await makeCompany(desk.tom, "Harbour Hotel");
  for (let n = 0; n < 4; n += 1) await makeTicket(desk.tom, company.id, { category: "technical" });
  await makeTicket(desk.tom, company.id, { status: "resolved", assigned_to: desk.tom.id });
});
afterAll(() => desk.close());

test("a figure leads to the tickets behind it, of which none is chosen, whatever was chosen before", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Select all 5" }).click();
  await page.getByText("5 selected").first().waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  const tile = page.getByRole("link", { name: /Unassigned now/ });
  await tile.getByText("4", { exact: true }).waitFor();
  await tile.click();
  await page.waitForURL(/\/tickets\?.*assigned_to=none/);
  await expect.poll(() => page.getByRole("row").count()).toBe(4);
  expect(await page.getByText("selected").allTextContents()).toEqual([]);
});

test("a chart is a table too, and a file", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Tickets of each company: Show as a table" }).click();
  await page.getByRole("cell", { name: "Harbour Hotel" }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Tickets of each company: Download as CSV" }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/Harbour Hotel,5,4/);
});

test("the range stands in the address and lasts over a reload", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  await page.getByRole("combobox", { name: "Range of days" }).click();
  await page.getByRole("option", { name: "Last 7 days" }).click();
  await page.waitForURL(/range=7d/);
  await page.reload();
  expect(await page.getByRole("combobox", { name: "Range of days" }).inputValue()).toBe("Last 7 days");
});

test("the dashboard is accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/dashboard");
  await page.getByRole("figure", { name: "Busiest hours" }).waitFor();
  await expectAccessibleEverywhere(page, "dashboard");
});
