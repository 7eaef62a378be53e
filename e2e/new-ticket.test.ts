import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, fresh, goHome, openDesk, openForJourneys } from "./desk.ts";
import { pastePicture, widthOf } from "./paste.ts";

const expectFocus = (field: Locator) =>
  expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);

let desk: BrowserDesk;
let company: { id: string };
openForJourneys(
  async () => {
    desk = await openDesk();
    ({ company } = await makeCompany(desk.tom, "Harbour Hotel"));
  },
  () => desk.close(),
);

test("an agent creates a ticket with a file for a company found by typing, and the category sets the team", async () => {
  await desk.tom.remove("/drafts/new-ticket/");
  const { page } = await desk.person("tom");
  await goHome(page);
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "New ticket" }).waitFor();
  await page.getByLabel("Subject").fill("Terrace is silent");
  await page.getByRole("textbox", { name: "Description" }).fill("Since this morning.");
  await page.getByRole("combobox", { name: "Company" }).fill("harb");
  await page.getByRole("option", { name: "Harbour Hotel" }).click();
  await page.getByRole("combobox", { name: "Contact" }).fill("ploy");
  await page.getByRole("option", { name: "Ploy Srisai" }).click();
  // Tab goes from field to field; the buttons that clear a field are not tab stops
  await page.getByRole("combobox", { name: "Company" }).focus();
  await page.keyboard.press("Tab");
  await expectFocus(page.getByRole("combobox", { name: "Contact" }));
  await page.keyboard.press("Tab");
  await expectFocus(page.getByLabel("Subject"));
  // letters pressed on a button of the form are not shortcuts
  await page.getByRole("button", { name: "Attach files" }).focus();
  await page.keyboard.press("t");
  await expectFocus(page.getByRole("button", { name: "Attach files" }));
  await page.getByRole("combobox", { name: "Category" }).click();
  await page.getByRole("option", { name: "Technical" }).click();
  await page.getByText("Goes to the Tech team").waitFor();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chooser).setFiles({ name: "photo.txt", mimeType: "text/plain", buffer: Buffer.from("a picture of it") });
  await page.getByRole("button", { name: "Remove photo.txt" }).waitFor();
  // files can be dropped anywhere on the form, even on a field
  await page.getByLabel("Subject").evaluate((field) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["all of it"], "log.txt", { type: "text/plain" }));
    for (const kind of ["dragenter", "dragover", "drop"])
      field.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.getByRole("button", { name: "Remove log.txt" }).waitFor();
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page.waitForURL(/\/tickets\/[0-9a-f-]{36}/);
  const { body } = await desk.tom.get(`/tickets/${page.url().match(/tickets\/([0-9a-f-]{36})/)![1]}/`);
  expect(body).toMatchObject({
    subject: "Terrace is silent",
    description: "<p>Since this morning.</p>",
    contact_name: "Ploy Srisai",
    assigned_team: "Tech",
    attachments: expect.arrayContaining([
      expect.objectContaining({ name: "photo.txt" }),
      expect.objectContaining({ name: "log.txt" }),
    ]),
  });
});

test("a pasted picture is in the description of the new ticket exactly once, even if a response was lost", async () => {
  const { page } = await desk.person("tom");
  await page.goto(`/new?company=${company.id}`);
  await expect.poll(() => page.getByRole("combobox", { name: "Company" }).inputValue()).toBe("Harbour Hotel");
  const subject = fresh("Panel is dark ");
  await page.getByLabel("Subject").fill(subject);
  // the editor itself, not the plain text box that takes keys until the editor has loaded
  const description = page.getByRole("textbox", { name: "Description" }).and(page.locator('[contenteditable="true"]'));
  await description.click();
  await pastePicture(description, "panel.png");
  await expect.poll(() => widthOf(description.getByRole("img", { name: "panel.png" }))).toBe(1);
  let isLost = false;
  await page.route("**/api/v1/tickets/", async (route) => {
    const answer = await route.fetch();
    if (isLost) return route.fulfill({ response: answer });
    isLost = true;
    await route.abort();
  });
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page.getByRole("alert").getByText("Could not reach the server").waitFor();
  await page.getByRole("button", { name: "Create ticket" }).click();
  const shown = page.getByRole("article", { name: "Ticket opened by Tom Tech" });
  await expect.poll(() => widthOf(shown.getByRole("img", { name: "panel.png" }))).toBe(1);
  await shown.getByRole("link", { name: "panel.png", exact: true }).waitFor();
  const { results } = (await desk.tom.get("/tickets/?search=Panel")).body;
  expect(results.filter((each: { subject: string }) => each.subject === subject)).toHaveLength(1);
});

test("the form appears before its editor and keeps what was typed in the meantime", async () => {
  const { page } = await desk.person("tom");
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(/Editor-[^/]*\.js/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/new?company=${company.id}`);
  const description = page.getByRole("textbox", { name: "Description" });
  await page.getByLabel("Subject").fill("Early");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Since noon, ");
  letGo();
  const editor = description.and(page.locator('[contenteditable="true"]'));
  await editor.waitFor();
  await expect.poll(() => editor.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type("or one.");
  await expect.poll(() => editor.textContent()).toMatch(/Since noon, ?or one\./);
  await desk.tom.remove("/drafts/new-ticket/");
});

test("a draft of a new ticket survives a reload, and each missing field shows an error", async () => {
  const { page } = await desk.person("fay");
  await page.goto(`/new?company=${company.id}`);
  await expect.poll(() => page.getByRole("combobox", { name: "Company" }).inputValue()).toBe("Harbour Hotel");
  await page.getByRole("textbox", { name: "Description" }).fill("Half a thought");
  await page.getByText("Draft saved").waitFor();
  await page.reload();
  await page.getByRole("textbox", { name: "Description" }).getByText("Half a thought").waitFor();
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page.getByText("This field may not be blank.").waitFor();
  await expectAccessibleEverywhere(page, "new ticket");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByText("Draft discarded").waitFor();
  await expect.poll(() => page.getByRole("combobox", { name: "Company" }).inputValue()).toBe("");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("textbox", { name: "Description" }).getByText("Half a thought").waitFor();
});

test("a draft from another device is never overwritten silently, even if it could not be loaded", async () => {
  const path = "/drafts/new-ticket/";
  await desk.admin.put(path, { fields: { subject: "From home" } });
  const { page } = await desk.person("admin");
  let isAway = true;
  await page.route("**/api/v1/drafts/new-ticket/", (route) => (isAway ? route.abort() : route.continue()));
  await page.goto("/new");
  await page.getByText("Could not reach the server").waitFor();
  isAway = false;
  await page.getByRole("button", { name: "Try again" }).click();
  const subject = page.getByLabel("Subject");
  await expect.poll(() => subject.inputValue()).toBe("From home");
  await desk.admin.put(path, { fields: { subject: "From home, on" } });
  await subject.fill("At the desk");
  await page
    .getByText("This draft was changed in another window or on another device. Choose which version to keep.")
    .waitFor();
  await page.getByRole("button", { name: "Use the other version" }).click();
  await expect.poll(() => subject.inputValue()).toBe("From home, on");
  // the other device has created the ticket
  await desk.admin.remove(path);
  await page.getByRole("button", { name: "Create ticket" }).click();
  await page
    .getByText("This draft was changed in another window or on another device. Choose which version to keep.")
    .waitFor();
});

test("with the keyboard alone: Company has focus, Enter takes the only match without submitting, and filled fields lose their errors", async () => {
  await desk.tom.remove("/drafts/new-ticket/");
  const { page } = await desk.person("tom");
  await goHome(page);
  await page.keyboard.press("c");
  await page.keyboard.type("harb");
  const field = page.getByRole("combobox", { name: "Company" });
  await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);
  await field.fill("harb");
  await page.keyboard.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("Harbour Hotel");
  expect(await page.getByText("This field may not be blank.").count()).toBe(0);
  await page.keyboard.press("Control+Enter");
  await page.getByText("This field may not be blank.").first().waitFor();
  const before = await page.getByText("This field may not be blank.").count();
  // the first invalid field has the focus, and each error is shown at its field
  await expectFocus(page.getByLabel("Subject"));
  await page.getByLabel("Subject").fill("Terrace");
  await expect.poll(() => page.getByText("This field may not be blank.").count()).toBe(before - 1);
  await page.keyboard.press("Control+Enter");
  const description = page.getByRole("textbox", { name: "Description" });
  await expectFocus(description.and(page.locator('[contenteditable="true"]')));
  const [label, error] = [
    page.getByText("Description *", { exact: true }),
    page.getByText("This field may not be blank."),
  ];
  expect((await error.boundingBox())!.y).toBeGreaterThan((await label.boundingBox())!.y);
});

test("a company that is spelled a little differently is offered, and Enter does not choose it", async () => {
  await desk.tom.remove("/drafts/new-ticket/");
  const { page } = await desk.person("tom");
  await page.goto("/new");
  const field = page.getByRole("combobox", { name: "Company" });
  await field.fill("Harbor Hotel");
  const similar = page.getByRole("option", { name: "Harbour Hotel" });
  await similar.waitFor();
  await field.press("Enter");
  expect(await field.inputValue()).toBe("Harbor Hotel");
  await similar.click();
  await expect.poll(() => field.inputValue()).toBe("Harbour Hotel");
});
