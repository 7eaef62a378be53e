import nodemailer from "nodemailer";
import type { Page } from "playwright-core";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { takeAll } from "../server/incoming/intake.ts";
import { startListener } from "../server/incoming/listener.ts";
import { addMailbox, type EmailWorker, openEmailWorker } from "../test/emails.ts";
import { FORGED_IP, openInlet, source, testDns } from "../test/incoming.ts";
import { openMailServer, type TestMailServer } from "../test/mail-server.ts";
import { makeTicket } from "../test/world.ts";
import { expectAccessible, expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

const CUSTOMER = "ploy@harbour.test";
const UNDO_S = 120;
const INVITATION = `BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:1@shore.test
SUMMARY:Check of the player
DTSTART:20261201T030000Z
DTEND:20261201T043000Z
LOCATION:Lobby
ORGANIZER;CN=Ploy Srisai:mailto:ploy@shore.test
END:VEVENT
END:VCALENDAR`;

let desk: BrowserDesk;
let server: TestMailServer;
let worker: EmailWorker;
let company: string;
let contact: string;
openForJourneys(
  async () => {
    desk = await openDesk({ PUBLIC_URL: "https://desk.docket.test" });
    server = await openMailServer({ user: { name: "support", password: "a password of the tests" } });
    worker = await openEmailWorker(desk);
    company = (await desk.admin.post("/companies/", { name: "Harbour Hotel" })).body.id;
    contact = (await desk.admin.post("/contacts/", { company, name: "Ploy Srisai", email: CUSTOMER })).body.id;
  },
  async () => {
    await desk.close();
    await server.close();
  },
);

const deliver = async () => {
  await worker.react();
  worker.later(UNDO_S);
  await worker.deliver();
};
const newTicket = async (): Promise<string> => (await makeTicket(desk.tom, company, { contact })).id;
const reply = (ticket: string, text: string) => desk.tom.post("/ticket-comments/", { ticket, text });
const open = async (page: Page, id: string) => {
  await page.goto(`/tickets/${id}`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
};
/** Creates the mailbox of the first journey, unless that journey has created it in this desk. */
const haveMailbox = async () => {
  if ((await desk.admin.get("/mailboxes/")).body.results.length > 0) return;
  await addMailbox(desk, server, { smtp_username: "support", smtp_password: "a password of the tests" });
};
const marks = (page: Page) => page.getByRole("list", { name: "Delivery of this reply" });

test("an Admin without a mailbox sees held emails, adds a mailbox with the keyboard, and sends them", async () => {
  await reply(await newTicket(), "<p>We have restarted the player.</p>");
  await deliver();
  const { page } = await desk.person("admin");
  await page.goto("/settings/email");
  await page.getByRole("heading", { name: "No mailbox yet" }).waitFor();
  await expectAccessibleEverywhere(page, "no mailbox");
  await page.getByText("Outgoing", { exact: true }).click();
  await page.getByText("1 email is held until a mailbox is enabled.").waitFor();
  await page.getByRole("table", { name: "Outgoing emails" }).getByText("Held: there was no mailbox").waitFor();
  // what would be refused is not offered
  await page.getByRole("button", { name: CUSTOMER }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: "Cancel" }).waitFor();
  expect(await drawer.getByRole("button", { name: "Send now" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.getByText("Mailboxes", { exact: true }).click();

  await page.getByRole("button", { name: "Add a mailbox" }).press("Enter");
  const form = page.getByRole("dialog", { name: "Add a mailbox" });
  // the dialog moves the focus when it opens; letters typed before are lost
  const address = form.getByLabel("Email address");
  await address.waitFor();
  await expect.poll(() => address.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type("support@docket.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Harbour Support");
  await form.getByLabel("SMTP server").fill("127.0.0.1");
  await form.getByRole("combobox", { name: "Encryption" }).press("ArrowDown");
  await page.getByRole("option", { name: /^None/ }).click();
  await form.getByRole("textbox", { name: "Port" }).fill(String(server.port));
  await form.getByLabel("Username").fill("support");
  await form.getByLabel("Password").fill("a password of the tests");
  await form.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByText("support@docket.test added").waitFor();
  await page.getByRole("region", { name: "support@docket.test" }).waitFor();
  await page.getByRole("list", { name: "Mailboxes" }).getByText("Sends email", { exact: true }).waitFor();
  // a provider without settings is not offered but explained
  await page.getByText(/^To connect with Google, set MAIL_GOOGLE_CLIENT_ID and MAIL_GOOGLE_CLIENT_SECRET/).waitFor();
  expect(await page.getByRole("button", { name: /^Connect with/ }).count()).toBe(0);
  expect(await page.content()).not.toContain("a password of the tests");

  await page.getByText("1 email was held because there was no mailbox. Send or drop it.").waitFor();
  await page.getByRole("button", { name: "Send all held emails" }).click();
  await page.getByText("1 email will be sent").waitFor();
  await page.getByText("Outgoing", { exact: true }).click();
  await deliver();
  await page.getByRole("table", { name: "Outgoing emails" }).getByText("Sent", { exact: true }).waitFor();
  expect(server.to(CUSTOMER)).toHaveLength(1);
  await page.getByRole("button", { name: CUSTOMER }).click();
  const email = page.getByRole("dialog");
  await email.getByText("Accepted", { exact: true }).waitFor();
  await email.frameLocator("iframe").getByText("We have restarted the player.").waitFor();
  await expectAccessibleEverywhere(page, "an outgoing email");
});

test("an Admin checks a mailbox, allows a suppressed address, and changes a sender rule and a template", async () => {
  await haveMailbox();
  const { page } = await desk.person("admin");
  await page.goto("/settings/email");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("Waiting for the server to run the check…").waitFor();
  const { runNextCheck } = await import("../server/mailboxes/check.ts");
  expect(await runNextCheck(desk.app.mail)).toBe(true);
  const steps = page.getByRole("region", { name: "support@docket.test" }).getByRole("listitem");
  await steps.filter({ hasText: "Signed in as support." }).getByRole("img", { name: "OK" }).waitFor();
  await steps.filter({ hasText: "The connection is not encrypted." }).getByRole("img", { name: "Warning" }).waitFor();
  await expectAccessibleEverywhere(page, "a checked mailbox");

  const show = (tab: string) => page.getByText(tab, { exact: true }).click();
  const dialog = page.getByRole("dialog");
  const rowOf = (text: string) => page.getByRole("row").filter({ hasText: text });
  await show("Suppressed addresses");
  await page.getByRole("button", { name: "Suppress address" }).click();
  await dialog.getByRole("textbox", { name: "Email" }).fill("gone@harbour.test");
  await dialog.getByRole("button", { name: "Save" }).click();
  await rowOf("gone@harbour.test").getByRole("button", { name: "Allow email" }).click();
  await page.getByText("gone@harbour.test gets email again").waitFor();
  await rowOf("gone@harbour.test").waitFor({ state: "detached" });

  await show("Sender rules");
  await page.getByRole("button", { name: "Add rule" }).click();
  await dialog.getByLabel("Address or domain").fill("offers.reef.test");
  await dialog.getByRole("button", { name: "Save" }).click();
  await rowOf("offers.reef.test").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Rule for offers.reef.test deleted").waitFor();

  await show("Templates");
  const subject = page.getByLabel("Subject");
  await subject.fill("We got it [{{ ticket.number }}]");
  await page.getByText(/^We got it \[T-/).waitFor();
  await subject.press("Home");
  await page.getByRole("button", { name: "desk.name" }).click();
  expect(await subject.inputValue()).toBe("{{ desk.name }}We got it [{{ ticket.number }}]");
  await expectAccessible(page, "the template of an email");
  await page.getByRole("button", { name: "Save" }).last().click();
  await page.getByText("Template saved").waitFor();
  await page.getByRole("button", { name: "Reset to default" }).click();
  await expect.poll(() => subject.inputValue()).toBe("{{ thread_subject }}");
});

test("a reply becomes sent; a refused one shows the server's message and can be sent again", async () => {
  await haveMailbox();
  const id = await newTicket();
  const { page } = await desk.person("tom");
  await open(page, id);
  await reply(id, "<p>It plays again.</p>");
  await worker.react();
  await marks(page)
    .getByRole("button", { name: `Waiting: ${CUSTOMER}` })
    .waitFor();
  await deliver();
  await marks(page)
    .getByRole("button", { name: `Sent: ${CUSTOMER}` })
    .waitFor();

  server.script(CUSTOMER, "550");
  await reply(id, "<p>Does it still play?</p>");
  await deliver();
  const refused = marks(page).getByRole("listitem").filter({ hasText: "Failed" });
  await refused.getByText("The mail server does not know this address.").waitFor();
  const words = refused.getByText("550 5.1.1 No such person here");
  expect(await words.isVisible()).toBe(false);
  await refused.getByText("Details").click();
  await words.waitFor();
  await expectAccessibleEverywhere(page, "a ticket with a refused reply");
  const before = server.to(CUSTOMER).length;
  await refused.getByRole("button", { name: "Resend" }).click();
  await page.getByText(`Sending the email to ${CUSTOMER}`).waitFor();
  await deliver();
  await expect
    .poll(() =>
      marks(page)
        .getByRole("button", { name: `Sent: ${CUSTOMER}` })
        .count(),
    )
    .toBe(2);
  expect(server.to(CUSTOMER)).toHaveLength(before + 1);

  server.script(CUSTOMER, "550");
  await reply(id, "<p>And now?</p>");
  await deliver();
  const { page: admins } = await desk.person("admin");
  await admins.goto("/settings/email?tab=outgoing&state=undelivered");
  await admins.getByRole("button", { name: "Resend all that did not arrive" }).press("Enter");
  await admins.getByText("1 email will be sent").waitFor();
  await deliver();
  expect(server.to(CUSTOMER)).toHaveLength(before + 2);
});

test("one bar tells everyone since when no email leaves, and why; only Admins get a link to fix it", async () => {
  await haveMailbox();
  const [mailbox] = (await desk.admin.get("/mailboxes/")).body.results;
  await desk.admin.patch(`/mailboxes/${mailbox.id}/`, { smtp_password: "not the password" });
  for (let n = 0; n < 6; n += 1)
    await desk.admin.post(`/mailboxes/${mailbox.id}/test/`, { to: `test-${n}@docket.test` });
  await deliver();
  await expect.poll(async () => (await desk.admin.get(`/mailboxes/${mailbox.id}/`)).body.state).toBe("failing");
  const { page } = await desk.person("admin");
  await page.goto("/dashboard");
  const outage = { hasText: "No email has been sent from support@docket.test since" };
  const bar = page.getByRole("status").filter(outage);
  await bar.getByText("The mail server refused the username or password.").waitFor();
  const { page: agents } = await desk.person("tom");
  await agents.goto("/tickets");
  const agentsBar = agents.getByRole("status").filter(outage);
  await agentsBar.getByText("The mail server refused the username or password. Emails are kept").waitFor();
  await agentsBar.getByText("Admins see this, too.").waitFor();
  expect(await agentsBar.getByRole("link").count()).toBe(0);
  expect(await agentsBar.textContent()).not.toContain("5.7.8");
  await expectAccessibleEverywhere(agents, "an outage, for an agent");
  await bar.getByRole("link", { name: "Check the mailbox" }).click();
  const panel = page.getByRole("region", { name: "support@docket.test" });
  await panel.getByRole("alert").getByText("Details").click();
  await panel.getByRole("alert").getByText("5.7.8 Wrong password").waitFor();
  await expectAccessibleEverywhere(page, "a failing mailbox");
  await panel.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Password").fill("a password of the tests");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText("support@docket.test saved").waitFor();
  await expect.poll(() => bar.count()).toBe(0);
  const { page: other } = await desk.person("tom");
  await other.goto("/settings/email");
  await other.getByRole("heading", { name: "Settings" }).waitFor();
  expect(await other.getByRole("link", { name: "Email", exact: true }).count()).toBe(0);
});

test("an incoming email is listed with its outcome, and a quarantined one can be rejected", async () => {
  const inlet = await openInlet(desk, "inbox@docket.test");
  const arrival = await inlet.receive(source({ Subject: "Terrace is silent" }));
  expect(arrival).toMatchObject({ state: "done", outcome: "ticket" });
  const script = "<script>document.title = 'run'</script>";
  expect(
    await inlet.receive(source({ From: "a@harbour.test, b@reef.test", Subject: "Who am I" }, script)),
  ).toMatchObject({ state: "quarantined" });
  const { page } = await desk.person("admin");
  await page.goto("/settings/email?tab=incoming");
  await page.getByText("2 of 2", { exact: true }).waitFor();
  const table = page.getByRole("table", { name: "Incoming emails" });
  await table.getByRole("row").filter({ hasText: arrival.ticket_number }).getByText("New ticket").waitFor();
  await expectAccessibleEverywhere(page, "incoming emails");
  await table.getByRole("row").filter({ hasText: "In quarantine" }).getByRole("button").first().press("Enter");
  const email = page.getByRole("dialog");
  await email.getByText(script).waitFor();
  await email.getByText("Its sender cannot be determined:").waitFor();
  await expectAccessibleEverywhere(page, "a quarantined email");
  await email.getByRole("button", { name: "Reject" }).waitFor();
  await page.keyboard.press("x");
  await page.getByText("Email rejected").waitFor();
  await email.getByText("Rejected", { exact: true }).waitFor();
  await page.getByText("2 of 2", { exact: true }).waitFor();
  await page.keyboard.press("Escape");

  // one key releases a held email, too
  const held = await inlet.receive(source({ From: "eve@harbour.test", Subject: "Let me in" }), { ip: FORGED_IP });
  expect(held).toMatchObject({ state: "held", reason: "sender_not_proven" });
  await page.reload();
  await table.getByRole("row").filter({ hasText: "Let me in" }).getByRole("button").first().click();
  await email.getByRole("button", { name: "Release" }).waitFor();
  await page.keyboard.press("r");
  await page.getByText("Email released").waitFor();
  await takeAll(desk.app.intake);
  expect((await desk.admin.get(`/incoming-emails/${held.id}/`)).body).toMatchObject({
    state: "done",
    outcome: "ticket",
  });
  // the open email shows what has become of it
  await email.getByRole("link", { name: /^T-/ }).waitFor();
});

test("an email that may belong to another ticket opens its own, from which an agent joins the two", async () => {
  const inlet = await openInlet(desk, "join@docket.test");
  const { ticket_number } = (await desk.admin.get(`/tickets/${await newTicket()}/`)).body;
  const stranger = { From: "May Lin <may@reef.test>", Subject: `About ${ticket_number}` };
  const arrived = await inlet.receive(source(stranger, "I see the same."));
  expect(arrived).toMatchObject({ outcome: "ticket" });
  const { page } = await desk.person("tom");
  await open(page, arrived.ticket);
  const banner = page.getByRole("status").filter({ hasText: "This email may belong to" });
  await banner.getByRole("link", { name: new RegExp(ticket_number) }).waitFor();
  await banner.getByRole("button", { name: "Join" }).click();
  await page.getByText(`${arrived.ticket_number} merged into ${ticket_number}`).waitFor();
  await page.getByRole("list", { name: "Timeline" }).getByText("I see the same.").waitFor();
});

test("a thank-you leaves a resolved ticket alone, and an agent reopens it from the message", async () => {
  const inlet = await openInlet(desk, "thanks@docket.test");
  const first = `<thanks-${Date.now()}@reef.test>`;
  const unproven = { ip: null };
  const from = { From: "Fay Lin <fay@reef.test>" };
  const { ticket } = await inlet.receive(source({ ...from, "Message-ID": first }), unproven);
  await worker.react();
  await desk.tom.patch(`/tickets/${ticket}/`, { status: "resolved" });
  await inlet.receive(source({ ...from, "In-Reply-To": first }, "Thank you so much!"), unproven);
  const { page } = await desk.person("tom");
  await open(page, ticket);
  // nothing proved the first email's sender, so the ticket was not confirmed
  const confirmation = page.getByRole("list", { name: "Confirmation for the customer" });
  await confirmation.getByText("Not sent: nothing proves that the customer’s address is theirs").waitFor();
  await confirmation.getByRole("button", { name: "Send anyway" }).waitFor();
  const message = page.getByRole("article").filter({ hasText: "Thank you so much!" });
  await message.getByText("This thank-you did not reopen the ticket.").waitFor();
  await expectAccessible(page, "a thank-you in a resolved ticket");
  await message.getByRole("button", { name: "Reopen" }).click();
  await message.getByText("This thank-you did not reopen the ticket.").waitFor({ state: "detached" });
  await expect.poll(async () => (await desk.tom.get(`/tickets/${ticket}/`)).body.status).toBe("in_progress");
});

test("a customer and the desk write to each other by email, and emails wait while the mail server refuses them", async () => {
  await haveMailbox();
  const signedIn = { smtp_username: "support", smtp_password: "a password of the tests" };
  const night = await addMailbox(desk, server, { ...signedIn, address: "night@docket.test" });
  const from = "may@plain.test";
  desk.app.intake.resolver = testDns;
  const listener = await startListener(desk.app.intake, { protocol: "lmtp", host: "127.0.0.1", port: 0, tls: null });
  const client = nodemailer.createTransport({ host: "127.0.0.1", port: listener.port, lmtp: true, ignoreTLS: true });
  const write = async (headers: Record<string, string>, text: string, to = "support@docket.test") => {
    const raw = source({ From: `May Saelim <${from}>`, To: to, ...headers }, text);
    await client.sendMail({ envelope: { from, to: [to] }, raw });
    await takeAll(desk.app.intake);
    await worker.react();
  };
  const first = "<first@plain.test>";
  await write({ Subject: "The terrace is dark", "Message-ID": first }, "Since this morning.");

  const { page } = await desk.person("tom");
  const [arrived] = (await desk.admin.get("/incoming-emails/?search=terrace")).body.results;
  expect(arrived).toMatchObject({ state: "done", outcome: "ticket" });
  await open(page, arrived.ticket);
  const answer = async (text: string, cc?: string, mailbox?: { id: string; address: string }) => {
    await page.getByRole("button", { name: "Reply", exact: true }).click();
    const recipients = page.getByRole("group", { name: "Recipients by email" });
    await recipients.getByText("May Saelim", { exact: true }).waitFor();
    if (cc) {
      await recipients.getByRole("button", { name: "Add Cc" }).click();
      await recipients.getByLabel("Cc", { exact: true }).fill(cc);
      await page.keyboard.press("Enter");
      await recipients.getByText(cc, { exact: true }).waitFor();
    }
    if (mailbox) {
      await page.getByLabel("Mailbox that sends replies").selectOption({ label: `From ${mailbox.address}` });
      const chosen = async () => (await desk.tom.get(`/tickets/${arrived.ticket}/conversation/`)).body.mailbox;
      await expect.poll(chosen).toBe(mailbox.id);
    }
    await page.getByRole("textbox", { name: "Write a reply" }).fill(text);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("button", { name: "Send now" }).click();
    await page.getByRole("article", { name: "Reply by Tom Tech" }).filter({ hasText: text }).waitFor();
    await worker.react();
  };
  const mark = (state: string) => marks(page).getByRole("button", { name: `${state}: ${from}` });

  // the server asks Docket to try again later, and the timeline says so until the server accepts the reply
  server.script(from, "451");
  await answer("Please restart the player.");
  await deliver();
  await mark("Delayed").waitFor();
  await marks(page).getByText("The mail server asked to try again later.").waitFor();
  expect(server.to(from)).toEqual([]);
  await deliver();
  await mark("Sent").waitFor();
  const reply = await PostalMime.parse(server.to(from)[0]!.raw);
  expect(reply.text).toContain("Please restart the player.");
  // the customer has this email, and editing the reply cannot change it
  const emailed = page.getByRole("article", { name: "Reply by Tom Tech" }).filter({ hasText: "Please restart" });
  await emailed.hover();
  await emailed.getByRole("button", { name: "Edit", exact: true }).click();
  await emailed.getByText("keep the text that they got").waitFor();
  await emailed.getByRole("button", { name: "Cancel" }).click();
  await emailed.getByText("keep the text that they got").waitFor({ state: "detached" });
  expect([reply.inReplyTo, reply.references]).toEqual([first, first]);

  const type = { "Content-Type": 'multipart/mixed; boundary="x"' };
  await write(
    { Subject: reply.subject!, "Message-ID": "<second@plain.test>", "In-Reply-To": reply.messageId!, ...type },
    `--x\n\nIt plays again.\n--x\nContent-Type: text/calendar; method=REQUEST\n\n${INVITATION}\n--x--`,
    reply.replyTo![0]!.address!,
  );
  const message = page.getByRole("article").filter({ hasText: "It plays again." });
  const card = message.getByRole("region", { name: "Invitation" });
  await card.getByText("Check of the player").waitFor();
  await card.getByText(/Dec.* 2026, 0?3:00.* – 0?4:30/).waitFor();
  await card.getByText("Ploy Srisai <ploy@shore.test>").waitFor();
  // the reason why the message is in this ticket, and the original email
  await message.getByText("Sent to this ticket’s own address").waitFor();
  await message.getByRole("button", { name: "Source" }).click();
  await page.getByRole("dialog").getByText("Message-ID: <second@plain.test>").waitFor();
  await expectAccessible(page, "the source of a message");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await answer("Good to hear.", "eve@plain.test", night);
  await deliver();
  await expect.poll(() => mark("Sent").count()).toBe(2);
  const last = await PostalMime.parse(server.to(from)[1]!.raw);
  expect(last.inReplyTo).toBe("<second@plain.test>");
  expect([reply.from?.address, last.from?.address]).toEqual(["support@docket.test", "night@docket.test"]);
  expect(last.cc?.map(({ address }) => address)).toEqual(["eve@plain.test"]);
  await listener.close();
  client.close();

  // what an agent can do with a message and with the ticket
  const menu = (name: RegExp) => page.getByRole("menuitem", { name }).click();
  const dialog = page.getByRole("dialog");
  const look = async (title: string | RegExp) => {
    await page.getByRole("dialog", { name: title }).waitFor();
    await expectAccessible(page, String(title));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };
  for (const [item, title] of [
    [/^Forward/, "Forward this message"],
    [/^Move to another/, "Move this message"],
    [/^Make it a ticket/, "Make this message a ticket"],
  ] as const) {
    await message.hover();
    await message.getByRole("button", { name: "More for this message" }).click();
    await menu(item);
    await look(title);
  }
  for (const [item, title] of [
    [/^Merge into another/, /^Merge T-/],
    [/spam/, /^Mark T-.* as spam/],
  ] as const) {
    await page.getByRole("button", { name: "More actions" }).click();
    await menu(item);
    await look(title);
  }

  // moves a message that is in the wrong ticket
  const other = await newTicket();
  const third = (await desk.admin.get(`/tickets/${await newTicket()}/`)).body.ticket_number;
  const { ticket_number } = (await desk.admin.get(`/tickets/${other}/`)).body;
  await message.hover();
  await message.getByRole("button", { name: "More for this message" }).click();
  await menu(/^Move to another/);
  await dialog.getByRole("combobox", { name: "To ticket" }).fill(ticket_number);
  await page.getByRole("option", { name: new RegExp(ticket_number) }).click();
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByText(`Message moved to ${ticket_number}`).waitFor();
  await message.waitFor({ state: "detached" });
  await open(page, other);
  await message.waitFor();

  // links the two tickets and then merges them from the palette
  const palette = page.getByRole("dialog", { name: "Search or run a command" });
  const choose = async (command: RegExp) => {
    await page.keyboard.press("Control+k");
    await palette.getByPlaceholder("Search tickets and people").fill(command.source.slice(1));
    await palette.getByRole("option", { name: command }).click();
    await palette.waitFor({ state: "detached" });
  };
  const pick = async (field: string) => {
    await page.getByRole("combobox", { name: field, exact: true }).fill(arrived.ticket_number);
    await page.getByRole("option", { name: new RegExp(arrived.ticket_number) }).click();
  };
  await choose(/^Link a ticket/);
  await pick("Ticket");
  await page.getByRole("button", { name: "Link", exact: true }).click();
  await page.getByText(`Linked to ${arrived.ticket_number}`).waitFor();
  await choose(/^Merge into another/);
  // the dialog can be typed into at once
  const into = page.getByRole("combobox", { name: "Into ticket" });
  await expect.poll(() => into.evaluate((field) => field === document.activeElement)).toBe(true);
  await into.click();
  // recent tickets of the same customer are offered
  await page.getByRole("option", { name: new RegExp(third) }).waitFor();
  await page.keyboard.type(arrived.ticket_number);
  await page.getByRole("option", { name: new RegExp(arrived.ticket_number) }).click();
  await dialog.getByRole("list", { name: "What the merge does" }).waitFor();
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await page.getByText(`${ticket_number} merged into ${arrived.ticket_number}`).waitFor();
  await page.waitForURL(`**/tickets/${arrived.ticket}*`);
  await message.waitFor();
});
