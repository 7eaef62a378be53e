import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let n = 0;
async function newContact() {
  n += 1;
  const { company } = await makeCompany(world.admin);
  const email = `ploy-${n}@harbour.test`;
  return (await world.tom.post("/contacts/", { company: company.id, name: "Ploy", email })).body;
}
const add = (contact: string, address: string) => world.tom.post("/contact-addresses/", { contact, address });
const listOf = async (contact: string) =>
  (await world.tom.get(`/contacts/${contact}/addresses/`)).body.results.map(
    ({ address, is_primary }: { address: string; is_primary: boolean }) => `${address}${is_primary ? " *" : ""}`,
  );

describe("the addresses of a contact", () => {
  test("begin with the contact's email; others can be added and removed", async () => {
    const contact = await newContact();
    const { status, body } = await add(contact.id, "ploy@reef.test");
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ address: "ploy@reef.test", is_primary: false, verified_at: null }),
    ]);
    expect(await listOf(contact.id)).toEqual([`${contact.email} *`, "ploy@reef.test"]);
    expect((await add(contact.id, "Ploy@Reef.test")).body).toEqual({
      address: ["The contact already has this address."],
    });
    expect((await world.tom.remove(`/contact-addresses/${body.id}/`)).status).toBe(204);
    expect(await listOf(contact.id)).toEqual([`${contact.email} *`]);
  });

  test("can change roles: the new primary address becomes the contact's email, and the old one stays", async () => {
    const contact = await newContact();
    const { body } = await add(contact.id, "ploy@kelp.test");
    const response = await world.tom.post(`/contact-addresses/${body.id}/make_primary/`);
    expect(response.body).toMatchObject({ id: body.id, is_primary: true });
    expect((await world.tom.get(`/contacts/${contact.id}/`)).body.email).toBe("ploy@kelp.test");
    expect(await listOf(contact.id)).toEqual(["ploy@kelp.test *", contact.email]);
  });

  test("always include a primary one", async () => {
    const contact = await newContact();
    const { results } = (await world.tom.get(`/contacts/${contact.id}/addresses/`)).body;
    expect((await world.tom.remove(`/contact-addresses/${results[0].id}/`)).body).toEqual({
      detail: "This is the primary address. Make another one primary first.",
    });
  });

  test("show when an email first verified them", async () => {
    const contact = await newContact();
    await query(
      world.database.db,
      "update contact_addresses set verified_at = '2026-11-20T09:00Z' where contact = $1",
      [contact.id],
    );
    const { results } = (await world.tom.get(`/contacts/${contact.id}/addresses/`)).body;
    expect(results[0].verified_at).toBe("2026-11-20T09:00:00Z");
  });

  test("are not found for a deleted contact", async () => {
    const { company } = await makeCompany(world.admin);
    const contact = (await world.tom.post("/contacts/", { company: company.id, name: "Gone", email: "gone@reef.test" }))
      .body;
    const { results } = (await world.tom.get(`/contacts/${contact.id}/addresses/`)).body;
    await world.admin.remove(`/companies/${company.id}/`);
    expect((await world.tom.get(`/contacts/${contact.id}/addresses/`)).status).toBe(404);
    expect((await world.tom.post(`/contact-addresses/${results[0].id}/make_primary/`)).status).toBe(404);
    expect((await add(contact.id, "x@reef.test")).body).toEqual({
      contact: [`Invalid pk "${contact.id}" - object does not exist.`],
    });
  });
});
