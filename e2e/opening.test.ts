import { expect, test } from "vitest";
import { openForJourneys } from "./desk.ts";
import { TALK } from "./talk.ts";
import { type BrowserTicketDesk, goToTicket, openTicketDesk } from "./ticket-desk.ts";
import { trace } from "./trace.ts";

// What opening a ticket draws. Its speed is measured by `npm run bench:web`.

let desk: BrowserTicketDesk;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
  },
  () => desk.close(),
);

test("menus and choices are created when they are first opened, and work by key and pointer", async () => {
  const id = await desk.newTicket();
  await desk.comment(id, "We restarted the player.", false, desk.tom);
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.getByText("We restarted the player.").first().waitFor();
  await page.getByRole("heading", { name: "Linked tickets" }).waitFor();
  const menuEntries = page
    .locator("[role=option], [role=menuitem]")
    .filter({ hasText: /^(Resolved|Urgent|Nobody|Forward…)/ });
  expect(await menuEntries.count()).toBe(0);

  // an Escape that follows at once is for the list, and gives the focus back
  const conversation = page.locator("[data-conversation]");
  await conversation.focus();
  await page.keyboard.press("s");
  await page.keyboard.press("Escape");
  await page.getByRole("option", { name: "Resolved" }).waitFor({ state: "hidden" });
  await expect.poll(() => conversation.evaluate((it) => it === document.activeElement)).toBe(true);
  for (const key of ["ArrowDown", "Enter", "Space"]) {
    const priority = page.getByRole("combobox", { name: "Priority: Medium" });
    await priority.focus();
    await priority.press(key);
    await page.getByRole("option", { name: "Urgent" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: "Urgent" }).waitFor({ state: "hidden" });
  }

  const more = page.getByRole("article", { name: /^Reply/ }).getByRole("button", { name: "More" });
  await more.focus();
  await more.press("Enter");
  await page.getByRole("menuitem", { name: "Forward…" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect.poll(() => more.evaluate((button) => button === document.activeElement)).toBe(true);
});

test("a change of the page computes the styles of what has changed, not of the whole page", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.getByRole("heading", { name: "Linked tickets" }).waitFor();
  const all = await page.locator("*").count();
  const change = () =>
    page.evaluate(() => {
      const conversation = document.querySelector("[data-conversation]")!;
      for (let at = 0; at < 5; at += 1) {
        conversation.append(document.createElement("p"));
        conversation.getBoundingClientRect();
      }
    });
  const events = await trace(page, change);
  const computed = events.filter(({ name }) => name === "UpdateLayoutTree").map(({ args }) => args.elementCount ?? 0);
  expect(computed.length).toBeGreaterThanOrEqual(5);
  // something else may change in the meantime
  expect(computed.filter((count) => count > all / 4).length).toBeLessThan(3);
});

test("a row of the view Mentions shows who mentioned the user and how, and opens at that message", async () => {
  const id = await desk.newTicket();
  for (let n = 0; n < 5; n += 1) await desk.comment(id, `Earlier line ${n}`, true, desk.tom);
  await desk.comment(id, "@fay, please call the harbour office.", true, desk.tom);
  for (const [table, time] of [
    ["comments", "created_at"],
    ["events", "at"],
  ])
    await desk.database.pool.query(`update ${table} set ${time} = ${time} - interval '1 day' where ticket = $1`, [id]);
  await desk.database.pool.query(TALK, [id, desk.tom.id, 120, "Line %s of this talk"]);
  const { page } = await desk.person("fay");
  await page.goto("/tickets?view=mentions");
  const row = page.getByRole("row").filter({ hasText: "Tom: @fay, please call the harbour office." });
  await row.getByRole("link").click();
  const message = page.locator("[data-conversation]").getByText("please call the harbour office");
  await message.waitFor();
  await expect
    .poll(async () => {
      const [frame, box] = [await page.locator("[data-conversation]").boundingBox(), await message.boundingBox()];
      return box && frame && box.y >= frame.y && box.y < frame.y + frame.height / 2;
    })
    .toBe(true);
});
