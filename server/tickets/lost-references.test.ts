import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../../test/world.ts";

let world: World;
let both: Caller[];
beforeAll(async () => {
  world = await openWorld();
  both = [world.admin, (await world.another()).as(world.admin)];
});
afterAll(() => world.close());

const read = async (id: string, by = world.admin) => {
  const { body, headers } = await by.get(`/tickets/${id}/`);
  return { body, etag: headers.get("etag")! };
};
const change = async (id: string, etag: string) =>
  (await world.tom.patch(`/tickets/${id}/`, { tags: "changed" }, { "if-match": etag })).status;
const makeUser = async (username: string) => {
  const { id } = (await world.admin.post("/users/", { username, password: PASSWORD, first_name: username })).body;
  return { id: id as string, user: await world.login(username) };
};

/**
 * Deleting with `lose` changes the ticket, on both servers, and a client that knows the previous version is refused.
 */
async function expectMoved(id: string, lose: () => Promise<{ status: number }>) {
  const before = await read(id);
  for (const by of both) expect((await read(id, by)).etag).toBe(before.etag);
  expect((await lose()).status).toBe(204);
  for (const by of both) {
    const after = await read(id, by);
    expect(after.etag).not.toBe(before.etag);
    expect(Date.parse(after.body.updated_at)).toBeGreaterThan(Date.parse(before.body.updated_at));
    const { results } = (await by.get("/tickets/?page_size=100")).body;
    expect(results.find((each: { id: string }) => each.id === id)).toEqual(after.body);
  }
  expect(await change(id, before.etag)).toBe(412);
  const after = await read(id);
  expect(await change(id, after.etag)).toBe(200);
  return after.body;
}

describe("a ticket has changed if it loses", () => {
  test.each(["contact", "zone"] as const)("its %s, and its timeline shows who removed it", async (what) => {
    const place = await makeCompany(world.admin);
    const { id } = await makeTicket(world.tom, place.company.id, {
      contact: place.contact.id,
      zone: place.zone.id,
    });
    const body = await expectMoved(id, () => world.fay.remove(`/${what}s/${place[what].id}/`));
    expect(body[what]).toBe(null);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results).toContainEqual(
      expect.objectContaining({
        kind: "ticket.updated",
        actor: world.fay.id,
        changes: { [what]: [place[what].id, null] },
      }),
    );
  });

  test("its assignee, and its timeline shows it", async () => {
    const { company } = await makeCompany(world.admin);
    const { id: user } = await makeUser("assignee");
    const { id } = await makeTicket(world.tom, company.id, { assigned_to: user });
    const stats = async () => (await world.admin.get("/tickets/stats/")).body.unassigned;
    const unassigned = await stats();
    const body = await expectMoved(id, () => world.admin.remove(`/users/${user}/`));
    expect([body.assigned_to, body.status]).toEqual([null, "new"]);
    expect(await stats()).toBe(unassigned + 1);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results).toContainEqual(expect.objectContaining({ changes: { assigned_to: [user, null] } }));
  });
});

test("the timeline of a restored ticket shows what was removed while it was in the trash", async () => {
  const { company, contact } = await makeCompany(world.admin);
  const { id: user } = await makeUser("discarded");
  const { id } = await makeTicket(world.tom, company.id, { assigned_to: user, contact: contact.id });
  await world.tom.remove(`/tickets/${id}/`);
  expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
  expect((await world.fay.remove(`/contacts/${contact.id}/`)).status).toBe(204);
  expect((await world.admin.post(`/tickets/${id}/restore/`)).status).toBe(200);
  const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
  expect(results.map(({ changes }: { changes: object }) => changes)).toEqual([
    null,
    null,
    { assigned_to: [user, null] },
    { contact: [contact.id, null] },
    null,
  ]);
});

test.each(["creator", "commenter", "uploader"])(
  "a ticket that loses its %s has not changed, and shows no old ID on any server",
  async (what) => {
    const { company } = await makeCompany(world.admin);
    const { id: user, user: leaver } = await makeUser(what);
    const { id } = await makeTicket(what === "creator" ? leaver : world.tom, company.id);
    if (what === "commenter") await leaver.post(`/tickets/${id}/add_comment/`, { text: "bye" });
    const form = new FormData();
    form.set("ticket", id);
    form.set("file", new File(["x"], "x.txt"));
    if (what === "uploader") await leaver.post("/ticket-attachments/", form);
    const before = await Promise.all(both.map((by) => read(id, by)));
    expect(JSON.stringify(before)).toContain(user);
    expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
    for (const by of both) {
      const after = await read(id, by);
      expect(after.etag).toBe(before[0]!.etag);
      expect(JSON.stringify(after.body)).not.toContain(user);
      expect(JSON.stringify(after.body)).toContain(what);
    }
  },
);

test("thousands of tickets that lose a contact change at once, and those that lose a user in batches", async () => {
  const { company, contact } = await makeCompany(world.admin);
  const { id: user } = await makeUser("busy");
  const { pool } = world.database;
  await pool.query(
    `insert into tickets (ticket_number, subject, description, company, contact, assigned_to)
     select 'X-' || n, 'One of many', 'd', $1, $2, $3 from generate_series(1, 5000) n`,
    [company.id, contact.id, user],
  );
  const versions = async () =>
    (await pool.query("select version, count(*)::int as n from tickets where company = $1 group by 1", [company.id]))
      .rows;
  const statements = world.database.statementCount();
  expect((await world.tom.remove(`/contacts/${contact.id}/`)).status).toBe(204);
  expect(world.database.statementCount() - statements).toBeLessThan(10);
  expect(await versions()).toEqual([{ version: 2, n: 5000 }]);
  expect((await world.admin.remove(`/users/${user}/`)).status).toBe(204);
  // in batches, after the response
  await expect.poll(versions).toEqual([{ version: 3, n: 5000 }]);
});

test("a renamed object is shown at once, and does not change the ticket", async () => {
  const { company, contact, zone } = await makeCompany(world.admin);
  const { id: user } = await makeUser("namesake");
  const { id } = await makeTicket(world.tom, company.id, {
    contact: contact.id,
    zone: zone.id,
    assigned_to: user,
  });
  const { etag, body } = await read(id);
  await read(id, both[1]);
  await world.admin.patch(`/companies/${company.id}/`, { name: "Renamed Inn" });
  await world.admin.patch(`/contacts/${contact.id}/`, { name: "Renamed Person" });
  await world.admin.patch(`/zones/${zone.id}/`, { name: "Renamed Bar" });
  await world.admin.patch(`/users/${user}/`, { first_name: "Renamed" });
  for (const by of both) {
    const after = await read(id, by);
    expect(after.body).toEqual({
      ...body,
      company_name: "Renamed Inn",
      contact_name: "Renamed Person",
      zone_name: "Renamed Bar",
      assigned_to_name: "Renamed",
    });
    expect(after.etag).toBe(etag);
  }
  expect(await change(id, etag)).toBe(200);
});
