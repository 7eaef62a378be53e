import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { deleteExpiredRecords } from "./trash.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let company: string;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin, "Harbour Hotel")).company.id;
});
afterAll(() => world.close());

const ticket = async (id: string) => (await world.tom.get(`/tickets/${id}/`)).body;
const trashOf = async (kind: string) => (await world.admin.get(`/${kind}s/trash/`)).body.results;
const make = async (kind: string, values: object = {}) =>
  (await world.tom.post(`/${kind}s/`, { company, name: "Lobby", ...values })).body;

describe.each(["contact", "zone"])("a deleted %s", (kind) => {
  const path = (id: string) => `/${kind}s/${id}/`;
  const restore = (id: string, by = world.admin) => by.post(`${path(id)}restore/`);

  test("is restored unchanged, with the tickets that referred to it", async () => {
    const { id, ...rest } = await make(kind, { notes: "Second floor" });
    const [first, second, third] = [
      await makeTicket(world.tom, company, { [kind]: id }),
      await makeTicket(world.tom, company, { [kind]: id }),
      await makeTicket(world.tom, company, { [kind]: id }),
    ];
    const trashed = await makeTicket(world.tom, company, { [kind]: id });
    await world.tom.remove(`/tickets/${trashed.id}/`);
    expect((await world.tom.remove(path(id))).status).toBe(204);
    expect((await world.tom.get(path(id))).status).toBe(404);
    expect((await world.tom.remove(path(id))).status).toBe(404);
    expect((await ticket(first.id))[kind]).toBeNull();
    expect((await trashOf(kind))[0]).toEqual({
      id,
      name: "Lobby",
      company,
      company_name: "Harbour Hotel",
      tickets: 4,
      deleted_at: expect.any(String),
      deleted_by: world.tom.id,
      deleted_by_name: "Tom Tech",
    });
    // in the meantime one got another contact, and one went to another company
    const other = (await make(kind, { name: "Bar" })).id;
    await world.tom.patch(`/tickets/${second.id}/`, { [kind]: other });
    await world.tom.patch(`/tickets/${third.id}/`, { company: (await makeCompany(world.admin)).company.id });
    const before = await ticket(first.id);
    const restored = await restore(id);
    expect([restored.status, restored.body]).toEqual([200, { id, ...rest }]);
    const after = await ticket(first.id);
    expect(after).toMatchObject({ [kind]: id, [`${kind}_name`]: "Lobby" });
    expect(Date.parse(after.updated_at)).toBeGreaterThan(Date.parse(before.updated_at));
    expect([(await ticket(second.id))[kind], (await ticket(third.id))[kind]]).toEqual([other, null]);
    await world.admin.post(`/tickets/${trashed.id}/restore/`);
    expect((await ticket(trashed.id))[kind]).toBe(id);
    const { results } = (await world.tom.get(`/tickets/${first.id}/timeline/`)).body;
    expect(results.at(-1)).toMatchObject({ actor: world.admin.id, changes: { [kind]: [null, id] } });
    expect((await restore(id)).status).toBe(404);
  });

  test("can be listed and restored by Admins only", async () => {
    const { id } = await make(kind);
    await world.tom.remove(path(id));
    expect((await world.tom.get(`/${kind}s/trash/`)).status).toBe(403);
    expect((await restore(id, world.tom)).status).toBe(403);
    expect((await restore(NO_ID)).status).toBe(404);
    expect((await restore(id)).status).toBe(200);
  });

  test("stays in the trash until its company is restored", async () => {
    const place = (await makeCompany(world.admin)).company.id;
    const { id } = await make(kind, { company: place });
    await world.tom.remove(path(id));
    await world.tom.remove(`/companies/${place}/`);
    const { status, body } = await restore(id);
    expect([status, body]).toEqual([400, { company: ["Its company was deleted. Restore the company first."] }]);
    await world.admin.post(`/companies/${place}/restore/`);
    expect((await restore(id)).status).toBe(200);
  });

  test("is permanently deleted after 30 days", async () => {
    const [old, recent] = [(await make(kind)).id, (await make(kind)).id];
    for (const id of [old, recent]) await world.tom.remove(path(id));
    await world.database.pool.query(
      "update deleted_records set deleted_at = now() - case when id = $1 then interval '31 days' else interval '29 days' end where id in ($1, $2)",
      [old, recent],
    );
    await deleteExpiredRecords(world.app.docket.db);
    expect([(await restore(old)).status, (await restore(recent)).status]).toEqual([404, 200]);
  });
});

test("a contact whose email now belongs to another contact stays in the trash", async () => {
  const { id } = await make("contact", { email: "ann@harbour.test" });
  await world.tom.remove(`/contacts/${id}/`);
  const other = (await make("contact", { email: "ann@harbour.test" })).id;
  const refused = await world.admin.post(`/contacts/${id}/restore/`);
  expect([refused.status, refused.body]).toEqual([
    400,
    { non_field_errors: ["The fields company, email must make a unique set."] },
  ]);
  await world.tom.remove(`/contacts/${other}/`);
  expect((await world.admin.post(`/contacts/${id}/restore/`)).status).toBe(200);
});
