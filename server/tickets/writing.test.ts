import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let place: Awaited<ReturnType<typeof makeCompany>>;
beforeAll(async () => {
  world = await openWorld({ TZ_NAME: "Asia/Bangkok" });
  place = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

const create = (values: Record<string, unknown>) =>
  world.tom.post("/tickets/", { subject: "s", description: "d", company: place.company.id, ...values });
const FORMAT =
  "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
const fail = (text: string) => [text];
const choice = (word: string) => [`"${word}" is not a valid choice.`];

describe("a field of a ticket", () => {
  test.each<[string, unknown, string[]]>([
    ["subject", null, fail("This field may not be null.")],
    ["subject", "  ", fail("This field may not be blank.")],
    ["subject", true, fail("Not a valid string.")],
    ["subject", {}, fail("Not a valid string.")],
    ["subject", ["a"], fail("Not a valid string.")],
    ["subject", "a\0b", fail("Null characters are not allowed.")],
    ["subject", "x".repeat(201), fail("Ensure this field has no more than 200 characters.")],
    ["subject", "🙂".repeat(201), fail("Ensure this field has no more than 200 characters.")],
    ["description", "", fail("This field may not be blank.")],
    ["description", null, fail("This field may not be null.")],
    ["status", null, fail("This field may not be null.")],
    ["status", "", choice("")],
    ["status", "New", choice("New")],
    ["status", true, choice("True")],
    ["status", ["new"], choice("['new']")],
    ["priority", 5, choice("5")],
    ["category", { a: null }, choice("{'a': None}")],
    ["assigned_team", "Ops", choice("Ops")],
    ["assigned_team", null, fail("This field may not be null.")],
    ["company", "", fail("This field may not be null.")],
    ["company", null, fail("This field may not be null.")],
    ["company", "abc", fail("“abc” is not a valid UUID.")],
    ["company", NO_ID, fail(`Invalid pk "${NO_ID}" - object does not exist.`)],
    ["company", false, fail("Incorrect type. Expected pk value, received bool.")],
    ["company", ["a"], fail("“['a']” is not a valid UUID.")],
    ["contact", NO_ID, fail(`Invalid pk "${NO_ID}" - object does not exist.`)],
    ["zone", "x", fail("“x” is not a valid UUID.")],
    ["assigned_to", NO_ID, fail(`Invalid pk "${NO_ID}" - object does not exist.`)],
    ["due_date", "tomorrow", fail(FORMAT)],
    ["due_date", "", fail(FORMAT)],
    ["due_date", 5, fail(FORMAT)],
    ["due_date", "2025-11-20T17:00:00z", fail(FORMAT)],
    ["due_date", "2025-11-20T24:00", fail(FORMAT)],
    ["due_date", " 2025-11-20", fail(FORMAT)],
    ["due_date", "0001-01-01T00:00:00+14:00", fail("Datetime value out of range.")],
    ["tags", null, fail("This field may not be null.")],
    ["tags", "x".repeat(501), fail("Ensure this field has no more than 500 characters.")],
  ])("%s of %j is refused when creating and when changing", async (name, value, reasons) => {
    const created = await create({ [name]: value });
    expect([created.status, created.body]).toEqual([400, { [name]: reasons }]);
    const { id } = await makeTicket(world.tom, place.company.id);
    const response = await world.tom.patch(`/tickets/${id}/`, { [name]: value });
    expect([response.status, response.body]).toEqual([400, { [name]: reasons }]);
  });

  test("that contains half a surrogate pair is refused", async () => {
    const body = `{"subject":"\\ud800","description":"d","company":"${place.company.id}"}`;
    const answer = await world.tom.post("/tickets/", body, { "content-type": "application/json" });
    expect(answer.body).toEqual({ subject: ["Surrogate characters are not allowed: U+D800."] });
  });

  test.each<[string, unknown, unknown]>([
    ["subject", 123, "123"],
    ["subject", 4.5, "4.5"],
    ["subject", "🙂".repeat(200), "🙂".repeat(200)],
    ["subject", `  ${"x".repeat(200)}  `, "x".repeat(200)],
    ["description", "\n<p>a</p>\t", "<p>a</p>"],
    ["tags", "  vip, hotel ", "vip, hotel"],
    ["contact", "", null],
    ["zone", null, null],
    ["assigned_team", "Sales", "Sales"],
    ["due_date", null, null],
    ["due_date", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
    ["due_date", "2025-11-20", "2025-11-20T16:59:59Z"],
    ["due_date", "2025-11-20 17:00", "2025-11-20T10:00:00Z"],
    ["due_date", "2025-11-20T17:00:00.082985+07:00", "2025-11-20T10:00:00.082985Z"],
    ["due_date", "2025-11-20T17:00:00,1234567+0700", "2025-11-20T10:00:00.123456Z"],
    ["due_date", "20251120T170000Z", "2025-11-20T17:00:00Z"],
    ["due_date", "2025-W47-4", "2025-11-20T16:59:59Z"],
    ["due_date", "2025-11-20T17", "2025-11-20T10:00:00Z"],
  ])("%s of %j becomes %j", async (name, value, output) => {
    const { status, body } = await create({ [name]: value });
    expect([status, body[name]]).toEqual([201, output]);
    expect((await world.tom.get(`/tickets/${body.id}/`)).body[name]).toBe(output);
  });

  test("that refers to another object accepts any notation of its ID, and returns one", async () => {
    const { id } = place.company;
    for (const form of [id.toUpperCase(), id.replaceAll("-", ""), `{${id}}`, `urn:uuid:${id}`])
      expect((await create({ company: form })).body.company).toBe(id);
    const ticket = await makeTicket(world.tom, id);
    expect((await world.tom.get(`/tickets/${ticket.id.toUpperCase().replaceAll("-", "")}/`)).body.id).toBe(ticket.id);
  });

  test("that only the server sets is ignored", async () => {
    const sent = {
      id: NO_ID,
      ticket_number: "T-1",
      created_by: world.fay.id,
      created_at: "2001-01-01",
      first_response_at: "2001-01-01",
      resolved_at: "2001-01-01",
      comments: [{ text: "x" }],
      company_name: "x",
      deleted_at: "2001-01-01",
      version: 99,
      __proto__: { admin: true },
    };
    const { body } = await create(sent);
    expect(body).toMatchObject({ created_by: world.tom.id, first_response_at: null, resolved_at: null, comments: [] });
    expect(body.id).not.toBe(NO_ID);
    expect(body.ticket_number).toMatch(/^T-\d{8}-\d{4}$/);
    for (const method of ["PATCH", "PUT"]) {
      const written = await world.fay.ask(`/tickets/${body.id}/`, {
        method,
        body: { ...sent, subject: "s", description: "d", company: place.company.id },
      });
      expect(written.body).toEqual({ ...body, updated_at: written.body.updated_at });
    }
    expect(
      (
        await world.tom.post(`/tickets/${body.id}/add_comment/`, {
          text: "x",
          author: world.fay.id,
          created_at: "2001-01-01",
        })
      ).body.comments[0].author,
    ).toBe(world.tom.id);
  });
});

describe("a ticket", () => {
  test("has the defaults of the Django backend", async () => {
    const { body } = await create({});
    expect(body).toMatchObject({
      status: "new",
      priority: "medium",
      category: "general",
      assigned_team: "",
      tags: "",
      contact: null,
      zone: null,
      assigned_to: null,
      due_date: null,
      first_response_time_hours: null,
      resolution_time_hours: null,
      is_overdue: false,
    });
  });

  test.each([
    ["technical", "Tech"],
    ["billing", "Finance"],
    ["zone_config", "Music"],
    ["account", "Sales"],
    ["feature_request", ""],
    ["general", ""],
  ])(
    "of the category %s goes to %j, whose team cannot be cleared, and keeps its team when the category changes",
    async (category, team) => {
      const { body } = await create({ category });
      expect(body.assigned_team).toBe(team);
      expect((await create({ category, assigned_team: "Admin" })).body.assigned_team).toBe("Admin");
      const at = `/tickets/${body.id}/`;
      expect((await world.tom.patch(at, { assigned_team: "" })).body.assigned_team).toBe(team);
      const other = category === "billing" ? "technical" : "billing";
      const moved = (await world.tom.patch(at, { category: other })).body;
      expect(moved.assigned_team).toBe(team || "Finance");
    },
  );

  test("that is replaced needs subject, description and company, and keeps other missing fields", async () => {
    const ticket = await makeTicket(world.tom, place.company.id, {
      tags: "vip",
      priority: "high",
      contact: place.contact.id,
    });
    const at = `/tickets/${ticket.id}/`;
    const short = await world.tom.ask(at, { method: "PUT", body: { priority: "low" } });
    const errors = ["This field is required."];
    expect([short.status, short.body]).toEqual([400, { subject: errors, description: errors, company: errors }]);
    const written = await world.tom.ask(at, {
      method: "PUT",
      body: { subject: "New", description: "d", company: place.company.id },
    });
    expect(written.body).toMatchObject({ subject: "New", tags: "vip", priority: "high", contact: place.contact.id });
    const form = new URLSearchParams({ subject: "Form", description: "d", company: place.company.id, tags: "" });
    expect((await world.tom.ask(at, { method: "PUT", body: form })).body).toMatchObject({ subject: "Form", tags: "" });
  });

  test("that is changed to the same values gets only a new time", async () => {
    const ticket = await makeTicket(world.tom, place.company.id);
    const { status, body } = await world.tom.patch(`/tickets/${ticket.id}/`, {});
    expect([status, body]).toEqual([200, { ...ticket, updated_at: body.updated_at }]);
    expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(ticket.updated_at));
    expect((await world.tom.post(`/tickets/${ticket.id}/`, {})).status).toBe(405);
  });

  test("gets a new time with every change of what belongs to it", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    const time = async () => (await world.tom.get(`/tickets/${id}/`)).body.updated_at as string;
    const form = new FormData();
    form.set("ticket", id);
    form.set("file", new File(["x"], "x.txt"));
    const comment = (await world.tom.post("/ticket-comments/", { ticket: id, text: "one" })).body.id;
    const file = (await world.tom.post("/ticket-attachments/", form)).body.id;
    const changes = [
      () => world.tom.patch(`/ticket-comments/${comment}/`, { text: "two" }),
      () => world.tom.remove(`/ticket-comments/${comment}/`),
      () => world.tom.patch(`/ticket-attachments/${file}/`, { name: "y.txt" }),
      () => world.tom.remove(`/ticket-attachments/${file}/`),
      () => world.tom.post(`/tickets/${id}/add_comment/`, { text: "note", is_internal: true }),
      () => world.tom.post(`/tickets/${id}/assign/`, { user_id: world.tom.id }),
    ];
    for (const change of changes) {
      const before = await time();
      expect((await change()).status).toBeLessThan(300);
      expect(Date.parse(await time())).toBeGreaterThan(Date.parse(before));
    }
  });

  test("can change from any status to any other, and never has a negative duration", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    const all = ["closed", "new", "resolved", "assigned", "closed", "resolved", "pending", "in_progress", "resolved"];
    for (const status of all) {
      const { body } = await world.tom.patch(`/tickets/${id}/`, { status });
      expect([body.status, body.resolved_at !== null, body.closed_at !== null]).toEqual([
        status,
        status === "resolved" || status === "closed",
        status === "closed",
      ]);
      if (body.resolved_at) expect(body.resolution_time_hours).toBeGreaterThanOrEqual(0);
      else expect(body.resolution_time_hours).toBeNull();
    }
  });

  test("that is resolved or closed reopens when it is assigned or unassigned", async () => {
    for (const user_id of [world.fay.id, null]) {
      const { id } = await makeTicket(world.tom, place.company.id, { status: "closed", category: "technical" });
      const { body } = await world.tom.post(`/tickets/${id}/assign/`, { user_id });
      expect(body).toMatchObject({
        status: user_id ? "assigned" : "new",
        resolved_at: null,
        closed_at: null,
        assigned_team: user_id ? "Finance" : "Tech",
      });
    }
  });

  test.each([[{}], [{ user_id: null }], [{ user_id: "" }], [{ user_id: false }], [undefined]])(
    "assigned by %j is unassigned",
    async (body) => {
      const { id } = await makeTicket(world.tom, place.company.id, { assigned_to: world.tom.id });
      const answer = await world.tom.post(`/tickets/${id}/assign/`, body);
      expect([answer.status, answer.body.assigned_to, answer.body.status]).toEqual([200, null, "new"]);
    },
  );

  test("can be assigned to an inactive user, and to a user in a request that sets team and status", async () => {
    const { id: idle } = (
      await world.admin.post("/users/", { username: "idle", password: "long enough", is_active: false })
    ).body;
    const { body } = await create({ assigned_to: idle });
    expect(body).toMatchObject({ assigned_to: idle, assigned_to_name: "" });
    const set = { assigned_to: world.fay.id, status: "pending", assigned_team: "Music" };
    expect((await world.tom.patch(`/tickets/${body.id}/`, set)).body).toMatchObject(set);
  });

  test("keeps a long description exactly", async () => {
    const description = `<p>${"data:image/png;base64,iVBORw0KGgo/".repeat(300_000)}</p>`;
    const { status, body } = await create({ description });
    expect([status, body.description === description]).toEqual([201, true]);
    expect((await world.tom.get(`/tickets/${body.id}/`)).body.description).toBe(description);
  });
});
