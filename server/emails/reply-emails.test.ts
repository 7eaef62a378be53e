import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { makeTicket, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { sendNext } from "../replies/sending.ts";
import { createTicket } from "../tickets/tickets.ts";
import { isReplyTokenFor, readReplyToken, tagOf } from "./addresses.ts";
import { EMAIL_TEXTS } from "./texts/texts.ts";

const CANARY = "CANARY-internal-5d0c";
const UNDO_S = 11;

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let company: string;
let mailbox: string;
let n = 0;
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
});
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(() => {
  world.app.mail.aheadSeconds = 0;
  n += 1;
});

const newContact = async (values: Record<string, unknown> = {}) =>
  (await world.admin.post("/contacts/", { company, name: "Ploy Srisai", email: `ploy-${n}@harbour.test`, ...values }))
    .body;
const newTicket = async (values: Record<string, unknown> = {}) => {
  const contact = await newContact();
  return {
    contact,
    ticket: await makeTicket(world.tom, company, {
      contact: contact.id,
      subject: "Zone offline",
      description: CANARY,
      ...values,
    }),
  };
};
const comment = async (ticket: { id: string }, text: string, more: Record<string, unknown> = {}) =>
  (await world.tom.post("/ticket-comments/", { ticket: ticket.id, text, ...more })).body;
const emailsOf = async (ticket: { id: string }) =>
  (await world.tom.get(`/tickets/${ticket.id}/outgoing-emails/`)).body.results;
const run = async () => {
  await worker.react();
  worker.later(UNDO_S);
  await worker.deliver();
};

describe("without a mailbox", () => {
  test("a reply is held with a preview, and sent once there is a mailbox and an Admin sends it", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "<p>We have <b>restarted</b> it.</p>");
    await run();
    const [held] = await emailsOf(ticket);
    expect(held).toMatchObject({ state: "held", reason: "no_mailbox", address: contact.email, mailbox: null });
    const email = (await world.tom.get(`/outgoing-emails/${held.id}/`)).body;
    expect(email.text).toContain("We have restarted it.");
    expect(email.subject).toBe(`Re: Zone offline [${ticket.ticket_number}]`);
    const rowOf = async () =>
      (await world.tom.get(`/inbox/?q=${ticket.ticket_number}&fields=has_held_reply`)).body.results[0];
    expect(await rowOf()).toEqual({ has_held_reply: true });
    const [event] = await query(
      world.database.db,
      "select about, changes from events where kind = 'email.updated' and ticket = $1",
      [ticket.id],
    );
    expect(event).toEqual({ about: held.id, changes: { state: [null, "held"] } });
    mailbox = (await addMailbox(world, server)).id;
    await run();
    expect(server.received).toEqual([]);
    expect((await world.admin.post("/outgoing-emails/retry/", { reason: "no_mailbox" })).body).toEqual({ count: 1 });
    await run();
    expect(server.to(contact.email)).toHaveLength(1);
    expect(await rowOf()).toEqual({ has_held_reply: false });
    // agents wrote the description before any customer could read it
    expect(server.received.map(({ raw }) => raw).join()).not.toContain("CANARY");
  });
});

describe("a public reply", () => {
  test("is emailed in a thread, with an address that leads back to the ticket", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "First answer");
    await run();
    await comment(ticket, "<p>Second <a href='https://x.test/'>answer</a></p>");
    await run();
    const [first, second] = await Promise.all(server.to(contact.email).map(({ raw }) => PostalMime.parse(raw)));
    expect(first!.from).toMatchObject({ name: "Tom (Harbour Support)", address: "support@docket.test" });
    expect(first!.subject).toBe(`Re: Zone offline [${ticket.ticket_number}]`);
    expect(first!.html).toContain("First answer");
    expect(first!.text).toContain("Write your reply above this line");
    expect(first!.headers.some(({ key }) => key === "auto-submitted" || key === "list-unsubscribe")).toBe(false);
    expect(second!.inReplyTo).toBe(first!.messageId);
    expect(second!.references).toBe(first!.messageId);
    // the earlier reply is quoted below the new one
    expect(second!.text!.indexOf("Second answer")).toBeLessThan(second!.text!.indexOf("First answer"));
    const { token } = tagOf(first!.replyTo![0]!.address!)!;
    const read = readReplyToken(world.app.docket.sealing, token)!;
    expect(read.ticket).toBe(ticket.id);
    expect(isReplyTokenFor(world.app.docket.sealing, read, mailbox, contact.email)).toBe(true);
  });

  test("has the signature and the language of its mailbox", async () => {
    const { ticket, contact } = await newTicket();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { signature: "<p>Harbour Hotel, pier 3</p>", language: "th" });
    await comment(ticket, "In Thai");
    await run();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { signature: "", language: "en" });
    const email = await PostalMime.parse(server.to(contact.email)[0]!.raw);
    expect(email.text).toContain("Harbour Hotel, pier 3");
    expect(email.text).toContain(EMAIL_TEXTS.th.words.replyAbove);
  });

  test("is sent even if the server of another mailbox does not respond", async () => {
    const { ticket, contact } = await newTicket();
    n += 1;
    const { ticket: other, contact: reader } = await newTicket();
    const closed = await openMailServer();
    const { id: dead } = await addMailbox(world, closed, { name: "Closed", address: "closed@docket.test" });
    await closed.close();
    await world.tom.patch(`/tickets/${other.id}/conversation/`, { mailbox: dead });
    for (const each of [other, ticket]) await comment(each, "Hello");
    await run();
    expect((await emailsOf(other))[0]).toMatchObject({ state: "deferred" });
    expect([server.to(contact.email).length, server.to(reader.email).length]).toEqual([1, 0]);
    await world.admin.remove(`/mailboxes/${dead}/`);
  });

  test("shows the state of its email in the timeline", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "Hello");
    await comment(ticket, CANARY, { is_internal: true });
    server.script(contact.email, "550");
    await run();
    const { results } = (await world.tom.get(`/tickets/${ticket.id}/timeline/`)).body;
    const deliveries = results.filter(({ kind }: { kind: string }) => kind === "comment.added");
    expect(deliveries.map(({ delivery }: { delivery: unknown }) => delivery)).toEqual([
      [
        expect.objectContaining({
          address: contact.email,
          state: "failed",
          reason: "refused",
          last_reply: "550 5.1.1 No such person here",
        }),
      ],
      null,
    ]);
  });

  test.each([
    ["PATCH", () => ({ is_internal: false })],
    ["PATCH to another ticket", (ticket: string) => ({ is_internal: false, ticket })],
    ["PUT", (ticket: string) => ({ is_internal: false, text: "Edited", ticket })],
  ])("is not sent if it is an internal note that becomes public by %s", async (how, values) => {
    const { ticket, contact } = await newTicket();
    n += 1;
    const other = await newTicket({ subject: "Other" });
    const { id } = await comment(ticket, "A note", { is_internal: true });
    await run();
    const target = how.includes("another") ? other.ticket.id : ticket.id;
    const ask = how.startsWith("PUT") ? world.tom.put : world.tom.patch;
    const { status, body } = await ask(`/ticket-comments/${id}/`, values(target));
    expect([status, body.is_internal]).toEqual([200, false]);
    await run();
    expect([server.to(contact.email), server.to(other.contact.email)]).toEqual([[], []]);
    // nor if it becomes public before the email is written
    const hasty = await comment(ticket, "A hasty note", { is_internal: true });
    await world.tom.patch(`/ticket-comments/${hasty.id}/`, { is_internal: false });
    await run();
    expect(server.to(contact.email)).toEqual([]);
  });

  test("says that it waits for an earlier email of the ticket", async () => {
    const { ticket, contact } = await newTicket();
    server.script(contact.email, "451");
    for (const text of ["First", "Second"]) await comment(ticket, text);
    await run();
    await query(world.database.db, "update outgoing_emails set next_try_at = now() where ticket = $1", [ticket.id]);
    const expected = [
      { state: "deferred", waits_for: null },
      { state: "waiting", waits_for: "deferred" },
    ];
    expect(await emailsOf(ticket)).toMatchObject(expected);
    const { results } = (await world.tom.get(`/tickets/${ticket.id}/timeline/`)).body;
    const deliveries = results.flatMap(({ delivery }: { delivery: object[] | null }) => delivery ?? []);
    expect(deliveries).toMatchObject(expected);
  });

  test("waits for the undo time, and is then emailed at once", async () => {
    const { ticket, contact } = await newTicket();
    const began = Date.now();
    await comment(ticket, "By the API");
    await worker.react();
    await worker.deliver();
    expect(server.to(contact.email)).toEqual([]);
    expect(Date.parse((await emailsOf(ticket))[0].send_at)).toBeGreaterThan(began + 5_000);
    n += 1;
    const { ticket: other, contact: reader } = await newTicket({ subject: "Other" });
    await world.tom.post(`/tickets/${other.id}/replies/`, { text: "With undo", seen: 1, force: true });
    await query(world.database.db, "update replies set send_at = now()");
    while (await sendNext(world.app.docket));
    await worker.react();
    await worker.deliver();
    expect(server.to(reader.email)).toHaveLength(1);
    expect(server.to(contact.email)).toEqual([]);
  });

  test("that is edited before it is sent has the new text", async () => {
    const { ticket, contact } = await newTicket();
    const { id } = await comment(ticket, "The password is hunter2");
    await worker.react();
    await world.tom.patch(`/ticket-comments/${id}/`, { text: "See the manual" });
    await run();
    const [sent] = server.to(contact.email);
    expect(sent!.raw).toContain("See the manual");
    expect(sent!.raw).not.toContain("hunter2");
  });

  test("never quotes a note that was public for a while, not even when it is sent again later", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "What customers may read");
    await run();
    const { id } = await comment(ticket, CANARY, { is_internal: true });
    const show = (is_internal: boolean) => world.tom.patch(`/ticket-comments/${id}/`, { is_internal });
    await show(false);
    await show(true);
    await comment(ticket, "The first answer after it");
    await run();
    const { id: next } = await comment(ticket, CANARY, { is_internal: true });
    const showNext = (is_internal: boolean) => world.tom.patch(`/ticket-comments/${next}/`, { is_internal });
    await showNext(false);
    server.script(contact.email, "451");
    await comment(ticket, "The second answer after it");
    await run();
    await showNext(true);
    worker.later(600);
    await worker.deliver();
    const sent = server.to(contact.email).map(({ raw }) => raw);
    expect(sent).toHaveLength(3);
    expect(sent[1]).toContain("What customers may read");
    expect(sent[2]).toContain("The second answer after it");
    expect(sent.join()).not.toContain("CANARY");
  });

  test.each([
    ["deleted", "comment_deleted", (id: string) => world.tom.remove(`/ticket-comments/${id}/`)],
    [
      "made internal",
      "comment_internal",
      (id: string) => world.tom.patch(`/ticket-comments/${id}/`, { is_internal: true }),
    ],
  ])("that is %s before it is sent is not sent, in either order", async (_, reason, undo) => {
    for (const hasReacted of [true, false]) {
      n += 1;
      const { ticket, contact } = await newTicket();
      const { id } = await comment(ticket, CANARY);
      await worker.react();
      await undo(id);
      // without it, the delivery itself must notice
      if (hasReacted) await worker.react();
      worker.later(UNDO_S);
      await worker.deliver();
      expect(server.to(contact.email)).toEqual([]);
      expect(await emailsOf(ticket)).toEqual([expect.objectContaining({ state: "cancelled", reason })]);
    }
  });

  test("of a ticket in the trash is not sent", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "Hello");
    await worker.react();
    await world.tom.remove(`/tickets/${ticket.id}/`);
    await run();
    expect(server.to(contact.email)).toEqual([]);
  });

  test("is written once, however often its event is read", async () => {
    const { ticket } = await newTicket();
    await comment(ticket, "Once");
    await worker.react();
    await query(world.database.db, "update event_readers set id = 0, xid = '0'");
    await worker.react();
    expect(await emailsOf(ticket)).toHaveLength(1);
  });

  test("that cannot be delivered does not delay those behind it, and one that waits does", async () => {
    const { ticket, contact } = await newTicket();
    server.script(contact.email, "451", "take", "550", "take");
    for (const text of ["one", "two"]) await comment(ticket, text);
    await run();
    expect((await emailsOf(ticket)).map(({ state }: { state: string }) => state)).toEqual(["deferred", "waiting"]);
    worker.later(120);
    await worker.deliver();
    expect(server.to(contact.email).map(({ raw }) => /\b(one|two)\b/.exec(raw)?.[1])).toEqual(["one"]);
    expect((await emailsOf(ticket)).map(({ state }: { state: string }) => state)).toEqual(["accepted", "failed"]);
  });

  test("includes its own files and pictures, and no other files of the ticket", async () => {
    const { ticket, contact } = await newTicket();
    const upload = async (name: string, text: string) => {
      const form = new FormData();
      form.set("ticket", ticket.id);
      form.set("file", new File([text], name));
      return (await world.tom.post("/ticket-attachments/", form)).body.id;
    };
    const [secret, picture, plan] = [
      await upload("internal.txt", CANARY),
      await upload("player.png", "a picture"),
      await upload("plan.txt", "a plan"),
    ];
    const { id } = await comment(
      ticket,
      `<p>See <img alt="player.png" src="cid:${picture}"> <img alt="internal.txt" src="cid:${secret}"></p>`,
    );
    await query(world.database.db, "update attachments set comment = $1 where id = any($2::uuid[])", [
      id,
      [picture, plan],
    ]);
    await run();
    const email = await PostalMime.parse(server.to(contact.email)[0]!.raw);
    expect(email.attachments.map(({ filename }) => filename).sort()).toEqual(["plan.txt", "player.png"]);
    expect(email.html).toContain(`<img style="max-width:100%;height:auto" alt="player.png" src="cid:${picture}"`);
    expect(email.html).not.toContain(secret);
    expect(email.text).toContain("See [image: player.png]");
    expect(email.text).not.toContain("internal.txt");
  });
});

describe("an acknowledgment", () => {
  const open = async (contact: { id: string }, subject = "Hello") => {
    // as after a sign-in to the help center
    await query(world.database.db, "update contact_addresses set verified_at = now() where contact = $1", [contact.id]);
    const actor = { kind: "contact" as const, id: contact.id, via: "portal" as const };
    const ticket = await createTicket(
      world.database.db,
      actor as never,
      { company, contact: contact.id, subject, description: "Silent since noon." },
      "UTC",
    );
    return ticket as { id: string };
  };

  test("goes to the customer who opened a ticket, with their words and a link to it in the help center", async () => {
    const contact = await newContact();
    const { id } = await open(contact, "My zone");
    await run();
    const [sent] = await Promise.all(server.to(contact.email).map(({ raw }) => PostalMime.parse(raw)));
    expect(sent!.subject).toMatch(/^My zone \[T-/);
    expect(sent!.text).toContain(`/portal/en/requests/${id}/>`);
    expect(sent!.text).not.toContain(`/tickets/${id}`);
    expect(sent!.text).toContain("Silent since noon.");
    expect(sent!.headers).toContainEqual(expect.objectContaining({ key: "auto-submitted", value: "auto-replied" }));
  });

  test("is not sent for a ticket that an agent opened, unless the mailbox says so", async () => {
    const { ticket, contact } = await newTicket();
    await run();
    expect(server.to(contact.email)).toEqual([]);
    await world.admin.patch(`/mailboxes/${mailbox}/`, { acknowledge: "everyone" });
    n += 1;
    const second = await newTicket();
    await run();
    expect(server.to(second.contact.email)).toHaveLength(1);
    await world.admin.patch(`/mailboxes/${mailbox}/`, { acknowledge: "customers" });
    expect(ticket.id).not.toBe(second.ticket.id);
  });

  test("goes to one address at most ten times an hour", async () => {
    const contact = await newContact();
    for (let i = 0; i < 14; i += 1) await open(contact, `Ticket ${i}`);
    await run();
    expect(server.to(contact.email)).toHaveLength(10);
    const { body } = await world.admin.get(`/outgoing-emails/?recipient=${contact.email}&state=cancelled`);
    expect(body.results.map(({ reason }: { reason: string }) => reason)).toEqual(Array(4).fill("too_many"));
  });

  test("that Docket does not send says why on the ticket, and an agent can send it", async () => {
    const contact = await newContact();
    const { id } = await open(contact);
    await query(world.database.db, "update contact_addresses set verified_at = null where contact = $1", [contact.id]);
    await run();
    expect(server.to(contact.email)).toEqual([]);
    const show = async () => (await world.tom.get(`/tickets/${id}/conversation/`)).body.acknowledgement;
    const [email] = await show();
    expect(email).toMatchObject({ address: contact.email, state: "cancelled", reason: "sender_not_proven" });
    expect((await world.tom.post(`/outgoing-emails/${email.id}/resend/`, {})).status).toBe(200);
    await run();
    expect(server.to(contact.email)).toHaveLength(1);
    expect(await show()).toMatchObject([{ state: "accepted", reason: null }]);
  });
});

test("nothing internal has reached a customer", () => {
  expect(server.received.length).toBeGreaterThan(15);
  expect(server.received.filter(({ raw }) => raw.includes("CANARY") || raw.includes("Q0FOQVJZ"))).toEqual([]);
});

describe("a suppressed address", () => {
  test("is shown on the ticket, stops waiting emails, and can be released", async () => {
    const { ticket, contact } = await newTicket();
    await comment(ticket, "Waiting");
    await worker.react();
    const { status, body } = await world.admin.post("/suppressions/", { address: contact.email.toUpperCase() });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ address: contact.email, scope: "all", because: "admin" }),
    ]);
    await comment(ticket, "After");
    await run();
    expect((await emailsOf(ticket)).map(({ state }: { state: string }) => state)).toEqual(["suppressed", "suppressed"]);
    expect(server.to(contact.email)).toEqual([]);
    const [first] = await emailsOf(ticket);
    expect((await world.tom.post(`/outgoing-emails/${first.id}/resend/`, {})).status).toBe(409);
    const suppressed = async () => (await world.tom.get(`/tickets/${ticket.id}/conversation/`)).body.suppressed;
    expect(await suppressed()).toMatchObject([{ id: body.id, address: contact.email, because: "admin" }]);
    expect((await world.admin.remove(`/suppressions/${body.id}/`)).status).toBe(204);
    expect(await suppressed()).toEqual([]);
    expect((await world.tom.post(`/outgoing-emails/${first.id}/resend/`, {})).status).toBe(200);
    await run();
    expect(server.to(contact.email)).toHaveLength(1);
    expect((await world.tom.get("/suppressions/")).status).toBe(403);
  });
});
