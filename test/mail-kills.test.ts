import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signatureOf } from "../server/incoming/inbound.ts";
import { command, killServers, type Running, startServer } from "./commands.ts";
import { asOwner, databaseUrl } from "./databases.ts";
import { source } from "./incoming.ts";
import { openMailServer, type TestMailServer } from "./mail-server.ts";
import { chances } from "./random.ts";
import { type Caller, caller, PASSWORD, SECRET_KEY } from "./world.ts";

// Emails arrive and leave while the server is killed repeatedly at random moments.

const KILLS = Number(process.env.RUNS ?? 1);
const SEED = Number(process.env.SEED ?? 20_261_126);
const SENDERS = 2;
const EMAILS_PER_KILL = 8;
const name = `mail_kills_${process.pid}`;

let folder: string;
let env: Record<string, string>;
let database: pg.Client;
let receiver: TestMailServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docket-mail-kills-"));
  receiver = await openMailServer();
  await asOwner((owner) => owner.query(`create database ${name} template template_docket strategy file_copy`));
  env = {
    ...{ DATA_DIR: folder, SECRET_KEY, ADMIN_PASSWORD: PASSWORD, RATE_LIMIT: "off", LOG_LEVEL: "error" },
    DATABASE_URL: databaseUrl(name),
  };
  await command(["user", "root", "--role", "Admin", "--password", PASSWORD], env);
  database = new pg.Client({ connectionString: databaseUrl(name) });
  await database.connect();
});
afterAll(async () => {
  killServers();
  await database.end();
  await receiver.close();
  await asOwner((owner) => owner.query(`drop database if exists ${name} with (force)`));
  rmSync(folder, { recursive: true, force: true });
});

const rows = async (text: string, values: unknown[] = []) => (await database.query(text, values)).rows;

/** The customers and agents of a server that can end at any time. They repeat every request that got no response. */
class Desk {
  server: Running | null = null;
  root!: Caller;
  mailbox = "";
  secret = "";
  isOver = false;
  /** Emails that the desk has confirmed, by their ID. */
  readonly taken = new Map<string, string>();
  readonly givenUp = new Set<string>();

  async start(): Promise<void> {
    const server = await startServer(env);
    const { body } = await caller(server.base).post("/auth/login/", { username: "root", password: PASSWORD });
    this.root = caller(server.base, body.user.id, body.access);
    if (!this.secret) {
      const values = {
        name: "Support",
        address: "support@docket.test",
        smtp_host: "127.0.0.1",
        smtp_port: receiver.port,
      };
      this.mailbox = (await this.root.post("/mailboxes/", { ...values, smtp_security: "none" })).body.id;
      // the API would require PUBLIC_URL, which a server on a random port does not have
      await rows("update mailboxes set is_enabled = true");
      this.secret = (await this.root.post(`/mailboxes/${this.mailbox}/inbound_secret/`)).body.secret;
    }
    this.server = server;
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    await server!.stop("SIGKILL");
    // the server's last statements end with it; then the time passes after which other servers take over its work
    await rows(
      "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await rows("update incoming_emails set locked_until = now() where locked_until is not null");
    await rows("update outgoing_emails set claimed_until = now() where state = 'sending'");
  }

  /** The response to a request; null while no server runs, or if it ended. */
  async ask(request: (root: Caller) => Promise<{ status: number }>) {
    return this.server && (await request(this.root).catch(() => null));
  }

  /** Repeats a request until the response has this status. */
  async insist(expected: number, ask: (root: Caller) => Promise<{ status: number }>): Promise<void> {
    for (;;) {
      const reply = await this.ask(ask);
      if (reply?.status === expected) return;
      if (reply && reply.status < 500) throw new Error(`the response was ${reply.status}: ${JSON.stringify(reply)}`);
      await sleep(20);
    }
  }

  async deliver(id: string, raw: string): Promise<void> {
    const sha256 = createHash("sha256").update(raw).digest("hex");
    await this.insist(202, (root) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      return root.post("/inbound/mail/", Buffer.from(raw), {
        "content-type": "message/rfc822",
        "x-docket-mailbox": this.mailbox,
        "x-docket-id": id,
        "x-docket-timestamp": timestamp,
        "x-docket-content-sha256": sha256,
        "x-docket-signature": signatureOf(this.secret, id, timestamp, sha256),
      });
    });
    this.taken.set(id, sha256);
  }

  /** Sends one email after the other, each from a new address. */
  async write(at: number): Promise<void> {
    for (let n = 0; !this.isOver && n < KILLS * EMAILS_PER_KILL; n += 1) {
      const id = `first-${at}-${n}`;
      await this.deliver(id, source({ From: `${id}@shore.test`, Subject: id }, `Text of ${id}`));
      await sleep(50);
    }
  }

  /** Replies to tickets without a reply of an agent, and lets customers reply to what reached them. */
  async answer(): Promise<boolean> {
    const tickets = await rows(
      "select id from tickets t where not exists (select from comments c where c.ticket = t.id)",
    );
    for (const { id } of tickets)
      await this.insist(201, (root) =>
        root.post("/ticket-comments/", { ticket: id, text: `<p>Answer</p>` }, { "idempotency-key": id }),
      );
    const unanswered = receiver.received.filter(({ to }) => !this.taken.has(second(to)));
    for (const { to, raw } of unanswered) {
      if (this.taken.has(second(to))) continue;
      const address = /^Reply-To: .*?<?([^\s<>]+@[^\s<>]+?)>?\r$/m.exec(raw.replaceAll(/\r\n[ \t]/g, " "))![1]!;
      await this.deliver(second(to), source({ From: to, To: address, Subject: second(to) }, `Thanks, ${to}`));
    }
    // if the server was killed twice while it read an email, an Admin has to start it again
    const givenUp = await rows(
      "select id from incoming_emails where state = 'quarantined' and reason = 'failed' and tries > 2",
    );
    for (const { id } of givenUp) {
      this.givenUp.add(id);
      await this.ask((root) => root.post(`/incoming-emails/${id}/retry/`));
    }
    // ends the undo time of replies, and the pauses before other attempts
    await rows("update outgoing_emails set next_try_at = now() where ended_at is null and next_try_at > now()");
    return tickets.length + unanswered.length + givenUp.length > 0;
  }
}

const second = (address: string) => `second-${address}`;

test(`kill -9 at any moment neither loses nor duplicates an email (kills: ${KILLS}, seed ${SEED})`, {
  timeout: 3_600_000,
}, async () => {
  const { below } = chances(SEED);
  const desk = new Desk();
  await desk.start();
  const writing = Array.from({ length: SENDERS }, (_, at) => desk.write(at));
  const answering = (async () => {
    while (!desk.isOver) {
      await desk.answer();
      await sleep(100);
    }
  })();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(100 + below(2_400));
    await desk.kill();
    await desk.start();
  }
  desk.isOver = true;
  await Promise.all([...writing, answering]);

  const isQuiet = async () => {
    if (await desk.answer()) return false;
    const [{ n }] = await rows(
      `select (select count(*) from incoming_emails where state = 'received')
         + (select count(*) from outgoing_emails where ended_at is null)
         + (select count(*) from comments c where not is_internal and author is not null
             and not exists (select from outgoing_emails e where e.comment = c.id)) as n`,
    );
    return Number(n) === 0;
  };
  await expect.poll(isQuiet, { timeout: 600_000, interval: 200 }).toBe(true);

  // each accepted email is stored once, unchanged, and became one ticket or one message
  const received = await rows("select arrival_key, sha256, state, outcome from incoming_emails");
  expect(received).toHaveLength(desk.taken.size);
  const faults = received.filter(
    ({ arrival_key, sha256, state, outcome }) =>
      desk.taken.get(arrival_key) !== sha256 ||
      state !== "done" ||
      outcome !== (arrival_key.startsWith("first") ? "ticket" : "reply"),
  );
  expect(faults).toEqual([]);
  const tickets = await rows(
    `select t.subject, (select count(*)::int from comments c where c.ticket = t.id and c.author is not null) as answers,
       (select count(*)::int from comments c where c.ticket = t.id and c.author is null) as thanks,
       (select count(*)::int from outgoing_emails e where e.ticket = t.id and e.kind = 'reply') as emails from tickets t`,
  );
  expect(tickets).toHaveLength([...desk.taken.keys()].filter((id) => id.startsWith("first")).length);
  for (const { subject, ...counts } of tickets) {
    const thanks = desk.taken.has(second(`${subject}@shore.test`)) ? 1 : 0;
    expect({ subject, ...counts }).toEqual({ subject, answers: 1, thanks, emails: 1 });
  }

  // each reply was sent once; a kill between sending and recording may have caused one more copy
  const sent = await rows(
    `select e.address, e.state, e.reason, (select count(*)::int from delivery_attempts a where a.email = e.id and a.outcome = 'unknown') as unknown
     from outgoing_emails e
     -- written for the ticket to show, as the sender is not proven
     where e.reason is distinct from 'sender_not_proven'`,
  );
  const doubled = sent.filter(({ address }) => receiver.to(address).length > 1);
  for (const { address, state, reason, unknown } of sent) {
    const ids = receiver.to(address).map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)![1]);
    expect([address, new Set(ids).size <= 1, ids.length <= 1 + Math.min(unknown, 1)]).toEqual([address, true, true]);
    // after two attempts with an unknown result, a person decides
    if (state === "held") expect([reason, unknown]).toEqual(["may_have_arrived", 2]);
    else expect([address, state, ids.length > 0]).toEqual([address, "accepted", true]);
  }
  expect(tickets.length).toBeGreaterThan(0);
  if (process.env.RUNS)
    console.log(
      `${KILLS} kills: ${received.length} emails taken, ${tickets.length} tickets, ${sent.length} sent, ${doubled.length} with a second copy, ` +
        `${sent.filter(({ state }) => state === "held").length} of them and ${desk.givenUp.size} incoming ones left to a person`,
    );
  await desk.server!.stop();
});
