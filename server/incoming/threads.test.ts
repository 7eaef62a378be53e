import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FORGED_IP, type Inlet, openInlet, PROVEN_IP, source } from "../../test/incoming.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { messageId, replyAddress } from "../emails/addresses.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { followSla } from "../sla/follow.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

type Way =
  | "own token"
  | "token of another"
  | "forged token"
  | "email of ours"
  | "forged id"
  | "known email"
  | "subject"
  | "nothing";
type Who = "contact" | "participant" | "proposed" | "stranger";
type Proof = "pass" | "none" | "fail" | "forged";
type State = "new" | "in_progress" | "pending" | "resolved" | "closed" | "closed long ago" | "trash";

// emails from harbour.test can be proven; plain.test has no records; a failure asks receivers for nothing at reef.test, and
// to reject at harbour.test
const PROOFS: Record<Proof, { domain: string; ip: string }> = {
  pass: { domain: "harbour.test", ip: PROVEN_IP },
  none: { domain: "plain.test", ip: PROVEN_IP },
  fail: { domain: "reef.test", ip: FORGED_IP },
  forged: { domain: "harbour.test", ip: FORGED_IP },
};

type Outcome = "reply" | "third_party" | "ticket" | "held";
interface Row {
  way: Way;
  who: Who;
  proof: Proof;
  state: State;
  outcome: Outcome;
  /** The ticket's status afterwards; or why a new ticket only suggests it. */
  then?: string;
}
const row = (way: Way, who: Who, proof: Proof, state: State, outcome: Outcome, then?: string): Row => ({
  way,
  who,
  proof,
  state,
  outcome,
  ...(then && { then }),
});

const ROWS: Row[] = [
  // the signed address is enough, whatever the state
  row("own token", "contact", "pass", "new", "reply", "new"),
  row("own token", "contact", "none", "new", "reply", "new"),
  row("own token", "contact", "fail", "new", "third_party", "new"),
  row("own token", "contact", "forged", "new", "third_party", "new"),
  row("own token", "contact", "pass", "in_progress", "reply", "in_progress"),
  row("own token", "contact", "pass", "pending", "reply", "new"),
  row("own token", "contact", "pass", "resolved", "reply", "new"),
  row("own token", "contact", "pass", "closed", "reply", "new"),
  row("own token", "contact", "none", "closed", "reply", "new"),
  row("own token", "contact", "fail", "closed", "third_party", "closed"),
  row("own token", "contact", "pass", "closed long ago", "ticket", "closed_long_ago"),
  row("own token", "contact", "pass", "trash", "ticket", "in_trash"),
  row("own token", "participant", "pass", "new", "reply", "new"),
  row("own token", "participant", "none", "resolved", "reply", "new"),
  row("own token", "participant", "fail", "resolved", "third_party", "resolved"),
  row("own token", "proposed", "pass", "new", "third_party", "new"),
  row("own token", "proposed", "pass", "closed", "third_party", "closed"),
  // the reply address of someone else: participants may use it, others are third parties
  row("token of another", "participant", "pass", "new", "reply", "new"),
  row("token of another", "stranger", "pass", "new", "third_party", "new"),
  row("token of another", "stranger", "none", "pending", "third_party", "pending"),
  row("token of another", "stranger", "fail", "resolved", "third_party", "resolved"),
  row("token of another", "stranger", "pass", "closed long ago", "ticket", "closed_long_ago"),
  row("token of another", "stranger", "pass", "trash", "ticket", "in_trash"),
  row("token of another", "proposed", "pass", "new", "third_party", "new"),
  // a reply address that was never issued means nothing
  row("forged token", "contact", "pass", "new", "ticket"),
  row("forged token", "stranger", "pass", "new", "ticket"),
  row("forged token", "stranger", "forged", "new", "held"),
  // the reply to one of our emails, from a participant whose authentication did not fail
  row("email of ours", "contact", "pass", "new", "reply", "new"),
  row("email of ours", "contact", "none", "resolved", "reply", "new"),
  row("email of ours", "contact", "fail", "new", "ticket", "not_authenticated"),
  row("email of ours", "contact", "forged", "new", "held", "not_authenticated"),
  row("email of ours", "participant", "pass", "pending", "reply", "new"),
  row("email of ours", "proposed", "pass", "new", "ticket", "not_a_participant"),
  row("email of ours", "stranger", "pass", "new", "ticket", "not_a_participant"),
  row("email of ours", "stranger", "none", "closed", "ticket", "not_a_participant"),
  row("email of ours", "stranger", "forged", "new", "held", "not_a_participant"),
  row("email of ours", "contact", "pass", "closed long ago", "ticket", "closed_long_ago"),
  row("email of ours", "contact", "pass", "trash", "ticket", "in_trash"),
  row("forged id", "contact", "pass", "new", "ticket"),
  row("forged id", "stranger", "none", "new", "ticket"),
  // the reply to an email that came in
  row("known email", "contact", "pass", "new", "reply", "new"),
  row("known email", "contact", "none", "closed", "reply", "new"),
  row("known email", "contact", "fail", "new", "ticket", "not_authenticated"),
  row("known email", "participant", "pass", "new", "reply", "new"),
  row("known email", "stranger", "pass", "new", "ticket", "not_a_participant"),
  row("known email", "stranger", "fail", "new", "ticket", "not_a_participant"),
  row("known email", "contact", "pass", "closed long ago", "ticket", "closed_long_ago"),
  row("known email", "contact", "pass", "trash", "ticket", "in_trash"),
  // a number in the subject, from an authenticated participant
  row("subject", "contact", "pass", "new", "reply", "new"),
  row("subject", "contact", "pass", "resolved", "reply", "new"),
  row("subject", "contact", "none", "new", "ticket", "not_authenticated"),
  row("subject", "contact", "fail", "new", "ticket", "not_authenticated"),
  row("subject", "contact", "forged", "new", "held", "not_authenticated"),
  row("subject", "participant", "pass", "pending", "reply", "new"),
  row("subject", "participant", "none", "new", "ticket", "not_authenticated"),
  row("subject", "proposed", "pass", "new", "ticket", "not_a_participant"),
  row("subject", "stranger", "pass", "new", "ticket", "not_a_participant"),
  row("subject", "stranger", "fail", "new", "ticket", "not_a_participant"),
  row("subject", "contact", "pass", "closed long ago", "ticket", "closed_long_ago"),
  row("subject", "contact", "pass", "trash", "ticket", "in_trash"),
  row("nothing", "contact", "pass", "new", "ticket"),
  row("nothing", "stranger", "none", "new", "ticket"),
  row("nothing", "contact", "forged", "new", "held"),
];

const run = (text: string, values: unknown[]) => world.database.pool.query(text, values);
let n = 0;

async function setUp({ who, proof, state }: Row) {
  n += 1;
  const { domain, ip } = PROOFS[proof];
  const sender = `${who}-${n}@${domain}`;
  const { company } = await makeCompany(world.admin);
  const email = who === "contact" ? sender : `ploy-${n}@harbour.test`;
  const contact = (await world.admin.post("/contacts/", { company: company.id, name: "Ploy", email })).body;
  const ticket = await makeTicket(world.admin, company.id, { contact: contact.id });
  if (who === "participant" || who === "proposed")
    await run("insert into participants (ticket, address, state) values ($1, $2, $3)", [
      ticket.id,
      sender.toUpperCase(),
      who === "proposed" ? "proposed" : "accepted",
    ]);
  const status = state === "closed long ago" ? "closed" : state;
  if (state === "trash") await world.admin.remove(`/tickets/${ticket.id}/`);
  else if (status !== "new") await world.admin.patch(`/tickets/${ticket.id}/`, { status });
  if (state === "closed long ago")
    await run("update tickets set closed_at = now() - interval '15 days' where id = $1", [ticket.id]);
  return { sender, ip, ticket, requester: email };
}

async function headersFor(
  way: Way,
  ticket: { id: string; ticket_number: string },
  sender: string,
  requester: string,
): Promise<Record<string, string>> {
  const { sealing } = world.app.docket;
  const answering = (id: string) => ({ "In-Reply-To": id, References: `<old@x.test> ${id}` });
  if (way === "own token") {
    await writeOutgoing(ticket.id, sender);
    return { To: replyAddress(sealing, inlet.mailbox, ticket.id, sender).toUpperCase() };
  }
  if (way === "token of another") return { To: replyAddress(sealing, inlet.mailbox, ticket.id, requester) };
  if (way === "forged token") {
    const token = replyAddress(sealing, inlet.mailbox, ticket.id, "nobody@x.test");
    return { To: token };
  }
  if (way === "email of ours")
    return answering(messageId(sealing, await writeOutgoing(ticket.id, requester), "docket.test"));
  if (way === "forged id") return answering(`<${"a".repeat(39)}@docket.test>`);
  if (way === "known email") {
    const { rows } = await run(
      "insert into incoming_emails (arrived_by, file, size, sha256, state) values ('pipe', 'x', 1, $1, 'rejected') returning id",
      [randomUUID()],
    );
    const id = `<${randomUUID()}@harbour.test>`;
    await run(
      "insert into email_messages (incoming, ticket, message_id, from_address) values ($1, $2, $3, 'x@x.test')",
      [rows[0].id, ticket.id, id],
    );
    return answering(id);
  }
  return way === "subject" ? { Subject: `Re: Zone offline [${ticket.ticket_number}]` } : {};
}

async function writeOutgoing(ticket: string, address: string): Promise<string> {
  const { rows } = await run(
    "insert into outgoing_emails (kind, ticket, address, state) values ('reply', $1, $2, 'accepted') returning id",
    [ticket, address],
  );
  return rows[0].id;
}

describe("an email", () => {
  test.each(ROWS)("with $way of a $who, proof: $proof, ticket: $state, is a $outcome ($then)", async (each) => {
    const { sender, ip, ticket, requester } = await setUp(each);
    const headers = await headersFor(each.way, ticket, sender, requester);
    const email = await inlet.receive(source({ From: `Sam <${sender}>`, ...headers }, `Hello ${n}`), { ip });
    const isHeld = each.outcome === "held";
    expect(email).toMatchObject(isHeld ? { state: "held", ticket: null } : { state: "done", outcome: each.outcome });
    const joins = each.outcome === "reply" || each.outcome === "third_party";
    if (!joins) {
      expect(email.suggestions.map(({ ticket, reason }: Record<string, string>) => [ticket, reason])).toEqual(
        each.then ? [[ticket.id, each.then]] : [],
      );
      if (!isHeld) expect(email.ticket).not.toBe(ticket.id);
      return;
    }
    expect(email.ticket).toBe(ticket.id);
    const after = await inlet.ticket(ticket.id);
    expect([after.status, after.contact]).toEqual([each.then, ticket.contact]);
    const [comment] = after.comments;
    expect(comment).toMatchObject({ text: `Hello ${n}`, is_internal: each.outcome === "third_party", via: "mail" });
  });

  test("has a table of sixty rows", () => expect(ROWS.length).toBeGreaterThanOrEqual(60));
});

describe("a third party's message", () => {
  test("can be accepted into the conversation, or moved with its files", async () => {
    const { ticket, requester } = await setUp(row("subject", "contact", "pass", "new", "reply"));
    const headers = await headersFor("token of another", ticket, "", requester);
    const file = { "Content-Type": "multipart/mixed; boundary=x" };
    const body = "--x\r\n\r\nMe too\r\n--x\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--x--";
    const email = await inlet.receive(source({ From: "stranger-a@harbour.test", ...headers, ...file }, body));
    expect(email).toMatchObject({ outcome: "third_party", reason: "not_a_participant", matched_by: "token" });
    const shown = (await world.admin.get(`/incoming-emails/${email.id}/`)).body;
    expect(shown).toMatchObject({ decisions: ["release"], obstacle: null });
    const released = (await world.admin.post(`/incoming-emails/${email.id}/release/`)).body;
    expect(released).toMatchObject({ outcome: "reply", matched_by: "person" });
    expect((await inlet.ticket(ticket.id)).comments[0].is_internal).toBe(false);
    const other = await makeTicket(world.admin, ticket.company);
    expect((await world.admin.post(`/incoming-emails/${email.id}/move/`, { ticket: other.id })).body.ticket).toBe(
      other.id,
    );
    const [from, to] = [await inlet.ticket(ticket.id), await inlet.ticket(other.id)];
    expect([from.comments.length, from.attachments.length, to.comments.length, to.attachments.length]).toEqual([
      0, 0, 1, 1,
    ]);
  });
});

describe("an agent's email", () => {
  const agent = async () => {
    n += 1;
    const email = `agent-${n}@harbour.test`;
    const values = { username: `agent-${n}`, email, first_name: "Ada", role: "Tech", password: "a long password 7" };
    expect((await world.admin.post("/users/", values)).status).toBe(201);
    return email;
  };
  const setUpTicket = () => setUp(row("subject", "contact", "pass", "closed", "reply"));

  test.each(["own token", "email of ours", "subject"] as const)("with %s is their internal note", async (way) => {
    const from = await agent();
    const { ticket, requester } = await setUpTicket();
    const headers = await headersFor(way, ticket, from, requester);
    const email = await inlet.receive(source({ From: from, ...headers }, `Restart it ${n}`));
    expect(email).toMatchObject({ outcome: "reply", ticket: ticket.id });
    const { comments, status, contact } = await inlet.ticket(ticket.id);
    expect(comments).toMatchObject([{ text: `Restart it ${n}`, is_internal: true, author_name: "Ada", via: "mail" }]);
    expect([status, contact]).toEqual(["closed", ticket.contact]);
    const { participants } = (await world.tom.get(`/tickets/${ticket.id}/conversation/`)).body;
    expect(participants).toEqual([]);
    expect((await world.tom.get(`/contacts/?search=${from}`)).body.results).toEqual([]);
  });

  test("that nothing proves is an internal message which cannot be accepted", async () => {
    const from = await agent();
    const { ticket } = await setUpTicket();
    const headers = await headersFor("own token", ticket, from, from);
    const email = await inlet.receive(source({ From: from, ...headers }, "Restart it"), { ip: FORGED_IP });
    expect(email).toMatchObject({ outcome: "third_party", ticket: ticket.id });
    const [comment] = (await inlet.ticket(ticket.id)).comments;
    expect(comment).toMatchObject({ is_internal: true, author: null });
    expect((await world.tom.get(`/tickets/${ticket.id}/conversation/`)).body.third_parties).toEqual([]);
    expect((await world.tom.post(`/ticket-comments/${comment.id}/accept/`)).status).toBe(409);
    expect((await world.admin.post(`/incoming-emails/${email.id}/release/`)).status).toBe(409);
    const shown = (await world.admin.get(`/incoming-emails/${email.id}/`)).body;
    expect(shown).toMatchObject({ decisions: [], obstacle: "sender_is_user" });
  });

  test("that an absence sends adds nothing to the ticket", async () => {
    const from = await agent();
    const { ticket } = await setUpTicket();
    const headers = await headersFor("own token", ticket, from, from);
    const email = await inlet.receive(source({ From: from, ...headers, "Auto-Submitted": "auto-replied" }, "Away"));
    expect(email).toMatchObject({ outcome: "automatic", ticket: null });
    expect((await inlet.ticket(ticket.id)).comments).toEqual([]);
  });
});

describe("an automatic reply", () => {
  test.each(["resolved", "pending"] as const)(
    "to a %s ticket is stored internally and changes no status",
    async (state) => {
      const { sender, ticket } = await setUp(row("own token", "contact", "pass", state, "reply"));
      const headers = await headersFor("own token", ticket, sender, sender);
      const email = await inlet.receive(
        source({ From: sender, ...headers, "Auto-Submitted": "auto-replied" }, "I am away"),
      );
      expect(email).toMatchObject({ outcome: "automatic", ticket: ticket.id });
      const after = await inlet.ticket(ticket.id);
      expect([after.status, after.comments[0].is_internal]).toEqual([state, true]);
    },
  );

  test("starts no SLA clock, which a person's reply does", async () => {
    await addReaders(world.database.db, [followSla]);
    const targets = { medium: { first_response: 60, next_response: 120 } };
    const policy = (await world.admin.post("/sla-policies/", { name: "Everyone", clock: "always", targets })).body.id;
    const { sender, ticket } = await setUp(row("own token", "contact", "pass", "new", "reply"));
    await world.tom.post("/ticket-comments/", { ticket: ticket.id, text: "We restarted it." });
    const headers = { From: sender, ...(await headersFor("own token", ticket, sender, sender)) };
    const clocks = async () => {
      while (await runReaction(world.database.db, followSla));
      const { clocks } = (await world.tom.get(`/tickets/${ticket.id}/sla/`)).body;
      return clocks
        .filter(({ metric }: Record<string, string>) => metric !== "resolution")
        .map(({ metric, state }: Record<string, string>) => `${metric} ${state}`);
    };
    await inlet.receive(source({ ...headers, "Auto-Submitted": "auto-replied" }, "I am away"));
    expect(await clocks()).toEqual(["first_response met"]);
    await inlet.receive(source(headers, "Still silent"));
    expect(await clocks()).toEqual(["first_response met", "next_response running"]);
    await world.admin.remove(`/sla-policies/${policy}/`);
  });
});

test("the first response is an agent's reply, never a customer's email", async () => {
  const { sender, ip, ticket, requester } = await setUp(row("own token", "contact", "pass", "new", "reply"));
  const headers = { From: sender, ...(await headersFor("own token", ticket, sender, requester)) };
  expect(await inlet.receive(source(headers, "Still silent"), { ip })).toMatchObject({ outcome: "reply" });
  expect((await inlet.ticket(ticket.id)).first_response_at).toBeNull();
  await world.tom.post("/ticket-comments/", { ticket: ticket.id, text: "We restarted it." });
  expect((await inlet.ticket(ticket.id)).first_response_at).not.toBeNull();
});

describe("the emails of a ticket", () => {
  test("say to every agent why they joined it, and keep what their messages leave out", async () => {
    const { sender, ip, ticket, requester } = await setUp(row("own token", "contact", "pass", "new", "reply"));
    const headers = await headersFor("own token", ticket, sender, requester);
    const body = "It plays again.\n\nOn 3 May 2026, Tom wrote:\n> Please restart the player.";
    const email = await inlet.receive(source({ From: `Sam <${sender}>`, ...headers }, body), { ip });
    expect((await inlet.ticket(ticket.id)).comments[0].text).toBe("It plays again.");
    const path = `/tickets/${ticket.id}/incoming-emails/`;
    const { results } = (await world.tom.get(path)).body;
    expect(results).toMatchObject([
      {
        ...{ id: email.id, comment: email.comment, outcome: "reply", matched_by: "token", from_address: sender },
        ...{ auth: { verdict: "pass", spf: "pass" }, has_quote: true },
      },
    ]);
    const whole = (await world.tom.get(`${path}${email.id}/`)).body;
    expect(whole.quoted_html).toContain("Please restart the player.");
    expect(whole).toMatchObject({ raw: expect.stringContaining(`From: Sam <${sender}>`), is_whole: true });
    const other = await makeTicket(world.admin, ticket.company);
    expect((await world.tom.get(`/tickets/${other.id}/incoming-emails/${email.id}/`)).status).toBe(404);
    expect((await world.tom.get(`/tickets/${other.id}/incoming-emails/`)).body.results).toEqual([]);
  });

  test("include the one that opened it, as that of its description", async () => {
    const { id, ticket } = await inlet.receive(source({ From: "opener@harbour.test" }));
    const { results } = (await world.tom.get(`/tickets/${ticket}/incoming-emails/`)).body;
    expect(results).toMatchObject([{ id, comment: null, outcome: "ticket", matched_by: "new", has_quote: false }]);
  });
});

describe("people in Cc of an email", () => {
  const participantsOf = async (ticket: string) =>
    (await world.tom.get(`/tickets/${ticket}/participants/`)).body.results.map(
      ({ address, state }: Record<string, string>) => [address, state],
    );

  test.each([
    ["proven", "accepted", PROVEN_IP, "harbour.test"],
    ["unproven", "proposed", FORGED_IP, "reef.test"],
  ])("take part at once only if they are colleagues of a %s sender", async (_, state, ip, domain) => {
    n += 1;
    const { company } = await makeCompany(world.admin);
    const [sender, colleague, stranger] = [`cc-${n}@${domain}`, `colleague-${n}@x.test`, `stranger-${n}@x.test`];
    for (const email of [sender, colleague])
      await world.admin.post("/contacts/", { company: company.id, name: email, email });
    await world.admin.patch(`/users/${world.fay.id}/`, { email: "fay@agents.test" });
    const Cc = [colleague, stranger, "fay@agents.test", "support+x@docket.test", sender].join(", ");
    const { ticket } = await inlet.receive(source({ From: sender, Cc }), { ip });
    expect((await participantsOf(ticket)).sort()).toEqual([
      [colleague, state],
      [stranger, "proposed"],
    ]);
  });
});
