import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible } from "./accessible.ts";
import { type BrowserDesk, goLive, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
let company: string;
openForJourneys(
  async () => {
    desk = await openDesk();
    company = (await makeCompany(desk.admin, "Harbour Hotel")).company.id;
  },
  () => desk.close(),
);

const newTicket = async (): Promise<string> => (await makeTicket(desk.admin, company)).id;
const open = async (page: Page, id: string) => {
  await goLive(page, `/tickets/${id}`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
};
// the editor itself, not the plain text box that takes keys until the editor has loaded
const replyBox = (page: Page) =>
  page.getByRole("textbox", { name: "Write a reply" }).and(page.locator('[contenteditable="true"]'));
const write = async (page: Page, text: string) => {
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await replyBox(page).waitFor();
  await replyBox(page).fill(text);
};

test("two users who view a ticket see each other, and who is typing", async () => {
  const id = await newTicket();
  const tom = await desk.person("tom");
  await open(tom.page, id);
  const fay = await desk.person("fay");
  await open(fay.page, id);
  await tom.page.getByText("Fay Finance is also viewing").waitFor();
  await fay.page.getByText("Tom Tech is also viewing").waitFor();
  await write(fay.page, "I am on it");
  // a pause in typing ends the state
  const isTyping = async () => {
    await fay.page.keyboard.type(".");
    return tom.page.getByText("Fay Finance is typing…").isVisible();
  };
  await expect.poll(isTyping, { interval: 500 }).toBe(true);
  await fay.page.goto("/tickets");
  await tom.page.getByText(/Fay Finance is/).waitFor({ state: "detached" });
});

test("a change by one user appears for the other, whose draft and focus stay", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "A sentence that goes");
  await desk.fay.patch(`/tickets/${id}/`, { priority: "urgent", subject: "Lobby and bar are silent" });
  await desk.fay.post(`/tickets/${id}/add_comment/`, { text: "I have called them." });
  await page.getByRole("article", { name: "Reply by Fay Finance" }).getByText("I have called them.").waitFor();
  await page.getByText("Fay Finance just replied.").waitFor();
  await page.getByRole("heading", { level: 1, name: "Lobby and bar are silent" }).waitFor();
  await page.getByRole("combobox", { name: "Priority: Urgent" }).waitFor();
  await page.keyboard.type(" on");
  await replyBox(page).getByText("A sentence that goes on").waitFor();
});

test("a reply is held if someone else has replied in the meantime, and sent once the author has seen it", async () => {
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await write(page, "My answer");
  await desk.fay.post(`/tickets/${id}/add_comment/`, { text: "Her answer" });
  await desk.fay.patch(`/tickets/${id}/`, { status: "pending" });
  await page.getByText("Fay Finance just replied.").waitFor();
  await page.getByRole("combobox", { name: "Status: Pending" }).waitFor();
  const happened = page.getByRole("list", { name: "Timeline" });
  await happened.getByText("changed the status from New to Pending").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const guard = page.getByRole("dialog", { name: "This ticket changed while you were writing" });
  await guard.getByText("Her answer").waitFor();
  await guard.getByText("changed the status from New to Pending").waitFor();
  await expectAccessible(page, "the guard");
  await guard.getByRole("button", { name: "Keep editing" }).click();
  await replyBox(page).getByText("My answer").waitFor();
  expect((await desk.admin.get(`/tickets/${id}/`)).body.comments).toHaveLength(1);
  // after the agent has seen the change, the reply can be sent
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("article", { name: "Your reply (not sent yet)" }).waitFor();
  // the author can also send it anyway
  await write(page, "One more thing");
  await desk.fay.post(`/tickets/${id}/add_comment/`, { text: "Hers, too" });
  await page.getByText("Fay Finance just replied.").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Send anyway" }).click();
  await expect.poll(() => page.getByRole("article", { name: "Your reply (not sent yet)" }).count()).toBe(2);
});

test("a waiting reply is shown to other users without its text", async () => {
  const id = await newTicket();
  const fay = await desk.person("fay");
  await open(fay.page, id);
  await write(fay.page, "Not to be read yet");
  await fay.page.getByRole("button", { name: "Send", exact: true }).click();
  await fay.page.getByRole("article", { name: "Your reply (not sent yet)" }).waitFor();
  const tom = await desk.person("tom");
  await open(tom.page, id);
  await tom.page.getByText("is about to send a reply").waitFor();
  expect(await tom.page.getByText("Not to be read yet").count()).toBe(0);
  await fay.page.getByRole("button", { name: "Send now" }).click();
  await tom.page.getByRole("article", { name: "Reply by Fay Finance" }).getByText("Not to be read yet").waitFor();
});
