import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, openWorld, type World } from "../../test/world.ts";
import { writeDemoTicketTemplates } from "../demo/ticket-templates.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour <Hotel>");
  await world.admin.patch(`/contacts/${harbour.contact.id}/`, { name: "Ploy <img src=x> {{7*7}}" });
});
afterAll(() => world.close());

const OFFLINE = {
  name: "Player offline",
  subject: "Player offline at {{ company.name }}",
  description: '<p>{{ contact.first_name | default: "The customer" }} says: {{ input.what }}</p>',
  fields: { category: "technical", priority: "high", due_in_days: 1, tags: "player" },
  checklist: ["  Ask for the\n light ", "Restart it"],
  inputs: [{ name: "what", label: "What happened", kind: "text", choices: [], required: true }],
};
const create = async (by: Caller, values: object = {}) => by.post("/ticket-templates/", { ...OFFLINE, ...values });
const apply = async (id: string, body: object = {}, by = world.tom) => by.post(`/ticket-templates/${id}/apply/`, body);

describe("a ticket template", () => {
  test("is created, changed in part and deleted", async () => {
    const { status, body } = await create(world.tom, { folder: "Sound" });
    expect([status, body]).toEqual([
      201,
      {
        ...OFFLINE,
        id: body.id,
        folder: "Sound",
        scope: "own",
        team: "",
        owner: world.tom.id,
        owner_name: "Tom Tech",
        checklist: ["Ask for the light", "Restart it"],
        missing: {},
        names: {},
        files: [],
        can_change: true,
        created_at: body.created_at,
        updated_at: body.updated_at,
      },
    ]);
    const response = await world.tom.patch(`/ticket-templates/${body.id}/`, {
      fields: { priority: "low", company: null },
    });
    expect(response.body).toMatchObject({ name: OFFLINE.name, fields: { priority: "low" } });
    expect(Object.keys(response.body.fields)).toEqual(["priority"]);
    expect((await world.tom.remove(`/ticket-templates/${body.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/ticket-templates/${body.id}/`)).status).toBe(404);
  });

  test.each([
    ["own", "", { tom: 200, fay: 404, admin: 404 }],
    ["team", "Tech", { tom: 200, fay: 404, admin: 200 }],
    ["shared", "", { tom: 200, fay: 200, admin: 200 }],
  ])("of scope %s can be used by its audience, and changed by its owner and Admins", async (scope, team, expected) => {
    const { id } = (await create(world.tom, { scope, team })).body;
    for (const who of ["tom", "fay", "admin"] as const) {
      const status = expected[who];
      expect([who, (await apply(id, {}, world[who])).status]).toEqual([who, status]);
      const listed = (await world[who].get("/ticket-templates/")).body.results.map((each: { id: string }) => each.id);
      expect([who, listed.includes(id)]).toEqual([who, status === 200]);
      const change = (await world[who].patch(`/ticket-templates/${id}/`, { folder: who })).status;
      expect([who, change]).toEqual([who, status === 404 ? 404 : who === "fay" ? 403 : 200]);
    }
    expect((await world.fay.remove(`/ticket-templates/${id}/`)).status).toBe(scope === "shared" ? 403 : 404);
  });

  test("fills its placeholders from the customer in the form, as text", async () => {
    const { id } = (await create(world.tom)).body;
    const { body } = await apply(id, {
      company: harbour.company.id,
      contact: harbour.contact.id,
      inputs: { what: "<b>off</b>" },
    });
    expect(body).toMatchObject({
      subject: "Player offline at Harbour <Hotel>",
      description: "<p>Ploy says: &lt;b&gt;off&lt;/b&gt;</p>",
      blanks: [],
      fields: OFFLINE.fields,
      checklist: ["Ask for the light", "Restart it"],
    });
    const empty = (await apply(id)).body;
    expect(empty.subject).toBe("Player offline at {{ company.name }}");
    expect(empty.blanks).toEqual(["company.name", "input.what"]);
    expect(empty.description).toBe("<p>The customer says: {{ input.what }}</p>");
  });

  test("marks a field whose value no longer exists, keeps it, and leaves it out of a new ticket", async () => {
    const { body: leaver } = await world.admin.post("/users/", {
      username: "leaver",
      password: "soon to leave",
      role: "Tech",
    });
    const fields = { ...OFFLINE.fields, assigned_to: leaver.id };
    const { id } = (await create(world.tom, { fields })).body;
    await world.admin.patch(`/users/${leaver.id}/`, { is_active: false });
    await world.database.pool.query(
      'update ticket_templates set fields = fields || \'{"category": "fax"}\' where id = $1',
      [id],
    );
    const missing = { assigned_to: "This user is no longer active.", category: "“fax” is no longer a choice." };
    const template = (await world.tom.get(`/ticket-templates/${id}/`)).body;
    expect(template).toMatchObject({ fields: { ...fields, category: "fax" }, missing });
    const content = (await apply(id)).body;
    expect(content.missing).toEqual(missing);
    expect(content.fields).toEqual({ priority: "high", due_in_days: 1, tags: "player" });
    // a change of something else does not ask for it
    expect((await world.tom.patch(`/ticket-templates/${id}/`, { name: "Other" })).status).toBe(200);
  });

  test.each<[string, object, object]>([
    [
      "a placeholder of a ticket that does not exist yet",
      { subject: "{{ ticket.number }}" },
      { subject: [/ticket\.number is not a placeholder/] },
    ],
    ["an unknown field", { fields: { color: "red" } }, { fields: ["Unknown field: “color”."] }],
    ["a status", { fields: { status: "closed" } }, { fields: ["Unknown field: “status”."] }],
    ["a wrong word", { fields: { priority: "huge" } }, { fields: ['priority: "huge" is not a valid choice.'] }],
    ["a due day before today", { fields: { due_in_days: -1 } }, { fields: [/^due_in_days: /] }],
    [
      "someone who is not there",
      { fields: { assigned_to: "00000000-0000-4000-8000-000000000000" } },
      { fields: [/^assigned_to: Invalid pk/] },
    ],
    ["a step without words", { checklist: [" "] }, { checklist: [/A step must have 1 to 500 characters/] }],
    ["too many steps", { checklist: Array(101).fill("x") }, { checklist: [/no more than 100 elements/] }],
    ["another team", { scope: "team", team: "Sales" }, { team: ["You are not in this team."] }],
    ["nothing to fill in", { subject: "", description: "", fields: {}, checklist: [] }, { subject: [/Write a text/] }],
    ["a loop", { description: "{% for i in (1..1000000) %}x{% endfor %}" }, { description: [/for/] }],
  ])("with %s is refused", async (_, values, errors) => {
    const { status, body } = await create(world.tom, values);
    expect(status).toBe(400);
    for (const [name, texts] of Object.entries(errors))
      expect(body[name]).toEqual(
        texts.map((text: string | RegExp) => (typeof text === "string" ? text : expect.stringMatching(text))),
      );
  });

  test("exists in several kinds in the demo data", async () => {
    const empty = await openWorld();
    await makeCompany(empty.admin, "Harbour Hotel");
    await writeDemoTicketTemplates(empty.database.db, "UTC");
    await writeDemoTicketTemplates(empty.database.db, "UTC");
    const recurring = (await empty.tom.get("/recurrences/")).body.results;
    expect(recurring).toMatchObject([{ company_name: "Harbour Hotel", is_active: true, last_error: null }]);
    const { results } = (await empty.tom.get("/ticket-templates/")).body;
    expect(results.map(({ name }: { name: string }) => name)).toEqual([
      "New location",
      "Monthly check of a location",
      "Player offline",
    ]);
    for (const { id } of results) expect((await apply(id, {}, empty.tom)).status).toBe(200);
    await empty.close();
  });
});
