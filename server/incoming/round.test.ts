import nodemailer from "nodemailer";
import PostalMime, { type Email } from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { source, testDns } from "../../test/incoming.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { readFoldersOnce } from "./imap.ts";
import { takeNext } from "./intake.ts";
import { startListener } from "./listener.ts";

const UNDO_S = 11;
const MINUTE = 60;

/** A desk whose servers work only when they are told to, so that a test decides what happens when. */
interface Post {
  world: World;
  worker: EmailWorker;
  /** Fetches new emails, processes them, reacts to them, and sends what is due. */
  work(): Promise<void>;
}

async function openPost(env: Record<string, string> = {}): Promise<Post> {
  const world = await openWorld({ PUBLIC_URL: "https://desk.docket.test", ...env });
  world.app.intake.resolver = testDns;
  const worker = await openEmailWorker(world);
  const work = async () => {
    await readFoldersOnce(world.app.intake);
    while (await takeNext(world.app.intake));
    await worker.react();
    worker.later(UNDO_S);
    await worker.deliver();
  };
  return { world, worker, work };
}

describe("a customer's conversation with the desk", () => {
  const CUSTOMER = "ploy@shore.test";
  let post: Post;
  let smtp: TestMailServer;
  let imap: TestImap;
  let mailbox: string;
  let ticket: string;
  beforeAll(async () => {
    [post, smtp, imap] = [await openPost(), await openMailServer(), await openImapServer()];
    const created = await addMailbox(post.world, smtp, {
      imap_host: "127.0.0.1",
      imap_port: imap.port,
      imap_security: "none",
      imap_username: "testuser",
      imap_password: "testpass",
    });
    mailbox = created.id;
    await post.work();
  });
  afterAll(async () => {
    await smtp.close();
    await imap.close();
    await post.world.close();
  });

  const inInbox = (): Promise<Email[]> => Promise.all(smtp.to(CUSTOMER).map(({ raw }) => PostalMime.parse(raw)));
  const answer = async (text: string) =>
    (await post.world.tom.post("/ticket-comments/", { ticket, text: `<p>${text}</p>` })).body;
  const messages = async () =>
    (await post.world.tom.get(`/tickets/${ticket}/`)).body.comments.map(
      ({ text, author_contact, is_internal }: Record<string, unknown>) => [
        author_contact ? "customer" : "agent",
        is_internal,
        String(text).replaceAll(/<[^>]+>/g, ""),
      ],
    );

  test("begins with an email, and each reply appears in the same thread of the customer's mail program", async () => {
    const first = "<first@shore.test>";
    imap.deliver(source({ From: `Ploy <${CUSTOMER}>`, "Message-ID": first }));
    await post.work();
    ticket = (await post.world.tom.get("/tickets/")).body.results[0].id;
    // nothing proves the sender of an email that was fetched without a signature, so it gets no acknowledgment
    expect(await inInbox()).toEqual([]);

    await answer("Please restart the player.");
    await post.work();
    const [agents] = await inInbox();
    expect(agents!.text).toContain("Please restart the player.");
    expect([agents!.inReplyTo, agents!.references]).toEqual([first, first]);

    const second = "<second@shore.test>";
    imap.deliver(
      source(
        {
          From: `Ploy <${CUSTOMER}>`,
          To: agents!.replyTo![0]!.address!,
          Subject: agents!.subject!,
          "Message-ID": second,
          "In-Reply-To": agents!.messageId!,
          References: `${agents!.references} ${agents!.messageId}`,
        },
        "It plays again.",
      ),
    );
    await post.work();
    expect(await messages()).toEqual([
      ["agent", false, "Please restart the player."],
      ["customer", false, "It plays again."],
    ]);

    await answer("Good to hear.");
    await post.work();
    const last = (await inInbox()).at(-1)!;
    expect(last.inReplyTo).toBe(second);
    expect(last.references!.split(" ")).toEqual([first, agents!.messageId, second]);
    expect(await inInbox()).toHaveLength(2);
    expect((await post.world.admin.get("/tickets/")).body.count).toBe(1);
  });

  test("continues after the mail server was unavailable, and after it asked to try later", async () => {
    const state = async () =>
      (await post.world.tom.get(`/tickets/${ticket}/outgoing-emails/`)).body.results.find(
        ({ kind, state }: Record<string, string>) => kind === "reply" && state !== "accepted",
      );
    const before = (await inInbox()).length;
    const { port } = smtp;
    await smtp.close();
    await answer("Is it still playing?");
    await post.work();
    expect(await state()).toMatchObject({ state: "deferred", last_reply: expect.stringContaining("ECONNREFUSED") });
    expect((await post.world.admin.get(`/mailboxes/${mailbox}/`)).body.last_error).toContain("ECONNREFUSED");

    smtp = await openMailServer({ port });
    smtp.script(CUSTOMER, "451");
    post.worker.later(2 * MINUTE);
    await post.worker.deliver();
    expect(await state()).toMatchObject({ state: "deferred", last_reply: "451 4.3.0 Come back later" });
    expect(await inInbox()).toEqual([]);
    post.worker.later(20 * MINUTE);
    await post.worker.deliver();
    expect(await state()).toBeUndefined();
    const [late] = await inInbox();
    expect(late!.references!.split(" ")).toHaveLength(before + 2);
    expect(await inInbox()).toHaveLength(1);
    expect((await post.world.admin.get(`/mailboxes/${mailbox}/`)).body).toMatchObject({
      state: "ok",
      last_error: null,
    });
  });
});

describe("two desks that reply to each other", () => {
  /** Relays that may remove the marks of automatic emails. */
  const RELAYS = [
    ["as they are", (raw: string) => raw],
    [
      "without their marks",
      (raw: string) =>
        raw.replaceAll(
          /^(?:Auto-Submitted|X-Auto-Response-Suppress|X-Docket-Loop|Feedback-ID|Precedence):.*\r\n(?:[ \t].*\r\n)*/gim,
          "",
        ),
    ],
  ] as const;

  let desks: [Post, Post];
  let close: () => Promise<void>;
  let exchange: (relay: (raw: string) => string) => Promise<number>;
  beforeAll(async () => {
    desks = [await openPost(), await openPost()];
    const ends = await Promise.all(
      desks.map(async (desk, at) => {
        const outbox = await openMailServer();
        const listener = await startListener(desk.world.app.intake, {
          protocol: "smtp",
          host: "127.0.0.1",
          port: 0,
          tls: null,
        });
        const address = `support@desk-${at}.test`;
        await addMailbox(desk.world, outbox, { address, acknowledge: "everyone" });
        return { desk, outbox, listener };
      }),
    );
    exchange = async (relay) => {
      let count = 0;
      for (let n = 0; n < 4; n += 1) {
        const [from, to] = [ends[n % 2]!, ends[(n + 1) % 2]!];
        await from.desk.work();
        for (const email of from.outbox.received.splice(0)) {
          count += 1;
          const transport = nodemailer.createTransport({ host: "127.0.0.1", port: to.listener.port, ignoreTLS: true });
          await transport.sendMail({ envelope: { from: email.from, to: email.to }, raw: relay(email.raw) });
          transport.close();
        }
      }
      return count;
    };
    close = async () => {
      for (const { desk, outbox, listener } of ends) {
        await listener.close();
        await outbox.close();
        await desk.world.close();
      }
    };
  });
  afterAll(() => close());

  test.each(RELAYS)("exchange at most three emails, %s", async (_, relay) => {
    const { admin, tom } = desks[0].world;
    const { company } = await makeCompany(admin);
    const values = { company: company.id, name: "The other desk", email: "support@desk-1.test" };
    const contact = (await admin.post("/contacts/", values)).body;
    const ticket = await makeTicket(admin, company.id, { contact: contact.id });
    await tom.post("/ticket-comments/", { ticket: ticket.id, text: "<p>When does it come?</p>" });
    const passed = await exchange(relay);
    expect(passed).toBeGreaterThan(1);
    expect(passed).toBeLessThanOrEqual(3);
  });
});
