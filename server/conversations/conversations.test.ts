import { randomUUID } from "node:crypto";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmailWorker, openMailDesk, sendsTo } from "../../test/emails.ts";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { type Caller, makeTicket, type World } from "../../test/world.ts";
import { replyAddress } from "../emails/addresses.ts";
import { query } from "../platform/database.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let inlet: Inlet;
let company: string;
let n = 0;
const CANARY = "CANARY-internal-77f1";
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
  inlet = await openInlet(world);
  await world.admin.patch(`/mailboxes/${inlet.mailbox.id}/`, sendsTo(server));
});
afterAll(async () => {
  await server.close();
  await world.close();
});

/** A customer of the desk, and a ticket of theirs with an internal note and file. */
async function newCase(name = "ploy") {
  n += 1;
  const address = `${name}-${n}@harbour.test`;
  const contact = (await world.admin.post("/contacts/", { company, name: `${name} ${n}`, email: address })).body.id;
  const ticket = await makeTicket(world.tom, company, {
    contact,
    subject: `Zone ${n} offline`,
    description: `${CANARY} description`,
  });
  await comment(ticket.id, `${CANARY} note`, true);
  const form = new FormData();
  form.set("ticket", ticket.id);
  form.set("file", new File([CANARY], `${CANARY}.txt`));
  await world.tom.post("/ticket-attachments/", form);
  return { id: ticket.id as string, number: ticket.ticket_number as string, address, contact };
}
const comment = async (ticket: string, text: string, is_internal = false) =>
  (await world.tom.post("/ticket-comments/", { ticket, text, is_internal })).body.id as string;
const show = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/`)).body;
const textsOf = async (ticket: string) => (await show(ticket)).comments.map(({ text }: { text: string }) => text);
const conversationOf = async (ticket: string) => (await world.tom.get(`/tickets/${ticket}/conversation/`)).body;
const merge = (from: string, into: string) => world.tom.post(`/tickets/${from}/merge/`, { into });
const run = async () => {
  await worker.react();
  worker.later(11);
  await worker.deliver();
};
const tokenFor = (ticket: string, address: string) => {
  const mailbox = { ...inlet.mailbox, hasPlusAddresses: true };
  return replyAddress(world.app.docket.sealing, mailbox as never, ticket, address);
};
/** Sends an email from an address to a ticket's reply address. */
const write = (from: string, ticket: string, text: string, headers: Record<string, string> = {}) =>
  inlet.receive(source({ From: `Guest <${from}>`, To: tokenFor(ticket, from), ...headers }, text));

describe("a merge", () => {
  test("moves messages, files, emails and participants, previews this, and leads from the old ticket to the new one", async () => {
    const [old, into] = [await newCase("mei"), await newCase("ploy")];
    await world.tom.post(`/tickets/${old.id}/participants/`, { address: `may-${n}@reef.test`, name: "May" });
    await comment(old.id, "First answer");
    await run();
    const preview = (await world.tom.get(`/tickets/${old.id}/merge/?into=${into.id}`)).body;
    expect(preview).toMatchObject({ source: { id: old.id }, target: { id: into.id }, messages: 3, files: 1 });
    expect(preview.joining.map(({ address }: { address: string }) => address)).toEqual([
      `may-${n}@reef.test`,
      old.address,
    ]);
    const { status, body } = await merge(old.id, into.id);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ source_number: old.number, target_number: into.number }),
    ]);
    expect((await textsOf(into.id)).sort()).toEqual(
      [`${CANARY} description`, `${CANARY} note`, `${CANARY} note`, "First answer"].sort(),
    );
    const target = await show(into.id);
    expect(target.attachments).toHaveLength(2);
    expect(target.comments.find(({ text }: { text: string }) => text.includes("description")).is_internal).toBe(true);
    // the mark of the delivery moves with the reply
    const { results } = (await world.tom.get(`/tickets/${into.id}/timeline/`)).body;
    const moved = results.find(({ comment }: { comment: { text: string } | null }) => comment?.text === "First answer");
    expect(moved.delivery).toHaveLength(2);
    for (const path of ["", "timeline/"]) {
      const led = await world.tom.get(`/tickets/${old.id}/${path}`);
      expect([led.status, led.headers.get("location")]).toEqual([307, `/api/v1/tickets/${into.id}/${path}`]);
    }
    const restored = await world.admin.post(`/tickets/${old.id}/restore/`);
    const mergedInto = `This ticket was merged into ${into.number}.`;
    expect([restored.status, restored.body.detail]).toEqual([
      409,
      `${mergedInto} Undo the merge instead (POST /api/v1/tickets/${old.id}/unmerge/).`,
    ]);
    // a merge notifies no one
    const before = server.received.length;
    await run();
    expect(server.received).toHaveLength(before);
    // without an undo, the refusal says where the messages are
    await comment(into.id, "Later");
    const late = (await world.admin.post(`/tickets/${old.id}/restore/`)).body.detail;
    expect(late).toContain(`${mergedInto} Its messages are there`);
    await world.admin.remove(`/tickets/${into.id}/`);
    const detail = (await world.admin.post(`/tickets/${old.id}/restore/`)).body.detail;
    expect(detail).toBe(`${mergedInto} Restore ${into.number} instead.`);
  });

  test("sends later emails to the target, even through a second merge and after the trash was emptied", async () => {
    const [first, second, third] = [await newCase("mei"), await newCase("ann"), await newCase("ploy")];
    await merge(first.id, second.id);
    await merge(second.id, third.id);
    await query(world.database.db, "delete from tickets where id = $1", [first.id]);
    // an older version wrote less into its merges
    await query(world.database.db, "update ticket_merges set moved = moved - 'contact' - 'is_note' where source = $1", [
      second.id,
    ]);
    const { results } = (await world.tom.get(`/tickets/${third.id}/timeline/`)).body;
    const descriptions = results.flatMap(
      ({ description_of }: { description_of: object | null }) => description_of ?? [],
    );
    expect(descriptions).toEqual([
      { ticket_number: first.number, contact_name: `mei ${n - 2}`, is_note: false },
      { ticket_number: second.number, contact_name: `ann ${n - 1}`, is_note: false },
    ]);
    const byToken = await write(first.address, first.id, "By the old reply address");
    const bySubject = await inlet.receive(
      source({ From: `Mei <${first.address}>`, Subject: `Re: [${first.number}]` }, "By the old number"),
    );
    expect([byToken, bySubject].map(({ outcome, ticket }) => [outcome, ticket])).toEqual([
      ["reply", third.id],
      ["reply", third.id],
    ]);
    expect((await world.tom.get(`/tickets/${first.id}/`)).headers.get("location")).toBe(`/api/v1/tickets/${third.id}/`);
  });

  test("is undone completely if nothing else has happened", async () => {
    const [old, target] = [await newCase("mei"), await newCase("ploy")];
    const before = [await show(old.id), await show(target.id)];
    await merge(old.id, target.id);
    expect((await conversationOf(target.id)).merged).toMatchObject([{ ticket: old.id, can_undo: true }]);
    const mergesOf = async (by: Caller) =>
      (await by.get("/merges/")).body.results.filter(({ source }: { source: string }) => source === old.id);
    const recent = { target: target.id, merged_by_name: "Tom Tech", can_undo: true };
    expect(await mergesOf(world.tom)).toMatchObject([recent]);
    expect(await mergesOf(world.admin)).toMatchObject([recent]);
    expect(await mergesOf(world.fay)).toEqual([]);
    expect((await world.tom.post(`/tickets/${old.id}/unmerge/`)).status).toBe(200);
    const unversioned = ({ updated_at, attachments, ...rest }: Record<string, unknown>) => ({
      ...rest,
      files: (attachments as { name: string; comment: string | null }[]).map(({ name, comment }) => [name, comment]),
    });
    expect([await show(old.id), await show(target.id)].map(unversioned)).toEqual(before.map(unversioned));
    expect((await conversationOf(target.id)).participants).toEqual([]);
    expect(await mergesOf(world.tom)).toEqual([]);
    expect((await world.tom.post(`/tickets/${old.id}/unmerge/`)).status).toBe(404);
    // its messages are in its timeline again
    const { results } = (await world.tom.get(`/tickets/${old.id}/timeline/`)).body;
    expect(results.some(({ comment }: { comment: object | null }) => comment)).toBe(true);
  });

  test("gives the target its last activity back when it is undone", async () => {
    const [target, old] = [await newCase("ploy"), await newCase("mei")];
    const lastActive = async (id: string) => {
      const { results } = (await world.tom.get("/inbox/?page_size=100")).body;
      return results.find((row: { id: string }) => row.id === id)?.updated_at;
    };
    const before = [await lastActive(target.id), await lastActive(old.id)];
    await merge(old.id, target.id);
    expect(await lastActive(target.id)).toBe(before[1]);
    await world.tom.post(`/tickets/${old.id}/unmerge/`);
    expect([await lastActive(target.id), await lastActive(old.id)]).toEqual(before);
  });

  test("cannot be undone after other changes, or after a day", async () => {
    const [old, target, late] = [await newCase("mei"), await newCase("ploy"), await newCase("ann")];
    await merge(old.id, target.id);
    await comment(target.id, "Written since");
    const { results } = (await world.tom.get("/merges/")).body;
    expect(results.find(({ source }: { source: string }) => source === old.id)).toMatchObject({ can_undo: false });
    expect((await world.tom.post(`/tickets/${old.id}/unmerge/`)).status).toBe(409);
    await merge(late.id, target.id);
    await query(
      world.database.db,
      "update ticket_merges set merged_at = now() - interval '25 hours' where source = $1",
      [late.id],
    );
    expect((await world.tom.post(`/tickets/${late.id}/unmerge/`)).status).toBe(409);
  });

  test("is refused into the same ticket, into a missing one, and while a reply waits", async () => {
    const [one, other] = [await newCase(), await newCase()];
    expect((await merge(one.id, one.id)).body).toEqual({ into: ["A ticket cannot be merged into itself."] });
    expect((await merge(one.id, randomUUID())).status).toBe(400);
    await world.tom.post(`/tickets/${one.id}/replies/`, { text: "soon", seen: 1, force: true });
    expect((await merge(one.id, other.id)).status).toBe(409);
  });
});

describe("an email that probably belongs to another ticket", () => {
  test("is offered on the new ticket, and can be joined or dismissed", async () => {
    for (const choice of ["join", "dismiss"]) {
      const { id, number } = await newCase();
      const email = await inlet.receive(
        source({ From: `Lee <lee-${n}@harbour.test>`, Subject: `About ${number}` }, "Me, too"),
      );
      expect((await conversationOf(email.ticket)).suggestions).toMatchObject([
        { ticket: id, reason: "not_a_participant" },
      ]);
      if (choice === "join") {
        await merge(email.ticket, id);
        expect(await textsOf(id)).toContain("Me, too");
        // a description by an outsider was never internal, and its author takes part from now on
        expect((await conversationOf(id)).participants).toMatchObject([{ address: `lee-${n}@harbour.test` }]);
      } else {
        expect((await world.tom.post(`/tickets/${email.ticket}/dismiss_suggestions/`)).status).toBe(204);
        expect((await conversationOf(email.ticket)).suggestions).toEqual([]);
      }
    }
  });
});

describe("a third party's message", () => {
  test("is internal until an agent accepts it, then public, and its author becomes a participant", async () => {
    const { id, address } = await newCase();
    const stranger = `stranger-${n}@reef.test`;
    const email = await write(stranger, id, "I am the electrician");
    expect(email).toMatchObject({ outcome: "third_party", ticket: id });
    const [waiting] = (await conversationOf(id)).third_parties;
    expect(waiting).toMatchObject({ comment: email.comment, address: stranger, reason: "not_a_participant" });
    const own = await comment(id, "A note of ours", true);
    expect((await world.tom.post(`/ticket-comments/${own}/accept/`)).status).toBe(409);
    const { status, body } = await world.tom.post(`/ticket-comments/${email.comment}/accept/`);
    expect([status, body.address]).toEqual([200, stranger]);
    const accepted = (await show(id)).comments.find((each: { id: string }) => each.id === email.comment);
    expect(accepted).toMatchObject({ is_internal: false, author_kind: "contact", author_contact: body.contact });
    expect(await conversationOf(id)).toMatchObject({
      third_parties: [],
      requester: { address },
      participants: [{ address: stranger, origin: "third_party" }],
    });
    expect((await world.tom.post(`/ticket-comments/${email.comment}/accept/`)).status).toBe(409);
    const emailCounts = () => [server.to(stranger).length, server.to(address).length];
    // accepting sends nothing
    await run();
    expect(emailCounts()).toEqual([0, 0]);
    expect(await write(stranger, id, "Once more")).toMatchObject({ outcome: "reply", ticket: id });
    await run();
    expect(emailCounts()).toEqual([0, 1]);
    await comment(id, "To both of you");
    await run();
    expect(emailCounts()).toEqual([1, 2]);
  });
});

describe("a message", () => {
  test("moves to another ticket with its files, and later emails that reply to it follow", async () => {
    const [from, to] = [await newCase("mei"), await newCase("ploy")];
    const messageId = `<${randomUUID()}@harbour.test>`;
    const email = await write(from.address, from.id, "For the other one", { "Message-ID": messageId });
    await world.tom.post(`/tickets/${to.id}/participants/`, { address: from.address });
    const { status, body } = await world.tom.post(`/ticket-comments/${email.comment}/move/`, { ticket: to.id });
    expect([status, body]).toEqual([200, expect.objectContaining({ id: to.id, ticket_number: to.number })]);
    expect([await textsOf(from.id), await textsOf(to.id)].map((texts) => texts.includes("For the other one"))).toEqual([
      false,
      true,
    ]);
    const answer = await inlet.receive(
      source({ From: `Mei <${from.address}>`, "In-Reply-To": messageId }, "More of it"),
    );
    expect(answer).toMatchObject({ outcome: "reply", ticket: to.id });
  });

  test("by an agent that moves before its email is sent reaches neither customer", async () => {
    const [from, to] = [await newCase("mei"), await newCase("ploy")];
    const id = await comment(from.id, "Meant for the other");
    await worker.react();
    await world.tom.post(`/ticket-comments/${id}/move/`, { ticket: to.id });
    await run();
    expect([...server.to(from.address), ...server.to(to.address)]).toEqual([]);
  });

  test("that comes back to its ticket is shown there once", async () => {
    const [from, to] = [await newCase(), await newCase()];
    const id = await comment(from.id, "There and back");
    for (const ticket of [to.id, from.id]) await world.tom.post(`/ticket-comments/${id}/move/`, { ticket });
    await merge(from.id, to.id);
    expect((await world.tom.post(`/tickets/${from.id}/unmerge/`)).status).toBe(200);
    const { results } = (await world.tom.get(`/tickets/${from.id}/timeline/`)).body;
    expect(results.filter((row: { comment: { id: string } | null }) => row.comment?.id === id)).toHaveLength(1);
  });

  test("becomes a ticket of its author, with its files, and later emails that reply to it follow", async () => {
    const { id, address, contact } = await newCase();
    const messageId = `<${randomUUID()}@harbour.test>`;
    const email = await write(address, id, "And another thing", { "Message-ID": messageId });
    const { status, body } = await world.tom.post(`/ticket-comments/${email.comment}/split/`, {
      subject: "Another thing",
    });
    expect([status, body.subject]).toEqual([201, "Another thing"]);
    expect(await show(body.id)).toMatchObject({ description: "And another thing", contact, company });
    expect(await textsOf(id)).not.toContain("And another thing");
    const answer = await inlet.receive(source({ From: `Ploy <${address}>`, "In-Reply-To": messageId }, "More of it"));
    expect(answer).toMatchObject({ outcome: "reply", ticket: body.id });
  });

  test("that is internal stays internal when it moves or becomes a ticket", async () => {
    const [from, to] = [await newCase(), await newCase()];
    const note = await comment(from.id, `${CANARY} moved`, true);
    await world.tom.post(`/ticket-comments/${note}/move/`, { ticket: to.id });
    const moved = (await show(to.id)).comments.find((each: { id: string }) => each.id === note);
    expect(moved.is_internal).toBe(true);
    const { body } = await world.tom.post(`/ticket-comments/${note}/split/`, {});
    expect((await world.tom.get(`/tickets/${body.id}/conversation/`)).body.is_description_internal).toBe(true);
    expect((await world.tom.post(`/tickets/${body.id}/send_description/`, {})).status).toBe(409);
    const links = (await world.tom.get(`/tickets/${to.id}/links/`)).body.results;
    expect(links).toMatchObject([{ ticket: body.id, relation: "related" }]);
    const { results } = (await world.tom.get(`/tickets/${to.id}/timeline/`)).body;
    const left = results.find(({ kind }: { kind: string }) => kind === "comment.deleted");
    expect(left.changes.ticket).toEqual([to.id, body.id]);
    await comment(body.id, "An answer in the new ticket");
    await run();
    const [sent] = await Promise.all(server.to(to.address).map(({ raw }) => PostalMime.parse(raw)));
    expect(sent!.text).toContain("An answer in the new ticket");
  });
});

test("nothing internal reached anyone outside after merging, moving, splitting and accepting", async () => {
  // a last reply in every remaining ticket, to everyone who takes part
  const { results } = (await world.admin.get("/tickets/?page_size=200")).body;
  for (const { id } of results) await comment(id, "A last reply");
  await run();
  expect(server.received.length).toBeGreaterThan(results.length);
  const leaks = await Promise.all(
    server.received.map(async ({ raw }) => {
      const { text = "", html = "", subject = "", attachments } = await PostalMime.parse(raw);
      const parts = [raw, text, html, subject, ...attachments.map(({ filename }) => filename ?? "")];
      return parts.some((part) => part.includes("CANARY") || part.includes("Q0FOQVJZ")) ? subject : [];
    }),
  );
  expect(leaks.flat()).toEqual([]);
});
