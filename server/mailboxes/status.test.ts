import { afterAll, beforeAll, expect, test } from "vitest";
import { sendsTo } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { openDelivery } from "../emails/delivery.ts";

let world: World;
let server: TestMailServer;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer();
});
afterAll(() => world.close());

const status = async () => (await world.tom.get("/email-status/")).body;
const deliver = async () => {
  const delivery = openDelivery(world.app.mail);
  await delivery.deliverDue();
  await delivery.close();
};

test("every agent can see since when no email is sent, and why, without the server's words", async () => {
  expect(await status()).toEqual({
    mail_out: "on",
    has_mailbox: false,
    remote_pictures: "ask",
    undecided: null,
    outages: [],
  });
  const { body: mailbox } = await world.admin.post("/mailboxes/", {
    name: "Support",
    address: "support@docket.test",
    ...sendsTo(server),
  });
  const write = () => world.admin.post(`/mailboxes/${mailbox.id}/test/`, { to: "may@plain.test" });
  expect(await status()).toEqual({
    mail_out: "on",
    has_mailbox: true,
    remote_pictures: "ask",
    undecided: null,
    outages: [],
  });
  await server.close();
  await write();
  await deliver();
  const { failing_since } = (await world.admin.get(`/mailboxes/${mailbox.id}/`)).body;
  const common = { mailbox: mailbox.id, address: "support@docket.test", direction: "out" };
  expect((await status()).outages).toEqual([{ ...common, since: failing_since, trouble: "unreachable" }]);

  // a disabled mailbox in which emails wait is an outage, too; an empty one is not
  await world.admin.patch(`/mailboxes/${mailbox.id}/`, { is_enabled: false });
  expect((await status()).outages).toEqual([{ ...common, since: expect.any(String), trouble: "paused" }]);
  await world.database.pool.query("update outgoing_emails set state = 'cancelled'");
  expect((await status()).outages).toEqual([]);
});

test("every agent can see since when no email is fetched", async () => {
  await world.admin.post("/mailboxes/", {
    name: "Inbox",
    address: "inbox@docket.test",
    smtp_host: "127.0.0.1",
    smtp_security: "none",
    imap_host: "127.0.0.1",
    is_enabled: true,
  });
  await world.database.pool.query(
    `insert into imap_cursors (mailbox, failing_since, last_error)
     select id, '2026-11-02T03:00:00Z', 'The IMAP server refused to sign in: Command failed' from mailboxes
     where address = 'inbox@docket.test'
     on conflict (mailbox) do update set failing_since = excluded.failing_since, last_error = excluded.last_error`,
  );
  expect((await status()).outages).toMatchObject([
    { address: "inbox@docket.test", direction: "in", since: "2026-11-02T03:00:00Z", trouble: "sign_in" },
  ]);
});

test("Admins can see how many incoming emails wait for their decision, and hear of each change", async () => {
  const undecided = async () => (await world.admin.get("/email-status/")).body.undecided;
  const { rows } = await world.database.pool.query(
    `insert into incoming_emails (arrived_by, size, sha256, state, reason, ended_at) values
       ('smtp', 1, '', 'quarantined', 'sender', now()), ('smtp', 1, '', 'held', 'robot', now()),
       ('smtp', 1, '', 'held', 'spam', now()), ('smtp', 1, '', 'rejected', 'robot', now())
     returning id`,
  );
  expect(await undecided()).toBe(2);
  await world.admin.post(`/incoming-emails/${rows[0].id}/reject/`);
  expect(await undecided()).toBe(1);
  const events = await world.database.pool.query("select about from events where kind = 'incoming.updated'");
  expect(events.rows).toEqual([{ about: rows[0].id }]);
});
