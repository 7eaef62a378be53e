import { beforeEach, expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type BrowserDesk, goLive, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
let company: { id: string };
let ticket: { id: string };
openForJourneys(
  async () => {
    desk = await openDesk();
    ({ company } = await makeCompany(desk.tom, "Harbour Hotel"));
  },
  () => desk.close(),
);
beforeEach(async () => {
  ticket = await makeTicket(desk.tom, company.id, { subject: "Lobby is silent" });
});

test("a client that connects to the event stream at the second attempt misses nothing", async () => {
  const { page } = await desk.person("tom");
  const { promise: isShown, resolve: go } = Promise.withResolvers<void>();
  let attempts = 0;
  await page.route("**/api/v1/events/", async (route) => {
    attempts += 1;
    if (attempts === 1) return route.abort();
    await isShown;
    if (attempts === 2) await desk.fay.patch(`/tickets/${ticket.id}/`, { priority: "urgent" });
    await route.continue();
  });
  // if a part of the page cannot be loaded, the rest still works
  await page.route(/\/panel-parts-[^/]*\.js/, (route) => route.abort());
  await page.goto(`/tickets/${ticket.id}?view=all`);
  await page.getByRole("combobox", { name: "Priority: Medium" }).waitFor();
  go();
  await page.getByRole("combobox", { name: "Priority: Urgent" }).waitFor();
  const reload = page.getByRole("status").getByRole("button", { name: "Reload the page" });
  await reload.waitFor();
  await page.unrouteAll();
  await reload.click();
  await page.getByRole("combobox", { name: "Priority: Urgent" }).waitFor();
  expect(await reload.count()).toBe(0);
});

test("after a lost connection, the app catches up and keeps what the user typed", async () => {
  const { page, context } = await desk.person("tom");
  await goLive(page, `/tickets/${ticket.id}?view=all`);
  await page.getByRole("heading", { name: "Lobby is silent" }).waitFor();
  await page.getByRole("button", { name: "Reply" }).click();
  // the editor itself, not the plain text box before it: the editor cannot load without a connection
  const box = page.getByRole("textbox", { name: /reply/i }).and(page.locator('[contenteditable="true"]'));
  await box.waitFor();
  await box.fill("We are looking into it");
  await page.locator("[class*=Notifications]").first().waitFor({ state: "attached" });
  await context.setOffline(true);
  await page.getByText("Connection lost.", { exact: false }).waitFor();
  await desk.fay.post(`/tickets/${ticket.id}/add_comment/`, { text: "The invoice is paid." });
  await box.pressSequentially(" right now");
  await page.getByRole("combobox", { name: /^Priority:/ }).click();
  await page.getByRole("option", { name: "Low", exact: true }).click();
  // one notice, which does not cover the Send button
  await page.locator("[class*=Notification][role=alert]").first().waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click({ trial: true });
  await context.setOffline(false);
  await page.getByText("Back online.", { exact: false }).waitFor();
  await page.getByRole("main").getByText("The invoice is paid.").first().waitFor();
  // a field that could not be saved offline is saved now, and its error disappears
  await expect.poll(async () => (await desk.tom.get(`/tickets/${ticket.id}/`)).body.priority).toBe("low");
  await expect.poll(() => page.locator("[aria-describedby][data-wrong]").count()).toBe(0);
  await expect.poll(() => box.textContent()).toBe("We are looking into it right now");
  await expect
    .poll(async () => (await desk.tom.get(`/tickets/${ticket.id}/draft/`)).body.text)
    .toBe("<p>We are looking into it right now</p>");
});
