import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { FORGED_IP, type Inlet, openInlet, source } from "../../test/incoming.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let inlet: Inlet;
let worker: EmailWorker;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
  worker = await openEmailWorker(world);
});
afterAll(() => world.close());

let n = 0;
const someone = (domain = "harbour.test") => {
  n += 1;
  return `sender-${n}@${domain}`;
};
const addRule = async (pattern: string, action: string) => {
  const { status, body } = await world.admin.post("/sender-rules/", { pattern, action });
  expect([status, body.action]).toEqual([201, action]);
  return body;
};
const receive = (From: string, ip?: string) => inlet.receive(source({ From }), ip ? { ip } : {});

describe("a rule for a sender", () => {
  test("holds an address's emails as spam, and the emails show the rule", async () => {
    const from = someone();
    const rule = await addRule(from.toUpperCase(), "spam");
    expect(rule.pattern).toBe(from);
    expect(await receive(from)).toMatchObject({
      state: "held",
      outcome: null,
      reason: "spam",
      reason_detail: from,
      signals: expect.arrayContaining([{ signal: "sender rule", value: `spam: ${from}` }]),
    });
    expect((await receive(someone())).outcome).toBe("ticket");
    const counts = (await world.admin.get("/incoming-emails/counts/")).body;
    const { received, ...parts } = counts as Record<string, number>;
    expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(received);
    expect(counts.held).toBe(1);
  });

  test("for a domain includes its subdomains, and a rule for an address takes precedence", async () => {
    const [blocked, welcome] = [someone("mail.reef.test"), someone("reef.test")];
    await addRule("reef.test", "spam");
    await addRule(welcome, "accept");
    expect(await receive(blocked)).toMatchObject({ state: "held", reason_detail: "reef.test" });
    expect(await receive(someone("greatreef.test"))).toMatchObject({ outcome: "ticket" });
    expect(await receive(welcome)).toMatchObject({
      outcome: "ticket",
      signals: expect.arrayContaining([{ signal: "sender rule", value: `accept: ${welcome}` }]),
    });
  });

  test("accepts an unverified sender who would be held without it", async () => {
    const [unproven, accepted] = [someone(), someone()];
    await addRule(accepted, "accept");
    expect(await receive(unproven, FORGED_IP)).toMatchObject({ state: "held", reason: "sender_not_proven" });
    expect(await receive(accepted, FORGED_IP)).toMatchObject({ state: "done", outcome: "ticket" });
  });

  test("stops the acknowledgment", async () => {
    const [quiet, answered] = [someone(), someone()];
    await addRule(quiet, "no_auto_reply");
    for (const from of [quiet, answered]) expect((await receive(from)).outcome).toBe("ticket");
    await worker.react();
    const { body } = await world.admin.get("/outgoing-emails/?kind=acknowledgement");
    const emailTo = (to: string) => body.results.find(({ address }: { address: string }) => address === to);
    expect(emailTo(answered)).toMatchObject({ reason: "no_mailbox" });
    expect(emailTo(quiet)).toMatchObject({ state: "cancelled", reason: "sender_rule" });
  });

  test("has no effect once it is changed or deleted", async () => {
    const from = someone();
    const { id } = await addRule(from, "spam");
    await world.admin.patch(`/sender-rules/${id}/`, { action: "no_auto_reply" });
    expect((await receive(from)).outcome).toBe("ticket");
    await world.admin.patch(`/sender-rules/${id}/`, { action: "spam" });
    expect((await world.admin.remove(`/sender-rules/${id}/`)).status).toBe(204);
    expect((await receive(from)).outcome).toBe("ticket");
  });

  test.each([
    ["@Harbour.Test", "harbour.test"],
    ["münchen.example", "xn--mnchen-3ya.example"],
    ["x@münchen.example", "x@xn--mnchen-3ya.example"],
    ["test", null],
    ["10.0.0.1", null],
    ["*", null],
    ["a b@harbour.test", null],
    ["harbour.test/path", null],
    ["harbour.test:25", null],
  ])("for %j is stored as %j", async (input, pattern) => {
    const { status, body } = await world.admin.post("/sender-rules/", { pattern: input, action: "spam" });
    if (status === 201) await world.admin.remove(`/sender-rules/${body.id}/`);
    expect(status === 201 ? body.pattern : body).toEqual(
      pattern ?? { pattern: ["Enter an email address or a domain."] },
    );
  });

  test("exists once for each sender", async () => {
    const from = someone();
    await addRule(from, "spam");
    expect((await world.admin.post("/sender-rules/", { pattern: from, action: "accept" })).body).toEqual({
      pattern: ["There is a rule for this sender already."],
    });
  });
});

describe("marking a ticket as spam", () => {
  const spam = (ticket: string, body: object, by = world.tom) => by.post(`/tickets/${ticket}/spam/`, body);
  const rulesFor = async (search: string) => (await world.admin.get(`/sender-rules/?search=${search}`)).body.results;

  test("moves it to the trash and blocks its sender, and both are undone together", async () => {
    const from = someone();
    const { ticket } = await receive(from);
    expect((await world.tom.get(`/tickets/${ticket}/sender/`)).body.sender).toEqual({
      address: from,
      domain: "harbour.test",
      can_block_domain: false,
    });
    const { status, body } = await spam(ticket, { block: "sender" });
    expect([status, (await world.tom.get(`/tickets/${ticket}/`)).status]).toEqual([200, 404]);
    expect(await rulesFor(from)).toMatchObject([{ id: body.rule, action: "spam", created_by: world.tom.id }]);
    expect(await receive(from)).toMatchObject({ state: "held", reason: "spam" });
    expect((await world.tom.post(`/tickets/${ticket}/not_spam/`, body)).body).toEqual({ restored: true });
    expect((await world.tom.get(`/tickets/${ticket}/`)).status).toBe(200);
    expect(await rulesFor(from)).toEqual([]);
  });

  test("is for users who may delete the ticket, and only an Admin blocks a domain", async () => {
    const { ticket } = await receive(someone("kelp.test"), FORGED_IP);
    expect((await spam(ticket, { block: "domain" })).status).toBe(403);
    expect((await world.tom.get(`/tickets/${ticket}/`)).status).toBe(200);
    const { status, body } = await spam(ticket, { block: "domain" }, world.admin);
    expect([status, (await rulesFor("kelp.test"))[0].id]).toEqual([200, body.rule]);
    // a user does not undo what another one has blocked
    await world.tom.post(`/tickets/${ticket}/not_spam/`, body);
    expect(await rulesFor("kelp.test")).toHaveLength(1);
  });

  test.each(["gmail.com", "docket.test"])("never blocks all of %s", async (domain) => {
    const { ticket } = await receive(someone(domain), FORGED_IP);
    expect((await spam(ticket, { block: "domain" }, world.admin)).body).toEqual({
      block: [`Too many people write from ${domain}. Block the sender instead.`],
    });
  });

  test("is refused for a ticket that no email opened, and keeps other kinds of rules", async () => {
    const { company } = await makeCompany(world.admin);
    const newTicket = await makeTicket(world.admin, company.id, {});
    expect((await spam(newTicket.id, {})).status).toBe(409);
    expect((await world.tom.get(`/tickets/${newTicket.id}/sender/`)).body).toEqual({ sender: null });
    const from = someone();
    await addRule(from, "accept");
    const { ticket } = await receive(from);
    expect((await spam(ticket, { block: "sender" })).status).toBe(409);
    expect((await world.tom.get(`/tickets/${ticket}/`)).status).toBe(200);
    expect((await spam(ticket, {})).body).toEqual({ rule: null });
  });
});
