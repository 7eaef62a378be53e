import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk } from "../../test/emails.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { makeTicket, type World } from "../../test/world.ts";
import { NOTIFICATION_KINDS } from "../../wire/email-words.ts";
import { insertEvents } from "../events/events.ts";
import { query } from "../platform/database.ts";
import { recordReport } from "./reports.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let company: string;
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk(0));
  await addMailbox(world, server);
});
afterAll(async () => {
  await server.close();
  await world.close();
});
const run = async () => {
  await worker.react();
  await worker.deliver();
};
beforeEach(async () => {
  await run();
  server.received.length = 0;
});

let n = 0;
/** A ticket of Fay's with a reply of Tom's, on its way to a customer. */
async function replied() {
  n += 1;
  const email = `ploy-${n}@harbour.test`;
  const contact = (await world.admin.post("/contacts/", { company, name: "Ploy", email })).body;
  const ticket = await makeTicket(world.admin, company, { contact: contact.id, assigned_to: world.fay.id });
  await run();
  server.received.length = 0;
  const comment = (await world.tom.post("/ticket-comments/", { ticket: ticket.id, text: "Try again." })).body;
  await worker.react();
  return { ticket, email, comment };
}
const subjectsTo = async (address: string) =>
  Promise.all(server.to(address).map(async ({ raw }) => (await PostalMime.parse(raw)).subject));
const stateOf = async (ticket: string) => {
  const { body } = await world.tom.get(`/tickets/${ticket}/outgoing-emails/`);
  return body.results.find(({ kind }: { kind: string }) => kind === "reply");
};

describe("an undelivered reply", () => {
  test("notifies its author and the assignee, and reopens its ticket", async () => {
    const { ticket, email } = await replied();
    server.script(email, "550");
    await world.admin.patch(`/tickets/${ticket.id}/`, { status: "resolved" });
    await worker.deliver();
    expect(await stateOf(ticket.id)).toMatchObject({ state: "failed" });
    await run();
    const subject = `Not delivered: ${ticket.ticket_number} ${ticket.subject}`;
    expect(await subjectsTo("tom@docket.test")).toEqual([subject]);
    expect(await subjectsTo("fay@docket.test")).toContain(subject);
    const { text } = await PostalMime.parse(server.to("tom@docket.test")[0]!.raw);
    expect(text).toContain(`did not reach ${email}`);
    expect(text?.replaceAll(/\s+/g, " ")).toContain(
      "The mail server does not know this address. The server said: 550 5.1.1 No such person here",
    );
    const { body } = await world.tom.get(`/tickets/${ticket.id}/`);
    expect(body.status).toBe("in_progress");
    expect(body.comments.at(-1)).toMatchObject({
      is_internal: true,
      text: `<p>An email to ${email} did not arrive. The mail server does not know this address.</p><p>The server said: <q>550 5.1.1 No such person here</q></p>`,
    });
  });

  test("notifies them once if it bounces later", async () => {
    const { ticket } = await replied();
    await run();
    const { id } = await stateOf(ticket.id);
    const report = {
      action: "failed",
      status: "5.0.0",
      recipients: [],
      diagnostic: "550 Gone",
      isComplaint: false,
    } as const;
    server.received.length = 0;
    for (let i = 0; i < 2; i += 1) await recordReport(world.database.db, id, [report], true);
    await run();
    expect(await subjectsTo("tom@docket.test")).toHaveLength(1);
  });

  test("notifies each agent in the way they have chosen", async () => {
    await world.tom.patch("/users/me/notifications/", { undelivered: "never" });
    const { email } = await replied();
    server.script(email, "550");
    await worker.deliver();
    await run();
    await world.tom.patch("/users/me/notifications/", { undelivered: "now" });
    expect(await subjectsTo("tom@docket.test")).toEqual([]);
  });
});

describe("the outcome of an email", () => {
  test("is an event for followers of the ticket, but not an entry of its timeline", async () => {
    const { ticket } = await replied();
    await run();
    const { id, state } = await stateOf(ticket.id);
    expect(state).toBe("accepted");
    const events = await query(
      world.database.db,
      "select kind, actor_kind, changes from events where ticket = $1 and about = $2",
      [ticket.id, id],
    );
    expect(events).toEqual([{ kind: "email.updated", actor_kind: "system", changes: { state: [null, "accepted"] } }]);
    const { body } = await world.tom.get(`/tickets/${ticket.id}/timeline/`);
    expect(JSON.stringify(body)).not.toContain("email.updated");
  });

  test("does not prevent undoing a bulk change of its ticket", async () => {
    const { ticket } = await replied();
    const { body: bulk } = await world.tom.post("/bulk-changes/", { ids: [ticket.id], changes: { priority: "high" } });
    expect(bulk.state).toBe("done");
    await run();
    expect((await stateOf(ticket.id)).state).toBe("accepted");
    await world.tom.post(`/bulk-changes/${bulk.id}/undo/`);
    expect((await world.tom.get(`/tickets/${ticket.id}/`)).body.priority).toBe(ticket.priority);
  });
});

describe("the preview of notifications", () => {
  const preview = async (by = world.tom) => (await by.get("/users/me/notifications/preview/")).body;

  test("counts the emails that each choice would have caused, with one email per event and digests by their intervals", async () => {
    const { body: nia } = await world.admin.post("/users/", {
      username: "nia",
      email: "nia@docket.test",
      password: "correct horse battery",
      role: "Music",
    });
    const by = await world.login("nia");
    const none = Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, 0]));
    expect(await preview(by)).toEqual({ emails: 0, digests: 0, kinds: none });
    const ticket = await makeTicket(world.admin, company, { assigned_to: nia.id, assigned_team: "Music" });
    const other = await makeTicket(world.admin, company, { assigned_team: "Music" });
    const comment = (text: string, by = world.admin) =>
      by.post("/ticket-comments/", { ticket: ticket.id, text, is_internal: false });
    await comment("Any news?");
    // a mention takes precedence over a reply; no one is notified of their own work
    await comment("See here, @nia.");
    await comment("Written by herself, @nia", by);
    await comment("For @niall and nia@docket.test only");
    expect(other.assigned_to).toBeNull();
    const kinds = { ...none, assigned: 1, mention: 1, response: 2, team: 1 };
    expect(await preview(by)).toEqual({ emails: 4, digests: 0, kinds });
    await by.patch("/users/me/notifications/", { response: "digest", team: "digest", assigned: "never" });
    expect(await preview(by)).toEqual({ emails: 2, digests: 1, kinds });
    await query(
      world.database.db,
      `update events set at = at - interval '3 hours' where kind = 'ticket.created' and ticket = $1`,
      [other.id],
    );
    await by.patch("/users/me/notifications/", { digest_minutes: 60 });
    expect(await preview(by)).toEqual({ emails: 3, digests: 2, kinds });
    await query(
      world.database.db,
      `${insertEvents("sla.alert", "users where id = $1", {
        actor: "null",
        changes:
          "jsonb_build_object('recipient', jsonb_build_array(null, id), 'kind', jsonb_build_array(null, 'sla_breached'))",
        triggers: "false",
      })}`,
      [nia.id],
    );
    expect(await preview(by)).toEqual({ emails: 4, digests: 2, kinds: { ...kinds, sla_breached: 1 } });
    await query(world.database.db, "update events set at = at - interval '25 hours'");
    expect(await preview(by)).toEqual({ emails: 0, digests: 0, kinds: none });
  });
});

test("everyone can see who is out of office, and until when", async () => {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await world.fay.patch("/users/me/notifications/", { away_until: until });
  const away = async () => (await world.tom.get(`/users/${world.fay.id}/?fields=away_until`)).body.away_until;
  expect(Date.parse(await away())).toBe(Date.parse(until));
  await query(world.database.db, "update notification_settings set away_until = now() - interval '1 second'");
  expect(await away()).toBeNull();
});
