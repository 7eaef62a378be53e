import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMailbox, openEmailWorker } from "../../test/emails.ts";
import { FORGED_IP, type Inlet, openInlet, PROVEN_IP, source } from "../../test/incoming.ts";
import { openMailServer } from "../../test/mail-server.ts";
import { chances } from "../../test/random.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { messageId, replyAddress } from "../emails/addresses.ts";

const RUNS = Number(process.env.RUNS ?? 30);
const SEED = Number(process.env.SEED ?? 20_261_126);

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  inlet = await openInlet(world);
});
afterAll(() => world.close());

const run = async (text: string, values: unknown[] = []) => (await world.database.pool.query(text, values)).rows;

describe("random emails", () => {
  /** A customer with a ticket, an email from the desk about it, and a reply to that. */
  interface Customer {
    address: string;
    ticket: { id: string; ticket_number: string };
    sent: string;
    received: string;
  }

  async function makeCustomer(n: number): Promise<Customer> {
    const address = `customer-${n}@${["harbour", "reef", "plain"][n % 3]}.test`;
    const { company } = await makeCompany(world.admin);
    const contact = (await world.admin.post("/contacts/", { company: company.id, name: `C ${n}`, email: address }))
      .body;
    const ticket = await makeTicket(world.admin, company.id, { contact: contact.id });
    const [sent] = await run(
      "insert into outgoing_emails (kind, ticket, address, state) values ('reply', $1, $2, 'accepted') returning id",
      [ticket.id, address],
    );
    const received = `<received-${n}@${address.split("@")[1]}>`;
    const [incoming] = await run(
      "insert into incoming_emails (arrived_by, file, size, sha256, state) values ('pipe', 'x', 1, $1, 'rejected') returning id",
      [randomUUID()],
    );
    await run("insert into email_messages (incoming, ticket, message_id, from_address) values ($1, $2, $3, $4)", [
      incoming.id,
      ticket.id,
      received,
      address,
    ]);
    return { address, ticket, sent: sent.id, received };
  }

  test(`never join the conversation of another customer (seed ${SEED})`, async () => {
    const { below, one } = chances(SEED);
    const maybe = (share: number) => below(100) < share * 100;
    const { sealing } = world.app.docket;
    const customers: Customer[] = [];
    for (let n = 0; n < 6; n += 1) customers.push(await makeCustomer(n));
    const strangers = ["stranger@harbour.test", "stranger@reef.test", "stranger@plain.test"];
    const broken = (text: string) =>
      text.replace(/[a-z2-7](?=[a-z2-7]{0,9}@)/, (letter) => (letter === "a" ? "b" : "a"));
    const counts: Record<string, number> = {};
    for (let n = 0; n < RUNS; n += 1) {
      const from = maybe(0.7) ? one(customers).address : one(strangers);
      const ip = maybe(0.6) ? PROVEN_IP : maybe(0.5) ? FORGED_IP : null;
      const token = () => {
        const { ticket, address } = one(customers);
        const whole = replyAddress(sealing, inlet.mailbox, ticket.id, maybe(0.7) ? address : from);
        return maybe(0.7) ? whole : broken(whole);
      };
      const id = () => {
        const { sent, received } = one(customers);
        const whole = maybe(0.5) ? messageId(sealing, sent, "docket.test") : received;
        return maybe(0.8) ? whole : broken(whole);
      };
      const headers = {
        From: `Sam <${from}>`,
        ...(maybe(0.3) && { To: maybe(0.5) ? token() : `${token()}, ${token()}` }),
        ...(maybe(0.3) && { "In-Reply-To": id() }),
        ...(maybe(0.3) && { References: `${id()} ${id()}` }),
        ...(maybe(0.3) && { Subject: `Re: Zone offline [${one(customers).ticket.ticket_number}]` }),
        ...(maybe(0.1) && { "Auto-Submitted": "auto-replied" }),
        ...(maybe(0.1) && { Cc: one(customers).address }),
      };
      const email = await inlet.receive(source(headers, `Message ${n} of seed ${SEED}`), { from, ip });
      const what = `${n}: ${JSON.stringify(headers)} by ${ip}`;
      counts[email.outcome ?? email.state] = (counts[email.outcome ?? email.state] ?? 0) + 1;
      // so that no sender looks like a robot
      await run("update incoming_emails set received_at = received_at - interval '1 day' where id = $1", [email.id]);
      const owner = customers.find(({ ticket }) => ticket.id === email.ticket);
      if (email.outcome === "reply")
        expect([owner?.address, email.verdict === "fail", what]).toEqual([from, false, what]);
      if (!owner || email.outcome === "reply" || !email.comment) continue;
      const [comment] = await run("select is_internal from comments where id = $1", [email.comment]);
      expect([comment.is_internal, what]).toEqual([true, what]);
    }
    // and nobody outside has become a participant
    const participants = await run("select address from participants where state = 'accepted' and ticket = any($1)", [
      customers.map(({ ticket }) => ticket.id),
    ]);
    expect(participants).toEqual([]);
    expect(counts.reply).toBeGreaterThan(0);
    expect(counts.ticket).toBeGreaterThan(0);
    expect(counts.third_party).toBeGreaterThan(0);
    if (process.env.RUNS) console.log(counts);
  });
});

describe("a robot that answers every email", () => {
  test(`gets one ticket for ${RUNS} emails, is held visibly, and does not delay agents' emails`, async () => {
    const server = await openMailServer();
    const worker = await openEmailWorker(world);
    const sender = await addMailbox(world, server, { address: "robots@docket.test" });
    const { company } = await makeCompany(world.admin);
    const newTicket = async (email: string): Promise<string> => {
      const contact = (await world.admin.post("/contacts/", { company: company.id, name: "R", email })).body;
      const { id } = await makeTicket(world.admin, company.id, { contact: contact.id });
      await world.admin.patch(`/tickets/${id}/conversation/`, { mailbox: sender.id });
      return id;
    };
    const reply = async (ticket: string) => {
      await world.tom.post("/ticket-comments/", { ticket, text: "<p>We look into it.</p>" });
      await worker.react();
      worker.later(11);
      await worker.deliver();
    };
    const [robot, person] = ["robot@plain.test", "person@plain.test"];
    const [ticket, other] = [await newTicket(robot), await newTicket(person)];
    await reply(ticket);
    const to = /^Reply-To: .*?<?([^\s<>]+@[^\s<>]+?)>?\r$/m.exec(
      server.to(robot)[0]!.raw.replaceAll(/\r\n[ \t]/g, " "),
    )![1]!;
    const tickets = async () => (await world.admin.get("/tickets/")).body.count;
    const before = await tickets();
    for (let n = 0; n < RUNS; n += 1) {
      await inlet.receive(source({ From: robot, To: to, Subject: `Alarm ${n}` }, `Alarm ${n}`));
      if (n === Math.floor(RUNS / 2)) await reply(other);
    }
    await reply(ticket);
    expect([server.to(robot).length, server.to(person).length]).toEqual([2, 1]);
    expect(await tickets()).toBe(before);
    const ended = await run(
      "select state, outcome, reason, ticket, count(*)::int as n from incoming_emails where from_address = $1 group by 1, 2, 3, 4 order by 1",
      [robot],
    );
    expect(ended).toEqual([
      { state: "done", outcome: "reply", reason: null, ticket, n: 5 },
      { state: "held", outcome: null, reason: "robot", ticket, n: RUNS - 5 },
    ]);
    const { comments } = (await world.tom.get(`/tickets/${ticket}/`)).body;
    const systemComments = comments.filter(({ author_kind }: Record<string, unknown>) => author_kind === "system");
    expect(systemComments).toMatchObject([{ is_internal: true, text: expect.stringContaining("robot@plain.test") }]);
    const heldEmails = await world.admin.get(`/incoming-emails/?state=held&ticket=${ticket}`);
    expect(heldEmails.body.results[0].reason_detail).toContain("ten minutes");
    await server.close();
  });

  test(`that sends a new subject each time has five tickets after ${RUNS} emails, and the last one says why`, async () => {
    const robot = "alarms@plain.test";
    for (let n = 0; n < RUNS; n += 1)
      await inlet.receive(source({ From: robot, Subject: `Alarm ${n} of ${SEED}` }, `Sensor ${n} is out of range.`));
    const ended = await run(
      "select state, outcome, reason, count(*)::int as n, count(distinct ticket)::int as tickets from incoming_emails where from_address = $1 group by 1, 2, 3 order by 1",
      [robot],
    );
    expect(ended).toEqual([
      { state: "done", outcome: "ticket", reason: null, n: 5, tickets: 5 },
      { state: "held", outcome: null, reason: "robot", n: RUNS - 5, tickets: 0 },
    ]);
    const events = await run(
      "select t.subject from comments c join tickets t on t.id = c.ticket where c.is_internal and c.text like $1",
      [`${robot} has sent more than five emails%`],
    );
    expect(events).toEqual([{ subject: `Alarm 4 of ${SEED}` }]);
  });
});
