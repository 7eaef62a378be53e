import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { runAutomations } from "../automations/react.ts";
import { createPortalLinks, portalLinkById, requestPortalLink } from "../contacts/portal-links.ts";
import { composeEmail } from "../emails/compose.ts";
import { contentOf } from "../emails/content.ts";
import { readEmail } from "../emails/email-row.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import type { Sender } from "../mailboxes/senders.ts";
import { notifyOfLowRatings } from "./low-ratings.ts";
import { sendSurveys } from "./send.ts";
import { cancelSurveys, startSurveys } from "./surveys.ts";

const CANARY = "canary-11";
let world: World;
let company: string;
const reactions = () => [
  runAutomations(world.app.mail),
  startSurveys,
  cancelSurveys,
  notifyOfLowRatings(world.app.mail),
];

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold", PUBLIC_URL: "https://desk.docket.test" });
  await openToContacts(world.database.db);
  company = (await makeCompany(world.admin)).company.id;
  await addReaders(world.database.db, reactions());
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql("delete from surveys");
  await settings({ is_enabled: true, delay_hours: 0, calendar: null, teams: [], categories: [] });
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const settings = async (values: object) => {
  const { status, body } = await world.admin.patch("/survey-settings/", values);
  expect([status, body]).toEqual([200, expect.objectContaining(values)]);
};
const react = async () => {
  for (const each of reactions()) while (await runReaction(world.database.db, each));
};
let people = 0;
async function person(values: object = {}) {
  people += 1;
  const email = `p${people}@harbour.test`;
  return (await world.admin.post("/contacts/", { company, name: `Person ${people}`, email, ...values })).body;
}
/** A resolved ticket of a contact, with a reply. */
async function solved(contact: string, values: object = {}) {
  const { id } = await makeTicket(world.fay, company, { contact, description: CANARY, subject: CANARY, ...values });
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: `We did it. ${CANARY}` });
  await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
  await react();
  return id as string;
}
const surveys = async (id: string) => (await world.tom.get(`/tickets/${id}/surveys/`)).body.results;
const emails = (kind = "survey") =>
  sql("select id, address, ticket from outgoing_emails where kind = $1 order by serial", [kind]);
const LETTERHEAD = { name: "Help", address: "help@docket.test", language: "en", signature: "Yours" } as const;
const render = async (id: string) =>
  contentOf(world.app.mail, (await readEmail(world.database.db, id))!, LETTERHEAD) as Promise<{
    text: string;
    html: string;
  }>;

/** Sends what is due, and returns the path of the survey's link. */
async function linkOf(ticket: string): Promise<string> {
  await sendSurveys(world.app.mail);
  const [email] = await sql("select id from outgoing_emails where kind = 'survey' and ticket = $1", [ticket]);
  return /https:\/\/desk\.docket\.test\/portal\/((?:en|th)\/survey\/[\w-]{22}\/)/.exec(
    (await render(email.id)).text,
  )![1]!;
}
async function ask(path: string, method = "GET", form?: Record<string, string>, cookie = "") {
  const response = await fetch(`${world.base}/portal/${path}`, {
    method,
    redirect: "manual",
    headers: { cookie },
    ...(form && { body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
}
const answers = () => sql("select rating, comment, replaced_at is null as is_current from survey_answers order by id");

describe("a survey", () => {
  test("is not sent to contacts who unsubscribed, and opening the link alone unsubscribes nobody", async () => {
    const { id: contact } = await person();
    const path = await linkOf(await solved(contact));
    const [email] = await sql("select id from outgoing_emails where kind = 'survey' order by serial desc limit 1");
    const { text } = await render(email.id);
    const stop = /portal\/(\w\w\/survey\/[\w-]{22}\/stop\/)/.exec(text)![1]!;
    expect(stop).toBe(`${path}stop/`);
    const row = (await readEmail(world.database.db, email.id))!;
    const sender = { ...LETTERHEAD, id: row.mailbox, hasPlusAddresses: false, dkim: null };
    const composed = await composeEmail(world.app.mail, row, sender as unknown as Sender);
    expect(composed).toMatchObject({
      headers: {
        "List-Unsubscribe": `<https://desk.docket.test/portal/${stop}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    });
    const receives = async () => (await world.tom.get(`/contacts/${contact}/portal/`)).body.receives_surveys;
    for (const method of ["GET", "HEAD", "OPTIONS"]) await ask(stop, method);
    expect(await receives()).toBe(true);
    const forged = stop.replace(/survey\/.{5}/, "survey/AAAAA");
    expect((await ask(forged)).html.replaceAll("AAAAA", stop.slice(10, 15))).toBe((await ask(stop)).html);
    expect((await ask(forged, "POST", {})).status).toBe(404);
    expect((await ask(stop, "POST", { "List-Unsubscribe": "One-Click" })).status).toBe(200);
    expect(await receives()).toBe(false);
    await sql("update surveys set sent_at = sent_at - interval '20 days'");
    const next = await solved(contact);
    await sendSurveys(world.app.mail);
    expect(await surveys(next)).toMatchObject([{ state: "cancelled", reason: "unsubscribed" }]);
    await world.tom.patch(`/contacts/${contact}/portal/`, { receives_surveys: true });
    expect(await receives()).toBe(true);
  });

  test("is emailed after a ticket is resolved, with five links, in the contact's language", async () => {
    const { id: contact, email } = await person();
    const id = await solved(contact);
    expect(await surveys(id)).toMatchObject([{ state: "waiting", started_by: "resolved", answers: [] }]);
    await sendSurveys(world.app.mail);
    const written = (await emails()).at(-1);
    expect(written).toMatchObject({ address: email, ticket: id });
    const { text, html } = await render(written.id);
    expect(text.match(/\/portal\/en\/survey\/[\w-]{22}\/\?rating=[1-5]/g)).toHaveLength(5);
    expect(html).not.toMatch(/<(?:script|form|img)/);
    const source = await world.admin.get(`/outgoing-emails/${written.id}/`);
    expect(JSON.stringify(source.body)).not.toMatch(/survey\/[\w-]{22}/);
    const thai = await solved((await person()).id, { subject: "เพลงเงียบ" });
    expect(await linkOf(thai)).toMatch(/^th\//);
  });

  test("waits for open hours if there is a calendar", async () => {
    const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const windows = Object.fromEntries(days.map((day) => [day, day === "wed" ? [["09:00", "17:00"]] : []]));
    const calendar = await world.admin.post("/calendars/", { name: "Wednesdays", time_zone: "UTC", windows });
    expect(calendar.status).toBe(201);
    await settings({ delay_hours: 1, calendar: calendar.body.id });
    const [{ due_at }] = await surveys(await solved((await person()).id));
    expect(new Date(due_at).getUTCDay()).toBe(3);
    await settings({ calendar: null });
  });

  test("is sent for the chosen teams and categories only, and never while surveys are off", async () => {
    const { id: contact } = await person();
    await settings({ teams: ["Finance"], categories: ["billing"] });
    expect(await surveys(await solved(contact, { category: "technical" }))).toEqual([]);
    expect(await surveys(await solved(contact, { category: "billing" }))).toHaveLength(1);
    await settings({ is_enabled: false });
    expect(await surveys(await solved(contact, { category: "billing" }))).toEqual([]);
  });

  test("is sent to a person once in 14 days, even for another contact with the same address", async () => {
    const ann = await person();
    const other = await person({ company: (await makeCompany(world.admin)).company.id, email: ann.email });
    const [first, second, third] = [
      await solved(ann.id),
      await solved(ann.id),
      await solved(other.id, { company: other.company }),
    ];
    await sendSurveys(world.app.mail);
    const states = [first, second, third].map(async (id) => (await surveys(id))[0]);
    expect(await Promise.all(states)).toMatchObject([
      { state: "sent" },
      { state: "cancelled", reason: "recent" },
      { state: "cancelled", reason: "recent" },
    ]);
    await sql("update surveys set sent_at = now() - interval '15 days'");
    const later = await solved(ann.id);
    await sendSurveys(world.app.mail);
    expect(await surveys(later)).toMatchObject([{ state: "sent" }]);
  });

  test.each<[string, (id: string, contact: string) => Promise<unknown>]>([
    ["reopened", (id) => world.tom.patch(`/tickets/${id}/`, { status: "in_progress" })],
    ["tag", (id) => world.tom.patch(`/tickets/${id}/`, { tags: "vip, No_Survey" })],
    ["ticket_deleted", (id) => world.tom.remove(`/tickets/${id}/`)],
    ["contact_changed", async (id) => world.tom.patch(`/tickets/${id}/`, { contact: (await person()).id })],
    [
      "merged",
      async (id, contact) => {
        const { id: target } = await makeTicket(world.fay, company, { contact });
        return world.tom.post(`/tickets/${id}/merge/`, { into: target });
      },
    ],
  ])("is canceled (%s) while it waits and until its email is sent", async (reason, change) => {
    for (const isWritten of [false, true]) {
      const { id: contact } = await person();
      const id = await solved(contact);
      if (isWritten) await sendSurveys(world.app.mail);
      expect(((await change(id, contact)) as { status: number }).status).toBeLessThan(300);
      await react();
      expect(await sql("select state, reason from surveys where ticket = $1", [id])).toEqual([
        { state: "cancelled", reason },
      ]);
      const [email] = await sql(
        "select e.id from surveys s join outgoing_emails e on e.details ->> 'survey' = s.id::text where s.ticket = $1",
        [id],
      );
      if (email) expect(await render(email.id)).toHaveProperty("cancel");
      expect(email !== undefined).toBe(isWritten);
    }
  });

  test.each<[string, string]>([
    ["no_address", "update contacts set is_active = false where id = $2 and $1::text <> ''"],
    ["no_address", "update contacts set email = '' where id = $2 and $1::text <> ''"],
    ["automatic", "update tickets set via = 'mail' where id = $1 and $2::text <> ''"],
    [
      "automatic",
      `with arrived as (
         insert into incoming_emails (arrived_by, size, sha256, state)
         values ('pipe', 1, repeat('0', 64), 'rejected') returning id)
       insert into email_messages (incoming, ticket, from_address, is_automatic)
       select id, $1, 'p' || $2, true from arrived`,
    ],
    [
      "automatic",
      "insert into sender_rules (pattern, action) select email, 'no_auto_reply' from contacts where id = $2 and $1::text <> ''",
    ],
    [
      "suppressed",
      `insert into suppressions (address, scope, because)
       select lower(email), 'all', 'complaint' from contacts where id = $2 and $1::text <> ''`,
    ],
    ["not_visible", "update tickets set public_since = now() + interval '1 day' where id = $1 and $2::text <> ''"],
  ])("is not sent to robots, unknown senders, or contacts who cannot see the ticket (%s)", async (reason, change) => {
    const { id: contact } = await person();
    const id = await solved(contact);
    await sql(change, [id, contact]);
    const before = (await emails()).length;
    await sendSurveys(world.app.mail);
    expect(await surveys(id)).toMatchObject([{ state: "cancelled", reason }]);
    expect((await emails()).length).toBe(before);
  });

  test("is not sent after bulk changes, imports and undo", async () => {
    const { id: contact } = await person();
    const { id } = await makeTicket(world.fay, company, { contact });
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    await sql("update events set triggers_reactions = false where ticket = $1", [id]);
    await react();
    expect(await surveys(id)).toEqual([]);
  });
});

describe("the link of a survey", () => {
  let ticket: string;
  let path: string;
  beforeEach(async () => {
    ticket = await solved((await person()).id);
    path = await linkOf(ticket);
  });

  test("saves nothing when programs open it, and has one button for a person to press", async () => {
    const before = JSON.stringify(await sql("select * from surveys"));
    const sessions = await sql("select count(*) from portal_sessions");
    for (const rating of ["1", "5", "9", "x"])
      for (const method of ["GET", "HEAD", "OPTIONS", "GET", "HEAD"]) {
        const { headers } = await ask(`${path}?rating=${rating}`, method);
        expect(headers.getSetCookie()).toEqual([]);
      }
    expect([await answers(), JSON.stringify(await sql("select * from surveys"))]).toEqual([[], before]);
    expect(await sql("select count(*) from portal_sessions")).toEqual(sessions);
    const { status, html, headers } = await ask(`${path}?rating=4`);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(html).toMatch(/value="4" required checked/);
    expect([html.match(/<button/g), html.match(/<script|\son\w+=/gi)]).toEqual([["<button"], null]);
  });

  test("shows nothing of the ticket or the contact", async () => {
    await ask(path, "POST", { rating: "2", comment: "secret-comment" });
    const pages = [await ask(path), await ask(`${path}?thanks`), await ask(path, "POST", { rating: "2" })];
    const text = pages.map(({ html, headers }) => html + JSON.stringify([...headers])).join();
    for (const hidden of [CANARY, ticket, "Person", "harbour.test", "secret-comment", "Tom"])
      expect(text).not.toContain(hidden);
    const cookie = `docket_portal=${path.split("/")[2]}`;
    expect((await ask(`en/requests/${ticket}/`, "GET", undefined, cookie)).status).toBe(303);
    const asStaff = await world.stranger.ask("/tickets/", {
      headers: { authorization: `Bearer ${path.split("/")[2]}` },
    });
    expect(asStaff.status).toBe(401);
  });

  test("counts once, even if the button is pressed several times at once", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => ask(path, "POST", { rating: "4", comment: "Good" })),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await answers()).toEqual([{ rating: 4, comment: "Good", is_current: true }]);
    expect(
      await sql("select count(*)::int as n from events where kind = 'survey.answered' and ticket = $1", [ticket]),
    ).toEqual([{ n: 1 }]);
  });

  test("can change the rating for 7 days, and keeps the history", async () => {
    await ask(path, "POST", { rating: "2", comment: "Slow" });
    await ask(path, "POST", { rating: "5" });
    expect(await surveys(ticket)).toMatchObject([
      {
        state: "sent",
        answers: [
          { rating: 5, comment: "Slow", replaced_at: null },
          { rating: 2, replaced_at: expect.any(String) },
        ],
      },
    ]);
    await sql("update survey_answers set answered_at = answered_at - interval '8 days'");
    expect((await ask(path, "POST", { rating: "1" })).status).toBe(404);
    expect(await answers()).toHaveLength(2);
  });

  test("asks for a rating if none is chosen", async () => {
    const { html, status } = await ask(path, "POST", { rating: "6", comment: "x" });
    expect([status, await answers()]).toEqual([200, []]);
    expect(html).toContain('role="alert"');
  });

  test("gives the same response if it is forged, expired, of another desk or for another purpose", async () => {
    const forged = `en/survey/${"A".repeat(22)}/`;
    const foreign = `en/survey/${Buffer.alloc(16, 7).toString("base64url")}/`;
    const other = `en/survey/${world.admin.token.slice(0, 60)}/`;
    const pages = [];
    for (const each of [forged, foreign, other]) pages.push(await ask(each), await ask(each, "POST", { rating: "5" }));
    await sql("update surveys set expires_at = now()");
    pages.push(await ask(path), await ask(path, "POST", { rating: "5" }));
    expect(new Set(pages.map(({ status, html }) => status + html)).size).toBe(1);
    expect(pages[0]!.status).toBe(404);
    expect(await answers()).toEqual([]);
  });

  test("refuses a form from another site", async () => {
    const response = await fetch(`${world.base}/portal/${path}`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: new URLSearchParams({ rating: "1" }),
    });
    expect([response.status, await answers()]).toEqual([403, []]);
  });
});

test("a contact rates a ticket in the help center, before or instead of the email", async () => {
  const { id: contact, email } = await person();
  await settings({ delay_hours: 24 });
  const ticket = await solved(contact);
  await requestPortalLink(world.database.db, email, "en");
  const [link] = await createPortalLinks(world.database.db, world.app.docket.sealing);
  const { path } = (await portalLinkById(world.database.db, world.app.docket.sealing, link!.id))!;
  const signedIn = await ask(path.replace("/portal/", ""), "POST", {});
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const at = `en/requests/${ticket}/`;
  expect((await ask(at, "GET", undefined, cookie)).html).toContain("How satisfied are you");
  expect((await ask(`${at}rating/`, "POST", { rating: "x" }, cookie)).headers.get("location")).toContain(
    "note=unrated",
  );
  expect((await ask(`${at}rating/`, "POST", { rating: "3" }, cookie)).headers.get("location")).toContain("note=rated");
  expect(await answers()).toMatchObject([{ rating: 3 }]);
  // signed in, the contact sees what they wrote, and can take it back
  for (const [comment, escaped] of [
    ["Slow <b>", "Slow &lt;b&gt;"],
    ["", ""],
  ]) {
    await ask(`${at}rating/`, "POST", { rating: "3", comment: comment! }, cookie);
    expect((await ask(at, "GET", undefined, cookie)).html).toContain(
      `name="comment" maxlength="2000">\n${escaped}</textarea>`,
    );
  }
  await sql("delete from survey_answers where replaced_at is not null");
  await sql("update surveys set due_at = now()");
  const before = (await emails()).length;
  await sendSurveys(world.app.mail);
  expect((await emails()).length).toBe(before);
  const other = await solved((await person()).id);
  expect((await ask(`en/requests/${other}/rating/`, "POST", { rating: "1" }, cookie)).status).toBe(404);
  expect((await world.tom.get(`/contacts/${contact}/ratings/`)).body).toMatchObject({
    average: 3,
    results: [{ ticket, rating: 3 }],
  });
});

test("a low rating notifies the leads of the team, once", async () => {
  await sql("insert into team_leads (team, user_id) values ('Tech', $1)", [world.fay.id]);
  const ticket = await solved((await person()).id, { category: "technical" });
  const path = await linkOf(ticket);
  await ask(path, "POST", { rating: "2", comment: "Too <b>slow</b> & rude" });
  await ask(path, "POST", { rating: "1" });
  await react();
  const written = await emails("low_rating");
  expect(written).toMatchObject([{ address: "fay@docket.test", ticket }]);
  const { text } = await render(written[0].id);
  expect(text).toMatch(/: Dissatisfied\.[\s\S]*Too slow & rude/);
  await ask(path, "POST", { rating: "5" });
  await react();
  expect(await emails("low_rating")).toHaveLength(1);
});

describe("an automation", () => {
  const rule = (trigger: object, survey: string) =>
    world.admin.post("/automations/", { name: `Rule ${survey}`, trigger, actions: { survey } });
  const toResolved = { on: "changed", field: "status", to: ["resolved"] };

  test("can start a survey that the settings would not", async () => {
    await settings({ is_enabled: false });
    const { body, status } = await rule(toResolved, "start");
    expect([status, body.actions]).toEqual([201, { survey: "start" }]);
    const id = await solved((await person()).id);
    expect(await surveys(id)).toMatchObject([{ state: "waiting", started_by: "automation" }]);
    await world.admin.remove(`/automations/${body.id}/`);
  });

  test("can prevent a survey", async () => {
    const { body } = await rule(toResolved, "none");
    const id = await solved((await person()).id);
    expect((await world.tom.get(`/tickets/${id}/`)).body.tags).toBe("no_survey");
    expect((await surveys(id)).map(({ state }: { state: string }) => state)).not.toContain("waiting");
    await world.admin.remove(`/automations/${body.id}/`);
  });

  test("explains on an open ticket why it started no survey", async () => {
    const { body } = await rule({ on: "created" }, "start");
    const { id } = await makeTicket(world.fay, company, { contact: (await person()).id });
    await react();
    const { results } = (await world.admin.get(`/automations/${body.id}/runs/`)).body;
    expect(results).toMatchObject([
      { ticket: id, outcome: "unchanged", error: expect.stringContaining("not resolved") },
    ]);
    await world.admin.remove(`/automations/${body.id}/`);
  });
});
