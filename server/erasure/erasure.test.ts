import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openPortalTicket, signInToPortal } from "../../test/portal.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { removeUnclaimed } from "../attachments/unclaimed.ts";

const CANARY = /canary-?21/i;
const ADDRESS = "ann.canary-21@harbour.test";
let world: World;
let inlet: Inlet;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  await openToContacts(world.database.db);
  inlet = await openInlet(world);
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);

/** Every row of every table as text, as a dump of the database has it. */
async function dump(): Promise<Record<string, string>> {
  const tables = await sql(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const all = tables.map(
    ({ name }) => `select '${name}' as name, (select string_agg(to_jsonb(t)::text, '\n') from ${name} t) as rows`,
  );
  return Object.fromEntries((await sql(all.join(" union all "))).map(({ name, rows }) => [name, rows ?? ""]));
}
const tablesWith = async (pattern: RegExp) =>
  Object.entries(await dump())
    .filter(([, rows]) => pattern.test(rows))
    .map(([name]) => name)
    .sort();
const filesWith = (pattern: RegExp) =>
  readdirSync(world.folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(world.folder, name))
    .filter((path) => statSync(path).isFile() && pattern.test(path + readFileSync(path, "latin1")));

const mail = (headers: Record<string, string>, body: string) => inlet.receive(source(headers, body));
const fromAnn = (headers: Record<string, string>, body: string) =>
  mail({ From: `Ann Canary21 <${ADDRESS}>`, ...headers }, body);

/** A desk where Ann Canary21 has left traces everywhere. Gives her ID and her first ticket. */
async function leaveTraces(): Promise<{ ann: string; ticket: string; bobs: string }> {
  const created = await world.admin.post(
    "/contacts/",
    { company, name: "Ann Canary21", email: ADDRESS, notes: "canary-21" },
    { "idempotency-key": "create-ann" },
  );
  const ann = created.body.id;
  await world.admin.post("/contacts/", { company, name: "Bob Baker", email: "bob@harbour.test" });
  const boundary = "BOUNDARY";
  const first = await fromAnn(
    { Subject: "canary-21 is silent", "Content-Type": `multipart/mixed; boundary=${boundary}` },
    `--${boundary}\nContent-Type: text/plain\n\nMy canary-21 is dead.\n--${boundary}\nContent-Type: text/plain; name=canary-21.txt\nContent-Disposition: attachment; filename=canary-21.txt\n\nlog of canary-21\n--${boundary}--`,
  );
  const { ticket } = first;
  // agents work on it, change her words and write theirs
  await world.tom.post(`/tickets/${ticket}/add_comment/`, { text: "We are on it." });
  await world.tom.patch(`/tickets/${ticket}/`, { subject: "Still canary-21" });
  await world.tom.put(`/tickets/${ticket}/draft/`, { text: "Dear canary-21" });
  await world.tom.put("/drafts/new-ticket/", { fields: { contact: ann, subject: "canary-21 again" } });
  // in the help center
  const visitor = await signInToPortal(world, ADDRESS);
  const second = await openPortalTicket(visitor, "Second canary-21", "text of canary-21");
  const form = new FormData();
  form.set("text", "reply of canary-21");
  form.set("file", new File(["canary-21"], "canary-21.png"));
  await visitor.post(`en/requests/${second}/reply/`, form);
  const [comment] = await sql("select id from comments where ticket = $1 and author_contact = $2", [second, ann]);
  await world.admin.patch(`/ticket-comments/${comment.id}/`, { text: "edited canary-21" });
  await world.tom.post(`/tickets/${second}/merge/`, { into: ticket });
  await visitor.post("en/sign-in/", { address: ADDRESS });
  // she rates it
  await sql(
    `with asked as (insert into surveys (ticket, contact, state, started_by, category, due_at, address)
       values ($1, $2, 'sent', 'resolved', 'general', now(), $3) returning id)
     insert into survey_answers (survey, rating, comment, via) select id, 1, 'bad canary-21', 'email' from asked`,
    [ticket, ann, ADDRESS],
  );
  // Bob's ticket, in which she is in Cc, and he quotes her
  const bobs = (await mail({ From: "Bob Baker <bob@harbour.test>", Subject: "Bob's", Cc: ADDRESS }, "Bob's words."))
    .ticket;
  const { ticket_number } = await inlet.ticket(bobs);
  await fromAnn({ Subject: `Re: Bob's [${ticket_number}]` }, "I agree, says canary-21.");
  await mail(
    { From: "Bob Baker <bob@harbour.test>", Subject: `Re: Bob's [${ticket_number}]`, Cc: ADDRESS },
    `Thanks.\n\nOn Thu, Ann Canary21 <${ADDRESS}> wrote:\n> I agree, says canary-21.`,
  );
  // what was sent to her and about her
  await sql(
    `insert into outgoing_emails (kind, ticket, contact, address, name, subject, body_text, body_html, state, ended_at, details)
     values ('reply', $1, $2, $3, 'Ann Canary21', 'canary-21', 'canary-21', 'canary-21', 'delivered', now(), '{}'),
       ('contact_replied', $1, null, 'tom@docket.test', 'Tom', 'canary-21', 'canary-21', 'canary-21', 'delivered', now(),
        '{"actor_name": "Ann Canary21"}')`,
    [ticket, ann, ADDRESS],
  );
  await world.admin.post("/suppressions/", { address: ADDRESS });
  await world.admin.post("/sender-rules/", { pattern: ADDRESS, action: "accept" });
  await sql("insert into sign_in_attempts (key, points, expire) values ($1, 1, 99999999999999)", [`link:${ADDRESS}`]);
  return { ann, ticket, bobs };
}

describe("erasing a contact", () => {
  test("is for Admins and needs the contact's name", async () => {
    const { body } = await world.admin.post("/contacts/", { company, name: "Dan Diver" });
    for (const [by, status] of [
      [world.tom, 403],
      [world.stranger, 401],
    ] as const) {
      expect((await by.get(`/contacts/${body.id}/erasure/`)).status).toBe(status);
      expect((await by.post(`/contacts/${body.id}/erase/`, { name: "Dan Diver" })).status).toBe(status);
    }
    const wrong = await world.admin.post(`/contacts/${body.id}/erase/`, { name: "Dan" });
    expect([wrong.status, wrong.body]).toEqual([400, { name: ["This is not the name of the contact."] }]);
    expect((await world.tom.get(`/contacts/${body.id}/`)).status).toBe(200);
  });

  test("leaves no trace in a dump of the database or in the files, and keeps tickets and agents' texts", async () => {
    const { ann, ticket, bobs } = await leaveTraces();
    const before = await tablesWith(CANARY);
    // without these, the test would prove nothing
    expect(before).toEqual(
      expect.arrayContaining(
        `attachments comments contact_addresses contacts drafts email_messages events idempotency_keys incoming_emails new_ticket_drafts
         outgoing_emails participants portal_link_requests sender_rules sign_in_attempts suppressions survey_answers ticket_texts tickets`.split(
          /\s+/,
        ),
      ),
    );
    expect(filesWith(CANARY).length).toBeGreaterThan(2);
    const preview = (await world.admin.get(`/contacts/${ann}/erasure/`)).body;
    expect(preview).toMatchObject({ contact: ann, name: "Ann Canary21", kept: { agent_messages: 1 } });
    expect(preview.erased).toMatchObject({ tickets: 2, drafts: 1, ratings: 1, participations: 1 });
    expect(preview.erased.messages).toBeGreaterThan(1);
    expect(await tablesWith(CANARY)).toEqual(before);

    const erased = await world.admin.post(`/contacts/${ann}/erase/`, { name: "Ann Canary21" });
    expect([erased.status, erased.body]).toEqual([200, preview]);
    await removeUnclaimed(world.app.docket);
    expect(await tablesWith(CANARY)).toEqual([]);
    expect(filesWith(CANARY)).toEqual([]);

    const ticketBody = (await world.tom.get(`/tickets/${ticket}/`)).body;
    expect(ticketBody).toMatchObject({ subject: "[erased]", description: "[erased]", contact: null });
    expect(ticketBody.comments.map(({ text }: { text: string }) => text)).toContain("We are on it.");
    const other = (await world.tom.get(`/tickets/${bobs}/`)).body;
    expect(other).toMatchObject({ subject: "Bob's", description: "Bob's words." });
    expect(other.comments.map(({ text }: { text: string }) => text)).toEqual(["[erased]", "Thanks."]);
    expect((await world.admin.get(`/contacts/${ann}/`)).status).toBe(404);
    expect((await world.admin.get(`/contacts/${ann}/erasure/`)).status).toBe(404);
    const { results } = (await world.admin.get("/erasures/")).body;
    expect(results).toMatchObject([{ contact: ann, erased_by: world.admin.id }]);
    const again = await world.admin.post(
      "/contacts/",
      { company, name: "Ann Canary21", email: ADDRESS, notes: "canary-21" },
      { "idempotency-key": "create-ann" },
    );
    expect([again.status, again.body]).toEqual([201, { id: ann }]);
  });

  test("works in the trash, too", async () => {
    const { body } = await world.admin.post("/contacts/", { company, name: "Cat Canary21", email: ADDRESS });
    await world.admin.remove(`/contacts/${body.id}/`);
    await world.admin.post(`/contacts/${body.id}/erase/`, { name: "Cat Canary21" });
    expect(await tablesWith(CANARY)).toEqual([]);
    expect((await world.admin.get("/contacts/trash/")).body.results).toEqual([]);
  });

  test("does not affect contacts with the same or a longer address", async () => {
    const reef = (await makeCompany(world.admin, "Reef Hotel")).company.id;
    const erin = (await world.admin.post("/contacts/", { company, name: "Erin", email: "erin@harbour.test" })).body.id;
    await world.admin.post("/contacts/", { company: reef, name: "Erin", email: "erin@harbour.test" });
    await world.admin.post("/suppressions/", { address: "erin@harbour.test" });
    const { id } = await makeTicket(world.fay, company, { contact: erin });
    await sql(
      `insert into comments (ticket, author, text, recipients)
       values ($1, $2, 'x', '[{"address": "erin@harbour.test"}, {"address": "joerin@harbour.test"}]')`,
      [id, world.tom.id],
    );
    await world.admin.post(`/contacts/${erin}/erase/`, { name: "Erin" });
    expect(await sql("select address from suppressions")).toEqual([{ address: "erin@harbour.test" }]);
    expect((await sql("select recipients from comments where ticket = $1", [id]))[0].recipients).toEqual([
      { address: "erased" },
      { address: "joerin@harbour.test" },
    ]);
  });
});
