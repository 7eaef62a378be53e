import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk } from "../../test/emails.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { makeCompany, makeTicket, type World } from "../../test/world.ts";
import { addComment } from "../comments/comments.ts";
import { query } from "../platform/database.ts";
import { writeByTheClock } from "./delivery.ts";

let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let company: string;
beforeAll(async () => {
  ({ world, server, worker, company } = await openMailDesk());
  await addMailbox(world, server);
});
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(async () => {
  await run();
  server.received.length = 0;
  for (const by of [world.admin, world.fay, world.tom])
    await by.patch("/users/me/notifications/", {
      mention: "now",
      assigned: "now",
      response: "now",
      followed: "now",
      overdue: "now",
      due_soon: "digest",
      team: "never",
      digest_minutes: 1440,
      away_until: null,
    });
});

const run = async () => {
  await worker.react();
  await writeByTheClock(world.app.mail);
  await worker.deliver();
};
const TOM = "tom@docket.test";
const FAY = "fay@docket.test";
const newTicket = (values: Record<string, unknown> = {}) =>
  makeTicket(world.admin, company, { subject: "Zone offline", ...values });
const note = (ticket: { id: string }, text: string, by = world.admin, isInternal = true) =>
  by.post("/ticket-comments/", { ticket: ticket.id, text, is_internal: isInternal });
const sentTo = (address: string) => Promise.all(server.to(address).map(({ raw }) => PostalMime.parse(raw)));

describe("an agent", () => {
  test("is notified of a ticket that someone else assigned to them, not of their own actions", async () => {
    const ticket = await newTicket();
    await world.admin.post(`/tickets/${ticket.id}/assign/`, { user_id: world.tom.id });
    await world.fay.post(`/tickets/${(await newTicket()).id}/assign/`, { user_id: world.fay.id });
    await run();
    const [email] = await sentTo(TOM);
    expect(email!.subject).toBe(`Assigned to you: ${ticket.ticket_number} Zone offline`);
    expect(email!.text).toContain(`https://desk.docket.test/tickets/${ticket.id}`);
    const header = (key: string) => email!.headers.find((each) => each.key === key)?.value;
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    // on one line, since a folded one breaks its signature at some relays
    expect(server.to(TOM)[0]!.raw).toMatch(/^List-Unsubscribe: <https:\/\/desk\.docket\.test\/unsubscribe\/\S+>\r$/m);
    expect(server.received.map(({ to }) => to)).toEqual([TOM]);
  });

  test("gets one email for an event, of the most important kind", async () => {
    const ticket = await newTicket({ assigned_to: world.tom.id });
    await run();
    server.received.length = 0;
    await note(ticket, "<p>Ask <span>@tom</span>, please.</p>", world.admin, false);
    await run();
    const emails = await sentTo(TOM);
    expect(emails.map(({ subject }) => subject)).toEqual([
      `Ada Admin mentioned you in ${ticket.ticket_number}: Zone offline`,
    ]);
    // the mention was in a reply, not in an internal note
    expect(emails[0]!.html).toContain("Ada Admin mentioned you in <b>Zone offline</b>:");
  });

  test.each([
    ["by name", () => "See this, @tom."],
    ["by the mark of the editor", () => `<p><span data-mention="${world.tom.id}">@Tom Tech</span> look</p>`],
  ])("is notified of a mention in a note, %s, and nobody else is", async (_, text) => {
    await note(await newTicket(), text());
    await run();
    expect(server.received.map(({ to }) => to)).toEqual([TOM]);
  });

  test("is not mentioned by an email address", async () => {
    await note(await newTicket(), "Write to info@tom or a.b@tom.test");
    await run();
    expect(server.received).toEqual([]);
  });

  test("is not mentioned by a customer, such as in a quoted message", async () => {
    const ticket = await newTicket();
    const { contact } = await makeCompany(world.admin);
    const actor = { kind: "contact" as const, id: contact.id, via: "mail" as const };
    await addComment(world.database.db, actor, ticket.id, "Still off.<blockquote>@tom will look</blockquote>", false);
    await run();
    expect(server.received.map(({ to }) => to)).not.toContain(TOM);
  });

  test("is notified of a note only if mentioned, and of others' replies in assigned tickets", async () => {
    const ticket = await newTicket({ assigned_to: world.tom.id });
    await run();
    server.received.length = 0;
    await note(ticket, "An internal thought");
    await run();
    expect(server.received).toEqual([]);
    await note(ticket, "We are on it", world.fay, false);
    await run();
    expect((await sentTo(TOM)).map(({ subject }) => subject)).toEqual([
      `New reply in ${ticket.ticket_number}: Zone offline`,
    ]);
  });

  test("can turn notifications off, or get all new tickets of the team", async () => {
    await world.tom.patch("/users/me/notifications/", { assigned: "never" });
    await world.fay.patch("/users/me/notifications/", { team: "now" });
    await newTicket({ assigned_to: world.tom.id });
    await newTicket({ assigned_team: "Finance" });
    await run();
    expect(server.received.map(({ to }) => to)).toEqual([FAY]);
  });

  test("gets one digest when its time comes", async () => {
    await world.tom.patch("/users/me/notifications/", { assigned: "digest", digest_minutes: 60 });
    for (let i = 0; i < 3; i += 1) await newTicket({ assigned_to: world.tom.id, subject: `Zone ${i}` });
    await run();
    expect(server.received).toEqual([]);
    await query(world.database.db, "update digest_items set at = at - interval '61 minutes'");
    await run();
    await run();
    const [digest, ...others] = await sentTo(TOM);
    expect(others).toEqual([]);
    expect(digest!.subject).toContain("3 notifications");
    expect(digest!.text).toContain("Zone 2");
  });

  test.each([15, 60, 240, 1440])(
    "gets a digest every %i minutes if they choose so, and none earlier",
    async (minutes) => {
      const fewer = Math.floor(minutes / 2);
      await world.tom.patch("/users/me/notifications/", { assigned: "digest", digest_minutes: minutes });
      await newTicket({ assigned_to: world.tom.id });
      await run();
      await query(
        world.database.db,
        "update digest_items set at = at - make_interval(mins => $1) where email is null",
        [fewer],
      );
      await run();
      expect(await sentTo(TOM)).toEqual([]);
      await query(
        world.database.db,
        "update digest_items set at = at - make_interval(mins => $1) where email is null",
        [minutes - fewer],
      );
      await run();
      expect(await sentTo(TOM)).toHaveLength(1);
    },
  );

  test("who is out of office gets one digest on return", async () => {
    const away_until = new Date(Date.now() + 3_600_000).toISOString();
    await world.tom.patch("/users/me/notifications/", { away_until, digest_minutes: 15 });
    await newTicket({ assigned_to: world.tom.id });
    await query(world.database.db, "update digest_items set at = at - interval '1 day'");
    await run();
    await query(world.database.db, "update digest_items set at = at - interval '1 day'");
    await run();
    expect(server.received).toEqual([]);
    await world.tom.patch("/users/me/notifications/", { away_until: null });
    await run();
    expect(await sentTo(TOM)).toHaveLength(1);
  });

  test("is reminded once of a due date, and again of a new one", async () => {
    const due = new Date(Date.now() - 60_000).toISOString();
    const ticket = await newTicket({ assigned_to: world.tom.id, due_date: due });
    await run();
    await run();
    const subjects = async () =>
      (await sentTo(TOM)).map(({ subject }) => subject).filter((text) => text!.startsWith("Overdue"));
    expect(await subjects()).toEqual([`Overdue: ${ticket.ticket_number} Zone offline`]);
    await world.admin.patch(`/tickets/${ticket.id}/`, { due_date: new Date(Date.now() - 30_000).toISOString() });
    await run();
    expect(await subjects()).toHaveLength(2);
  });

  test("who has been deactivated gets nothing", async () => {
    const { body: user } = await world.admin.post("/users/", {
      username: "lee",
      password: "a long enough password",
      email: "lee@docket.test",
      role: "Tech",
    });
    await newTicket({ assigned_to: user.id });
    await worker.react();
    await world.admin.patch(`/users/${user.id}/`, { is_active: false });
    await run();
    expect(server.received).toEqual([]);
  });

  test("is not notified of bulk changes", async () => {
    const tickets = [await newTicket(), await newTicket()];
    const { status } = await world.admin.post("/bulk-changes/", {
      ids: tickets.map(({ id }) => id),
      changes: { assigned_to: world.tom.id },
    });
    expect(status).toBe(202);
    await run();
    expect(server.received).toEqual([]);
  });

  test("is not reminded because of a bulk change or its undo, only if its user wants to notify", async () => {
    await world.tom.patch("/users/me/notifications/", { assigned: "never" });
    const due_date = new Date(Date.now() - 60_000).toISOString();
    const ids = [(await newTicket({ due_date })).id, (await newTicket({ assigned_to: world.tom.id })).id];
    const change = async (changes: object, notify = false, of = ids) =>
      (await world.admin.post("/bulk-changes/", { ids: of, changes, notify })).body.id as string;
    await change({ assigned_to: world.tom.id });
    await change({ due_date });
    const { id } = await newTicket({ assigned_to: world.tom.id, due_date });
    const removal = await change({ is_deleted: true }, false, [id]);
    await run();
    await world.admin.post(`/bulk-changes/${removal}/undo/`);
    await run();
    expect(server.received).toEqual([]);
    await change({ assigned_to: world.tom.id });
    await change({ due_date: new Date(Date.now() - 30_000).toISOString() }, true);
    await run();
    expect((await sentTo(TOM)).map(({ subject }) => subject?.slice(0, 8))).toEqual(["Overdue:", "Overdue:"]);
    await world.tom.patch("/users/me/notifications/", { assigned: "now" });
  });
});

describe("the unsubscribe link", () => {
  test("asks first, and turns off its kind with one click without signing in", async () => {
    await newTicket({ assigned_to: world.tom.id });
    await run();
    const path = /^List-Unsubscribe: <https:\/\/desk\.docket\.test(\S+)>/m.exec(server.to(TOM)[0]!.raw)![1];
    const get = await fetch(`${world.base}${path}`);
    expect([get.status, await get.text()]).toEqual([200, expect.stringContaining("<form")]);
    expect((await world.tom.get("/users/me/notifications/")).body.assigned).toBe("now");
    const post = await fetch(`${world.base}${path}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(post.status).toBe(200);
    expect((await world.tom.get("/users/me/notifications/")).body).toMatchObject({ assigned: "never", mention: "now" });
    expect((await fetch(`${world.base}${path!.slice(0, -2)}`, { method: "POST" })).status).toBe(404);
  });
});

test.each([
  [{ assigned: "maybe" }, { assigned: ['"maybe" is not a valid choice.'] }],
  [{ digest_minutes: 17 }, { digest_minutes: ['"17" is not a valid choice.'] }],
])("notification choices of %j are refused", async (values, errors) => {
  const { status, body } = await world.tom.patch("/users/me/notifications/", values);
  expect([status, body]).toEqual([400, errors]);
});
