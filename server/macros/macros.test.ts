import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { MACRO_EXAMPLE_NAMES, MACRO_EXAMPLES } from "../../web/macros/macro-examples.ts";
import { writeDemoMacros } from "../demo/macros.ts";

let world: World;
let ticket: string;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  const customer = await makeCompany(world.admin);
  company = customer.company.id;
  await world.admin.patch(`/contacts/${customer.contact.id}/`, { name: "Ploy <img src=x> {{7*7}}" });
  ticket = (await makeTicket(world.admin, company, { contact: customer.contact.id, subject: "No <music>" })).id;
});
afterAll(() => world.close());

const HELLO = { name: "Hello", texts: { en: "<p>Hello {{ contact.first_name }},</p>" } };
const create = async (by: Caller, values: object = {}) => by.post("/macros/", { ...HELLO, ...values });
const apply = async (by: Caller, id: string, more: object = {}) => by.post(`/macros/${id}/apply/`, { ticket, ...more });
const render = async (text: string, more: object = {}) =>
  (await world.tom.post("/macros/preview/", { text, ticket, ...more })).body;

describe("a macro", () => {
  test("is created, changed in part and deleted", async () => {
    const { status, body } = await create(world.tom, {
      folder: "Sound/Players",
      changes: { status: "pending", add_tags: ["player"] },
      inputs: [{ name: "minutes", label: "Minutes", kind: "choice", choices: ["1", "5"] }],
    });
    expect([status, body]).toEqual([
      201,
      {
        ...HELLO,
        id: body.id,
        folder: "Sound/Players",
        scope: "own",
        team: "",
        owner: world.tom.id,
        owner_name: "Tom Tech",
        languages: ["en"],
        is_internal: false,
        files: [],
        changes: { status: "pending", add_tags: ["player"] },
        inputs: [{ name: "minutes", label: "Minutes", kind: "choice", choices: ["1", "5"], required: true }],
        can_change: true,
        uses: 0,
        last_used_at: null,
        created_at: body.created_at,
        updated_at: body.updated_at,
      },
    ]);
    const response = await world.tom.patch(`/macros/${body.id}/`, { name: "Hi" });
    expect(response.body).toMatchObject({ name: "Hi", folder: "Sound/Players", texts: HELLO.texts });
    expect((await world.tom.remove(`/macros/${body.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/macros/${body.id}/`)).status).toBe(404);
  });

  test("shows the beginning of its text in the list", async () => {
    const text =
      '<p>Hello {{ contact.first_name | default: "there" }},</p><p>{% if zone.name %}unplug{% endif %} the <b>player</b> &amp; wait.</p>';
    const { body } = await create(world.tom, { name: "Unplug", texts: { th: "<p>ถอดปลั๊ก</p>", en: text } });
    const { results } = (await world.tom.get("/macros/")).body;
    expect(results.find(({ id }: { id: string }) => id === body.id).excerpt).toBe("Hello …, unplug the player & wait.");
  });

  test.each([
    ["own", "", { owner: 200, sameTeam: 404, otherTeam: 404, admin: 404 }],
    ["team", "Tech", { owner: 200, sameTeam: 200, otherTeam: 404, admin: 200 }],
    ["shared", "", { owner: 200, sameTeam: 200, otherTeam: 200, admin: 200 }],
  ])("of scope %s can be used by its audience, and changed by its owner and Admins", async (scope, team, expected) => {
    const { id } = (await create(world.tom, { scope, team })).body;
    const { body: mate } = await world.admin.post("/users/", {
      username: `mate-${scope}`,
      password: "a mate of tom",
      role: "Tech",
    });
    const users = {
      owner: world.tom,
      sameTeam: await world.login(mate.username, "a mate of tom"),
      otherTeam: world.fay,
      admin: world.admin,
    };
    for (const [who, by] of Object.entries(users)) {
      const status = expected[who as "owner"];
      expect([who, (await by.get(`/macros/${id}/`)).status]).toEqual([who, status]);
      expect([who, (await apply(by, id)).status]).toEqual([who, status]);
      const listed = (await by.get("/macros/")).body.results.some((each: { id: string }) => each.id === id);
      expect([who, listed]).toEqual([who, status === 200]);
      const mayChange = who === "owner" || who === "admin";
      const change = (await by.patch(`/macros/${id}/`, { folder: who })).status;
      expect([who, change]).toEqual([who, status === 404 ? 404 : mayChange ? 200 : 403]);
      if (!mayChange) expect((await by.remove(`/macros/${id}/`)).status).toBe(status === 404 ? 404 : 403);
    }
  });

  test.each<[string, object, object]>([
    [
      "a name that nothing has",
      { texts: { en: "{{ contact.age }}" } },
      { texts: [/^en: contact.age is not a placeholder/] },
    ],
    [
      "a tag that is not allowed",
      { texts: { th: "{% for a in (1..1000000) %}x{% endfor %}" } },
      { texts: [/^th: tag "for" not found/] },
    ],
    [
      "a filter that is not allowed",
      { texts: { en: "{{ contact.name | raw }}" } },
      { texts: [/undefined filter: raw/] },
    ],
    ["an output that does not end", { texts: { en: "{{ contact.name" } }, { texts: [/not closed/] }],
    ["50 kB", { texts: { en: "x".repeat(50_000) } }, { texts: [/no more than 20000 characters/] }],
    ["a language that does not exist", { texts: { xx: "Hello" } }, { texts: [/Unknown field/] }],
    ["nothing at all", { texts: {} }, { texts: ["Write a text or choose a change."] }],
    [
      "an input without a definition",
      { texts: { en: "{{ input.code }}" } },
      { texts: [/input.code is not a placeholder/] },
    ],
    [
      "two inputs of one name",
      { inputs: [{ name: "a" }, { name: "a" }] },
      { inputs: ["Two inputs have the same name."] },
    ],
    ["a change that is none", { changes: { is_deleted: true } }, { changes: ["Unknown field: “is_deleted”."] }],
    ["a value that is none", { changes: { status: "lost" } }, { changes: ['status: "lost" is not a valid choice.'] }],
    ["a team without the scope", { team: "Tech" }, { team: ["Only a macro with the scope `team` has a team."] }],
    ["another team", { scope: "team", team: "Sales" }, { team: ["You are not in this team."] }],
    ["no team", { scope: "team" }, { team: ["Choose a team."] }],
  ])("with %s is refused", async (_, values, expected) => {
    const { status, body } = await create(world.tom, values);
    expect(status).toBe(400);
    for (const [name, texts] of Object.entries(expected))
      expect(body[name]).toEqual(
        texts.map((each: string | RegExp) => (each instanceof RegExp ? expect.stringMatching(each) : each)),
      );
  });
});

describe("a macro's text", () => {
  test("inserts values as text, never as markup or as a template", async () => {
    const { text } = await render("<p>{{ contact.name }}: {{ ticket.subject }}</p>");
    expect(text).toBe("<p>Ploy &lt;img src=x&gt; {{7*7}}: No &lt;music&gt;</p>");
  });

  test("keeps a placeholder without a value, and reports it as a blank", async () => {
    expect(await render("<p>{{ zone.name }} {{ zone.name | upcase }} {{ input.code }}</p>")).toEqual({
      text: "<p>{{ zone.name }} {{ zone.name }} {{ input.code }}</p>",
      blanks: ["zone.name", "input.code"],
    });
    const withDefault =
      '<p>{{ zone.name | default: "R&amp;B &lt;3" }}</p>{% if zone.name %}<p>{{ zone.name }}</p>{% endif %}';
    expect(await render(withDefault)).toEqual({ text: "<p>R&amp;B &lt;3</p>", blanks: [] });
    expect((await render("{% if ticket.number %}<p>{{ zone.name }}</p>{% endif %}")).blanks).toEqual(["zone.name"]);
  });

  test.each(["{{ nope }}", "{{ contact }}", "{{ contact.age }}"])(
    "with %s is refused in the preview as it is when saved",
    async (text) => {
      const refusal = [expect.stringMatching(/ is not a placeholder\. Use contact\.name/)];
      expect(await render(`<p>${text}</p>`)).toEqual({ text: refusal });
    },
  );

  test("loses everything that is not allowed in a text", async () => {
    expect((await render('<p onclick="x()">Hi<script>x()</script></p>')).text).toBe("<p>Hi</p>");
  });

  test("names an agent without a name by username", async () => {
    const kim = { username: "kim@desk.test", password: "a mate of tom", role: "Tech" };
    await world.admin.post("/users/", kim);
    const by = await world.login(kim.username, kim.password);
    const text = "<p>{{ agent.first_name }}, {{ agent.name }}</p>";
    expect((await by.post("/macros/preview/", { text, ticket })).body.text).toBe(
      `<p>${kim.username}, ${kim.username}</p>`,
    );
  });

  test("is in the customer's language if there is one, otherwise in the first", async () => {
    const texts = { en: "<p>Hello</p>", th: "<p>สวัสดี</p>" };
    const { id } = (await create(world.tom, { texts })).body;
    expect((await apply(world.tom, id)).body).toMatchObject({ language: "en", text: "<p>Hello</p>" });
    expect((await apply(world.tom, id, { language: "th" })).body.language).toBe("th");
    const thai = (await makeTicket(world.admin, company, { subject: "เพลงไม่เล่น" })).id;
    expect((await apply(world.tom, id, { ticket: thai })).body.language).toBe("th");
    const german = (await create(world.tom, { texts: { de: "<p>Hallo</p>" } })).body.id;
    expect((await apply(world.tom, german, { ticket: thai })).body.language).toBe("de");
  });
});

test("the sample macros can be applied, and ask for the inputs they need", async () => {
  await world.database.pool.query("delete from macros");
  await writeDemoMacros(world.app.docket.db);
  const { results } = (await world.tom.get("/macros/")).body;
  expect(results).toHaveLength(5);
  for (const { id, inputs, scope } of results) {
    const values = Object.fromEntries(
      inputs.map((each: { name: string; choices: string[] }) => [each.name, each.choices[0] ?? "Friday"]),
    );
    const { body } = await apply(world.tom, id, { inputs: values });
    expect([scope, body.blanks.filter((name: string) => name.startsWith("input."))]).toEqual(["shared", []]);
    expect(body.text).toContain("<p>");
  }
});

test.each(MACRO_EXAMPLE_NAMES)("the app's example “%s” of a macro has no blanks", async (name) => {
  const { status, body } = await create(world.admin, { ...MACRO_EXAMPLES[name], scope: "shared" });
  expect([status, body]).toMatchObject([201, { changes: MACRO_EXAMPLES[name].changes }]);
  const response = await apply(world.tom, body.id, {});
  expect(response.body).toMatchObject({ text: expect.stringContaining("<p>"), blanks: [] });
});

describe("applying a macro", () => {
  test("returns the text with the inputs and the changes, and counts the use", async () => {
    const inputs = [{ name: "minutes", label: "Minutes", kind: "choice", choices: ["1", "5"] }];
    const texts = { en: "<p>Wait {{ input.minutes }} minutes.</p>" };
    const { id } = (await create(world.tom, { texts, inputs, changes: { priority: "high" } })).body;
    expect((await apply(world.tom, id, { inputs: { minutes: "5" } })).body).toEqual({
      text: "<p>Wait 5 minutes.</p>",
      blanks: [],
      language: "en",
      is_internal: false,
      changes: { priority: "high" },
      files: [],
    });
    expect((await world.tom.get(`/macros/${id}/`)).body).toMatchObject({ uses: 1, last_used_at: expect.any(String) });
    const refused = await apply(world.tom, id, { inputs: { minutes: "7" } });
    expect([refused.status, refused.body]).toEqual([400, { inputs: ["minutes: Choose one of 1, 5."] }]);
    expect((await apply(world.tom, id, { inputs: { hours: "7" } })).status).toBe(400);
    expect((await world.tom.get(`/tickets/${ticket}/`)).body.priority).toBe("medium");
  });

  test("reads the current values each time", async () => {
    const { id } = (await create(world.tom, { texts: { en: "<p>{{ company.name }}</p>" } })).body;
    await world.admin.patch(`/companies/${company}/`, { name: "Reef Hotel" });
    expect((await apply(world.tom, id)).body.text).toBe("<p>Reef Hotel</p>");
  });
});

describe("a reply with a blank", () => {
  const send = (text: string, more: object = {}) =>
    world.tom.post(`/tickets/${ticket}/replies/`, { text, seen: 1, force: true, ...more });

  test.each([
    ["<p>Hello {{ contact.first_name }},</p>"],
    ["<p>Hello {{contact.first_name | default: x}}</p>"],
    ["<p>Hello {{ <b>contact</b>.first_name&nbsp;}}</p>"],
  ])("is refused until the blank is filled or removed: %s", async (text) => {
    const expected = { text: ["Fill in or remove {{ contact.first_name }} before sending."] };
    for (const is_internal of [false, true]) {
      const { status, body } = await send(text, { is_internal });
      expect([status, body]).toEqual([400, expected]);
    }
  });

  test("does not include other words in braces", async () => {
    const { status, body } = await send("<p>{{ 7*7 }} {{ user.name }} {contact.first_name}</p>");
    expect(status).toBe(201);
    await world.tom.remove(`/tickets/${ticket}/replies/${body.id}/`);
  });
});
