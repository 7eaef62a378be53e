import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEmailWorker } from "../../test/emails.ts";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, type World } from "../../test/world.ts";
import { removeUnclaimed } from "../attachments/unclaimed.ts";
import { deleteOldTexts } from "../emails/retention.ts";
import { deleteOldSources } from "./retention.ts";

let world: World;
let inlet: Inlet;
let server: TestMailServer;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  inlet = await openInlet(world);
  server = await openMailServer();
});
afterAll(async () => {
  await server.close();
  await world.close();
});

const run = async (text: string, values: unknown[] = []) => (await world.database.pool.query(text, values)).rows;
const age = (table: string, id: string, days: number) =>
  run(`update ${table} set ended_at = now() - make_interval(days => $2) where id = $1`, [id, days]);
const fileOf = async (id: string): Promise<string> =>
  (await run("select file from incoming_emails where id = $1", [id]))[0].file;

describe("the source of an incoming email", () => {
  test("is deleted after its time, and the ticket keeps its message", async () => {
    const quote = "<p>Thanks.</p><div class='gmail_quote'>On Monday Fay wrote:<blockquote>Before</blockquote></div>";
    const bytes = source({ From: "old@shore.test", "Content-Type": "text/html" }, quote);
    const email = await inlet.receive(bytes);
    const { db, storage } = world.app.docket;
    const [file, ticket] = [await fileOf(email.id), await inlet.ticket(email.ticket)];
    await age("incoming_emails", email.id, 89);
    expect(await deleteOldSources(db, 90)).toBe(0);
    await age("incoming_emails", email.id, 91);
    expect([await deleteOldSources(db, 0), await deleteOldSources(db, 90), await deleteOldSources(db, 90)]).toEqual([
      0, 1, 0,
    ]);
    await removeUnclaimed(world.app.docket);
    expect(await storage.size(file)).toBeNull();
    expect(await inlet.ticket(email.ticket)).toEqual(ticket);
    const { body } = await world.admin.get(`/incoming-emails/${email.id}/`);
    expect(body).toEqual({ ...email, ended_at: body.ended_at, has_source: false });
    const raw = await world.admin.get(`/incoming-emails/${email.id}/raw/`);
    expect([raw.status, raw.body.detail]).toEqual([409, "The source of this email was deleted because of its age."]);
    // the same bytes are still recognized
    expect((await inlet.receive(bytes)).outcome).toBe("duplicate");
  });

  test("that has been deleted cannot be moved to another ticket", async () => {
    const email = await inlet.receive(source({ From: "auto@shore.test", "Auto-Submitted": "auto-replied" }));
    expect(email).toMatchObject({ outcome: "automatic", comment: null });
    await age("incoming_emails", email.id, 91);
    await deleteOldSources(world.app.docket.db, 90);
    const other = await inlet.receive(source({ From: "target@shore.test" }));
    const moved = await world.admin.post(`/incoming-emails/${email.id}/move/`, { ticket: other.ticket });
    expect(moved.status).toBe(409);
  });

  test("stays while an Admin has to decide", async () => {
    const email = await inlet.receive(source({ From: "forged@harbour.test" }), { ip: "192.0.2.66" });
    expect(email.state).toBe("held");
    await age("incoming_emails", email.id, 500);
    expect(await deleteOldSources(world.app.docket.db, 90)).toBe(0);
    await world.admin.post(`/incoming-emails/${email.id}/release/`);
    await inlet.take();
    expect((await world.admin.get(`/incoming-emails/${email.id}/`)).body.outcome).toBe("ticket");
  });
});

test("the text of a sent email is deleted after its time, and the email can still be sent again", async () => {
  const worker = await openEmailWorker(world);
  const mailbox = await world.admin.post("/mailboxes/", {
    ...{ name: "Out", address: "out@docket.test", is_enabled: true },
    ...{ smtp_host: "127.0.0.1", smtp_port: server.port, smtp_security: "none" },
  });
  const { id } = (await world.admin.post(`/mailboxes/${mailbox.body.id}/test/`, { to: "test@shore.test" })).body;
  await worker.deliver();
  const { db } = world.app.docket;
  const email = (await world.admin.get(`/outgoing-emails/${id}/`)).body;
  expect([email.state, typeof email.html]).toEqual(["accepted", "string"]);
  await age("outgoing_emails", id, 89);
  expect(await deleteOldTexts(db, 90)).toBe(0);
  await age("outgoing_emails", id, 91);
  expect([await deleteOldTexts(db, 0), await deleteOldTexts(db, 90), await deleteOldTexts(db, 90)]).toEqual([0, 1, 0]);
  const { body } = await world.admin.get(`/outgoing-emails/${id}/`);
  expect(body).toMatchObject({ text: null, html: null, subject: email.subject, attempts: email.attempts });
  expect((await world.admin.get(`/outgoing-emails/${id}/raw/`)).status).toBe(409);
  await world.admin.post(`/outgoing-emails/${id}/resend/`, {});
  await worker.deliver();
  expect(server.to("test@shore.test")).toHaveLength(2);
  expect((await world.admin.get(`/outgoing-emails/${id}/`)).body.html).toBe(email.html);
});
