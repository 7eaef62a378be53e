import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
let place: Awaited<ReturnType<typeof makeCompany>>;
const other = "11111111-1111-4111-8111-111111111111";

beforeAll(async () => {
  world = await openWorld();
  place = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

const FIELDS =
  "id ticket_number subject description status priority category company company_name contact contact_name zone zone_name zone_platform assigned_to assigned_to_name assigned_team created_by created_by_name first_response_at resolved_at closed_at due_date first_response_time_hours resolution_time_hours is_overdue tags comments attachments comments_count internal_notes_count created_at updated_at created_by_kind created_by_contact via".split(
    " ",
  );

describe("creating a ticket", () => {
  test("returns the whole ticket, with number, team and creator", async () => {
    const { status, body, headers } = await world.tom.post("/tickets/", {
      subject: "  Zone offline  ",
      description: "<p>Two hours</p>",
      priority: "high",
      category: "technical",
      company: place.company.id,
      contact: place.contact.id,
      zone: place.zone.id,
      due_date: "2026-11-20T17:00:00+07:00",
    });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(FIELDS);
    expect(body).toMatchObject({
      subject: "Zone offline",
      status: "new",
      priority: "high",
      company_name: "Harbour Hotel",
      contact_name: "Ploy Srisai",
      zone_name: "Lobby",
      zone_platform: "soundtrack",
      assigned_team: "Tech",
      created_by: world.tom.id,
      created_by_name: "Tom Tech",
      due_date: "2026-11-20T10:00:00Z",
      comments: [],
      attachments: [],
      comments_count: 0,
      tags: "",
      assigned_to: null,
      first_response_at: null,
    });
    expect(body.ticket_number).toMatch(/^T-\d{8}-\d{4}$/);
    expect(headers.get("etag")).toBe('"1"');
    expect((await world.tom.get(`/tickets/${body.id}/`)).body).toEqual(body);
  });

  test("reports all invalid fields in one response", async () => {
    const { status, body } = await world.tom.post("/tickets/", {
      status: "bogus",
      priority: "",
      company: other,
      tags: null,
      contact: "abc",
      due_date: "soon",
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      subject: ["This field is required."],
      description: ["This field is required."],
      status: ['"bogus" is not a valid choice.'],
      priority: ['"" is not a valid choice.'],
      company: [`Invalid pk "${other}" - object does not exist.`],
      contact: ["“abc” is not a valid UUID."],
      due_date: [
        "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
      ],
      tags: ["This field may not be null."],
    });
  });

  test("refuses a contact or zone of another company", async () => {
    const elsewhere = await makeCompany(world.admin);
    const { status, body } = await world.tom.post("/tickets/", {
      subject: "s",
      description: "d",
      company: place.company.id,
      contact: elsewhere.contact.id,
      zone: elsewhere.zone.id,
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      contact: ["This contact belongs to another company."],
      zone: ["This zone belongs to another company."],
    });
  });

  test.each([
    ["[]", { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
    ["null", { non_field_errors: ["No data provided"] }],
    ['"x"', { non_field_errors: ["Invalid data. Expected a dictionary, but got str."] }],
  ])("refuses a body of %s", async (body, expected) => {
    const answer = await world.tom.post("/tickets/", body, { "content-type": "application/json" });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(expected);
  });

  test("gives concurrent tickets rising numbers, each its own, on two servers", async () => {
    const second = await world.another();
    const by = [world.tom, second.as(world.tom)];
    const created = await Promise.all(Array.from({ length: 60 }, (_, i) => makeTicket(by[i % 2]!, place.company.id)));
    const numbers = created.map(({ ticket_number }) => ticket_number);
    expect(new Set(numbers).size).toBe(60);
    const next = await makeTicket(world.tom, place.company.id);
    expect(numbers.every((number) => number < next.ticket_number)).toBe(true);
  });
});

describe("changing a ticket", () => {
  test("changes the fields that are sent and keeps the others", async () => {
    const ticket = await makeTicket(world.tom, place.company.id, { tags: "vip" });
    const { status, body } = await world.fay.patch(`/tickets/${ticket.id}/`, {
      priority: "urgent",
      created_by: world.fay.id,
    });
    expect(status).toBe(200);
    expect(body).toEqual({ ...ticket, priority: "urgent", updated_at: body.updated_at });
    expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(ticket.updated_at));
  });

  test("sets and clears the times of resolving and closing", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    const to = async (status: string) => (await world.tom.patch(`/tickets/${id}/`, { status })).body;
    const resolved = await to("resolved");
    expect(resolved.resolved_at).not.toBeNull();
    expect(resolved.resolution_time_hours).toBe(0);
    expect((await to("closed")).resolved_at).toBe(resolved.resolved_at);
    expect(await to("resolved")).toMatchObject({ resolved_at: resolved.resolved_at, closed_at: null });
    expect(await to("in_progress")).toMatchObject({ resolved_at: null, closed_at: null });
    const closed = await to("closed");
    expect(closed.closed_at).toBe(closed.resolved_at);
  });

  test("sets team and status with a new assignee; sending the current one changes nothing", async () => {
    const { id } = await makeTicket(world.tom, place.company.id, { category: "technical" });
    const ticket = (await world.tom.patch(`/tickets/${id}/`, { assigned_to: world.fay.id })).body;
    expect(ticket).toMatchObject({ assigned_to: world.fay.id, assigned_team: "Finance", status: "assigned" });
    await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
    expect((await world.tom.patch(`/tickets/${id}/`, { assigned_to: world.fay.id })).body.status).toBe("pending");
    expect((await world.tom.patch(`/tickets/${id}/`, { assigned_to: null })).body).toMatchObject({
      assigned_team: "Tech",
      status: "new",
    });
  });

  test("returns 412 for a client that has read an older version", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    const stale = { "if-match": '"1"' };
    expect((await world.tom.patch(`/tickets/${id}/`, { tags: "a" }, stale)).status).toBe(200);
    expect((await world.fay.patch(`/tickets/${id}/`, { tags: "b" }, stale)).status).toBe(412);
    expect((await world.fay.get(`/tickets/${id}/`)).body.tags).toBe("a");
  });

  test("reports a missing ticket before it checks the body", async () => {
    const { status, body } = await world.tom.patch(`/tickets/${other}/`, "{", { "content-type": "application/json" });
    expect(status).toBe(404);
    expect(body).toEqual({ detail: "No Ticket matches the given query." });
  });
});

describe("assigning", () => {
  test("gives the ticket to a user, and unassigns it", async () => {
    const { id } = await makeTicket(world.tom, place.company.id, { category: "billing" });
    const response = await world.tom.post(`/tickets/${id}/assign/`, { user_id: world.tom.id });
    expect(response.body).toMatchObject({
      status: "assigned",
      assigned_to: world.tom.id,
      assigned_to_name: "Tom Tech",
      assigned_team: "Tech",
    });
    expect((await world.tom.post(`/tickets/${id}/assign/`)).body).toMatchObject({
      status: "new",
      assigned_to: null,
      assigned_team: "Finance",
    });
  });

  test.each([
    [{ user_id: other }, 404, { error: "User not found", detail: "User not found" }],
    [{ user_id: 5 }, 404, { error: "User not found", detail: "User not found" }],
    [{ user_id: "abc" }, 400, { error: "['“abc” is not a valid UUID.']", detail: "['“abc” is not a valid UUID.']" }],
    [[], 400, { non_field_errors: ["Invalid data. Expected a dictionary, but got list."] }],
  ])("with %j returns %i", async (body, status, expected) => {
    const { id } = await makeTicket(world.tom, place.company.id);
    const answer = await world.tom.post(`/tickets/${id}/assign/`, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(expected);
  });
});

describe("the trash", () => {
  test("takes a ticket from every list until an Admin restores it", async () => {
    const ticket = await makeTicket(world.tom, place.company.id, { subject: "Thrown away" });
    expect((await world.tom.remove(`/tickets/${ticket.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/tickets/${ticket.id}/`)).status).toBe(404);
    expect((await world.tom.get("/tickets/?search=Thrown")).body.count).toBe(0);
    expect((await world.tom.get("/tickets/trash/")).status).toBe(403);
    expect((await world.admin.get("/tickets/trash/")).body.results[0].id).toBe(ticket.id);
    expect((await world.tom.get(`/tickets/trash/${ticket.id}/`)).status).toBe(403);
    expect((await world.admin.get(`/tickets/trash/${ticket.id}/`)).body.subject).toBe("Thrown away");
    const { status, body } = await world.admin.post(`/tickets/${ticket.id}/restore/`);
    expect(status).toBe(200);
    expect(body.ticket_number).toBe(ticket.ticket_number);
    expect((await world.admin.get(`/tickets/trash/${ticket.id}/`)).status).toBe(404);
    expect((await world.tom.get("/tickets/?search=Thrown")).body.count).toBe(1);
  });

  test("takes in the tickets of a deleted company, and returns them with it", async () => {
    const { company } = await makeCompany(world.admin);
    const { id } = await makeTicket(world.tom, company.id);
    expect((await world.admin.remove(`/companies/${company.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/tickets/${id}/`)).status).toBe(404);
    expect((await world.admin.post(`/companies/${company.id}/restore/`)).status).toBe(200);
    expect((await world.tom.get(`/tickets/${id}/`)).status).toBe(200);
  });
});

describe("the timeline", () => {
  test("shows who did what, with old and new values", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    await world.fay.patch(`/tickets/${id}/`, { priority: "urgent" });
    await world.fay.post(`/tickets/${id}/add_comment/`, { text: "On it" });
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.map((each: { kind: string }) => each.kind)).toEqual([
      "ticket.created",
      "ticket.updated",
      "comment.added",
    ]);
    expect(results[1]).toMatchObject({ actor_name: "Fay Finance", changes: { priority: ["medium", "urgent"] } });
    expect(results[2].comment.text).toBe("On it");
  });

  test("shows that the description changed, without its texts", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    await world.fay.patch(`/tickets/${id}/`, { description: "Offline for three hours." });
    await world.fay.patch(`/tickets/${id}/`, { description: "Offline for three hours." });
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.slice(1)).toEqual([
      expect.objectContaining({ actor_name: "Fay Finance", changes: { description: [null, null] } }),
    ]);
  });

  test("is read in pages from the end, which together equal the whole", async () => {
    const { id } = await makeTicket(world.tom, place.company.id);
    for (let n = 1; n <= 6; n += 1) await world.fay.post(`/tickets/${id}/add_comment/`, { text: `Line ${n}` });
    const page = async (query: string) => (await world.tom.get(`/tickets/${id}/timeline/${query}`)).body;
    const whole = await page("");
    expect([whole.results.length, whole.earlier]).toEqual([7, 0]);
    const last = await page("?page_size=3");
    const middle = await page(`?page_size=3&before=${last.results[0].id}`);
    const first = await page(`?page_size=3&before=${middle.results[0].id}`);
    expect([last.earlier, middle.earlier, first.earlier]).toEqual([4, 1, 0]);
    expect([...first.results, ...middle.results, ...last.results]).toEqual(whole.results);
    expect((await page(`?page_size=3&before=${first.results[0].id}`)).results).toEqual([]);
    expect((await world.tom.get(`/tickets/${id}/timeline/?before=x`)).body).toEqual({
      before: ["A valid integer is required."],
    });
  });
});

test("concurrent first tickets of a day all get a number", async () => {
  const fresh = await openWorld();
  const { company } = await makeCompany(fresh.admin);
  const created = await Promise.all(Array.from({ length: 20 }, () => makeTicket(fresh.tom, company.id)));
  expect(new Set(created.map(({ ticket_number }) => ticket_number)).size).toBe(20);
  await fresh.close();
});
