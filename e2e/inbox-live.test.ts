import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type BrowserDesk, goLive, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);

/** Creates a company with `count` tickets, for one attempt of a test. */
async function makeTickets(count: number) {
  const company = (await makeCompany(desk.tom)).company.id;
  const tickets: { id: string; subject: string; ticket_number: string }[] = [];
  for (let n = 0; n < count; n += 1) tickets.push(await makeTicket(desk.tom, company, { subject: `Speaker ${n}.` }));
  return { company, tickets };
}

test("changes by others appear at once without moving the scroll position, focus or selection", async () => {
  const { company, tickets } = await makeTickets(60);
  const { page } = await desk.person("tom");
  await goLive(page, `/tickets?view=all&company=${company}`);
  const grid = page.getByRole("grid");
  const row = (n: number) => page.getByRole("row", { name: `Speaker ${n}.` });
  await row(59).waitFor();
  for (let n = 0; n < 30; n += 1) await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect.poll(() => row(30).getAttribute("aria-selected")).toBe("true");
  const place = () => row(30).boundingBox();
  const before = await place();

  // new tickets arrive above, a visible one changes, and another one moves to the top
  for (const subject of ["New one", "Newer one", "Newest one"]) await makeTicket(desk.fay, company, { subject });
  await desk.fay.patch(`/tickets/${tickets[31]!.id}/`, { subject: "Speaker 31. burns" });
  const button = page.getByRole("button", { name: /new or updated/ });
  await button.waitFor();
  await expect.poll(place).toEqual(before);
  // it covers no row
  const [ofButton, ofGrid] = [(await button.boundingBox())!, (await grid.boundingBox())!];
  expect(ofButton.y + ofButton.height).toBeLessThanOrEqual(ofGrid.y);
  expect(await row(30).getAttribute("aria-selected")).toBe("true");
  expect(await row(30).getAttribute("data-active")).toBe("true");
  expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);

  // the active row stays in its place and shows its new content
  await desk.fay.patch(`/tickets/${tickets[30]!.id}/`, { priority: "urgent" });
  await row(30).getByText("Urgent").waitFor();
  await expect.poll(place).toEqual(before);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /new or updated/ }).click();
  await page.getByRole("row", { name: "Newest one" }).waitFor();
});

test("a ticket that someone else moves out of the view leaves the list, and the next row becomes active", async () => {
  const { company, tickets } = await makeTickets(4);
  const { page } = await desk.person("fay");
  for (const { id } of tickets.slice(0, 3)) await desk.tom.patch(`/tickets/${id}/`, { assigned_to: desk.fay.id });
  await goLive(page, `/tickets?view=my_open&company=${company}`);
  await expect.poll(() => page.getByRole("row").count()).toBe(3);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const active = () => page.locator('[role="row"][data-active]').getByRole("link").textContent();
  await expect.poll(active).toBe("Speaker 1.");
  await desk.tom.patch(`/tickets/${tickets[1]!.id}/`, { status: "resolved" });
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await expect.poll(active).toBe("Speaker 0.");
});

test("the open ticket is marked as read when the user returns to it, unless it was marked as unread", async () => {
  const { company, tickets } = await makeTickets(3);
  const { page } = await desk.person("fay");
  const { id, subject, ticket_number } = tickets[1]!;
  await goLive(page, `/tickets/${id}?view=all&company=${company}`);
  await page.getByRole("heading", { name: subject }).waitFor();
  const unread = page.getByRole("row", { name: subject }).getByText("Unread");
  const turn = (visibilityState: string) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "visibilityState", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, visibilityState);
  await turn("hidden");
  await desk.tom.post(`/tickets/${id}/add_comment/`, { text: "Still silent." });
  await unread.waitFor();
  await turn("visible");
  await unread.waitFor({ state: "detached" });
  await page.getByRole("row", { name: subject }).hover();
  await page.getByRole("grid").focus();
  await page.keyboard.press("u");
  await unread.waitFor();
  await turn("hidden");
  await turn("visible");
  expect(await unread.count()).toBe(1);
  // the notice after the ticket's own action appears only if the action succeeded
  const name = `${ticket_number} “${subject}”`;
  const notice = page.getByText(`${name} marked as unread`);
  await page.route("**/api/v1/tickets/*/read/", (route) =>
    route.request().method() === "DELETE" ? route.fulfill({ status: 503, json: {} }) : route.continue(),
  );
  const markUnread = async () => {
    await page.getByRole("link", { name: subject }).click();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Mark as unread" }).click();
  };
  await markUnread();
  await page.getByText(`Could not mark ${name} as unread`).waitFor();
  expect(await notice.count()).toBe(0);
  await page.unroute("**/api/v1/tickets/*/read/");
  await markUnread();
  await notice.waitFor();
});

test("a user sees at once that a colleague mentioned them, until they open the ticket", async () => {
  const { tickets } = await makeTickets(2);
  const { page } = await desk.person("tom");
  await goLive(page, "/tickets?view=mentions");
  const mentions = page.getByRole("link", { name: /^Mentions/ });
  await page.getByText("No one has mentioned you").waitFor();
  await desk.fay.post(`/tickets/${tickets[0]!.id}/add_comment/`, {
    text: `<p><span data-mention="${desk.tom.id}">@Tom</span>, can you call them?</p>`,
    is_internal: true,
  });
  const row = page.getByRole("row", { name: "Speaker 0." });
  await row.getByTitle("New mention of me").waitFor();
  await expect.poll(() => mentions.textContent()).toBe("Mentions1");
  await row.click();
  await page.getByText("can you call them?").last().waitFor();
  await expect.poll(() => mentions.textContent()).toBe("Mentions");
  expect(await row.getByTitle("New mention of me").count()).toBe(0);
  // the view still has the ticket
  await row.waitFor();
});

test("the list catches up after a lost connection", async () => {
  const { company } = await makeTickets(1);
  const { page, context } = await desk.person("tom");
  await goLive(page, `/tickets?view=all&company=${company}`);
  await page.getByRole("row").first().waitFor();
  await context.setOffline(true);
  await page.getByText(/Connection lost/).waitFor();
  await makeTicket(desk.fay, company, { subject: "Came in meanwhile" });
  await context.setOffline(false);
  await page.getByRole("row", { name: "Came in meanwhile" }).waitFor();
});
