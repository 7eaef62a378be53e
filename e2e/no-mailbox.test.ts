import { expect, test } from "vitest";
import { type EmailWorker, openEmailWorker } from "../test/emails.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { openForJourneys } from "./desk.ts";
import { type BrowserTicketDesk, goToTicket, openTicketDesk } from "./ticket-desk.ts";

let desk: BrowserTicketDesk;
let worker: EmailWorker;
openForJourneys(
  async () => {
    desk = await openTicketDesk();
    worker = await openEmailWorker(desk);
  },
  () => desk.close(),
);

const heldFor = async (ticket: string) => {
  const { results } = (await desk.admin.get(`/outgoing-emails/?ticket=${ticket}&state=held`)).body;
  return (results as { address: string; role: string }[]).map(({ address, role }) => `${role} ${address}`).sort();
};

test("without a mailbox, a reply can have people in Cc, and their emails are held", async () => {
  const id = await desk.newTicket();
  const { page } = await desk.person("tom");
  await goToTicket(page, id);
  await page.keyboard.press("r");
  const composer = page.getByRole("region", { name: "Write a reply" });
  await composer.getByText("Held until a mailbox is connected").waitFor();
  await composer.getByRole("button", { name: "Add Cc" }).click();
  await composer.getByRole("combobox", { name: "Cc", exact: true }).fill("bob@cafe.test,");
  await composer.getByRole("textbox", { name: "Write a reply" }).fill("We have restarted the player.");
  await composer.getByText(/^Visible to .+ and bob@cafe\.test$/).waitFor();
  await composer.getByRole("button", { name: "Send", exact: true }).click();
  const waiting = page.getByRole("article", { name: "Your reply (not sent yet)" });
  await waiting.getByText(/^To: .+ · Cc: bob@cafe\.test$/).waitFor();
  await page.getByRole("button", { name: "Send now" }).click();
  await page.getByRole("article", { name: "Reply by Tom Tech" }).waitFor();
  await worker.react();
  const requester = (await desk.admin.get(`/tickets/${id}/conversation/`)).body.requester.address;
  expect(await heldFor(id)).toEqual(["cc bob@cafe.test", `to ${requester}`]);
  // they stay in the conversation, and others can be added
  const participants = page.getByRole("region", { name: "Participants" });
  await participants.getByText("bob@cafe.test").waitFor();
  await participants.getByRole("button", { name: "Add participant" }).waitFor();
});

test("an Admin reads that a mailbox needs PUBLIC_URL before filling in its form, which can be saved", async () => {
  const { page } = await desk.person("admin");
  await page.goto("/settings/email");
  await page
    .getByRole("alert")
    .getByText(/^Set PUBLIC_URL/)
    .waitFor();
  await page.getByRole("button", { name: "Add a mailbox" }).click();
  const form = page.getByRole("dialog", { name: "Add a mailbox" });
  await form.getByText(/^Set PUBLIC_URL/).waitFor();
  await expectAccessibleEverywhere(page, "the form of a mailbox without PUBLIC_URL");
  await form.getByLabel("Email address").fill("support@docket.test");
  await form.getByLabel("Sender name").fill("Harbour Support");
  await form.getByLabel("SMTP server").fill("127.0.0.1");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("support@docket.test added").waitFor();
  const [mailbox] = (await desk.admin.get("/mailboxes/")).body.results;
  expect(mailbox).toMatchObject({ address: "support@docket.test", is_enabled: false });
});
