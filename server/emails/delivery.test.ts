import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { sendsTo } from "../../test/emails.ts";
import { type Behavior, openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { SMTP_TIMEOUTS } from "../mailboxes/smtp.ts";
import { DELIVERY_STEPS, type DeliveryStep } from "../mailboxes/steps.ts";
import { query, transact } from "../platform/database.ts";
import { claimEmails } from "./claim.ts";
import { openDelivery, tidyEmails } from "./delivery.ts";

let world: World;
let server: TestMailServer;
let mailbox: string;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer();
  const { status, body } = await world.admin.post("/mailboxes/", {
    name: "Support",
    address: "support@docket.test",
    ...sendsTo(server),
  });
  expect(status).toBe(201);
  mailbox = body.id;
});
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(() => {
  world.app.mail.aheadSeconds = 0;
  world.app.mail.onStep = () => {};
  world.app.mail.timeouts = SMTP_TIMEOUTS;
});

let n = 0;
const someone = () => {
  n += 1;
  return `customer-${n}@elsewhere.test`;
};
const write = async (to: string): Promise<string> =>
  (await world.admin.post(`/mailboxes/${mailbox}/test/`, { to })).body.id;
const show = async (id: string) => (await world.admin.get(`/outgoing-emails/${id}/`)).body;
const deliver = async (by = world.app.mail) => {
  const delivery = openDelivery(by);
  const n = await delivery.deliverDue();
  await delivery.close();
  return n;
};
const later = (seconds: number) => {
  world.app.mail.aheadSeconds += seconds;
};
const MINUTE = 60;
const HOUR = 3600;
const idOf = (raw: string) => /^Message-ID: (.*)\r$/m.exec(raw)![1];

describe("an email", () => {
  test("is sent once, and shows the server's response", async () => {
    const to = someone();
    const id = await write(to);
    expect(await show(id)).toMatchObject({ state: "waiting", tries: 0, attempts: [] });
    await deliver();
    await deliver();
    expect(server.to(to)).toHaveLength(1);
    const email = await show(id);
    expect(email).toMatchObject({ state: "accepted", reason: null, send_at: null });
    expect(email.last_reply).toMatch(/^250 /);
    expect(email.attempts).toEqual([
      expect.objectContaining({ outcome: "accepted", smtp_code: 250, server: `127.0.0.1:${server.port}` }),
    ]);
    expect(idOf(server.to(to)[0]!.raw)).toBe(email.message_id);
  });

  test("is retried after a 451, with growing pauses and the same Message-ID", async () => {
    const to = someone();
    server.script(to, "451", "451", "take");
    const id = await write(to);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "deferred", tries: 1, last_reply: "451 4.3.0 Come back later" });
    later(2 * MINUTE);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "deferred", tries: 2 });
    later(2 * MINUTE);
    expect(await deliver()).toBe(0);
    later(5 * MINUTE);
    await deliver();
    const { state, attempts } = await show(id);
    expect(state).toBe("accepted");
    expect(attempts.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["deferred", "deferred", "accepted"]);
    expect(attempts[0]).toMatchObject({ smtp_code: 451, enhanced_code: "4.3.0" });
    expect(server.to(to)).toHaveLength(1);
  });

  test("is given up after three days of 451, with at most ten attempts on the first day", async () => {
    const to = someone();
    server.script(to, ...Array.from({ length: 100 }, () => "451" as const));
    const id = await write(to);
    let onFirstDay = 0;
    for (let hour = 0; hour < 100; hour += 1) {
      const tried = await deliver();
      if (hour < 24) onFirstDay += tried;
      later(HOUR);
    }
    expect(onFirstDay).toBeLessThanOrEqual(10);
    expect(await show(id)).toMatchObject({ state: "failed", reason: "expired", send_at: null });
  }, 120_000);

  test.each([
    ["550" as const, "550 5.1.1 No such person here"],
    ["552 after data" as const, "552 5.3.4 Too large"],
  ])("that the server refuses with %s fails at once", async (behavior, reply) => {
    const to = someone();
    server.script(to, behavior);
    const id = await write(to);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "failed", reason: "refused", last_reply: reply });
    later(48 * HOUR);
    await deliver();
    expect(server.to(to)).toHaveLength(0);
  });

  test("that a closing server answers with 421 is retried", async () => {
    const to = someone();
    server.script(to, "421 after data");
    const id = await write(to);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "deferred" });
    later(2 * MINUTE);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "accepted" });
  });

  test("that is interrupted before its text is sent is retried soon", async () => {
    const to = someone();
    server.script(to, "cut before data", "cut before data");
    const id = await write(to);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "deferred", tries: 0 });
    later(2 * MINUTE);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "accepted" });
    expect(server.to(to)).toHaveLength(1);
  });

  test.each(["cut after data", "no reply"] as const)(
    "with %s may have arrived: it is sent once more after 15 minutes with the same Message-ID, then a user decides",
    async (behavior) => {
      const to = someone();
      // the only test that waits for a time-out
      world.app.mail.timeouts = { ...SMTP_TIMEOUTS, silenceMs: 1_500 };
      server.script(to, behavior, behavior, "take");
      const id = await write(to);
      await deliver();
      expect(await show(id)).toMatchObject({ state: "unknown", attempts: [{ outcome: "unknown" }] });
      later(10 * MINUTE);
      expect(await deliver()).toBe(0);
      later(10 * MINUTE);
      await deliver();
      expect(await show(id)).toMatchObject({ state: "held", reason: "may_have_arrived", send_at: null });
      world.app.mail.timeouts = SMTP_TIMEOUTS;
      later(48 * HOUR);
      await deliver();
      const copies = server.to(to);
      expect(copies).toHaveLength(2);
      expect(idOf(copies[0]!.raw)).toBe(idOf(copies[1]!.raw));
      expect((await world.admin.post(`/outgoing-emails/${id}/resend/`, {})).status).toBe(200);
      await deliver();
      expect(await show(id)).toMatchObject({ state: "accepted" });
    },
  );

  test("is sent once if two servers look for it at the same time", async () => {
    const second = await world.another();
    const people = Array.from({ length: 30 }, someone);
    for (const to of people) await write(to);
    await Promise.all([deliver(), deliver(second.app.mail), deliver()]);
    expect(people.map((to) => server.to(to).length)).toEqual(Array(30).fill(1));
  });

  test("never needs more connections than its mailbox allows", async () => {
    await world.admin.patch(`/mailboxes/${mailbox}/`, { max_connections: 2 });
    const mailServer = await openMailServer();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: mailServer.port });
    for (let i = 0; i < 20; i += 1) await write(someone());
    await deliver();
    expect(mailServer.received).toHaveLength(20);
    expect(mailServer.maxConnections()).toBeLessThanOrEqual(2);
    expect(mailServer.connections()).toBeLessThanOrEqual(4);
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: server.port, max_connections: 4 });
    await mailServer.close();
  });
});

describe.each([
  ["with", true],
  ["without", false],
])("on a kept connection %s PIPELINING", (_, hasPipelining) => {
  let own: TestMailServer;
  beforeAll(async () => {
    own = await openMailServer({ hasPipelining });
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: own.port, max_connections: 1 });
  });
  afterAll(async () => {
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: server.port, max_connections: 4 });
    await own.close();
  });

  test.each(["450 4.2.1 Busy", "550 5.1.1 No such user", "501 5.1.3 Bad address", "501 Bad address"])(
    "an email is sent after one that was answered with %s",
    async (reply) => {
      const [refused, other] = [someone(), someone()];
      own.script(refused, `refuse ${reply}` as Behavior);
      const connections = own.connections();
      const [first, second] = [await write(refused), await write(other)];
      await deliver();
      const state = reply.startsWith("450") ? "deferred" : "failed";
      expect(await show(first)).toMatchObject({ state, last_reply: reply });
      expect(await show(second)).toMatchObject({ state: "accepted", tries: 0 });
      expect(own.to(other)).toHaveLength(1);
      expect(own.connections() - connections).toBe(1);
    },
  );

  test("an email is sent after one whose text was refused", async () => {
    const [refused, other] = [someone(), someone()];
    own.script(refused, "552 after data");
    const [first, second] = [await write(refused), await write(other)];
    await deliver();
    expect((await show(first)).state).toBe("failed");
    expect((await show(second)).state).toBe("accepted");
  });

  test.each([
    "500 5.5.2 Error: command not recognized",
    "501 5.5.4 Syntax error",
    "502 5.5.1 Not implemented",
    "503 5.5.1 Error: nested MAIL command",
    "504 5.5.2 Need a full name",
    "521 No email here",
    "554 5.5.1 Error: no valid recipients",
    "555 5.5.4 Unknown parameter",
  ])("%s leads to a new connection, and is no refusal of the email", async (reply) => {
    const [to, refused] = [someone(), someone()];
    own.script(to, `refuse ${reply}` as Behavior);
    own.script(refused, `refuse ${reply}` as Behavior, `refuse ${reply}` as Behavior, "take");
    const [first, second] = [await write(to), await write(refused)];
    await deliver();
    expect(await show(first)).toMatchObject({ state: "accepted", tries: 0 });
    expect(await show(second)).toMatchObject({ state: "deferred", tries: 1, last_reply: reply });
    later(2 * MINUTE);
    await deliver();
    expect(await show(second)).toMatchObject({ state: "accepted" });
  });
});

class Died extends Error {}

describe("a long queue", () => {
  test("is not compared with itself for each email that leaves", async () => {
    const { db, pool } = world.database;
    const ticket = (await world.admin.post("/tickets/", { subject: "Queue", description: "x", company: null })).body.id;
    await pool.query(
      `insert into outgoing_emails (kind, ticket, address, mailbox, state)
       select 'reply', $1, 'queued-' || n || '@elsewhere.test', $2, 'waiting' from generate_series(1, 400) n`,
      [ticket, mailbox],
    );
    const rowsRead = await transact(db, async (db) => {
      // the worst plan that statistics can lead to, as those of a queue that was empty until a minute ago
      for (const way of ["indexscan", "bitmapscan", "hashjoin", "mergejoin", "material"])
        await query(db, `set local enable_${way} = off`);
      expect(await claimEmails({ ...world.app.mail, db }, mailbox, 2)).toHaveLength(2);
      const [row] = await query<{ n: number }>(
        db,
        "select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables where relname = 'outgoing_emails'",
      );
      return row!.n;
    });
    await pool.query("delete from outgoing_emails where address like 'queued-%'");
    // comparing each with all others would read 160,000
    expect(rowsRead).toBeLessThan(10_000);
  });
});

describe("a server that is killed", () => {
  const tried: DeliveryStep[] = [];

  test.each(DELIVERY_STEPS)("after “%s” leaves behind an email that still arrives", async (step) => {
    const to = someone();
    const id = await write(to);
    // nothing after the step happens, as if the process had ended
    world.app.mail.onStep = (at) => {
      if (at !== step) return;
      tried.push(at);
      throw new Died(step);
    };
    await deliver();
    world.app.mail.onStep = () => {};
    expect(await show(id)).toMatchObject({ state: step === "recorded" ? "accepted" : "sending" });
    later(50);
    await tidyEmails(world.app.mail);
    expect(await deliver()).toBe(0);
    later(20);
    await tidyEmails(world.app.mail);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "accepted" });
    const copies = server.to(to);
    expect(copies).toHaveLength(step === "sent" ? 2 : 1);
    expect(new Set(copies.map(({ raw }) => idOf(raw))).size).toBe(1);
  });

  test("is distinguished from a slow one", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const slow = await openMailServer();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: slow.port });
    const to = someone();
    slow.script(to, "no reply");
    const id = await write(to);
    const delivery = openDelivery(world.app.mail);
    await delivery.begin();
    const claimedUntil = async () =>
      (
        await query<{ at: Date }>(world.database.db, "select claimed_until as at from outgoing_emails where id = $1", [
          id,
        ])
      )[0]!.at;
    await vi.waitFor(() => expect(slow.received).toHaveLength(1));
    const first = await claimedUntil();
    later(50);
    // the claim is renewed every 15 seconds
    vi.advanceTimersByTime(15_000);
    await vi.waitFor(async () => expect(await claimedUntil()).not.toEqual(first), { timeout: 30_000 });
    later(50);
    await tidyEmails(world.app.mail);
    expect((await show(id)).state).toBe("sending");
    await slow.close();
    await delivery.close();
    vi.useRealTimers();
    expect((await show(id)).state).toBe("deferred");
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: server.port });
  });

  test("was tested at each step once", () => expect(tried).toEqual(DELIVERY_STEPS));

  test("has a name for every step", async () => {
    const steps: DeliveryStep[] = [];
    world.app.mail.onStep = (at) => steps.push(at);
    await write(someone());
    await deliver();
    expect(steps).toEqual(DELIVERY_STEPS);
  });
});

describe("an unavailable mail server", () => {
  test("is left alone after five failures, and tried with one email until it is back", async () => {
    const mailServer = await openMailServer();
    const { port } = mailServer;
    await mailServer.close();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: port, max_connections: 4 });
    const people = Array.from({ length: 12 }, someone);
    for (const to of people) await write(to);
    await deliver();
    const failing = (await world.admin.get(`/mailboxes/${mailbox}/`)).body;
    expect(failing).toMatchObject({ state: "failing", last_error: expect.stringContaining("ECONNREFUSED") });
    expect(failing.failing_since).not.toBeNull();
    expect(failing.retry_at).not.toBeNull();
    expect(await deliver()).toBe(0);
    later(20 * MINUTE);
    expect(await deliver()).toBe(1);
    const back = await openMailServer({ port });
    later(20 * MINUTE);
    await deliver();
    later(2 * MINUTE);
    await deliver();
    expect(people.map((to) => back.to(to).length)).toEqual(Array(12).fill(1));
    expect((await world.admin.get(`/mailboxes/${mailbox}/`)).body).toMatchObject({ state: "ok", last_error: null });
    await back.close();
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: server.port });
  });

  test("without STARTTLS gets nothing if encryption is required", async () => {
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_security: "starttls" });
    const to = someone();
    const id = await write(to);
    await deliver();
    expect(await show(id)).toMatchObject({ state: "deferred", attempts: [{ outcome: "unreachable" }] });
    expect(server.to(to)).toEqual([]);
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_security: "none" });
    later(2 * MINUTE);
    await deliver();
    expect(server.to(to)).toHaveLength(1);
  });

  test("with a self-signed certificate gets nothing", async () => {
    const untrusted = await openMailServer({ hasTls: true });
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: untrusted.port, smtp_security: "starttls" });
    const id = await write(someone());
    await deliver();
    expect((await show(id)).attempts[0]).toMatchObject({ outcome: "unreachable" });
    expect(untrusted.received).toEqual([]);
    await world.admin.patch(`/mailboxes/${mailbox}/`, { smtp_port: server.port, smtp_security: "none" });
    await untrusted.close();
  });
});
