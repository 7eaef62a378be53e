import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { bounceAddress, loopHeader, messageId } from "../emails/addresses.ts";

let world: World;
let inlet: Inlet;
let ticket: { id: string };
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
  ticket = await makeTicket(world.admin, (await makeCompany(world.admin)).company.id);
});
afterAll(() => world.close());

const run = async (text: string, values: unknown[]) => (await world.database.pool.query(text, values)).rows;
let n = 0;
async function sendOne(address?: string) {
  n += 1;
  const to = address ?? `gone-${n}@harbour.test`;
  const [{ id }] = await run(
    "insert into outgoing_emails (kind, ticket, address, state) values ('reply', $1, $2, 'accepted') returning id",
    [ticket.id, to],
  );
  return { id, to };
}
const returnAddress = (id: string) =>
  bounceAddress(world.app.docket.sealing, { address: inlet.mailbox.address, hasPlusAddresses: true }, id);
const report = (action: string, status: string, to: string, more = "") =>
  `--r\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.harbour.test\r\n\r\nFinal-Recipient: rfc822; ${to}\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} Said so\r\n${more}--r--`;
const headers = (to: string) => ({
  From: "Mail Delivery System <MAILER-DAEMON@harbour.test>",
  To: to,
  Subject: "Undelivered Mail Returned to Sender",
  "Content-Type": 'multipart/report; report-type=delivery-status; boundary="r"',
});
const stateOf = async (id: string) => (await world.admin.get(`/outgoing-emails/${id}/`)).body;
const isSuppressed = async (address: string) =>
  (await run("select because from suppressions where address = $1", [address])).length > 0;

describe("a bounce message", () => {
  test("to the return address marks its email as bounced, shows it on the ticket and suppresses the address", async () => {
    const { id, to } = await sendOne();
    const email = await inlet.receive(source(headers(returnAddress(id)), report("failed", "5.1.1", to)), { from: "" });
    expect(email).toMatchObject({ outcome: "bounce", reason: "failed", ticket: ticket.id });
    expect(await stateOf(id)).toMatchObject({ state: "bounced", reason: "bounced" });
    expect(await isSuppressed(to)).toBe(true);
    const { comments } = await inlet.ticket(ticket.id);
    expect(comments.at(-1)).toMatchObject({ is_internal: true });
    expect(comments.at(-1).text).toContain(
      `An email to ${to} did not arrive. The mail server does not know this address.</p><p>The server said: <q>550 5.1.1 Said so</q>`,
    );
  });

  test("to a resolved ticket reopens it", async () => {
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "resolved" });
    const { id, to } = await sendOne();
    await inlet.receive(source(headers(returnAddress(id)), report("failed", "5.0.0", to)), { from: "" });
    expect((await inlet.ticket(ticket.id)).status).toBe("in_progress");
    expect(await isSuppressed(to)).toBe(false);
  });

  test("of a notification to an agent leaves the ticket as it is", async () => {
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "resolved" });
    const { id, to } = await sendOne();
    await run(
      "update outgoing_emails set kind = 'assigned', user_id = (select id from users where username = 'tom') where id = $1",
      [id],
    );
    const { comments } = await inlet.ticket(ticket.id);
    await inlet.receive(source(headers(returnAddress(id)), report("failed", "5.1.1", to)), { from: "" });
    expect(await stateOf(id)).toMatchObject({ state: "bounced" });
    expect(await inlet.ticket(ticket.id)).toMatchObject({ status: "resolved", comments });
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "in_progress" });
  });

  test("about a delay changes only the record", async () => {
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "resolved" });
    const { id, to } = await sendOne();
    const email = await inlet.receive(source(headers(returnAddress(id)), report("delayed", "4.4.1", to)), { from: "" });
    expect(email).toMatchObject({ outcome: "bounce", reason: "delayed" });
    expect(await stateOf(id)).toMatchObject({
      state: "accepted",
      attempts: [{ outcome: "delayed", enhanced_code: "4.4.1" }],
    });
    expect((await inlet.ticket(ticket.id)).status).toBe("resolved");
  });

  test("about a delivery marks the email as delivered", async () => {
    const { id, to } = await sendOne();
    await inlet.receive(source(headers(returnAddress(id)), report("delivered", "2.0.0", to)), { from: "" });
    expect((await stateOf(id)).state).toBe("delivered");
  });

  test("that finds its email only by the Message-ID leaves a note, and never suppresses the address", async () => {
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "resolved" });
    const { id, to } = await sendOne();
    const returned = `--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId(world.app.docket.sealing, id, "docket.test")}\r\n`;
    for (const status of ["5.1.1", "5.7.1"]) {
      const raw = source(headers("support@docket.test"), report("failed", status, to, returned));
      expect(await inlet.receive(raw, { from: "" })).toMatchObject({
        outcome: "bounce",
        reason: "failed",
        reason_detail: expect.stringMatching(/^Nothing proves this report.* Said so$/),
        ticket: ticket.id,
      });
    }
    expect(await stateOf(id)).toMatchObject({ state: "accepted", attempts: [{ outcome: "perhaps_bounced" }] });
    expect(await isSuppressed(to)).toBe(false);
    const { comments, status } = await inlet.ticket(ticket.id);
    const notes = comments.filter(({ text }: { text: string }) => text.includes(to));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ is_internal: true, text: expect.stringContaining("nothing proves the report") });
    expect(status).toBe("resolved");
  });

  test.each(["delayed", "delivered"])("that is not proven and says %s changes nothing", async (action) => {
    const { id, to } = await sendOne();
    const returned = `--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId(world.app.docket.sealing, id, "docket.test")}\r\n`;
    await inlet.receive(source(headers("support@docket.test"), report(action, "", to, returned)), { from: "" });
    expect(await stateOf(id)).toMatchObject({ state: "accepted", attempts: [] });
  });

  test("to the return address of one email about another address leaves a note, and suppresses neither", async () => {
    const { id, to } = await sendOne();
    const raw = source(headers(returnAddress(id)), report("failed", "5.1.1", "someone@reef.test"));
    await inlet.receive(raw, { from: "" });
    expect(await stateOf(id)).toMatchObject({ state: "accepted", attempts: [{ outcome: "perhaps_bounced" }] });
    expect([await isSuppressed(to), await isSuppressed("someone@reef.test")]).toEqual([false, false]);
  });

  test("about several addresses counts by what it says about the email's own", async () => {
    const { id, to } = await sendOne();
    const own = `\r\nOriginal-Recipient: rfc822;${to.toUpperCase()}\r\nFinal-Recipient: rfc822; box@inner.test\r\nAction: failed\r\nStatus: 5.1.10\r\n`;
    const raw = source(headers(returnAddress(id)), report("delayed", "4.4.1", "someone@reef.test", own));
    await inlet.receive(raw, { from: "" });
    expect(await stateOf(id)).toMatchObject({ state: "bounced", attempts: [{ enhanced_code: "5.1.10" }] });
    expect(await isSuppressed(to)).toBe(true);
  });

  test.each([
    ["with the return address suppresses the address", true],
    ["without it does not", false],
  ])("that is a complaint %s", async (_, isProven) => {
    const { id, to } = await sendOne();
    const sender = isProven ? `Original-Mail-From: <${returnAddress(id)}>\r\n` : "";
    const original = `--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId(world.app.docket.sealing, id, "docket.test")}\r\n`;
    const body = `--r\r\nContent-Type: text/plain\r\n\r\nSpam.\r\n--r\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n${sender}${original}--r--`;
    const raw = source(
      {
        ...headers("support@docket.test"),
        "Content-Type": 'multipart/report; report-type=feedback-report; boundary="r"',
      },
      body,
    );
    expect(await inlet.receive(raw, { from: "" })).toMatchObject({ outcome: "bounce", reason: "complaint" });
    expect(await isSuppressed(to)).toBe(isProven);
  });

  test("without a machine-readable part is matched by its return address", async () => {
    const { id } = await sendOne();
    const plain = { From: "postmaster@harbour.test", To: returnAddress(id), Subject: "Returned mail" };
    await inlet.receive(source(plain, "The following address failed:\r\n550 5.1.1 User unknown"), { from: "" });
    expect(await stateOf(id)).toMatchObject({ state: "bounced", attempts: [{ enhanced_code: "5.1.1" }] });
  });

  test("about a full mailbox suppresses the address after the third time in a week", async () => {
    const to = "full@harbour.test";
    for (const expected of [false, false, true]) {
      const { id } = await sendOne(to);
      await inlet.receive(source(headers(returnAddress(id)), report("failed", "5.2.2", to)), { from: "" });
      expect(await isSuppressed(to)).toBe(expected);
    }
  });

  test("that is forged has no effect", async () => {
    const { id, to } = await sendOne();
    const forged = returnAddress(id)
      .replace(/.(?=@)/, (last) => (last === "a" ? "b" : "a"))
      .replace(/\+b\.(.)/, (_, c) => `+b.${c === "a" ? "b" : "a"}`);
    const email = await inlet.receive(source(headers(forged), report("failed", "5.1.1", to)), { from: "" });
    expect(email).toMatchObject({ outcome: "automatic", reason: "unknown_report" });
    expect((await stateOf(id)).state).toBe("accepted");
  });
});

describe("an email with this desk's mark", () => {
  test("is recognized as the desk's own and ignored; with another desk's mark it is not", async () => {
    const { id } = await sendOne();
    const mark = loopHeader(world.app.docket.sealing, id);
    expect(await inlet.receive(source({ From: "a@harbour.test", "X-Docket-Loop": mark }))).toMatchObject({
      outcome: "automatic",
      reason: "ours",
    });
    expect(await inlet.receive(source({ From: "b@harbour.test", "X-Docket-Loop": "abcdefgh" }))).toMatchObject({
      outcome: "ticket",
      signals: [{ signal: "loop mark", value: "other" }],
    });
  });
});

describe("an email that was received before", () => {
  test("is a duplicate if the bytes, or the ID, sender and text, are the same; with another text it is not", async () => {
    const raw = source({ From: "twice@harbour.test", "Message-ID": "<twice@harbour.test>" });
    const first = await inlet.receive(raw);
    expect(await inlet.receive(raw)).toMatchObject({
      outcome: "duplicate",
      duplicate_of: first.id,
      reason: "same_bytes",
      ticket: first.ticket,
    });
    expect(await inlet.receive(`Received: by other\r\n${raw}`)).toMatchObject({
      outcome: "duplicate",
      reason: "same_message",
    });
    const other = source({ From: "twice@harbour.test", "Message-ID": "<twice@harbour.test>" }, "Something else");
    expect(await inlet.receive(other)).toMatchObject({ outcome: "ticket" });
  });
});
