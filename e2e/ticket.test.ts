import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, PASSWORD } from "../test/world.ts";
import { expectAccessible, expectAccessibleInBothSchemes } from "./accessible.ts";
import { DARK, fresh, openForJourneys, PHONE } from "./desk.ts";
import { type BrowserTicketDesk, goToTicket, openTicketDesk } from "./ticket-desk.ts";

let desk: BrowserTicketDesk;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
  },
  () => desk.close(),
);

const choose = async (page: Page, field: string, option: string) => {
  await page.getByRole("combobox", { name: new RegExp(`^${field}:`) }).click();
  await page.getByRole("option", { name: option }).click();
};

test("fields are changed in place, and dependent fields update", async () => {
  const id = await desk.newTicket({ category: "technical" });
  const { page } = await desk.person("tom");
  // the details appear one by one without moving each other
  await page.addInitScript(`globalThis.moved = 0;
    new PerformanceObserver((list) => {
      for (const { value, sources, hadRecentInput } of list.getEntries())
        if (!hadRecentInput && sources.some(({ node }) => node?.parentElement?.closest("aside"))) globalThis.moved += value;
    }).observe({ type: "layout-shift" });`);
  await goToTicket(page, id);
  await page.getByRole("heading", { name: "Linked tickets" }).waitFor();
  expect(await page.evaluate<number>("moved")).toBeLessThan(0.01);
  await choose(page, "Priority", "Urgent");
  await choose(page, "Assignee", "Fay Finance");
  await page.getByRole("combobox", { name: "Status: Assigned" }).waitFor();
  await choose(page, "Team", "Finance");
  await page.getByRole("combobox", { name: "Team: Finance" }).waitFor();
  await page.getByRole("button", { name: /^Due date:/ }).click();
  await page.getByRole("button", { name: "In 3 days" }).click();
  await page.getByRole("combobox", { name: "Tags" }).fill("vip");
  await page.keyboard.press("Enter");
  await choose(page, "Zone", "Lobby");
  await expect
    .poll(() => desk.show(id))
    .toMatchObject({
      priority: "urgent",
      assigned_to: desk.fay.id,
      assigned_team: "Finance",
      status: "assigned",
      tags: "vip",
      zone_name: "Lobby",
    });
  expect(new Date((await desk.show(id)).due_date).getTime()).toBeGreaterThan(Date.now() + 2 * 86_400_000);
});

test("Enter takes the match for the text in the field, even if its results arrive late", async () => {
  const zeta = (await makeCompany(desk.admin, fresh("Zeta"))).company;
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/companies\/\?.*search=zeta/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("combobox", { name: /^Company:/ }).click();
  await page.getByRole("option", { name: "Harbour Hotel" }).waitFor();
  await page.getByRole("textbox", { name: "Company: Search" }).fill(zeta.name.toLowerCase());
  await page.keyboard.press("Enter");
  letGo();
  await page.getByRole("combobox", { name: `Company: ${zeta.name}` }).waitFor();
  await expect.poll(() => desk.show(id)).toMatchObject({ company: zeta.id, contact: null });
  // typing finds a contact; "None" does not match a name
  await page.getByRole("combobox", { name: /^Contact:/ }).click();
  await page.getByRole("option", { name: "Ploy Srisai" }).waitFor();
  await page.getByRole("textbox", { name: "Contact: Search" }).fill("ploy");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Contact: Ploy Srisai" }).waitFor();
});

test("a refused change restores the old value and shows the reason at the field", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.route(`**/api/v1/tickets/${id}/`, (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({ status: 400, json: { status: ["Not today."] } })
      : route.continue(),
  );
  await choose(page, "Status", "Resolved");
  await page.getByRole("alert").filter({ hasText: "Not today." }).first().waitFor();
  await page.getByRole("combobox", { name: "Status: New" }).waitFor();
});

test("a change of the same field by someone else is never overwritten silently; changes of other fields are", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  // the page gets no live events
  await page.route("**/api/v1/events/**", (route) => route.abort());
  await page.reload();
  await page
    .getByRole("button", { name: "Subject: " })
    .or(page.getByRole("heading", { level: 1 }))
    .first()
    .waitFor();
  await desk.fay.patch(`/tickets/${id}/`, { status: "pending" });
  await choose(page, "Priority", "High");
  await expect.poll(async () => (await desk.show(id)).priority).toBe("high");
  await desk.fay.patch(`/tickets/${id}/`, { category: "billing" });
  await choose(page, "Category", "Account");
  await page
    .getByRole("alert")
    .getByText(/Someone else just changed this/)
    .waitFor();
  await page.getByRole("combobox", { name: "Category: Billing" }).waitFor();
  expect((await desk.show(id)).category).toBe("billing");
});

test("the user's own assignment from elsewhere does not stop the key that resolves", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  // the page cannot learn of the assignment before it resolves
  await page.route("**/api/v1/events/", (route) => route.abort());
  await page.goto(`/tickets/${id}`);
  await page.getByRole("combobox", { name: "Status: New" }).waitFor();
  await desk.tom.post("/bulk-changes/", { ids: [id], changes: { assigned_to: desk.tom.id } });
  await page.keyboard.press("e");
  await page
    .getByText(/resolved/)
    .first()
    .waitFor();
  await expect.poll(() => desk.show(id)).toMatchObject({ status: "resolved", assigned_to: desk.tom.id });
});

test("work on a ticket that nobody has is offered to the user who begins it", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await choose(page, "Status", "In progress");
  const offer = page.getByRole("status").filter({ hasText: "is in progress, but no one is assigned" });
  await offer.getByRole("button", { name: "Assign to me" }).click();
  await page.getByRole("combobox", { name: "Assignee: Tom Tech" }).waitFor();
  await expect.poll(() => desk.show(id)).toMatchObject({ status: "in_progress", assigned_to: desk.tom.id });
  // the notice appears only then
  await choose(page, "Status", "Pending");
  await choose(page, "Status", "In progress");
  await expect.poll(() => desk.show(id)).toMatchObject({ status: "in_progress" });
  expect(await offer.count()).toBe(0);
});

test("a user without a name is shown by username", async () => {
  const name = fresh("solo");
  const solo = (await desk.admin.post("/users/", { username: name, password: PASSWORD, role: "Tech" })).body;
  const id = await desk.newTicket({ assigned_to: solo.id });
  const by = await desk.login(name);
  await desk.comment(id, "<p>On my way.</p>", false, by);
  await by.patch(`/tickets/${id}/`, { status: "pending" });
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page
    .getByRole("article", { name: `Reply by ${name}` })
    .getByText("On my way.")
    .waitFor();
  await page.getByText(`${name} changed the status`).waitFor();
  await page.getByRole("combobox", { name: `Assignee: ${name}` }).waitFor();
  await page.goto("/tickets?view=all");
  await page
    .getByRole("row")
    .filter({ hasText: `${name}: On my way.` })
    .waitFor();
});

test("the ticket works by keyboard: subject, status, assign to me, and Escape to leave", async () => {
  const id = await desk.newTicket({ category: "billing" });
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.keyboard.press("Shift+E");
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is silent");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lobby is silent" }).waitFor();
  await expect.poll(() => page.title()).toMatch(/^Lobby is silent · T-\d+-\d+ · Docket$/);
  // another agent's change in the meantime is shown before it can be overwritten
  await page.keyboard.press("Shift+E");
  await desk.fay.patch(`/tickets/${id}/`, { subject: "Lobby hums", priority: "low" });
  await page.getByRole("combobox", { name: "Priority: Low" }).waitFor();
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is loud");
  await page.keyboard.press("Enter");
  await page
    .getByRole("alert")
    .getByText(/Someone else just changed this/)
    .waitFor();
  await page.getByRole("heading", { level: 1, name: "Lobby hums" }).waitFor();
  // the user's text is kept even if a click ends the editing, and the focus stays where the click was
  await page.keyboard.press("Shift+E");
  expect(await page.getByRole("textbox", { name: "Subject" }).inputValue()).toBe("Lobby is loud");
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is silent");
  await page.getByRole("article").getByText("Offline for two hours").first().click();
  await expect.poll(() => desk.show(id)).toMatchObject({ subject: "Lobby is silent" });
  expect(await page.evaluate(() => document.activeElement?.closest("h1"))).toBeNull();
  await page.keyboard.press("i");
  await page.getByRole("combobox", { name: "Assignee: Tom Tech" }).waitFor();
  await page.getByRole("combobox", { name: "Status: Assigned" }).waitFor();
  // the ticket keeps its team
  await expect.poll(() => desk.show(id)).toMatchObject({ assigned_to: desk.tom.id, assigned_team: "Finance" });
  await page.keyboard.press("s");
  await page.locator("[data-combobox-selected]").getByText("Assigned").waitFor();
  const down = async () => {
    await page.keyboard.press("ArrowDown");
    return page.evaluate(() => document.querySelector("[data-combobox-selected]")?.textContent ?? "");
  };
  await expect.poll(down).toContain("Pending");
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.getByRole("combobox", { name: "Status: Pending" }).waitFor();
  // the focus is where it was before the key
  await expect.poll(focused).toBe("Conversation");
  await page.keyboard.press("p");
  await page.getByRole("option", { name: "Urgent" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe("Conversation");
  await expect.poll(() => desk.show(id)).toMatchObject({ subject: "Lobby is silent", status: "pending" });
  await page.keyboard.press("e");
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
  await page.getByRole("button", { name: "Reopen" }).click();
  await page.getByRole("combobox", { name: "Status: In progress" }).waitFor();
  // a status that begins with the letters comes before one that contains them
  await page.keyboard.press("s");
  await page.getByRole("textbox", { name: "Status: Search…" }).pressSequentially("res");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
});

test("the details column can be hidden, and the device remembers it", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  const details = page.getByRole("complementary", { name: "Details" });
  await details.getByText("Ploy Srisai").first().waitFor();
  await page.keyboard.press("d");
  await details.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Details", expanded: false }).click();
  await details.waitFor();
});

test("an Admin deletes a ticket with undo, and restores one from the trash", async () => {
  const id = await desk.newTicket({ subject: "Away with it" });
  await desk.comment(id, "<p>No longer needed.</p>");
  const { page } = await desk.person("admin");
  await goToTicket(page, id, "Away with it");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Move to trash" }).click();
  // the user who deleted a ticket can also undo it later
  const latest = async () => (await desk.admin.get("/bulk-changes/")).body.results[0]?.changes;
  await expect.poll(latest).toEqual({ is_deleted: true });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await desk.admin.get(`/tickets/${id}/`)).status).toBe(200);
  await desk.admin.remove(`/tickets/${id}/`);
  await page.goto(`/tickets/${id}`);
  await page.getByText("This ticket is in the trash", { exact: true }).waitFor();
  await page.getByText("No longer needed.").waitFor();
  expect(await page.getByRole("article").getByRole("button").count(), "tools of its messages").toBe(0);
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("combobox", { name: /^Status:/ }).waitFor();
  expect((await desk.admin.get(`/tickets/${id}/`)).status).toBe(200);
});

test("a ticket prints completely: fields and history, notes marked, no links", async () => {
  const id = await desk.newTicket({ subject: "For the file", tags: "vip" });
  await desk.comment(id, "<p>Sent to the customer.</p>");
  await desk.comment(id, "<p>For us alone.</p>", true);
  const changes = [{ priority: "low" }, { priority: "high" }, { priority: "urgent" }, { status: "pending" }];
  // each change has its own line, so no change may cancel another one
  for (const values of [...changes, { category: "billing" }]) await desk.fay.patch(`/tickets/${id}/`, values);
  const { page } = await desk.person("tom", DARK);
  await goToTicket(page, id, "For the file");
  await page.getByText("For us alone.").waitFor();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const sheet = page.locator("[data-printed]");
  for (const words of ["For the file", "Urgent", "vip", "Harbour Hotel", "Unassigned"])
    expect(await sheet.getByText(words, { exact: true }).isVisible(), words).toBe(true);
  for (const words of ["Sent to the customer.", "For us alone.", "Internal note"])
    expect(await page.getByRole("article").getByText(words).isVisible(), words).toBe(true);
  expect(await page.getByText("changed the priority from Low to High").isVisible()).toBe(true);
  expect(await page.getByRole("button").count()).toBe(0);
  expect(await page.getByRole("navigation").count()).toBe(0);
  const isWhole = await page.getByRole("region", { name: "Conversation" }).evaluate((each) => {
    const { color } = getComputedStyle(each);
    return {
      isCut: each.scrollHeight > each.clientHeight + 1,
      isDarkText: color.match(/\d+/g)!.every((part) => Number(part) < 64),
    };
  });
  expect(isWhole).toEqual({ isCut: false, isDarkText: true });
});

test.each([
  ["in light and in dark", {}],
  ["on a phone", PHONE],
])("the ticket is accessible %s", async (_, look) => {
  const id = await desk.newTicket({ due_date: "2020-01-01T10:00:00Z", tags: "vip, hotel" });
  await desk.comment(id, "<p>We are <a href='https://example.com'>on it</a>.</p>", false, desk.tom);
  await desk.comment(id, "For us alone.", true);
  const { page } = await desk.person("tom", look);
  await goToTicket(page, id);
  await page.getByText("For us alone.").waitFor();
  if (look !== PHONE) return expectAccessibleInBothSchemes(page, "the ticket");
  await expectAccessible(page, "the ticket");
  await page.getByRole("button", { name: "Details" }).click();
  await page
    .getByRole("dialog")
    .getByRole("combobox", { name: /^Category:/ })
    .waitFor();
  await expectAccessible(page, "its details on a phone");
});

test("keys pressed in an input method neither save, nor discard, nor choose anything", async () => {
  const id = await desk.newTicket();
  const { page, context } = await desk.person("tom");
  await goToTicket(page, id);
  const ime = await context.newCDPSession(page);
  const compose = async (key: "Enter" | "Escape") => {
    await ime.send("Input.imeSetComposition", { text: "ご", selectionStart: 1, selectionEnd: 1 });
    for (const type of ["rawKeyDown", "keyUp"] as const)
      await ime.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: 229 });
    await ime.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
  };
  await page.keyboard.press("Shift+E");
  const subject = page.getByRole("textbox", { name: "Subject" });
  await compose("Enter");
  await compose("Escape");
  await subject.waitFor();
  await ime.send("Input.insertText", { text: "ごみ" });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "ごみ" }).waitFor();
  await page.keyboard.press("s");
  await page.getByRole("textbox", { name: "Status: Search…" }).waitFor();
  await compose("Enter");
  await compose("Escape");
  await page.getByRole("listbox", { name: "Status" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or run a command" });
  await palette.getByRole("combobox").waitFor();
  await compose("Escape");
  await compose("Enter");
  await palette.getByRole("combobox").waitFor();
  expect((await desk.show(id)).status).toBe("new");
});

test("a reply can be undone from another page until it is sent", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.keyboard.press("r");
  await page.locator('[contenteditable="true"]').pressSequentially("Too early");
  // nothing can be sent before the draft is loaded
  await expect.poll(() => page.getByRole("button", { name: "Send", exact: true }).isEnabled()).toBe(true);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
  await page.getByRole("link", { name: "Companies" }).click();
  await page.getByRole("heading", { name: "Companies" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("textbox", { name: "Write a reply" }).getByText("Too early").waitFor();
  expect((await desk.tom.get(`/tickets/${id}/replies/`)).body.results).toEqual([]);
});
