import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, PASSWORD } from "../test/world.ts";
import { expectAccessible } from "./accessible.ts";
import { DARK, type Desk, fresh, goLive, openDesk, PHONE } from "./desk.ts";
import { TALK } from "./talk.ts";

let desk: Desk;
let company: string;
let contact: string;
beforeAll(async () => {
  desk = await openDesk();
  const made = await makeCompany(desk.admin, "Harbour Hotel");
  company = made.company.id;
  contact = made.contact.id;
});
afterAll(() => desk.close());

const newTicket = async (values: Record<string, unknown> = {}): Promise<string> =>
  (await makeTicket(desk.tom, company, { contact, ...values })).id;
const show = async (id: string) => (await desk.admin.get(`/tickets/${id}/`)).body;
const add = (id: string, text: string, is_internal = false, by = desk.fay) =>
  by.post(`/tickets/${id}/add_comment/`, { text, is_internal });
const open = async (page: Page, id: string, subject = "Zone offline") => {
  await goLive(page, `/tickets/${id}`);
  await page.getByRole("heading", { level: 1, name: subject }).waitFor();
};
const talk = (id: string, count: number, text: string) =>
  desk.database.pool.query(TALK, [id, desk.fay.id, count, text]);
const choose = async (page: Page, field: string, option: string) => {
  await page.getByRole("combobox", { name: new RegExp(`^${field}:`) }).click();
  await page.getByRole("option", { name: option }).click();
};

test("a timeline tells description, replies, notes, files and changes in their order", async () => {
  const id = await newTicket();
  await add(id, "<p>We are on it.</p>");
  await desk.fay.patch(`/tickets/${id}/`, { status: "pending" });
  await add(id, "The firewall again.", true);
  const form = new FormData();
  form.set("ticket", id);
  form.set("file", new File(["x".repeat(2048)], "player.log"));
  await desk.fay.post("/ticket-attachments/", form);
  const { page } = await desk.person("tom");
  await open(page, id);
  const timeline = page.getByRole("list", { name: "Timeline" });
  await timeline.getByText("Fay Finance changed the status from New to Pending").waitFor();
  const note = page.getByRole("article", { name: "Internal note by Fay Finance" });
  await note.getByText("Internal note", { exact: true }).waitFor();
  await note.getByText("The firewall again.").waitFor();
  await page.getByRole("article", { name: "Reply by Fay Finance" }).getByText("We are on it.").waitFor();
  const text = (await timeline.textContent())!;
  const order = ["Offline for two hours", "We are on it", "from New to Pending", "The firewall again", "player.log"];
  expect(order.map((each) => text.indexOf(each)).every((at, i, all) => at >= 0 && (i === 0 || at > all[i - 1]!))).toBe(
    true,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /Download player\.log, 2 kB/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("player.log");
  // one that is dropped where nothing takes it is not opened in the place of the app
  const dropped = await page.getByRole("heading", { level: 1, name: "Zone offline" }).evaluate((heading) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "plan.txt"));
    return ["dragover", "drop"].map((kind) => {
      const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
      heading.dispatchEvent(event);
      return event.defaultPrevented;
    });
  });
  expect(dropped).toEqual([true, true]);
});

test("fields are changed where they stand, and what follows shows too", async () => {
  const id = await newTicket({ category: "technical" });
  const { page } = await desk.person("tom");
  await open(page, id);
  await choose(page, "Priority", "Urgent");
  await choose(page, "Assignee", "Fay Finance");
  await page.getByRole("combobox", { name: "Status: Assigned" }).waitFor();
  await choose(page, "Team", "Finance");
  await page.getByRole("combobox", { name: "Team: Finance" }).waitFor();
  await page.getByRole("button", { name: /^Due:/ }).click();
  await page.getByRole("button", { name: "In 3 days" }).click();
  await page.getByRole("combobox", { name: "Tags" }).fill("vip");
  await page.keyboard.press("Enter");
  await choose(page, "Zone", "Lobby");
  await expect
    .poll(() => show(id))
    .toMatchObject({
      priority: "urgent",
      assigned_to: desk.fay.id,
      assigned_team: "Finance",
      status: "assigned",
      tags: "vip",
      zone_name: "Lobby",
    });
  expect(new Date((await show(id)).due_date).getTime()).toBeGreaterThan(Date.now() + 2 * 86_400_000);
});

test("Enter takes what was found for the words that stand there, also when their answer is late", async () => {
  const zeta = (await makeCompany(desk.admin, fresh("Zeta"))).company;
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
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
  await expect.poll(() => show(id)).toMatchObject({ company: zeta.id, contact: null });
  // a contact is found by typing, too: "None" is no answer to a name
  await page.getByRole("combobox", { name: /^Contact:/ }).click();
  await page.getByRole("option", { name: "Ploy Srisai" }).waitFor();
  await page.getByRole("textbox", { name: "Contact: Search" }).fill("ploy");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Contact: Ploy Srisai" }).waitFor();
});

test("a refusal puts the old value back and says why at the field", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.route(`**/api/v1/tickets/${id}/`, (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({ status: 400, json: { status: ["Not today."] } })
      : route.continue(),
  );
  await choose(page, "Status", "Resolved");
  await page.getByRole("alert").filter({ hasText: "Not today." }).first().waitFor();
  await page.getByRole("combobox", { name: "Status: New" }).waitFor();
});

test("a change by somebody else of the same field is never overwritten unseen, of another it does not matter", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  // what happens elsewhere is not heard of
  await page.route("**/api/v1/events/**", (route) => route.abort());
  await page.reload();
  await page
    .getByRole("button", { name: "Subject: " })
    .or(page.getByRole("heading", { level: 1 }))
    .first()
    .waitFor();
  await desk.fay.patch(`/tickets/${id}/`, { status: "pending" });
  await choose(page, "Priority", "High");
  await expect.poll(async () => (await show(id)).priority).toBe("high");
  await desk.fay.patch(`/tickets/${id}/`, { category: "billing" });
  await choose(page, "Category", "Account");
  await page
    .getByRole("alert")
    .getByText(/Someone else just changed this/)
    .waitFor();
  await page.getByRole("combobox", { name: "Category: Billing" }).waitFor();
  expect((await show(id)).category).toBe("billing");
});

test("a colleague without names of their own goes by the user name", async () => {
  const name = fresh("solo");
  const solo = (await desk.admin.post("/users/", { username: name, password: PASSWORD, role: "Tech" })).body;
  const id = await newTicket({ assigned_to: solo.id });
  const by = await desk.login(name);
  await add(id, "<p>On my way.</p>", false, by);
  await by.patch(`/tickets/${id}/`, { status: "pending" });
  const { page } = await desk.person("tom");
  await open(page, id);
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

test("everything goes by keyboard: subject, status, assign to me, and away with Escape", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is silent");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Lobby is silent" }).waitFor();
  // what a colleague makes of it meanwhile is not overwritten unseen
  await page.keyboard.press("e");
  await desk.fay.patch(`/tickets/${id}/`, { subject: "Lobby hums", priority: "low" });
  await page.getByRole("combobox", { name: "Priority: Low" }).waitFor();
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is loud");
  await page.keyboard.press("Enter");
  await page
    .getByRole("alert")
    .getByText(/Someone else just changed this/)
    .waitFor();
  await page.getByRole("heading", { level: 1, name: "Lobby hums" }).waitFor();
  // nor are one's own words gone; left by a click they are kept as well, and the focus stays where one clicked
  await page.keyboard.press("e");
  expect(await page.getByRole("textbox", { name: "Subject" }).inputValue()).toBe("Lobby is loud");
  await page.getByRole("textbox", { name: "Subject" }).fill("Lobby is silent");
  await page.getByText("Offline for two hours").first().click();
  await expect.poll(() => show(id)).toMatchObject({ subject: "Lobby is silent" });
  expect(await page.evaluate(() => document.activeElement?.closest("h1"))).toBeNull();
  await page.keyboard.press("i");
  await page.getByRole("combobox", { name: "Assignee: Tom Tech" }).waitFor();
  await page.getByRole("combobox", { name: "Status: Assigned" }).waitFor();
  await page.keyboard.press("s");
  await page.locator("[data-combobox-selected]").getByText("Assigned").waitFor();
  const down = async () => {
    await page.keyboard.press("ArrowDown");
    return page.evaluate(() => document.querySelector("[data-combobox-selected]")?.textContent ?? "");
  };
  await expect.poll(down, { timeout: 15_000 }).toContain("Pending");
  await page.keyboard.press("Enter");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await expect.poll(focused).toBe("Status: Pending");
  await page.keyboard.press("p");
  await page.getByRole("option", { name: "Urgent" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe("Priority: Low");
  await expect.poll(() => show(id)).toMatchObject({ subject: "Lobby is silent", status: "pending" });
});

test("one's own comment is edited in its place and deleted with undo; another's is not", async () => {
  const id = await newTicket();
  await add(id, "mine", false, desk.tom);
  await add(id, "theirs");
  const { page } = await desk.person("tom");
  await open(page, id);
  const mine = page.getByRole("article", { name: "Reply by Tom Tech" });
  await mine.hover();
  await mine.getByRole("button", { name: "Edit" }).click();
  await mine.getByRole("textbox", { name: "Edit" }).fill("mended");
  await page.keyboard.press("Escape");
  await mine.getByText("mine").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await mine.getByRole("textbox", { name: "Edit" }).getByText("mended").waitFor();
  await page.reload();
  await mine.getByRole("button", { name: "Save" }).click();
  await mine.getByText("mended").waitFor();
  await mine.getByText("edited").waitFor();
  await mine.hover();
  await mine.getByRole("button", { name: "Delete" }).click();
  await mine.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await mine.getByText("mended").waitFor();
  const theirs = page.getByRole("article", { name: "Reply by Fay Finance" });
  await theirs.hover();
  expect(await theirs.getByRole("button", { name: "Edit" }).count()).toBe(0);
});

test("a comment that someone else changed meanwhile is not overwritten unseen, and keeps what was not edited", async () => {
  const id = await newTicket();
  const rest = "<table border=1><tr><td>Lobby</td></tr></table><dl><dt>Zone<dd>Lobby</dl>";
  await add(id, `<p>Zones:</p>${rest}`, false, desk.tom);
  const { page } = await desk.person("tom");
  await open(page, id);
  const mine = page.getByRole("article", { name: "Reply by Tom Tech" });
  await mine.hover();
  await mine.getByRole("button", { name: "Edit" }).click();
  await mine.locator('[contenteditable="true"] p').first().click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  const { comments } = await show(id);
  await desk.admin.patch(`/ticket-comments/${comments[0].id}/`, { text: "<p>theirs</p>" });
  await mine.getByRole("button", { name: "Save" }).click();
  await mine.getByRole("alert").getByText("theirs").waitFor();
  await mine.getByRole("button", { name: "Keep this version" }).click();
  await expect.poll(async () => (await show(id)).comments[0].text).toBe(`<p>Zones:!</p>${rest}`);
});

test("a comment that was just deleted is deleted also when its page goes away", async () => {
  const id = await newTicket();
  await add(id, "no longer true", false, desk.tom);
  const { page } = await desk.person("tom");
  await open(page, id);
  const mine = page.getByRole("article", { name: "Reply by Tom Tech" });
  await mine.hover();
  await mine.getByRole("button", { name: "Delete" }).click();
  await mine.waitFor({ state: "detached" });
  await page.goto("about:blank");
  await expect.poll(async () => (await show(id)).comments).toEqual([]);
});

test("an Admin deletes a ticket with undo, and restores one from the trash", async () => {
  const id = await newTicket({ subject: "Away with it" });
  const { page } = await desk.person("admin");
  await open(page, id, "Away with it");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Move to trash" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await desk.admin.get(`/tickets/${id}/`)).status).toBe(200);
  await desk.admin.remove(`/tickets/${id}/`);
  await page.goto(`/tickets/${id}`);
  await page.getByText("This ticket is in the trash", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("combobox", { name: /^Status:/ }).waitFor();
  expect((await desk.admin.get(`/tickets/${id}/`)).status).toBe(200);
});

test("a ticket prints whole: its fields and all that happened, notes marked, nothing that leads elsewhere", async () => {
  const id = await newTicket({ subject: "For the file", tags: "vip" });
  await add(id, "<p>Sent to the customer.</p>");
  await add(id, "<p>For us alone.</p>", true);
  for (const priority of ["low", "high", "urgent", "medium", "low"])
    await desk.fay.patch(`/tickets/${id}/`, { priority });
  const { page } = await desk.person("tom", DARK);
  await open(page, id, "For the file");
  await page.getByText("For us alone.").waitFor();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const sheet = page.locator("[data-printed]");
  for (const words of ["For the file", "Low", "vip", "Harbour Hotel", "Unassigned"])
    expect(await sheet.getByText(words, { exact: true }).isVisible(), words).toBe(true);
  for (const words of ["Sent to the customer.", "For us alone.", "Internal note"])
    expect(await page.getByRole("article").getByText(words).isVisible(), words).toBe(true);
  expect(await page.getByText("changed the priority from Low to High").isVisible()).toBe(true);
  expect(await page.getByRole("button").count()).toBe(0);
  expect(await page.getByRole("navigation").count()).toBe(0);
  const isWhole = await page.getByRole("region", { name: "Conversation" }).evaluate((each) => {
    const { color } = getComputedStyle(each);
    return { isCut: each.scrollHeight > each.clientHeight + 1, isDarkText: color === "rgb(0, 0, 0)" };
  });
  expect(isWhole).toEqual({ isCut: false, isDarkText: true });
});

test("a ticket opens where new things begin", async () => {
  const id = await newTicket();
  for (let n = 1; n <= 12; n += 1) await add(id, `<p>Old ${n}</p><p>of</p><p>several</p><p>lines</p>`);
  const { page } = await desk.person("tom");
  const marked = page.waitForResponse((response) => response.url().endsWith("/read/") && response.ok());
  await open(page, id);
  await marked;
  await page.goto("/tickets");
  for (let n = 1; n <= 12; n += 1) await add(id, `<p>News ${n}</p><p>of</p><p>several</p><p>lines</p>`);
  await open(page, id);
  const first = page.getByText("News 1", { exact: true });
  await first.waitFor();
  await page.getByText("New", { exact: true }).first().waitFor();
  const isSeen = (text: string) => isInView(page, page.getByText(text, { exact: true }));
  await expect.poll(() => isSeen("News 1")).toBe(true);
  expect(await isSeen("News 12")).toBe(false);
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  const box = (await page.getByRole("region", { name: "Write a reply" }).boundingBox())!;
  const toEnd = (await page.getByRole("button", { name: "Jump to latest" }).boundingBox())!;
  expect(toEnd.y + toEnd.height, "the button lies above the place to write").toBeLessThan(box.y);
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await expect.poll(() => isSeen("News 12")).toBe(true);
});

test("a ticket with 500 entries that was read opens at its end", async () => {
  const id = await newTicket({ subject: "A long story" });
  await talk(id, 500, "<p>Entry number %s of a <b>long</b> story.</p>");
  // so that no server goes on with what it remembers
  await desk.fay.patch(`/tickets/${id}/`, { tags: "long" });
  await desk.tom.ask(`/tickets/${id}/read/`, { method: "PUT", body: {} });
  const { page } = await desk.person("tom");
  await page.goto(`/tickets/${id}`);
  await page.getByText("Entry number 500 of a").waitFor();
  await expect
    .poll(() =>
      page.getByText("Entry number 500 of a").evaluate((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return top > 0 && bottom < innerHeight;
      }),
    )
    .toBe(true);
});

test.each([
  ["in light", {}],
  ["in dark", DARK],
  ["on a phone", PHONE],
])("the ticket is accessible %s", async (_, look) => {
  const id = await newTicket({ due_date: "2020-01-01T10:00:00Z", tags: "vip, hotel" });
  await add(id, "<p>We are <a href='https://example.com'>on it</a>.</p>", false, desk.tom);
  await add(id, "For us alone.", true);
  const { page } = await desk.person("tom", look);
  await open(page, id);
  await page.getByText("For us alone.").waitFor();
  await expectAccessible(page, "the ticket");
  if (look !== PHONE) return;
  await page.getByRole("button", { name: "Details" }).click();
  await page
    .getByRole("dialog")
    .getByRole("combobox", { name: /^Category:/ })
    .waitFor();
  await expectAccessible(page, "its details on a phone");
});

test("a ticket of very many comments opens at the newest, draws only what is near, and goes back to the first", async () => {
  const id = await newTicket({ description: "How it all began" });
  await talk(id, 700, "Line %s of this talk");
  const { page } = await desk.person("tom");
  await open(page, id);
  const comments = page.locator("article");
  const line = (n: number) => page.getByText(`Line ${n} of this talk`, { exact: true });
  await expect.poll(() => isInView(page, line(700))).toBe(true);
  expect(await comments.count()).toBeLessThan(60);
  expect(await page.locator("[data-conversation] *").count()).toBeLessThan(2_000);
  // what is read meanwhile in front moves nothing
  const conversation = page.locator("[data-conversation]");
  await conversation.hover();
  for (let n = 0; n < 500; n += 1) {
    await page.mouse.wheel(0, -400);
    if (await line(600).isVisible()) break;
    await page.waitForTimeout(20);
  }
  await line(600).waitFor();
  await expect
    .poll(async () => {
      await conversation.evaluate((frame) => frame.scrollTo({ top: 0 }));
      return line(1).isVisible();
    })
    .toBe(true);
  await page.getByText("How it all began").waitFor();
  expect(await comments.count()).toBeLessThan(60);
});

async function isInView(page: Page, what: Locator): Promise<boolean> {
  const frame = (await page.locator("[data-conversation]").boundingBox())!;
  const box = (await what.count()) > 0 ? await what.boundingBox() : null;
  return box !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
}

test("writing a reply draws nothing of the conversation anew", async () => {
  const id = await newTicket();
  await talk(id, 3, "Line %s of this talk");
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.getByText("Line 3 of this talk").waitFor();
  await page.keyboard.press("r");
  const editor = page.getByRole("textbox", { name: "Write a reply" });
  await editor.pressSequentially("T");
  // React notes at each element with what it was drawn the last time
  const drawn = () =>
    page.evaluate(() => {
      const last = [...document.querySelectorAll("[data-entry]")].at(-1) as unknown as Record<string, unknown>;
      const props = Object.keys(last).find((name) => name.startsWith("__reactProps"))!;
      const kept = globalThis as unknown as { kept?: unknown };
      const isSame = kept.kept === last[props];
      kept.kept = last[props];
      return isSame;
    });
  await drawn();
  await editor.pressSequentially("he player is offline");
  expect(await drawn()).toBe(true);
});

test("keys of an input method belong to it: they save, drop and choose nothing", async () => {
  const id = await newTicket();
  const { page, context } = await desk.person("tom");
  await open(page, id);
  const ime = await context.newCDPSession(page);
  const compose = async (key: "Enter" | "Escape") => {
    await ime.send("Input.imeSetComposition", { text: "ご", selectionStart: 1, selectionEnd: 1 });
    for (const type of ["rawKeyDown", "keyUp"] as const)
      await ime.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: 229 });
    await ime.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
  };
  await page.keyboard.press("e");
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
  expect((await show(id)).status).toBe("new");
});

test("a status is found by the beginning of its word before one that only holds the letters", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.keyboard.press("s");
  await page.getByRole("textbox", { name: "Status: Search…" }).pressSequentially("res");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
});

test("a ticket that one takes stays with its team", async () => {
  const id = await newTicket({ category: "billing" });
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.keyboard.press("i");
  await page.getByRole("combobox", { name: "Assignee: Tom Tech" }).waitFor();
  await expect.poll(async () => (await show(id)).assigned_to).toBe(desk.tom.id);
  expect((await show(id)).assigned_team).toBe("Finance");
});

test("a reply can be taken back from another page until it leaves", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.keyboard.press("r");
  await page.getByRole("textbox", { name: "Write a reply" }).pressSequentially("Too early");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: /^Undo/ }).waitFor();
  await page.getByRole("link", { name: "Companies" }).click();
  await page.getByRole("heading", { name: "Companies" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("textbox", { name: "Write a reply" }).getByText("Too early").waitFor();
  expect((await desk.tom.get(`/tickets/${id}/replies/`)).body.results).toEqual([]);
});
