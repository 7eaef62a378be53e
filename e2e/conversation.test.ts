import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { goWithin, openForJourneys } from "./desk.ts";
import { type BrowserTicketDesk, goToTicket, openTicketDesk } from "./ticket-desk.ts";

let desk: BrowserTicketDesk;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
  },
  () => desk.close(),
);

test("a timeline shows the description, replies, notes, files and changes in order", async () => {
  const id = await desk.newTicket();
  await desk.comment(id, "<p>We are on it.</p>");
  await desk.fay.patch(`/tickets/${id}/`, { status: "pending" });
  await desk.comment(id, "The firewall again.", true);
  const form = new FormData();
  form.set("ticket", id);
  form.set("file", new File(["x".repeat(2048)], "player.log"));
  await desk.fay.post("/ticket-attachments/", form);
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  const timeline = page.getByRole("list", { name: "Timeline" });
  await timeline.getByText("Fay Finance changed the status from New to Pending").waitFor();
  const note = page.getByRole("article", { name: "Internal note by Fay Finance" });
  await note.getByText("Internal note", { exact: true }).waitFor();
  await note.getByText("The firewall again.").waitFor();
  await page.getByRole("article", { name: "Reply by Fay Finance" }).getByText("We are on it.").waitFor();
  const order = ["Offline for two hours", "We are on it", "from New to Pending", "The firewall again", "player.log"];
  await expect.poll(() => timeline.textContent()).toMatch(new RegExp(order.join(".*"), "s"));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /Download player\.log 2 kB/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("player.log");
  // a file that is dropped outside of a drop target must not replace the app
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

test("an agent edits and deletes their own comment in place with undo, but not someone else's", async () => {
  const id = await desk.newTicket();
  await desk.comment(id, "mine", false, desk.tom);
  await desk.comment(id, "theirs");
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
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

test("nothing stands between a mention and the text around it, while it is written and when it is read", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.keyboard.press("n");
  const box = page
    .getByRole("textbox", { name: "Write an internal note" })
    .and(page.locator('[contenteditable="true"]'));
  await box.fill("Hello ");
  await page.keyboard.type("@fi");
  await page.getByRole("option", { name: "Fay Finance" }).waitFor();
  await page.keyboard.press("Enter");
  const mention = page.locator("[data-mention]").first();
  await mention.waitFor();
  await page.keyboard.type(",");
  expect(await box.textContent()).toBe("Hello @Fay Finance,");
  await page.keyboard.press("Backspace");
  const edgesAfter = (part: typeof mention) =>
    part.evaluate((it) => {
      const range = document.createRange();
      range.setStartAfter(it);
      range.setEndAfter(it.parentNode!.lastChild!);
      const padding = Number.parseFloat(getComputedStyle(it).paddingInlineEnd);
      return { end: it.getBoundingClientRect().right - padding, ...range.getBoundingClientRect().toJSON() };
    });
  const written = await edgesAfter(mention);
  expect(written.right - written.end, "behind a mention at the end").toBeLessThan(1.5);
  await page.keyboard.type(", can you call them?");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Add now" }).click();
  const note = page.getByRole("article", { name: "Internal note by Tom Tech" });
  const read = await edgesAfter(note.locator("[data-mention]"));
  expect(Math.abs(read.left - read.end), "between the name and the comma").toBeLessThan(0.5);
});

test("an edit does not overwrite a comment that someone else has changed, and the typed text stays", async () => {
  const id = await desk.newTicket();
  const rest = "<table border=1><tr><td>Lobby</td></tr></table><dl><dt>Zone<dd>Lobby</dl>";
  await desk.comment(id, `<p>Zones:</p>${rest}`, false, desk.tom);
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  const mine = page.getByRole("article", { name: "Reply by Tom Tech" });
  await mine.hover();
  await mine.getByRole("button", { name: "Edit" }).click();
  await mine.locator('[contenteditable="true"] p').first().click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  const { comments } = await desk.show(id);
  await desk.admin.patch(`/ticket-comments/${comments[0].id}/`, { text: "<p>theirs</p>" });
  await mine.getByRole("button", { name: "Save" }).click();
  await mine.getByRole("alert").getByText("theirs").waitFor();
  await mine.getByRole("button", { name: "Keep this version" }).click();
  await expect.poll(async () => (await desk.show(id)).comments[0].text).toBe(`<p>Zones:!</p>${rest}`);
});

test("a comment is deleted even if the page closes during the undo time", async () => {
  const id = await desk.newTicket();
  await desk.comment(id, "no longer true", false, desk.tom);
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  const mine = page.getByRole("article", { name: "Reply by Tom Tech" });
  await mine.hover();
  await mine.getByRole("button", { name: "Delete" }).click();
  await mine.waitFor({ state: "detached" });
  await page.goto("about:blank");
  await expect.poll(async () => (await desk.show(id)).comments).toEqual([]);
});

test("a ticket opens at the first new entry", async () => {
  const id = await desk.newTicket();
  for (let n = 1; n <= 12; n += 1) await desk.comment(id, `<p>Old ${n}</p><p>of</p><p>several</p><p>lines</p>`);
  const { page } = await desk.person("tom");
  const marked = page.waitForResponse((response) => response.url().endsWith("/read/") && response.ok());
  await goToTicket(page, id);
  await marked;
  await page.goto("/tickets");
  for (let n = 1; n <= 12; n += 1) await desk.comment(id, `<p>News ${n}</p><p>of</p><p>several</p><p>lines</p>`);
  await goToTicket(page, id);
  const first = page.getByText("News 1", { exact: true });
  await first.waitFor();
  await page.getByText("New", { exact: true }).first().waitFor();
  const isSeen = (text: string) => isInView(page, page.getByText(text, { exact: true }));
  await expect.poll(() => isSeen("News 1")).toBe(true);
  expect(await isSeen("News 12")).toBe(false);
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  const overlap = async () => {
    const box = (await page.getByRole("region", { name: "Write a reply" }).boundingBox())!;
    const toEnd = (await page.getByRole("button", { name: "Jump to latest" }).boundingBox())!;
    return toEnd.y + toEnd.height - box.y;
  };
  await expect.poll(overlap, { message: "the button lies above the place to write" }).toBeLessThan(0);
  await page.getByRole("button", { name: "Jump to latest" }).click();
  await expect.poll(() => isSeen("News 12")).toBe(true);
  // when the ticket is opened again, everything is there at once
  await goWithin(page, "/tickets");
  await page.locator("[data-conversation]").waitFor({ state: "detached" });
  await goWithin(page, `/tickets/${id}`);
  await page
    .getByText(/^News \d+$/)
    .first()
    .waitFor();
});

test("a ticket with 500 read entries opens at its end", async () => {
  const id = await desk.newTicket({ subject: "A long story" });
  await desk.talk(id, 500, "<p>Entry number %s of a <b>long</b> story.</p>");
  // no server has the ticket in its cache
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

test("a ticket with very many comments opens at the newest, renders only entries near the viewport, and scrolls back to the first", async () => {
  const id = await desk.newTicket({ description: "How it all began" });
  await desk.talk(id, 700, "Line %s of this talk");
  const { page } = await desk.person("tom");
  await page.addInitScript(gatherIntersections);
  await goToTicket(page, id);
  const comments = page.locator("article");
  const line = (n: number) => page.getByText(`Line ${n} of this talk`, { exact: true });
  await expect.poll(() => isInView(page, line(700))).toBe(true);
  await expect.poll(() => comments.count()).toBeLessThan(60);
  await expect.poll(() => page.locator("[data-conversation] *").count()).toBeLessThan(2_000);
  // loading earlier entries does not move the visible ones
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
  await expect.poll(() => comments.count()).toBeLessThan(60);
});

/** Reports which elements are visible as a busy browser does: late, and several positions in one report. */
function gatherIntersections(): void {
  const Original = globalThis.IntersectionObserver;
  globalThis.IntersectionObserver = class extends Original {
    constructor(callback: IntersectionObserverCallback, options?: IntersectionObserverInit) {
      let gathered: IntersectionObserverEntry[] = [];
      const report = () => {
        const entries = gathered;
        gathered = [];
        callback(entries, this);
      };
      super((entries) => {
        if (gathered.length === 0) setTimeout(report, 300);
        gathered.push(...entries);
      }, options);
    }
  };
}

async function isInView(page: Page, what: Locator): Promise<boolean> {
  const frame = (await page.locator("[data-conversation]").boundingBox())!;
  const box = (await what.count()) > 0 ? await what.boundingBox() : null;
  return box !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
}

/** Stops the conversation from finishing its opening: the events that it waits for never come. */
function stayOpening(): void {
  const original = globalThis.setTimeout;
  const late = (run: () => void, ms?: number) => original(ms === 1_500 ? () => {} : run, ms);
  globalThis.setTimeout = late as typeof setTimeout;
}

test("the composer does not cover the newest entry while a ticket opens, and typing does not render entries again", async () => {
  const id = await desk.newTicket();
  await desk.talk(id, 7, "Line %s of this talk");
  const { page } = await desk.person("tom");
  await page.addInitScript(stayOpening);
  await goToTicket(page, id);
  const newest = page.getByText("Line 7 of this talk");
  const hidden = () => page.locator("[data-conversation]").evaluate((frame) => frame.scrollHeight - frame.clientHeight);
  await newest.waitFor();
  await expect.poll(hidden, { message: "the whole conversation is in view" }).toBe(0);
  await page.keyboard.press("r");
  const editor = page.getByRole("textbox", { name: "Write a reply" }).and(page.locator('[contenteditable="true"]'));
  await editor.waitFor();
  await expect.poll(hidden, { message: "the composer takes its place" }).toBeGreaterThan(0);
  await expect.poll(() => isInView(page, newest)).toBe(true);
  const edgesOf = async (element: Locator) => {
    const { x, width } = (await element.boundingBox())!;
    return [x, x + width];
  };
  const composer = page.getByRole("region", { name: "Write a reply" });
  expect(await edgesOf(composer)).toEqual(await edgesOf(page.getByRole("list", { name: "Timeline" })));
  // React stores the latest props on each element
  const drawn = () =>
    page.evaluate(() => {
      const scope = globalThis as unknown as { drawn?: unknown[] };
      // the last entry, and a tool of the composer
      const elements = ["[data-entry]", "[data-rich-text-editor-control]"].map(
        (each) => [...document.querySelectorAll(each)].at(-1) as unknown as Record<string, unknown>,
      );
      const props = elements.map((each) => each[Object.keys(each).find((name) => name.startsWith("__reactProps"))!]);
      const isSame = props.every((each, at) => each === scope.drawn?.[at]);
      scope.drawn = props;
      return isSame;
    });
  // something that loads late may render it once more, but typing would render it each time
  const isUnchangedByTyping = async () => {
    await drawn();
    await editor.pressSequentially("The player is offline. ");
    return drawn();
  };
  await expect.poll(isUnchangedByTyping).toBe(true);
});
