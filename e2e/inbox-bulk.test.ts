import { afterAll, beforeAll, expect, test } from "vitest";
import { resumeBulk } from "../server/bulk/watch.ts";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type Desk, openDesk } from "./desk.ts";

const MANY = 320;
// in these worlds nothing runs in the background: what is large waits until it is taken up
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  const { company } = await makeCompany(desk.tom, "Harbour Hotel");
  const ids = Array.from({ length: MANY }, (_, n) => n);
  const make = (n: number) => makeTicket(desk.tom, company.id, { subject: `Speaker ${n}`, tags: "audio" });
  for (let at = 0; at < MANY; at += 16) await Promise.all(ids.slice(at, at + 16).map(make));
  // one that can take no further tag
  await makeTicket(desk.tom, company.id, {
    subject: "Full of tags",
    tags: Array(71).fill("sixletr").join(",").slice(0, 500),
  });
});
afterAll(() => desk.close());

const countOf = async (filter: string) => (await desk.tom.get(`/inbox/count/?${filter}`)).body.count;

test("all that a filter matches is changed, what failed is told with the reason, and all of it is undone", async () => {
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
  const outcome = page.getByRole("region", { name: "Change of many tickets" });
  await outcome.getByText(/^Changing/).waitFor();
  await resumeBulk(desk.database.db);
  await outcome.getByText("320 tickets changed · 1 could not be changed").waitFor();
  await outcome.getByText("Its tags would be longer than 500 characters.").waitFor();
  expect(await countOf("tags=campaign")).toBe(320);
  // one of them is changed by somebody else: that stays
  const { results } = (await desk.fay.get("/inbox/?tags=campaign&page_size=1")).body;
  await desk.fay.patch(`/tickets/${results[0].id}/`, { tags: "campaign,special" });
  await outcome.getByRole("button", { name: "Undo" }).click();
  await outcome.getByText(/^Undoing/).waitFor();
  await resumeBulk(desk.database.db);
  await outcome.getByText("Undone: 319 tickets are as before").waitFor();
  await outcome.getByRole("link", { name: results[0].ticket_number }).waitFor();
  expect(await countOf("tags=campaign")).toBe(1);
});

test("a change that still runs is shown again after a reload", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Select all 321" }).click();
  await page.getByRole("button", { name: "Priority" }).click();
  await page.getByRole("combobox", { name: "Set the priority" }).waitFor();
  await page.keyboard.type("high");
  const begun = page.waitForResponse((response) => response.url().endsWith("/bulk-changes/"));
  await page.keyboard.press("Enter");
  await page.getByText(/^Changing/).waitFor();
  // a reload before the server knows would break it off
  await begun;
  await page.reload();
  await page.getByText(/^Changing/).waitFor();
  await resumeBulk(desk.database.db);
  await page.getByText("321 tickets changed").waitFor();
  expect(await countOf("priority=high")).toBe(321);
});
