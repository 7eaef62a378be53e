import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CANARY, type Canaries, type ColumnNotes, fillWithCanaries } from "../../test/canaries.ts";
import { addMailbox, type EmailWorker, openEmailWorker } from "../../test/emails.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { readOperations } from "../../test/operations.ts";
import { openPortalTicket, type PortalBrowser, portalBrowser, signInToPortal } from "../../test/portal.ts";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { answerPortalLinkRequests } from "../emails/portal-links.ts";
import { createDueTickets } from "../recurrences/run.ts";
import { sendSurveys } from "../surveys/send.ts";

const CUSTOMER = "ann@lagoon.test";
const COLLEAGUE = "bob@lagoon.test";
const THIRD = "repairs@speakers.test";
let world: World;
let server: TestMailServer;
let worker: EmailWorker;
let people: Record<"ann" | "bob" | "company", string>;
let readers: Record<"nobody" | "ann" | "bob", PortalBrowser>;
let ticket: string;
let canaries: Canaries;
/** The pages of each reader before the canaries were written. */
let before: Record<string, Map<string, string>>;

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const deliver = async () => {
  await worker.react();
  worker.later(60);
  await worker.deliver();
};

/**
 * Creates at least one row of almost everything that a desk can hold: runs each operation with the example in its description.
 */
async function useEverything(): Promise<void> {
  const api = await readOperations(world);
  const leaves =
    /password|session|jwt|auth|erase|\/merge\/|\/import|contact-form-settings|desk-logo|mailboxes\/\{|opened-tickets/;
  const endpoints = api.all.filter(
    ({ method, access, path }) =>
      (method === "POST" || method === "PUT" || method === "PATCH") &&
      (access === "user" || access === "admin") &&
      !leaves.test(path),
  );
  for (const [at, each] of endpoints.entries()) {
    const body = api.exampleOf(each);
    await world.admin.ask(api.addressOf(each), {
      method: each.method,
      headers: { "idempotency-key": `canary-${at}` },
      ...(body && { body }),
    });
  }
}

async function publish(values: object): Promise<string> {
  const { id } = (
    await world.admin.post("/kb/articles/", { visibility: "public", html: "<p>Amplifier</p>", ...values })
  ).body;
  await world.admin.post(`/kb/articles/${id}/publish/`, {});
  return id;
}

async function fileOf(path: string, values: Record<string, string>, name: string, content = "zqcanary9999") {
  const form = new FormData();
  for (const [field, value] of Object.entries(values)) form.set(field, value);
  form.set("file", new File([content], name));
  const { status, body } = await world.tom.post(path, form);
  expect([path, status]).toEqual([path, 201]);
  return body.id as string;
}

async function writeArticles(): Promise<void> {
  const inside = (await world.admin.post("/kb/categories/", { name: "Inside", visibility: "internal" })).body.id;
  const open = (await world.admin.post("/kb/categories/", { name: "Sound", visibility: "public" })).body.id;
  const article = await publish({ title: "Amplifier hums", category: open });
  await world.admin.patch(`/kb/articles/${article}/`, { html: "<p>Not published</p>" });
  const hidden = await publish({ title: "Amplifier prices", category: inside });
  await publish({ title: "Amplifier of Tech", visibility: "team", teams: ["Tech"] });
  await world.admin.patch(`/kb/articles/${hidden}/`, { slug: "amplifier-price-list" });
  await fileOf(`/kb/articles/${hidden}/files/`, {}, "prices.txt");
  await readers.nobody.post("en/articles/amplifier-hums/feedback/", { is_helpful: "no", comment: "Why?" });
}

/** Creates a conversation with everything internal around it. Returns a file of an internal note and one without a message. */
async function talk(): Promise<string[]> {
  ticket = await openPortalTicket(readers.ann, "Silent lagoon", "The speaker is silent.");
  await openPortalTicket(readers.bob, "Bar music", "Too loud.");
  const add = async (text: string, isInternal: boolean): Promise<string> =>
    (await world.tom.post("/ticket-comments/", { ticket, text, is_internal: isInternal })).body.id;
  const toComment = async (file: string, comment: string) => {
    await sql("update attachments set comment = $1 where id = $2", [comment, file]);
    return file;
  };
  await toComment(
    await fileOf("/ticket-attachments/", { ticket }, "manual.txt", "Turn it on."),
    await add("We look.", false),
  );
  const internal = [
    await toComment(await fileOf("/ticket-attachments/", { ticket }, "note.txt"), await add("A note", true)),
    await fileOf("/ticket-attachments/", { ticket }, "loose.txt"),
  ];
  await world.tom.patch(`/tickets/${ticket}/`, { tags: "vip" });
  await world.tom.put(`/tickets/${ticket}/draft/`, { text: "A draft" });
  await world.tom.post(`/tickets/${ticket}/checklist/`, { steps: ["Call them"] });
  await readers.ann.post(`en/requests/${ticket}/colleague/`, { address: "eve@elsewhere.test" });
  return internal;
}

/** What customers see, and what the flows below need. Everything else gets a canary. */
function columnNotes(): ColumnNotes {
  const own = `('${people.ann}', '${people.bob}')`;
  const others = `(contact is null or contact not in ${own})`;
  const hidden = `article in (
    select a.id from kb_articles a left join kb_categories c on c.id = a.category
    where a.visibility <> 'public' or c.visibility <> 'public')`;
  const profile = ["name", "email", "phone", "mobile", "title", "department", "linkedin_url"];
  return {
    migrations: false,
    home: false,
    event_readers: false,
    email_settings: false,
    desk_logo: false,
    ...Object.fromEntries(profile.map((column) => [`contacts.${column}`, `id not in ${own}`])),
    "companies.name": `id <> '${people.company}'`,
    contact_addresses: others,
    portal_links: others,
    portal_sessions: others,
    "tickets.ticket_number": others,
    "tickets.subject": others,
    "tickets.description": others,
    "comments.text": "is_internal",
    // the first name is what customers see of an agent
    "users.first_name": false,
    "attachments.name": "comment is null or comment in (select id from comments where is_internal)",
    // where files are
    "attachments.file": false,
    "attachments.sha256": false,
    "kb_articles.slug": hidden.replace("article in", "id in"),
    "kb_articles.language": hidden.replace("article in", "id in"),
    kb_categories: "visibility <> 'public'",
    kb_former_slugs: hidden,
    kb_files: hidden,
    ...Object.fromEntries(
      ["language", "live_title", "live_html", "parts", "title_words"].map((column) => [`kb_texts.${column}`, hidden]),
    ),
    // of emails to customers
    email_templates: "kind not in ('acknowledgement', 'reply', 'opening', 'forward', 'survey', 'portal_link')",
    ...Object.fromEntries(
      ["name", "address", "signature", "language", "smtp_host", "smtp_username", "dkim_selector"].map((column) => [
        `mailboxes.${column}`,
        false,
      ]),
    ),
    outgoing_emails: others,
    survey_settings: false,
  };
}

// `npm run proof -- portal` reads the pages in every language, and asks for each by HEAD, too
const IS_WHOLE = process.env.RUNS !== undefined;

/** Everything that a reader finds by following links, as a scanner does: the whole answers. */
async function crawl(by: PortalBrowser): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  const paths = [
    "en/",
    "th/",
    "sitemap.xml",
    "en/search/?q=amplifier",
    "en/requests/?show=company",
    "en/requests/?q=a",
  ];
  for (const path of paths) {
    const { status, headers, html, to } = await by.get(path);
    const headerLines = [...headers].filter(([name]) => !/^(date|x-request-id|content-length)$/.test(name));
    // the time of the download, and the form's token
    const text = html.replace(/"exported_at":\s*"[^"]*"/, "").replace(/(?<=name="token" value=")[^"]*/, "");
    outputs.set(path, [status, JSON.stringify(headerLines), text].join("\n"));
    if (IS_WHOLE) expect([path, (await by.head(path)).status]).toEqual([path, status]);
    const links = [...html.matchAll(/(?:href|src)="(?:https:\/\/desk\.docket\.test)?\/portal\/([^"#]*)/g)].map(
      ([, each]) => each!,
    );
    for (const each of [...links.map((link) => link.replaceAll("&amp;", "&")), to?.replace("/portal/", "") ?? ""])
      if (each && !paths.includes(each) && !/^https?:/.test(each) && (IS_WHOLE || !/^th\/./.test(each)))
        paths.push(each);
  }
  return outputs;
}

const crawlAll = async () => ({
  nobody: await crawl(readers.nobody),
  ann: await crawl(readers.ann),
  bob: await crawl(readers.bob),
});

let internalFiles: string[];
// states, kinds and other columns of which the database knows all words
const CLOSED =
  /\.(state|kind|scope|team|visibility|via|origin|mode|place|how|action|because|purpose|missed|every|weekday|clock|category|assigned_team|role|platform|outcome|metric|acknowledge|sign_in|arrived_by|matched_by|on_closed_day|started_by|begun_by|\w+_kind|\w+_security|imap_(after|start|origin))$|^teams\.name$/;
// what jobs, imports and other servers write
const NOT_HERE =
  `bulk_change_items deleted_records digest_items due_reminders erasures former_people imap_cursors imported_rows imports
   mailbox_authorizations mailbox_checks mailbox_grants password_reset_requests portal_link_requests portal_passwords
   recurrence_runs saved_files sign_in_attempts skipped_events sla_alerts survey_answers surveys ticket_links
   ticket_merges ticket_routings unclaimed_files waiting_tickets`.split(/\s+/);

beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  server = await openMailServer();
  await openToContacts(world.database.db);
  await useEverything();
  worker = await openEmailWorker(world);
  await addMailbox(world, server);
  const view = (await world.admin.post("/views/", { name: "Former view" })).body;
  await world.admin.remove(`/views/${view.id}/`);
  await world.admin.patch("/survey-settings/", {
    is_enabled: true,
    delay_hours: 0,
    calendar: null,
    teams: [],
    categories: [],
  });
  const { company, contact } = await makeCompany(world.admin, "Lagoon");
  await world.admin.patch(`/contacts/${contact.id}/`, { name: "Ann Able", email: CUSTOMER, notes: "Difficult" });
  const bob = (await world.admin.post("/contacts/", { company: company.id, name: "Bob Baker", email: COLLEAGUE })).body;
  people = { ann: contact.id, bob: bob.id, company: company.id };
  readers = {
    nobody: portalBrowser(world),
    ann: await signInToPortal(world, CUSTOMER),
    bob: await signInToPortal(world, COLLEAGUE),
  };
  const other = await makeCompany(world.admin, "Reef");
  await world.admin.patch(`/contacts/${other.contact.id}/`, { email: "dee@reef.test" });
  await openPortalTicket(await signInToPortal(world, "dee@reef.test"), "Reef lights", "They blink.");
  await world.admin.put("/email-templates/assigned/en/", { subject: "Yours", body: "Look", footer: "" });
  await writeArticles();
  internalFiles = await talk();
  await deliver();
  before = await crawlAll();
  canaries = await fillWithCanaries(world.database.pool, columnNotes());
  // several hundred requests, which a busy machine takes long for
}, 600_000);
afterAll(async () => {
  await server.close();
  await world.close();
});

const placesIn = (text: string) =>
  (text.match(CANARY) ?? []).map((each) => canaries.places.get(each.toLowerCase()) ?? each);

test("every place of the desk that can hold words holds a canary", () => {
  // the database takes only certain words there
  expect(canaries.refused.filter((each) => !CLOSED.test(each))).toEqual([]);
  expect(canaries.empty.filter((each) => !NOT_HERE.includes(each))).toEqual([]);
  expect(canaries.places.size).toBeGreaterThan(250);
});

describe("a customer's", () => {
  test("pages, downloads, files and their ETags are byte for byte what they were without the canaries", async () => {
    const after = await crawlAll();
    for (const [who, pages] of Object.entries(after)) {
      expect([who, [...pages.keys()]]).toEqual([who, [...before[who]!.keys()]]);
      for (const [path, answer] of pages) {
        expect([who, path, placesIn(answer)]).toEqual([who, path, []]);
        expect(answer, `${who}: ${path}`).toBe(before[who]!.get(path));
      }
    }
    expect(before.ann!.get(`en/requests/${ticket}/`)).toContain("manual.txt");
    expect(before.ann!.get("en/account/data.json")).toContain("The speaker is silent.");
    expect([...before.ann!.values()].join()).not.toContain(COLLEAGUE);
    expect([...before.bob!.values()].join()).not.toContain(CUSTOMER);
    for (const file of internalFiles) expect((await readers.ann.get(`request-files/${file}/`)).status).toBe(404);
  });

  test("searches and suggestions find nothing by internal words", async () => {
    const canaryOf = (name: string) => [...canaries.places].find(([, each]) => each === name)![0];
    expect((await world.admin.get(`/kb/articles/?search=${canaryOf("kb_texts.title")}`)).body.results).not.toEqual([]);
    for (const name of [
      "kb_texts.live_title",
      "kb_texts.live_html",
      "kb_texts.title",
      "comments.text",
      "tickets.tags",
    ]) {
      const q = canaryOf(name);
      expect((await readers.ann.get(`en/search/?q=${q}`)).html).toContain("No article matches");
      expect((await readers.ann.get(`en/requests/?q=${q}`)).html).toContain("No request matches");
      const { html } = await readers.ann.post("en/suggestions/", { subject: q, text: "" });
      expect([name, JSON.parse(html)]).toEqual([name, { articles: [] }]);
    }
  });

  test("forms answer without anything internal", async () => {
    const forms: [string, Record<string, string>][] = [
      [`en/requests/${ticket}/reply/`, { text: "" }],
      [`en/requests/${ticket}/colleague/`, { address: "tom@docket.test" }],
      [`en/requests/${ticket}/colleague/`, { address: "eve@elsewhere.test" }],
      [`en/requests/${ticket}/rating/`, { rating: "9" }],
      ["en/requests/new/", { subject: "Amplifier", text: "It hums" }],
      ["en/account/password/", { password: "short" }],
      ["en/sign-in/", { address: COLLEAGUE }],
      ["en/sign-in/password/", { address: "tom@docket.test", password: "x" }],
      [`en/survey/${"A".repeat(22)}/`, { rating: "5" }],
      ["tickets/", { email: "eve@elsewhere.test", subject: "x", text: "x" }],
      ["tickets/suggestions/", { text: "amplifier" }],
    ];
    await world.admin.patch("/contact-form-settings/", { is_enabled: true, origins: [] });
    for (const [path, form] of forms) {
      const { html, headers, status } = await readers.ann.post(path, form);
      expect([path, status < 500, placesIn(html + JSON.stringify([...headers]))]).toEqual([path, true, []]);
    }
  });
});

describe("emails to customers and third parties", () => {
  let texts: string[];
  beforeAll(async () => {
    const post = async (path: string, values: object) => {
      const { status, body } = await world.tom.post(path, values);
      expect([path, status < 300, body]).toEqual([path, true, body]);
      return body.id as string;
    };
    const first = await post("/ticket-comments/", { ticket, text: "It plays again." });
    await post(`/tickets/${ticket}/forward/`, { to: [THIRD], text: "Look at this", comment: first });
    const own = { company: people.company, contact: people.ann, subject: "New speakers", description: "They come." };
    await post(`/tickets/${await post("/tickets/", own)}/send_description/`, {});
    await openPortalTicket(readers.ann, "Loud bar", "Much too loud.");
    // acknowledged to Ann, who may see no word of what an agent or a template wrote
    await sql("update mailboxes set acknowledge = 'everyone'");
    const inside = { description: "<p>zqcanary9999</p>" };
    await post("/tickets/", { company: people.company, contact: people.ann, subject: "Planned visit", ...inside });
    await post("/recurrences/", {
      ...{ name: "zqcanary9998", rrule: "FREQ=DAILY", starts_at: "2026-01-01T09:00", time_zone: "UTC" },
      ...{ company: people.company, contact: people.ann },
      template: await post("/ticket-templates/", {
        ...{ name: "zqcanary9997", scope: "shared", subject: "Yearly visit", checklist: ["zqcanary9996"], ...inside },
      }),
    });
    await sql("update recurrences set next_at = now() - interval '1 minute' where name = 'zqcanary9998'");
    expect(await createDueTickets(world.database.db, "UTC", { error: () => {} })).toBe(1);
    const note = { texts: { en: "<p>zqcanary9994</p>" }, is_internal: true };
    const macro = await post("/macros/", { name: "zqcanary9995", scope: "shared", ...note });
    await post("/ticket-comments/", { ticket, text: note.texts.en, is_internal: true, macros: [macro] });
    await post("/ticket-comments/", { ticket, text: "See you.", macros: [macro] });
    await world.tom.patch(`/tickets/${ticket}/`, { status: "resolved" });
    await readers.nobody.post("en/sign-in/", { address: CUSTOMER });
    await answerPortalLinkRequests(world.app.mail);
    await deliver();
    await sendSurveys(world.app.mail);
    await deliver();
    const emails = server.received.filter(({ to }) => [CUSTOMER, COLLEAGUE, THIRD, "eve@elsewhere.test"].includes(to));
    texts = await Promise.all(
      emails.map(async ({ raw }) => {
        const { text, html, attachments } = await PostalMime.parse(raw);
        const files = attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString());
        return [raw, text, html, ...files].join("\n");
      }),
    );
  });

  test("hold nothing internal, in no kind and no header", async () => {
    const kinds = await sql(
      "select distinct kind from outgoing_emails where state = 'accepted' and address = any($1) order by kind",
      [[CUSTOMER, THIRD]],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "acknowledgement",
      "forward",
      "opening",
      "portal_link",
      "reply",
      "survey",
    ]);
    const acknowledged = await sql(
      `select t.subject from outgoing_emails e join tickets t on t.id = e.ticket
       where e.kind = 'acknowledgement' and e.state = 'accepted' and t.subject like '% visit'
       order by t.subject`,
    );
    expect(acknowledged).toEqual([{ subject: "Planned visit" }, { subject: "Yearly visit" }]);
    for (const text of texts) expect([text.slice(0, 400), placesIn(text)]).toEqual([text.slice(0, 400), []]);
    expect(server.to("eve@elsewhere.test")).toEqual([]);
    const toAnn = server.received.filter(({ to }) => to === CUSTOMER || to === THIRD);
    expect(toAnn.filter(({ raw }) => raw.includes(COLLEAGUE))).toEqual([]);
  });

  test("sign nobody in and rate nothing when programs open every link in them", async () => {
    const state = () =>
      sql(
        `select (select count(*)::int from portal_sessions) as sessions, (select count(*)::int from survey_answers) as answers,
           (select count(*)::int from portal_links where used_at is null) as links,
           (select count(*)::int from portal_contacts where not receives_surveys) as stopped`,
      );
    const links = new Set(
      texts.flatMap((text) => text.match(/https:\/\/desk\.docket\.test\/portal\/[^\s"<>)\]]+/g) ?? []),
    );
    for (const kind of [/survey\/[\w-]+\/\?rating=5/, /survey\/[\w-]+\/stop/, /sign-in\/[\w-]{43}/])
      expect([...links].some((each) => kind.test(each))).toBe(true);
    const unchanged = await state();
    for (const link of links)
      for (const ask of [readers.nobody.get, readers.nobody.head, readers.ann.get, readers.nobody.get]) {
        const { headers, html } = await ask(link.replace("https://desk.docket.test/portal/", ""));
        expect([link, headers.getSetCookie(), placesIn(html)]).toEqual([link, [], []]);
      }
    expect(await state()).toEqual(unchanged);
  });
});
