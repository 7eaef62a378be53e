import { afterAll, beforeAll, expect, test } from "vitest";
import { addMailbox, openEmailWorker } from "../../test/emails.ts";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { FORGED_IP, openInlet, source } from "../../test/incoming.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { readFoldersOnce } from "./imap.ts";

let world: World;
let smtp: TestMailServer;
let imap: TestImap;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  smtp = await openMailServer();
  imap = await openImapServer();
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await world.close();
});

/** The email figures in /metrics. */
const metrics = async (): Promise<Record<string, number>> => {
  const { body } = await world.stranger.get(`${world.base}/metrics`);
  const lines = (body as string).split("\n").filter((line) => /^docket_(?:email|mailbox)_/.test(line));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
};

test("/metrics shows the outcomes of emails, how many wait, and which mailboxes work, from its first request", async () => {
  const inlet = await openInlet(world, "in@docket.test");
  const { id } = await addMailbox(world, smtp, {
    ...{ address: "both@docket.test", imap_host: "127.0.0.1", imap_port: imap.port, imap_security: "none" },
    ...{ imap_username: "testuser", imap_password: "testpass" },
  });
  const worker = await openEmailWorker(world);
  const send = (to: string) => world.admin.post(`/mailboxes/${id}/test/`, { to });
  smtp.script("refused@shore.test", "550");
  for (const to of ["one@shore.test", "two@shore.test", "refused@shore.test"]) await send(to);
  await worker.deliver();
  await send("waiting@shore.test");
  await world.database.pool.query(
    "update outgoing_emails set created_at = now() - interval '1 hour', not_before = now() - interval '1 hour' where state = 'waiting'",
  );
  await inlet.receive(source({ From: "a@shore.test" }));
  await inlet.receive(source({ From: "forged@harbour.test" }), { ip: FORGED_IP });
  await inlet.post(source({ From: "b@shore.test" }));
  await readFoldersOnce(world.app.intake);
  const first = await metrics();
  expect(first).toMatchObject({
    'docket_email_out{state="accepted"}': 2,
    'docket_email_out{state="failed"}': 1,
    'docket_email_out{state="waiting"}': 1,
    'docket_email_in{outcome="ticket"}': 1,
    'docket_email_in{outcome="held"}': 1,
    'docket_email_in{outcome="waiting"}': 1,
    'docket_mailbox_up{mailbox="both@docket.test",way="smtp"}': 1,
    'docket_mailbox_up{mailbox="both@docket.test",way="imap"}': 1,
  });
  expect(first.docket_email_out_oldest_seconds).toBeGreaterThanOrEqual(3600);
  expect(first.docket_email_in_oldest_seconds).toBeGreaterThan(0);
  expect(first['docket_mailbox_read_timestamp_seconds{mailbox="both@docket.test"}']).toBeGreaterThan(1e9);
  // a mailbox that is not enabled is no alarm
  expect(Object.keys(first).filter((name) => name.includes("in@docket.test"))).toEqual([]);
  await world.admin.patch(`/mailboxes/${id}/`, { imap_password: "wrong" });
  await readFoldersOnce(world.app.intake);
  expect(await metrics()).toMatchObject({
    'docket_mailbox_up{mailbox="both@docket.test",way="smtp"}': 1,
    'docket_mailbox_up{mailbox="both@docket.test",way="imap"}': 0,
  });
});
