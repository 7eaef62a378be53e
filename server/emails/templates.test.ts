import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMailbox, type EmailWorker, openMailDesk } from "../../test/emails.ts";
import type { TestMailServer } from "../../test/mail-server.ts";
import { makeTicket, type World } from "../../test/world.ts";
import { placeholdersOf } from "../../wire/email-placeholders.ts";
import { query } from "../platform/database.ts";

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
beforeEach(async () => {
  await run();
  server.received.length = 0;
});
const run = async () => {
  await worker.react();
  await worker.deliver();
};
const TOM = "tom@docket.test";
const assigned = "/email-templates/assigned/en/";
const save = (values: object, path = assigned) =>
  world.admin.put(path, { subject: "For you", body: "<p>Hello</p>", ...values });
const preview = (values: object, path = assigned) =>
  world.admin.post(`${path}preview/`, { subject: "For you", body: "<p>Hello</p>", ...values });
const assign = async (subject: string) => {
  const ticket = await makeTicket(world.admin, company, { subject });
  await world.admin.post(`/tickets/${ticket.id}/assign/`, { user_id: world.tom.id });
  await run();
  return ticket;
};
const lastTo = async (address: string) => PostalMime.parse(server.to(address).at(-1)!.raw);

describe("a template", () => {
  test("is Docket's default until an Admin writes another, and again after a reset", async () => {
    expect((await world.admin.get(assigned)).body).toMatchObject({ is_default: true, footer: "", updated_at: null });
    const written = await save({
      subject: "{{ recipient.name }}: {{ ticket.number }}",
      body: "<p>Dear {{ recipient.name }}, please look at {{ ticket.subject }}.</p>",
      footer: "<p>{{ desk.name }}, pier 4</p>",
    });
    expect([written.status, written.body.is_default]).toEqual([200, false]);
    const ticket = await assign("Zone <b>offline</b>");
    const email = await lastTo(TOM);
    expect(email.subject).toBe(`Tom Tech: ${ticket.ticket_number}`);
    expect(email.html).toContain("Dear Tom Tech, please look at Zone &lt;b&gt;offline&lt;/b&gt;.");
    expect(email.html).toContain("Harbour Support, pier 4");
    expect(email.html).toContain("Notification settings");
    expect((await world.admin.remove(assigned)).status).toBe(204);
    await assign("Again");
    expect((await lastTo(TOM)).subject).toMatch(/^Assigned to you: /);
  });

  test("adds no script, frame, form or remote picture to an email", async () => {
    const body = `<p onclick="x()">Hi</p><script>x()</script><iframe src="https://evil.test"></iframe><img src="https://evil.test/a.png"><form></form><a href="javascript:x()">y</a>`;
    const { body: shown } = await preview({ body, footer: body });
    expect(shown.html).not.toMatch(/script|onclick|iframe|evil|<form|javascript/);
    expect(shown.html).toContain("<p>Hi</p>");
  });

  test.each([
    ["subject", { subject: "{% for i in (1..1000000) %}x{% endfor %}" }],
    ["body", { body: "{{ (1..1000000) }}" }],
    ["body", { body: `a{{ "a"${' | replace: "a", "aa"'.repeat(40)} }}` }],
    ["body", { body: "{% include 'secret' %}" }],
    ["body", { body: "{% raw %}{{ x }}{% endraw %}" }],
    ["body", { body: "{% assign x = 1 %}" }],
    ["body", { body: "{{ message | raw }}" }],
    ["body", { body: "{% if %}" }],
    ["body", { body: "{{ ticket.subject" }],
    ["body", { body: `${"{% if true %}".repeat(1500)}x` }],
    ["footer", { footer: "{% layout 'x' %}" }],
    ["body", { body: "x".repeat(50_000) }],
  ])("is refused if its %s demands too much or is invalid Liquid (%j)", async (field, values) => {
    for (const { status, body } of [await save(values), await preview(values)])
      expect([status, Object.keys(body)]).toEqual([400, [field]]);
  });

  test("reads only its own values", async () => {
    const body = "<p>[{{ ticket.constructor.name }}{{ __proto__ }}{{ ticket.__proto__ }}{{ process.env }}]</p>";
    expect((await preview({ body })).body.html).toContain("<p>[]</p>");
  });

  test.each([
    ["reply", "message"],
    ["opening", "message"],
    ["forward", "message"],
    ["invitation", "link"],
    ["password_reset", "link"],
  ])("of a %s must contain {{ %s }}", async (kind, name) => {
    const { status, body } = await save({}, `/email-templates/${kind}/en/`);
    expect([status, body]).toEqual([400, { body: [`The text must contain {{ ${name} }}.`] }]);
  });

  test("that no longer works is replaced by the default", async () => {
    await query(
      world.database.db,
      "insert into email_templates (kind, language, subject, body) values ('assigned', 'en', 'x', '{% include ''x'' %}')",
    );
    await assign("Still told");
    expect((await lastTo(TOM)).subject).toMatch(/^Assigned to you: /);
    await world.admin.remove(assigned);
  });

  test("can be changed by Admins only, for existing kinds and languages", async () => {
    expect((await world.tom.get("/email-templates/")).status).toBe(403);
    expect((await world.tom.put(assigned, {})).status).toBe(403);
    expect((await world.admin.get("/email-templates/nothing/en/")).status).toBe(404);
    expect((await world.admin.get("/email-templates/assigned/fr/")).status).toBe(404);
  });
});

describe("the preview of a template", () => {
  test("shows each kind in each language, for a sample and for a real ticket", async () => {
    const ticket = await makeTicket(world.admin, company, { subject: "Rain in zone 4" });
    const { results } = (await world.admin.get("/email-templates/")).body;
    expect(results.length).toBeGreaterThanOrEqual(24);
    for (const { kind, language, subject, body } of results) {
      const path = `/email-templates/${kind}/${language}/`;
      const sample = await preview({ subject, body }, path);
      expect([kind, sample.status, sample.body.html?.includes("{{")]).toEqual([kind, 200, false]);
      const real = await preview({ subject, body, ticket: ticket.id }, path);
      expect([kind, real.status]).toEqual([kind, 200]);
      if (body.includes("ticket.subject")) expect(real.body.html).toContain("Rain in zone 4");
    }
    expect((await world.admin.get("/outgoing-emails/?kind=test")).body.count).toBe(0);
  });

  test("shows a value for each placeholder that is offered, and all that the defaults use are offered", async () => {
    const { results } = (await world.admin.get("/email-templates/")).body;
    for (const { kind, language, subject, body } of results) {
      const offered = placeholdersOf(kind);
      const used = [...`${subject} ${body}`.matchAll(/\{(?:\{|% if) ([\w.]+)/g)].map(([, name]) => name);
      expect([kind, used.filter((name) => !offered.some((each) => each === name))]).toEqual([kind, []]);
      const footer = offered.map((name) => `<p>${name}: [{{ ${name} }}]</p>`).join("");
      const { html } = (await preview({ subject, body, footer }, `/email-templates/${kind}/${language}/`)).body;
      expect([kind, html.match(/[\w.]+: \[\]/g)]).toEqual([kind, null]);
      for (const name of offered) expect(html).toContain(`${name}: [`);
    }
  });

  test("is refused for a missing ticket", async () => {
    const ticket = "11111111-1111-4111-8111-111111111111";
    expect((await preview({ ticket })).body).toEqual({
      ticket: [`Invalid pk "${ticket}" - object does not exist.`],
    });
  });
});

describe("the look of emails", () => {
  test("has the desk's name and color at the top of notifications", async () => {
    const { status, body } = await world.admin.patch("/email-settings/", {
      desk_name: "Harbour & Co",
      color: "#0A6373",
    });
    expect([status, body]).toMatchObject([200, { desk_name: "Harbour & Co", color: "#0a6373" }]);
    await assign("Named");
    const { html } = await lastTo(TOM);
    expect(html).toContain("Harbour &amp; Co");
    expect(html).toContain("border-top:4px solid #0a6373");
    // its text is dark: a program that showed it on a dark page would hide it
    expect(html).toContain('<meta name="color-scheme" content="light">');
    expect((await world.admin.patch("/email-settings/", { color: "red;x" })).body).toEqual({
      color: ["Enter a color as #rrggbb."],
    });
    expect((await world.tom.get("/email-settings/")).status).toBe(403);
  });
});
