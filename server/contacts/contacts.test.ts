import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
let harbour: string;
let cafe: string;
beforeAll(async () => {
  world = await openWorld();
  [harbour, cafe] = (await Promise.all(
    ["Harbour Hotel", "Café Nine"].map(async (name) => (await world.admin.post("/companies/", { name })).body.id),
  )) as [string, string];
  for (const values of [
    { company: harbour, name: "Ann Lee", email: "ann@harbour.test", phone: "+66 1" },
    {
      company: harbour,
      name: "Bo Chan",
      email: "bo@harbour.test",
      is_active: false,
      is_primary: true,
      contact_type: "Billing",
    },
    { company: cafe, name: "Cy Diaz", email: "cy@cafe.test" },
  ])
    await world.admin.post("/contacts/", values);
});
afterAll(() => world.close());

const names = async (query: string) =>
  (await world.tom.get(`/contacts/?${query}`)).body.results.map((each: { name: string }) => each.name);

describe("contacts", () => {
  test("can be created, read, changed, replaced and deleted by any user", async () => {
    const created = await world.tom.post("/contacts/", {
      company: cafe,
      name: "New One",
      last_contacted: "2026-11-20",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      company: cafe,
      company_name: "Café Nine",
      email: "",
      contact_type: "General",
      preferred_contact_method: "Email",
      is_primary: false,
      is_active: true,
      receives_notifications: true,
      receives_soundtrack_alerts: false,
      last_contacted: "2026-11-20T00:00:00Z",
    });
    for (const name of "mobile title department linkedin_url notes created_at updated_at receives_renewal_emails receives_seasonal_emails receives_payment_emails receives_quarterly_emails receives_quote_emails receives_contract_emails receives_invoice_emails".split(
      " ",
    ))
      expect(created.body).toHaveProperty(name);
    const at = `/contacts/${created.body.id}/`;
    const response = await world.fay.patch(at, { title: "Chef", receives_notifications: "off" });
    expect(response.body).toEqual({
      ...created.body,
      title: "Chef",
      receives_notifications: false,
      updated_at: response.body.updated_at,
    });
    const written = await world.fay.ask(at, { method: "PUT", body: { company: harbour, name: "Moved" } });
    expect(written.body).toMatchObject({ company_name: "Harbour Hotel", name: "Moved", title: "Chef" });
    expect((await world.tom.remove(at)).status).toBe(204);
    for (const again of [await world.tom.get(at), await world.tom.remove(at), await world.tom.patch(at, {})])
      expect([again.status, again.body]).toEqual([404, { detail: "No Contact matches the given query." }]);
  });

  test.each([
    [{}, { company: ["This field is required."], name: ["This field is required."] }],
    [
      { company: "abc", name: "" },
      { company: ["“abc” is not a valid UUID."], name: ["This field may not be blank."] },
    ],
    [{ company: NO_ID, name: "x" }, { company: [`Invalid pk "${NO_ID}" - object does not exist.`] }],
    [{ company: true, name: "x" }, { company: ["Incorrect type. Expected pk value, received bool."] }],
    [{ company: "", name: "x" }, { company: ["This field may not be null."] }],
    [
      { company: NO_ID, name: [], email: "x" },
      {
        company: [`Invalid pk "${NO_ID}" - object does not exist.`],
        name: ["Not a valid string."],
        email: ["Enter a valid email address."],
      },
    ],
  ])("refuse %j", async (input, expected) => {
    const { status, body } = await world.tom.post("/contacts/", input);
    expect([status, body]).toEqual([400, expected]);
  });

  test("of one company have different email addresses", async () => {
    const twin = { company: harbour, name: "Twin", email: "ANN@harbour.test" };
    const { status, body } = await world.tom.post("/contacts/", twin);
    expect([status, body]).toEqual([400, { non_field_errors: ["The fields company, email must make a unique set."] }]);
    expect((await world.tom.post("/contacts/", { ...twin, email: "" })).status).toBe(201);
    const other = await world.tom.post("/contacts/", { ...twin, company: cafe });
    expect(other.status).toBe(201);
    for (const { id } of (await world.tom.get("/contacts/?search=Twin")).body.results)
      await world.tom.remove(`/contacts/${id}/`);
  });

  test.each([
    ["", ["Ann Lee", "Bo Chan", "Cy Diaz"]],
    ["ordering=-email", ["Cy Diaz", "Bo Chan", "Ann Lee"]],
    ["is_active=true", ["Ann Lee", "Cy Diaz"]],
    ["is_primary=true", ["Bo Chan"]],
    ["is_primary=false&contact_type=General", ["Ann Lee", "Cy Diaz"]],
    ["contact_type=Billing", ["Bo Chan"]],
    ["contact_type=billing", []],
    ["search=harbour", ["Ann Lee", "Bo Chan"]],
    ["search=cafe", ["Cy Diaz"]],
    ["search=%C3%84nn", ["Ann Lee"]],
    ["search=caf%C3%A9", ["Cy Diaz"]],
    ["search=%2B66+ann", ["Ann Lee"]],
    ["search=chan,bo", ["Bo Chan"]],
    ["company=", ["Ann Lee", "Bo Chan", "Cy Diaz"]],
    ["page_size=1&page=last", ["Cy Diaz"]],
    ["limit=1&offset=1", ["Bo Chan"]],
  ])("?%s lists %j", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("can be filtered by company ID in any notation", async () => {
    expect(await names(`company=${harbour.toUpperCase()}`)).toEqual(["Ann Lee", "Bo Chan"]);
    expect(await names(`company={${cafe.replaceAll("-", "")}}`)).toEqual(["Cy Diaz"]);
    expect((await world.tom.get("/contacts/?company=abc")).body).toEqual({ company: ["“abc” is not a valid UUID."] });
    const unknown = await world.tom.get(`/contacts/?company=${NO_ID}`);
    expect([unknown.status, unknown.body]).toEqual([
      400,
      { company: ["Select a valid choice. That choice is not one of the available choices."] },
    ]);
  });
});

test("a deleted contact becomes null in its tickets, whose status stays", async () => {
  const contact = (await world.tom.post("/contacts/", { company: harbour, name: "Leaving" })).body.id;
  const { id } = await makeTicket(world.tom, harbour, { contact, status: "pending" });
  await world.tom.remove(`/contacts/${contact}/`);
  expect((await world.tom.get(`/tickets/${id}/`)).body).toMatchObject({
    contact: null,
    contact_name: null,
    status: "pending",
  });
  expect((await world.tom.get(`/tickets/?contact=${contact}`)).status).toBe(400);
});

test("unauthenticated requests can neither read nor change contacts", async () => {
  const { contact } = await makeCompany(world.admin);
  for (const answer of [
    await world.stranger.get("/contacts/"),
    await world.stranger.patch(`/contacts/${contact.id}/`, { name: "x" }),
    await world.stranger.remove(`/contacts/${contact.id}/`),
  ])
    expect(answer.status).toBe(401);
});
