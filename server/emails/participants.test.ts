import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk } from "../../test/emails.ts";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { type Caller, makeTicket, type World } from "../../test/world.ts";
import { addComment } from "../comments/comments.ts";
import { query } from "../platform/database.ts";
import { sendNext } from "../replies/sending.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let inlet: Inlet;
let company: string;
let n = 0;
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
  await addMailbox(world, server);
  inlet = await openInlet(world, "inbox@docket.test");
});
afterAll(async () => {
  await server.close();
  await world.close();
});

interface Case {
  id: string;
  ploy: string;
  may: string;
  boss: string;
}

/** A ticket of Ploy, and the addresses of two more people, whom no other test writes to. */
async function newCase(): Promise<Case> {
  n += 1;
  const [ploy, may, boss] = ["ploy", "may", "boss"].map((name) => `${name}-${n}@harbour.test`) as [
    string,
    string,
    string,
  ];
  const contact = (await world.admin.post("/contacts/", { company, name: "Ploy Srisai", email: ploy })).body;
  const { id } = await makeTicket(world.tom, company, { contact: contact.id, subject: "Zone offline" });
  return { id, ploy, may, boss };
}
const add = (ticket: string, values: object, by: Caller = world.tom) =>
  by.post(`/tickets/${ticket}/participants/`, values);
const participantsOf = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/participants/`)).body.results;
const send = (ticket: string, values: object) =>
  world.tom.post(`/tickets/${ticket}/replies/`, { text: "Restarted", seen: 1, force: true, ...values });
async function run(): Promise<void> {
  await query(world.database.db, "update replies set send_at = now()");
  while (await sendNext(world.app.docket));
  await worker.react();
  await worker.deliver();
}
const emailsTo = (address: string) => Promise.all(server.to(address).map(({ raw }) => PostalMime.parse(raw)));
const addressesIn = (list: readonly { address?: string }[] | undefined) => (list ?? []).map(({ address }) => address);

describe("a participant", () => {
  test("is added by address or contact, once, and gets all later replies", async () => {
    const { id, ploy, may, boss } = await newCase();
    const { status, body } = await add(id, { address: may, name: "May" });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        address: may,
        name: "May",
        state: "accepted",
        origin: "agent",
        added_by: world.tom.id,
      }),
    ]);
    const contact = (await world.admin.post("/contacts/", { company, name: "The boss", email: boss })).body;
    expect((await add(id, { contact: contact.id })).body).toMatchObject({
      contact: contact.id,
      address: boss,
      name: "The boss",
    });
    expect((await add(id, { address: may.toUpperCase() })).body.id).toBe(body.id);
    await send(id, {});
    await run();
    const [toPloy] = await emailsTo(ploy);
    expect(addressesIn(toPloy!.to)).toEqual([ploy]);
    expect(addressesIn(toPloy!.cc)).toEqual([may, boss]);
    expect([server.to(may).length, server.to(boss).length]).toEqual([1, 1]);
    const kinds = (await world.tom.get(`/tickets/${id}/timeline/`)).body.results.map(
      ({ kind }: { kind: string }) => kind,
    );
    expect(kinds.filter((kind: string) => kind === "participant.added")).toHaveLength(2);
  });

  test("that is removed gets no later replies", async () => {
    const { id, ploy, may } = await newCase();
    const { body } = await add(id, { address: may });
    expect((await world.tom.remove(`/tickets/${id}/participants/${body.id}/`)).status).toBe(204);
    expect((await world.tom.remove(`/tickets/${id}/participants/${body.id}/`)).status).toBe(404);
    await send(id, {});
    await run();
    expect([server.to(ploy).length, server.to(may).length]).toEqual([1, 0]);
  });

  test("that an email proposed is accepted by adding it", async () => {
    const { id, may } = await newCase();
    await query(world.database.db, "insert into participants (ticket, address, state) values ($1, $2, 'proposed')", [
      id,
      may,
    ]);
    await send(id, {});
    await run();
    expect(server.to(may)).toEqual([]);
    expect(await participantsOf(id)).toMatchObject([{ address: may, state: "proposed", origin: "mail" }]);
    await add(id, { address: may });
    expect(await participantsOf(id)).toMatchObject([{ address: may, state: "accepted", origin: "agent" }]);
  });

  test.each([
    [
      "the requester",
      ({ ploy }: Case) => ({ address: ploy }),
      { address: ["This is the requester, who gets every reply."] },
    ],
    ["the desk", () => ({ address: "Support+x@docket.test" }), { address: ["This is an address of the desk."] }],
    ["an agent", () => ({ address: "tom@agents.test" }), { address: ["This is an agent's address."] }],
    ["nobody", () => ({}), { address: ["Send a contact or an address."] }],
    ["no address", () => ({ address: "may" }), { address: ["Enter a valid email address."] }],
  ])("cannot be %s", async (_, values, errors) => {
    const each = await newCase();
    await world.admin.patch(`/users/${world.tom.id}/`, { email: "tom@agents.test" });
    const { status, body } = await add(each.id, values(each));
    expect([status, body]).toEqual([400, errors]);
  });

  test("is one of at most twenty", async () => {
    const { id } = await newCase();
    const statuses: number[] = [];
    for (let i = 0; i < 21; i += 1) statuses.push((await add(id, { address: `guest-${i}@reef.test` })).status);
    expect(statuses).toEqual([...Array<number>(20).fill(201), 400]);
  });
});

describe("a reply", () => {
  test("goes only to the chosen recipients, who become participants", async () => {
    const { id, ploy, may, boss } = await newCase();
    await add(id, { address: boss });
    const { status, body } = await send(id, { to: [ploy], cc: [may, may.toUpperCase()] });
    expect([status, body.recipients]).toEqual([
      201,
      [
        { address: ploy, role: "to" },
        { address: may, role: "cc" },
      ],
    ]);
    await run();
    const [toMay] = await emailsTo(may);
    expect(addressesIn(toMay!.to)).toEqual([ploy]);
    expect(addressesIn(toMay!.cc)).toEqual([may]);
    // left out of this reply, and still a participant
    expect(server.to(boss)).toEqual([]);
    expect((await participantsOf(id)).map(({ address }: { address: string }) => address)).toEqual([boss, may]);
  });

  test("reaches a Bcc recipient whom no other recipient sees and who does not become a participant", async () => {
    const { id, ploy, may, boss } = await newCase();
    await send(id, { to: [ploy], cc: [may], bcc: [boss] });
    await run();
    for (const address of [ploy, may]) {
      const [email] = server.to(address);
      expect(email!.raw.toLowerCase()).not.toContain(boss);
      expect(email!.raw).not.toMatch(/^bcc:/im);
    }
    const [toBoss] = await emailsTo(boss);
    expect(addressesIn(toBoss!.to)).toEqual([ploy]);
    expect((await participantsOf(id)).map(({ address }: { address: string }) => address)).toEqual([may]);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    const { delivery } = results.find(({ kind }: { kind: string }) => kind === "comment.added");
    expect(delivery.map(({ role }: { role: string }) => role)).toEqual(["to", "cc", "bcc"]);
  });

  test("is not emailed if its author chooses no recipients", async () => {
    const { id, ploy, may } = await newCase();
    await add(id, { address: may });
    await send(id, { to: [] });
    await run();
    expect([...server.to(ploy), ...server.to(may)]).toEqual([]);
  });

  test("is not sent to the desk itself or to agents", async () => {
    const { id, may } = await newCase();
    await world.admin.patch(`/users/${world.tom.id}/`, { email: "tom@agents.test" });
    const { status, body } = await send(id, {
      to: [may],
      cc: ["support@docket.test", "tom@agents.test"],
      bcc: ["tom@agents.test"],
    });
    expect([status, body]).toEqual([
      400,
      { cc: ["support@docket.test is an address of the desk.", "tom@agents.test is an agent's address."] },
    ]);
  });

  test("that is an internal note is emailed to no one, whatever recipients are chosen", async () => {
    const { id, ploy, may } = await newCase();
    await send(id, { is_internal: true, to: [ploy], cc: [may] });
    await run();
    expect([...server.to(ploy), ...server.to(may)]).toEqual([]);
    expect(await participantsOf(id)).toEqual([]);
  });

  test("is sent from the mailbox that was chosen for the ticket", async () => {
    const { id, ploy } = await newCase();
    const values = { name: "Billing", address: "billing@docket.test" };
    const billing = await addMailbox(world, server, values);
    const off = await addMailbox(world, server, { ...values, address: "off@docket.test", is_enabled: false });
    expect((await world.tom.patch(`/tickets/${id}/conversation/`, { mailbox: off.id })).status).toBe(400);
    const { body } = await world.tom.patch(`/tickets/${id}/conversation/`, { mailbox: billing.id });
    expect(body).toMatchObject({ mailbox: billing.id, requester: { address: ploy, name: "Ploy Srisai" } });
    expect(body.mailboxes.map(({ address }: { address: string }) => address)).toEqual([
      "support@docket.test",
      "billing@docket.test",
    ]);
    await send(id, {});
    await run();
    const [email] = await emailsTo(ploy);
    expect(email!.from!.address).toBe("billing@docket.test");
  });
});

describe("a customer's message", () => {
  const contactOf = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/`)).body.contact;
  const write = async (ticket: string, contact: string, isInternal = false) =>
    addComment(
      world.database.db,
      { kind: "contact", id: contact, via: "portal" },
      ticket,
      "<p>Still off</p>",
      isInternal,
    );

  test("in the help center is emailed to the others in the conversation, whose replies join the ticket", async () => {
    const { id, ploy, may } = await newCase();
    const boss = (await world.admin.post("/contacts/", { company, name: "The boss", email: `boss-${n}@harbour.test` }))
      .body;
    await add(id, { address: may });
    await add(id, { contact: boss.id });
    await write(id, boss.id);
    await run();
    expect([server.to(ploy).length, server.to(may).length, server.to(boss.email).length]).toEqual([1, 1, 0]);
    const [toMay] = await emailsTo(may);
    expect(toMay!.from).toMatchObject({ name: "The boss (Harbour Support)", address: "support@docket.test" });
    expect(toMay!.text).toContain("Still off");
    expect([addressesIn(toMay!.to), addressesIn(toMay!.cc)]).toEqual([[ploy], [may]]);
    // nobody wrote it to May: a program of hers must not answer
    expect(toMay!.headers).toContainEqual(expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }));
    const reply = await inlet.receive(
      source({ From: `May <${may}>`, To: toMay!.replyTo![0]!.address!, Subject: toMay!.subject! }, "It is the fuse."),
      { from: may },
    );
    expect(reply).toMatchObject({ outcome: "reply", ticket: id });
    await run();
    expect((await emailsTo(boss.email))[0]!.text).toContain("It is the fuse.");
    expect([server.to(ploy).length, server.to(may).length]).toEqual([2, 1]);
  });

  test("by email is not sent again to those who got it directly", async () => {
    const { id, ploy, may, boss } = await newCase();
    for (const address of [may, boss]) await add(id, { address });
    await send(id, {});
    await run();
    const [toPloy] = await emailsTo(ploy);
    const to = `${toPloy!.replyTo![0]!.address!}, ${may.toUpperCase()}`;
    await inlet.receive(source({ From: ploy, To: to, Subject: toPloy!.subject! }, "Still off"), { from: ploy });
    await run();
    expect([server.to(ploy).length, server.to(may).length, server.to(boss).length]).toEqual([1, 1, 2]);
  });

  test("is not emailed if it is internal or a program wrote it", async () => {
    const { id, ploy, may } = await newCase();
    await add(id, { address: may });
    await send(id, {});
    await run();
    await write(id, await contactOf(id), true);
    const to = (await emailsTo(ploy))[0]!.replyTo![0]!.address!;
    await inlet.receive(source({ From: ploy, To: to, "Auto-Submitted": "auto-replied" }, "I am away"), { from: ploy });
    await run();
    expect(server.to(may)).toHaveLength(1);
  });
});
