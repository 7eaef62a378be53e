import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmailWorker, openMailDesk, sendsTo } from "../../test/emails.ts";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { makeTicket, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { sendNext } from "../replies/sending.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let inlet: Inlet;
let company: string;
let n = 0;
const CANARY = "CANARY-internal-30ab";
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
  inlet = await openInlet(world);
  await world.admin.patch(`/mailboxes/${inlet.mailbox.id}/`, sendsTo(server));
  for (const [who, email] of [
    [world.tom, "tom@agents.test"],
    [world.fay, "fay@agents.test"],
  ] as const)
    await world.admin.patch(`/users/${who.id}/`, { email });
});
afterAll(async () => {
  await server.close();
  await world.close();
});

async function newCase(description = "Your new player arrives on Monday.") {
  n += 1;
  const address = `ploy-${n}@harbour.test`;
  const contact = (await world.admin.post("/contacts/", { company, name: "Ploy Srisai", email: address })).body.id;
  const { id } = await makeTicket(world.tom, company, { contact, subject: `Player ${n}`, description });
  await world.tom.post("/ticket-comments/", { ticket: id, text: `${CANARY} note`, is_internal: true });
  return { id: id as string, address };
}
async function upload(ticket: string, name: string, comment?: string): Promise<string> {
  const form = new FormData();
  form.set("ticket", ticket);
  form.set("file", new File([name], name));
  const { id } = (await world.tom.post("/ticket-attachments/", form)).body;
  if (comment) await query(world.database.db, "update attachments set comment = $1 where id = $2", [comment, id]);
  return id;
}
const run = async () => {
  await worker.react();
  worker.later(11);
  await worker.deliver();
};
const emailsTo = (address: string) => Promise.all(server.to(address).map(({ raw }) => PostalMime.parse(raw)));
const show = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/`)).body;
const conversationOf = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/conversation/`)).body;
const addressesIn = (list: readonly { address?: string }[] | undefined) => (list ?? []).map(({ address }) => address);

describe("a ticket's description", () => {
  test("is sent to the requester once, with its files and copies, and a reply joins the ticket", async () => {
    const { id, address } = await newCase();
    const plan = await upload(id, "plan.pdf");
    await upload(id, `${CANARY}.pdf`);
    const values = { cc: [`may-${n}@harbour.test`], bcc: [`boss-${n}@harbour.test`], files: [plan] };
    const { status, body } = await world.tom.post(`/tickets/${id}/send_description/`, values);
    expect([status, body.emails.length]).toEqual([200, 3]);
    await worker.deliver();
    expect(server.to(address)).toEqual([]);
    const marks = async () =>
      (await conversationOf(id)).opening.map(({ address: to, role, state }: Record<string, string>) => [
        to,
        role,
        state,
      ]);
    const marked = (state: string) => [
      [address, "to", state],
      [values.cc[0], "cc", state],
      [values.bcc[0], "bcc", state],
    ];
    expect(await marks()).toEqual(marked("waiting"));
    await run();
    expect(await marks()).toEqual(marked("accepted"));
    const [sent] = await emailsTo(address);
    expect(sent!.subject).toMatch(/^Player \d+ \[T-/);
    expect(sent!.from!.name).toBe("Tom (Support support@docket.test)");
    expect(sent!.text).toContain("Your new player arrives on Monday.");
    expect(sent!.attachments.map(({ filename }) => filename)).toEqual(["plan.pdf"]);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results).toContainEqual(
      expect.objectContaining({ kind: "ticket.sent", changes: { sent_to: [null, `${address}, ${values.cc[0]}`] } }),
    );
    expect(sent!.headers.some(({ key }) => key === "auto-submitted")).toBe(false);
    expect([addressesIn(sent!.to), addressesIn(sent!.cc)]).toEqual([[address], values.cc]);
    expect((await world.tom.get("/mailboxes/senders/")).body.results).toMatchObject([
      { address: "support@docket.test" },
    ]);
    expect(server.to(address)[0]!.raw).not.toContain("boss-");
    expect((await conversationOf(id)).participants.map((each: { address: string }) => each.address)).toEqual(values.cc);
    expect((await world.tom.post(`/tickets/${id}/send_description/`, {})).status).toBe(409);
    const replyTo = sent!.replyTo![0]!.address!;
    const answer = await inlet.receive(source({ From: `Ploy <${address}>`, To: replyTo }, "Thank you"));
    expect(answer).toMatchObject({ outcome: "reply", ticket: id });
  });

  test("stays internal unless it is sent, and includes no files of notes", async () => {
    const { id, address } = await newCase(`${CANARY} description`);
    const note = (await show(id)).comments[0].id;
    const file = await upload(id, `${CANARY}.txt`, note);
    expect((await world.tom.post(`/tickets/${id}/send_description/`, { files: [file] })).status).toBe(400);
    await world.tom.post("/ticket-comments/", { ticket: id, text: "An answer" });
    await run();
    expect(server.to(address)).toHaveLength(1);
  });

  test("that waits to be sent while its ticket is merged keeps its text", async () => {
    const [one, other] = [await newCase("About the first player"), await newCase("About the second player")];
    for (const { id } of [one, other]) await world.tom.post(`/tickets/${id}/send_description/`, {});
    await world.tom.post(`/tickets/${one.id}/merge/`, { into: other.id });
    await run();
    const [sent] = await emailsTo(one.address);
    expect(sent!.text).toContain("About the first player");
  });
});

describe("a forwarded message", () => {
  test("reaches the third party with only the chosen files, and the reply stays internal", async () => {
    const { id, address } = await newCase();
    const question = (await world.tom.post("/ticket-comments/", { ticket: id, text: "It hums" })).body.id;
    const photo = await upload(id, "photo.png", question);
    const third = `help-${n}@speakers.test`;
    const values = { to: [third], text: "<p>Can you repair it?</p>", comment: question, files: [photo] };
    const { status, body } = await world.tom.post(`/tickets/${id}/forward/`, values);
    expect(status).toBe(201);
    const note = (await show(id)).comments.find((each: { id: string }) => each.id === body.comment);
    expect(note.is_internal).toBe(true);
    expect(note.text).toContain(third);
    await run();
    const [sent] = await emailsTo(third);
    expect(sent!.subject).toMatch(/^Fwd: Player/);
    expect(sent!.text).toContain("Can you repair it?");
    expect(sent!.text).toContain("It hums");
    expect(sent!.attachments.map(({ filename }) => filename)).toEqual(["photo.png"]);
    // the customer got the reply, and nothing of this
    expect((await emailsTo(address)).map(({ text }) => text!.includes("repair"))).toEqual([false]);
    const replyTo = sent!.replyTo![0]!.address!;
    const answer = await inlet.receive(source({ From: `Help <${third}>`, To: replyTo }, `${CANARY} 40 euros`));
    expect(answer).toMatchObject({ outcome: "third_party", ticket: id });
    expect((await conversationOf(id)).participants).toEqual([]);
    await world.tom.post("/ticket-comments/", { ticket: id, text: "It is repaired" });
    await run();
    expect(server.to(third)).toHaveLength(1);
  });

  test("can have Cc and Bcc: a Cc is seen by all, a Bcc by no one", async () => {
    const { id, address } = await newCase();
    const [to, cc, bcc] = ["help", "boss", "quiet"].map((name) => `${name}-${n}@speakers.test`) as [
      string,
      string,
      string,
    ];
    const values = { to: [to], cc: [cc], bcc: [bcc], text: "<p>Can you repair it?</p>" };
    const { body } = await world.tom.post(`/tickets/${id}/forward/`, values);
    expect(body.emails).toHaveLength(3);
    const note = (await show(id)).comments.find((each: { id: string }) => each.id === body.comment);
    for (const each of [to, cc, bcc]) expect(note.text).toContain(each);
    await run();
    for (const each of [to, cc, bcc]) {
      const [sent] = await emailsTo(each);
      expect([sent!.to, sent!.cc]).toEqual([
        [expect.objectContaining({ address: to })],
        [expect.objectContaining({ address: cc })],
      ]);
      expect(server.to(each)[0]!.raw).not.toMatch(new RegExp(`^(?:To|Cc|Bcc):.*${bcc}`, "im"));
    }
    expect(await emailsTo(address)).toEqual([]);
    const [sent] = await emailsTo(bcc);
    const answer = await inlet.receive(source({ From: bcc, To: sent!.replyTo![0]!.address! }, "I saw it"));
    expect(answer).toMatchObject({ outcome: "third_party", ticket: id });
  });

  test("is never an internal note or its file", async () => {
    const { id } = await newCase();
    const note = (await show(id)).comments[0].id;
    const file = await upload(id, `${CANARY}.txt`, note);
    const values = { to: ["help@speakers.test"], text: "Look" };
    const post = (more: object) => world.tom.post(`/tickets/${id}/forward/`, { ...values, ...more });
    expect((await post({ comment: note })).body).toEqual({
      comment: ["Only a public message, or one of a third party, can be forwarded."],
    });
    expect((await post({ files: [file] })).status).toBe(400);
    expect((await post({ to: [] })).status).toBe(400);
    expect((await post({ to: ["support@docket.test"] })).status).toBe(400);
    expect((await show(id)).comments).toHaveLength(1);
  });

  test("is not sent once its note is deleted", async () => {
    const { id } = await newCase();
    const values = { to: [`late-${n}@speakers.test`], text: "Too early" };
    const { body } = await world.tom.post(`/tickets/${id}/forward/`, values);
    await world.tom.remove(`/ticket-comments/${body.comment}/`);
    await run();
    expect(server.to(values.to[0]!)).toEqual([]);
  });
});

describe("a follower", () => {
  test("is notified of others' replies and notes until they stop following", async () => {
    const { id } = await newCase();
    expect((await world.fay.post(`/tickets/${id}/follow/`)).status).toBe(204);
    expect((await world.fay.post(`/tickets/${id}/follow/`)).status).toBe(204);
    expect((await conversationOf(id)).followers).toEqual([{ id: world.fay.id, name: expect.any(String) }]);
    await run();
    const before = server.to("fay@agents.test").length;
    await world.tom.post("/ticket-comments/", { ticket: id, text: "A reply" });
    await world.tom.post("/ticket-comments/", { ticket: id, text: "A note", is_internal: true });
    await world.fay.post("/ticket-comments/", { ticket: id, text: "My own", is_internal: true });
    await run();
    expect(server.to("fay@agents.test")).toHaveLength(before + 2);
    await world.fay.post(`/tickets/${id}/unfollow/`);
    await world.tom.post("/ticket-comments/", { ticket: id, text: "Another note", is_internal: true });
    await run();
    expect(server.to("fay@agents.test")).toHaveLength(before + 2);
  });
});

describe("a scheduled reply", () => {
  const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
  const schedule = (ticket: string, send_at: string) =>
    world.tom.post(`/tickets/${ticket}/replies/`, { text: "How is it now?", seen: 1, force: true, send_at });

  test("waits for its time, blocks no one from replying, and is then sent", async () => {
    const { id, address } = await newCase();
    const { status, body } = await schedule(id, inAWeek());
    expect([status, body.is_scheduled]).toEqual([201, true]);
    while (await sendNext(world.app.docket));
    const other = await world.fay.post(`/tickets/${id}/replies/`, { text: "Meanwhile", seen: 99 });
    expect(other.status).toBe(201);
    await world.fay.remove(`/tickets/${id}/replies/${other.body.id}/`);
    expect((await show(id)).comments).toHaveLength(1);
    await query(world.database.db, "update replies set send_at = now() where id = $1", [body.id]);
    while (await sendNext(world.app.docket));
    await run();
    expect((await emailsTo(address)).map(({ text }) => text!.includes("How is it now?"))).toEqual([true]);
  });

  test("must be within the next year", async () => {
    const { id } = await newCase();
    for (const at of ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
      expect((await schedule(id, at)).body).toEqual({ send_at: ["Choose a time within the next year."] });
  });

  test.each(["the reaction", "the sending"])("becomes a draft if the customer writes first: %s", async (first) => {
    const { id, address } = await newCase();
    const { body } = await schedule(id, inAWeek());
    await query(
      world.database.db,
      `insert into comments (ticket, author_kind, author_contact, text, via) select id, 'contact', contact, 'It broke again', 'mail' from tickets where id = $1`,
      [id],
    );
    if (first === "the reaction") {
      await query(
        world.database.db,
        "insert into events (kind, actor_kind, ticket) values ('comment.added', 'contact', $1)",
        [id],
      );
      await worker.react();
    } else {
      await query(world.database.db, "update replies set send_at = now() where id = $1", [body.id]);
      while (await sendNext(world.app.docket));
    }
    expect((await world.tom.get(`/tickets/${id}/replies/`)).body.results).toEqual([]);
    expect((await world.tom.get(`/tickets/${id}/draft/`)).body.text).toBe("How is it now?");
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.filter(({ kind }: { kind: string }) => kind === "reply.returned")).toMatchObject([
      { changes: { reply_returned: [null, expect.any(String)] } },
    ]);
    await run();
    expect(server.to(address)).toEqual([]);
  });
});

test("nothing internal has reached anyone outside", async () => {
  const outside = server.received.filter(({ to }) => !String(to).includes("agents.test"));
  expect(outside.length).toBeGreaterThan(5);
  const leaks = await Promise.all(
    outside.map(async ({ raw }) => {
      const { text = "", html = "", subject = "", attachments } = await PostalMime.parse(raw);
      const parts = [raw, text, html, subject, ...attachments.map(({ filename }) => filename ?? "")];
      return parts.some((part) => part.includes("CANARY")) ? subject : [];
    }),
  );
  expect(leaks.flat()).toEqual([]);
});
