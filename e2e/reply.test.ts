import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { expectAccessible, expectAccessibleInBothSchemes } from "./accessible.ts";
import { openForJourneys, PHONE } from "./desk.ts";
import { holdScript, noteFocusAfterDialog } from "./keys-held.ts";
import { pastePicture, widthOf } from "./paste.ts";
import { type BrowserTicketDesk, openTicketDesk } from "./ticket-desk.ts";

let desk: BrowserTicketDesk;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
  },
  () => desk.close(),
);

const newTicket = () => desk.newTicket();
const show = (id: string) => desk.show(id);
const open = async (page: Page, id: string) => {
  await page.goto(`/tickets/${id}`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
};
// the editor itself, not the plain text box that takes keys until the editor has loaded
const replyBox = (page: Page) =>
  page.getByRole("textbox", { name: "Write a reply" }).and(page.locator('[contenteditable="true"]'));
const hasFocus = (box: Locator) => expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
const write = async (page: Page, text: string) => {
  await page.keyboard.press("r");
  await replyBox(page).waitFor();
  await hasFocus(replyBox(page));
  await page.keyboard.insertText(text);
};
const saved = (page: Page) => page.getByText("Draft saved", { exact: true }).waitFor();

test("a pasted picture stays where it was pasted and is sent as a file that the text refers to", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "Look here: ");
  await pastePicture(replyBox(page), "panel.png");
  const inText = replyBox(page).getByRole("img", { name: "panel.png" });
  await expect.poll(() => widthOf(inText)).toBe(1);
  await page.keyboard.type("The light is red.");
  await page.getByRole("list", { name: "Attached files" }).getByText("panel.png").waitFor();
  await saved(page);
  await page.reload();
  await expect.poll(() => widthOf(inText)).toBe(1);
  await page.keyboard.press("r");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await expect.poll(() => widthOf(waiting.getByRole("img", { name: "panel.png" }))).toBe(1);
  await waiting.getByRole("button", { name: "Send now" }).click();
  const reply = page.getByRole("article", { name: "Reply by Tom Tech" });
  await expect.poll(() => widthOf(reply.getByRole("img", { name: "panel.png" }))).toBe(1);
  // the list of files does not repeat it
  await reply.getByRole("link", { name: "panel.png", exact: true }).waitFor();
  expect(await reply.getByRole("link", { name: "Download" }).count()).toBe(0);
  const { comments, attachments } = await show(id);
  const picture = `<img alt="panel.png" src="cid:${attachments[0].id}">`;
  expect(comments[0].text).toBe(`<p>Look here: ${picture}The light is red.</p>`);
  await reply.hover();
  await reply.getByRole("button", { name: "Edit" }).click();
  const box = reply.getByRole("textbox", { name: "Edit" });
  await expect.poll(() => widthOf(box.getByRole("img", { name: "panel.png" }))).toBe(1);
  await box.press("End");
  await page.keyboard.type(" Still.");
  await reply.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await show(id)).comments[0].text).toContain(`${picture}The light is red. Still.`);
});

test("after sending a reply, the view stays at the end even when the reply's picture loads", async () => {
  const id = await newTicket();
  for (let n = 1; n <= 8; n += 1)
    await desk.fay.post(`/tickets/${id}/add_comment/`, { text: `<p>Before ${n}</p><p>of</p><p>several</p>` });
  const { page } = await desk.person("tom");
  await open(page, id);
  await page.getByText("Before 8").waitFor();
  await write(page, "Look here: ");
  await pastePicture(replyBox(page), "tall.png", 600);
  await page.getByRole("button", { name: "Remove tall.png" }).waitFor();
  await page.keyboard.type("The light is red.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Send now" }).click();
  const reply = page.getByRole("article", { name: "Reply by Tom Tech" });
  await expect.poll(() => widthOf(reply.getByRole("img", { name: "tall.png" }))).toBe(1);
  const below = page.getByRole("region", { name: "Conversation" });
  const left = () => below.evaluate((each) => each.scrollHeight - each.scrollTop - each.clientHeight);
  await expect.poll(left).toBeLessThan(20);
  await expect.poll(() => page.getByRole("button", { name: "Jump to latest" }).count()).toBe(0);
});

test("pictures pasted one after another keep their order, whichever upload ends first", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "See ");
  const held = new Map<string, () => void>();
  await page.route("**/draft-files/", async (route) => {
    const name = /filename="(.)\.png"/.exec(route.request().postDataBuffer()!.toString("latin1"))![1]!;
    await new Promise<void>((go) => held.set(name, go));
    await route.continue();
  });
  for (const name of ["a.png", "b.png", "c.png"]) await pastePicture(replyBox(page), name);
  await page.keyboard.type("there");
  await expect.poll(() => held.size).toBe(3);
  for (const name of ["b", "a", "c"]) {
    held.get(name)!();
    await replyBox(page)
      .getByRole("img", { name: `${name}.png` })
      .waitFor();
  }
  const shownPictures = () =>
    replyBox(page).evaluate((box) =>
      box.innerHTML.replaceAll(/<img[^>]*alt="(.)\.png"[^>]*>/g, "[$1]").replaceAll(/<img[^>]*>/g, ""),
    );
  await expect.poll(shownPictures).toContain("See [a][b][c]there");
});

test("a failed picture upload can be retried or dropped, and a removed picture leaves the text", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "See ");
  await page.route("**/draft-files/", (route) => route.abort());
  await pastePicture(replyBox(page), "first.png");
  const files = page.getByRole("list", { name: "Attached files" });
  await files.getByRole("button", { name: "Retry upload of first.png" }).waitFor();
  await pastePicture(replyBox(page), "second.png");
  await files.getByRole("button", { name: "Retry upload of second.png" }).waitFor();
  expect(await replyBox(page).locator("img").count()).toBeGreaterThanOrEqual(2);
  await page.unroute("**/draft-files/");
  await files.getByRole("button", { name: "Cancel upload of second.png" }).click();
  await files.getByRole("button", { name: "Retry upload of first.png" }).click();
  await replyBox(page).getByRole("img", { name: "first.png" }).waitFor();
  await files.getByRole("button", { name: "Remove first.png" }).click();
  await expect.poll(() => replyBox(page).getByRole("img").count()).toBe(0);
  await saved(page);
  await expect
    .poll(async () => (await desk.tom.get(`/tickets/${id}/draft/`)).body)
    .toMatchObject({ text: "<p>See </p>", files: [] });
});

test("a reply waits, is undone with its text, and is then sent with its status", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "We have restarted the player.");
  await page.keyboard.press("Control+Enter");
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await waiting.getByText("We have restarted the player.").waitFor();
  expect((await show(id)).comments).toEqual([]);
  await waiting.getByRole("button", { name: "Undo" }).click();
  await replyBox(page).getByText("We have restarted the player.").waitFor();
  await replyBox(page).press("Control+End");
  await page.keyboard.type(" Does it play?");
  // a notice stays visible while the pointer is on it
  const undone = page.getByText("Sending undone. Back to your draft.");
  await undone.hover();
  await page.getByRole("button", { name: "Send and set status" }).press("Enter");
  await page.getByRole("menuitem", { name: "Resolved" }).press("Enter");
  await undone.waitFor({ state: "detached" });
  await waiting.getByRole("button", { name: "Send now" }).click();
  await page.getByRole("article", { name: "Reply by Tom Tech" }).getByText("Does it play?").waitFor();
  await waiting.waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Status: Resolved" }).waitFor();
  const ticket = await show(id);
  expect(ticket.comments).toHaveLength(1);
  const text = "<p>We have restarted the player. Does it play?</p>";
  expect(ticket.comments[0]).toMatchObject({ text, is_internal: false });
});

test("keys typed before the editor has loaded are text, not shortcuts, and are kept", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  const composer = await holdScript(page, "Composer");
  await open(page, id);
  await page.keyboard.press("r");
  await page.locator("textarea").waitFor();
  await page.keyboard.type("is it Monday?");
  composer.release();
  await expect.poll(() => replyBox(page).evaluate((box) => (box as HTMLElement).isContentEditable)).toBe(true);
  await replyBox(page).getByText("is it Monday?").waitFor();
  await hasFocus(replyBox(page));
  await replyBox(page).press("Control+End");
  await page.keyboard.type(" Or not?");
  await replyBox(page).getByText("is it Monday? Or not?").waitFor();
  expect(await show(id)).toMatchObject({ assigned_to: null, status: "new" });
});

test("an internal note says who sees it, even if it was chosen before the draft had loaded", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  const { promise: isChosen, resolve: go } = Promise.withResolvers<void>();
  await page.route("**/api/v1/tickets/*/draft/", async (route) => {
    await isChosen;
    await route.continue();
  });
  await open(page, id);
  await page.keyboard.press("n");
  const box = page
    .getByRole("textbox", { name: "Write an internal note" })
    .and(page.locator('[contenteditable="true"]'));
  await box.waitFor();
  await page.getByText("Not visible to the customer").waitFor();
  const draft = page.waitForResponse(/\/draft\/$/);
  go();
  await (await draft).finished();
  await box.fill("Their IT changed the firewall. ");
  await page.keyboard.type("@fi");
  await page.getByRole("option", { name: "Fay Finance" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("notifies Fay Finance").waitFor();
  await saved(page);
  // a single click does not turn an internal note into a reply
  const kind = page.getByRole("radiogroup").first();
  await kind.getByText("Reply", { exact: true }).click();
  await page.getByRole("dialog", { name: "Make this note a reply?" }).waitFor();
  await page.getByRole("button", { name: "Keep as note" }).click();
  await page.getByRole("button", { name: "Add note" }).click();
  await page
    .getByRole("article", { name: /not added yet/ })
    .getByRole("button", { name: "Add now" })
    .click();
  await page.getByRole("article", { name: "Internal note by Tom Tech" }).waitFor();
  expect((await show(id)).comments[0]).toMatchObject({
    is_internal: true,
    text: expect.stringContaining(`<span data-mention="${desk.fay.id}">@Fay Finance</span>`),
  });
});

test("a draft survives a reload and appears in another browser; Escape keeps it", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "Half a sentence");
  await saved(page);
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Conversation");
  await page.reload();
  await replyBox(page).getByText("Half a sentence").waitFor();
  const other = await desk.person("tom");
  await open(other.page, id);
  await replyBox(other.page).getByText("Half a sentence").waitFor();
});

test("a draft that changed on another device is shown on return, and neither overwritten nor sent twice", async () => {
  const id = await newTicket();
  const path = `/tickets/${id}/draft/`;
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "At the desk");
  await saved(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "New ticket" }).waitFor();
  await desk.tom.put(path, { text: "<p>On the phone</p>" });
  await page.goBack();
  await replyBox(page).getByText("On the phone").waitFor();
  const send = page.getByRole("button", { name: "Send", exact: true });
  await desk.tom.put(path, { text: "<p>On the phone, on</p>" });
  await send.click();
  await page
    .getByText("This draft was changed in another window or on another device. Choose which version to keep.")
    .waitFor();
  expect(await send.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Use the other version" }).click();
  await replyBox(page).getByText("On the phone, on").waitFor();
  const sent = await desk.tom.post(`/tickets/${id}/replies/`, { text: "On the phone, on", seen: 1, force: true });
  await send.click();
  await page.getByRole("button", { name: "Use the other version" }).click();
  await replyBox(page).waitFor({ state: "detached" });
  const { results } = (await desk.tom.get(`/tickets/${id}/replies/`)).body;
  expect(results.map((each: { id: string }) => each.id)).toEqual([sent.body.id]);
});

test("text typed offline survives a reload and is saved once the connection is back", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  const pattern = "**/api/v1/tickets/*/draft/";
  await page.route(pattern, (route) => (route.request().method() === "PUT" ? route.abort() : route.continue()));
  await write(page, "Written in a tunnel");
  await page.getByText("Not saved. Retrying…").waitFor();
  await page.unroute(pattern);
  await page.reload();
  await replyBox(page).getByText("Written in a tunnel").waitFor();
  await expect.poll(async () => (await desk.tom.get(`/tickets/${id}/draft/`)).body.text).toContain("in a tunnel");
});

test("a reply that could not be sent keeps everything and shows the reason", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "Not lost");
  await page.route("**/api/v1/tickets/*/replies/", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("alert").getByText("Not sent. Your draft is still here.").waitFor();
  await replyBox(page).getByText("Not lost").waitFor();
});

test("text typed during sending becomes the next draft, and shortcuts outside the composer send nothing", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "We are on it.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");
  await write(page, "");
  const { promise: isTyped, resolve: go } = Promise.withResolvers<void>();
  const asked: { status: string }[] = [];
  await page.route("**/api/v1/tickets/*/replies/", async (route) => {
    if (route.request().method() === "POST") {
      asked.push(route.request().postDataJSON());
      await isTyped;
    }
    await route.continue();
  });
  await page.keyboard.press("Control+Shift+Enter");
  await expect.poll(() => asked.map(({ status }) => status)).toEqual(["resolved"]);
  await page.keyboard.type(" And next:");
  go();
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await waiting.getByText("We are on it.").waitFor();
  await expect.poll(() => replyBox(page).textContent()).toBe("And next:");
});

const drop = (page: Page, files: Record<string, string>) =>
  page.evaluate((files) => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name, { type: "text/plain" }));
    const target = document.querySelector("[data-conversation]")!;
    for (const kind of ["dragenter", "dragover", "drop"])
      target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);

test("a folder dropped on the text attaches its files", async () => {
  const id = await newTicket();
  const { page, context } = await desk.person("tom");
  await open(page, id);
  await write(page, "See the logs.");
  const folder = mkdtempSync(join(tmpdir(), "docket-dropped-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["player.log", "zone.log"]) writeFileSync(join(folder, name), name);
  const { x, y } = (await replyBox(page).boundingBox())!;
  const browser = await context.newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await browser.send("Input.dispatchDragEvent", { type, x: x + 20, y: y + 10, data });
  for (const name of ["player.log", "zone.log"]) await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
});

test("files can be dropped anywhere, failed uploads can be retried, and the reply sends them all", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  let failures = 1;
  await page.route("**/api/v1/draft-files/", (route) => (failures-- > 0 ? route.abort() : route.continue()));
  await drop(page, { "plan.txt": "the plan" });
  await page.getByText("Could not reach the server").waitFor();
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Retry upload of plan.txt" }).click();
  await page.getByRole("button", { name: "Remove plan.txt" }).waitFor();
  await drop(page, { "unwanted.txt": "no" });
  await page.getByRole("button", { name: "Remove unwanted.txt" }).click();
  await write(page, "Here is the plan.");
  await page.keyboard.press("Control+Enter");
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await waiting.getByRole("link", { name: /Download plan\.txt/ }).waitFor();
  await waiting.getByRole("button", { name: "Send now" }).click();
  await page
    .getByRole("article", { name: "Reply by Tom Tech" })
    .getByRole("link", { name: /Download plan\.txt/ })
    .waitFor();
  const ticket = await show(id);
  expect(ticket.attachments.map(({ name }: { name: string }) => name)).toEqual(["plan.txt"]);
  expect(ticket.attachments[0].comment).toBe(ticket.comments[0].id);
});

test("an agent who goes to the next ticket after sending can undo the reply from there", async () => {
  await newTicket();
  const second = await newTicket();
  await desk.tom.patch("/users/me/preferences/", { auto_advance: true });
  const { page } = await desk.person("tom");
  await page.goto(`/tickets/${second}?view=all`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Next ticket" }).isEnabled()).toBe(true);
  await write(page, "On to the next");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Sending your reply").waitFor();
  await expect.poll(() => page.url()).not.toContain(second);
  // the reply in its open ticket also offers Undo
  const notice = page.getByRole("status").filter({ hasText: "Sending your reply" });
  await notice.getByRole("button", { name: "Undo" }).click();
  await replyBox(page).getByText("On to the next").waitFor();
  expect(page.url()).toContain(second);
  await desk.tom.patch("/users/me/preferences/", { auto_advance: false });
});

test("a signature appears below a reply once", async () => {
  const id = await newTicket();
  await desk.fay.patch("/users/me/preferences/", { signature: "<p>Fay of Docket</p>" });
  const { page } = await desk.person("fay");
  const { promise: isSent, resolve: sent } = Promise.withResolvers<void>();
  await page.route("**/api/v1/users/me/preferences/", async (route) => {
    await isSent;
    await route.continue();
  });
  await open(page, id);
  await write(page, "Hello.");
  // pressed before the preferences have loaded
  await page.getByRole("button", { name: "Send", exact: true }).click();
  sent();
  await page.getByRole("button", { name: "Undo" }).click();
  await replyBox(page).getByText("Fay of Docket").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Send now" }).click();
  await expect.poll(async () => (await show(id)).comments.length).toBe(1);
  expect((await show(id)).comments[0].text.match(/Fay of Docket/g)).toHaveLength(1);
});

test.each([
  ["in light and in dark", {}],
  ["on a phone", PHONE],
])("the composer is accessible %s, as a reply and as a note", async (_, look) => {
  const id = await newTicket();
  const { page } = await desk.person("tom", look);
  await open(page, id);
  await page.getByRole("button", { name: "Reply" }).click();
  await replyBox(page).fill("Hello.");
  await saved(page);
  await expectAccessibleInBothSchemes(page, "the composer");
  if (look === PHONE) {
    const send = await page.getByRole("button", { name: "Send", exact: true }).boundingBox();
    // the text fills the height, so that the toolbar is just above the keyboard
    expect(send!.y + send!.height).toBeGreaterThan(750);
  }
  await page.getByText("Internal note", { exact: true }).click();
  await page.getByText("Not visible to the customer").waitFor();
  await expectAccessibleInBothSchemes(page, "the composer of a note");
});

test("a macro is inserted with a slash, is not sent with a blank, and changes the ticket with the reply", async () => {
  const zone = "<p>We restarted {{ zone.name }} for {{ contact.first_name }}.</p>";
  const name = `Player restarted ${Date.now()}`;
  const changes = { status: "pending", add_tags: ["player", "slow"] };
  await desk.admin.post("/macros/", { name, scope: "shared", texts: { en: zone }, changes });
  const id = await newTicket();
  const { page } = await desk.person("tom");
  const picker = await holdScript(page, "MacroPicker");
  await open(page, id);
  await write(page, "Hello. ");
  const insert = async () => {
    await page.keyboard.press("/");
    await picker.isAsked();
    // letters go into the search field even before its list has loaded
    await page.keyboard.type(name.slice(-8));
    expect((await replyBox(page).textContent())?.trim()).toBe("Hello.");
    picker.release();
    await page.getByRole("option", { name }).waitFor();
    const search = page.getByRole("combobox", { name: "Find a macro" });
    expect(await search.inputValue()).toBe(name.slice(-8));
    const focusAfter = await noteFocusAfterDialog(page);
    await search.press("Enter");
    expect(await focusAfter()).toBe("Write a reply");
    await replyBox(page).getByText("We restarted").waitFor();
  };
  await insert();
  const chips = page.getByRole("list", { name: "Changes on sending:" }).getByRole("listitem");
  await expect.poll(() => chips.allTextContents()).toEqual(["Status: Pending", "Tags: +player", "Tags: +slow"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await replyBox(page).textContent())?.trim()).toBe("Hello.");
  await expect.poll(() => chips.count()).toBe(0);
  await replyBox(page).press("End");
  await page.keyboard.type(" ");
  await insert();
  await page.getByRole("button", { name: "Remove “Tags: +slow”" }).click();
  await expectAccessible(page, "a reply with changes");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  // the blank is selected, and typing replaces it
  await page.getByText(/Fill in or remove Zone/).waitFor();
  await page.keyboard.type("the terrace");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await waiting.getByText(/Hello\. ?We restarted the terrace for \w+\./).waitFor();
  await waiting.getByText("Status: Pending").waitFor();
  await waiting.getByRole("button", { name: "Send now" }).click();
  await page.getByText(/set the tags to player/).waitFor();
  await expect.poll(() => show(id)).toMatchObject({ status: "pending", tags: "player" });
  await page.getByRole("button", { name: "Undo changes" }).click();
  await page.getByText("Changes made with the reply undone").waitFor();
  await expect.poll(() => show(id)).toMatchObject({ status: "new", tags: "" });
});
