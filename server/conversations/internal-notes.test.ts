import PostalMime from "postal-mime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk, sendsTo } from "../../test/emails.ts";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { makeTicket, type World } from "../../test/world.ts";
import { CONTACT_KINDS } from "../../wire/email-words.ts";
import { sendSurveys } from "../surveys/send.ts";

// A part of no word that people outside see. In base64, it shows at one of three offsets, so each is tried.
const CANARY = "CANARY-internal-8e41";
const TRACES = ["CANARY", "Q0FOQVJZ", "NBTkFSW", "DQU5BUl"];

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let inlet: Inlet;
let company: string;
let n = 0;
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
  inlet = await openInlet(world);
  await addMailbox(world, server, { address: "hello@docket.test", acknowledge: "everyone" });
  await world.admin.patch(`/mailboxes/${inlet.mailbox.id}/`, { ...sendsTo(server), acknowledge: "everyone" });
  await world.admin.patch(`/companies/${company}/`, { notes: CANARY });
});
afterAll(async () => {
  await server.close();
  await world.close();
});

const note = async (ticket: string, text = `${CANARY} note`) =>
  (await world.tom.post("/ticket-comments/", { ticket, text, is_internal: true })).body.id as string;
const reply = async (ticket: string, text: string) =>
  (await world.tom.post("/ticket-comments/", { ticket, text })).body.id as string;
const run = async () => {
  await worker.react();
  worker.later(11);
  await worker.deliver();
};
async function attachTo(ticket: string, comment?: string): Promise<string> {
  const form = new FormData();
  form.set("ticket", ticket);
  if (comment) form.set("comment", comment);
  form.set("file", new File([`${CANARY} file`], `${CANARY}.txt`));
  return (await world.tom.post("/ticket-attachments/", form)).body.id;
}
/** A ticket of a customer that holds something internal in every place where it can be. */
async function openTicket(subject: string): Promise<{ id: string; address: string }> {
  n += 1;
  const address = `ploy-${n}@harbour.test`;
  const person = { company, name: `Ploy ${n}`, email: address, notes: CANARY };
  const contact = (await world.admin.post("/contacts/", person)).body.id;
  const values = { contact, subject, tags: CANARY, description: `${CANARY} description` };
  const { id } = await makeTicket(world.tom, company, values);
  await attachTo(id, await note(id));
  await attachTo(id);
  await world.tom.post(`/tickets/${id}/checklist/`, { steps: [`${CANARY} step`] });
  await world.fay.put(`/tickets/${id}/draft/`, { text: `${CANARY} draft` });
  return { id, address };
}
const ok = ({ status, body }: { status: number; body: unknown }) =>
  expect([status, body]).toEqual([expect.toSatisfy((code: number) => code < 300), body]);

test("nothing internal is in any email to anyone outside, whatever agents do with their tickets", async () => {
  const rule = { name: `Rule ${CANARY}`, trigger: { on: "created" } };
  ok(await world.admin.post("/automations/", { ...rule, actions: { note: `${CANARY} rule`, reply: "We are here." } }));
  await world.admin.patch("/survey-settings/", { is_enabled: true, delay_hours: 0 });
  const [target, merged, other] = [await openTicket("Silent"), await openTicket("Too loud"), await openTicket("A hum")];

  // a reply after a note: the note is not the quoted message
  await reply(target.id, "First answer");
  await run();
  await note(target.id);
  await reply(target.id, "Second answer");
  await run();

  // a reply that becomes internal before the next one quotes it
  const mistaken = await reply(target.id, `${CANARY} mistaken`);
  ok(await world.tom.patch(`/ticket-comments/${mistaken}/`, { is_internal: true }));
  await reply(target.id, "Third answer");
  await run();

  // a forward, and a third party's reply, which stays internal
  const third = "help@speakers.test";
  const answer = await reply(other.id, "It hums in Spa");
  ok(
    await world.tom.post(`/tickets/${other.id}/forward/`, { to: [third], text: "Can you repair it?", comment: answer }),
  );
  await run();
  const [forwarded] = await Promise.all(server.to(third).map(({ raw }) => PostalMime.parse(raw)));
  const replyTo = forwarded!.replyTo![0]!.address!;
  await inlet.receive(source({ From: `Help <${third}>`, To: replyTo }, `${CANARY} 40 euros`));

  // a merge, a note that moves, and a note that becomes a ticket
  ok(await world.tom.post(`/tickets/${merged.id}/merge/`, { into: target.id }));
  ok(await world.tom.post(`/ticket-comments/${await note(other.id)}/move/`, { ticket: target.id }));
  const split = await world.tom.post(`/ticket-comments/${await note(other.id)}/split/`, { subject: "A third thing" });
  ok(split);
  ok(await world.tom.post(`/tickets/${split.body.id}/links/`, { ticket: target.id, relation: "related" }));

  // a customer opens a ticket and is answered; the participants get what the customer writes
  const { ticket } = await inlet.receive(
    source({ From: "May <may@harbour.test>", Cc: "Eve <eve@harbour.test>", Subject: "No music" }),
  );
  await attachTo(ticket, await note(ticket));
  await world.tom.post(`/tickets/${ticket}/participants/`, { address: "eve@harbour.test", name: "Eve" });
  await run();
  await note(ticket);
  await inlet.receive(source({ From: "May <may@harbour.test>", Subject: "Re: No music" }, "Still nothing"));

  // the email with an agent's description contains nothing else
  const sent = await openTicket("A visit");
  ok(await world.tom.patch(`/tickets/${sent.id}/`, { description: "We come on Monday." }));
  ok(await world.tom.post(`/tickets/${sent.id}/send_description/`, {}));

  // a last reply everywhere, then everything is resolved, and customers are asked
  const { results } = (await world.admin.get("/tickets/?page_size=100")).body;
  for (const { id } of results) await reply(id, "A last reply");
  await run();
  for (const { id } of results) ok(await world.tom.patch(`/tickets/${id}/`, { status: "resolved" }));
  await worker.react();
  await sendSurveys(world.app.mail);
  await run();

  const { rows } = await world.database.pool.query(
    "select distinct kind from outgoing_emails where user_id is null and state = 'accepted' order by kind",
  );
  expect(rows.map(({ kind }) => kind)).toEqual([...CONTACT_KINDS].sort());
  const emails = await Promise.all(
    server.received.map(async ({ raw }) => {
      const { text = "", html = "", subject = "", attachments } = await PostalMime.parse(raw);
      const files = attachments.map(({ filename, content }) => `${filename} ${Buffer.from(content as ArrayBuffer)}`);
      return { subject, all: [raw, text, html, subject, ...files].join("\n") };
    }),
  );
  expect(emails.filter(({ all }) => TRACES.some((trace) => all.includes(trace))).map(({ subject }) => subject)).toEqual(
    [],
  );
});
