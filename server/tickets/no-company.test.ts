import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addAddress, contactsOfAddress } from "../contacts/addresses.ts";
import { createContact } from "../contacts/contacts.ts";
import type { EventActor } from "../events/events.ts";
import { createTicket } from "./tickets.ts";

let world: World;
let place: Awaited<ReturnType<typeof makeCompany>>;
let stranger: string;
let ticket: string;
const SYSTEM: EventActor = { kind: "system", id: null, via: "mail" };
const NULL = { company: ["This field may not be null."] };
const REQUIRED = { company: ["This field is required."] };
const values = { subject: "Lost my key", description: "Where is it?" };

beforeAll(async () => {
  world = await openWorld();
  place = await makeCompany(world.admin, "Harbour Hotel");
  stranger = await createContact(world.database.db, SYSTEM, { name: "Cy", email: "Cy@Example.com", company: null });
  const by: EventActor = { kind: "contact", id: stranger, via: "mail" };
  ticket = (await createTicket(world.database.db, by, { ...values, contact: stranger }, "UTC")).id;
});
afterAll(() => world.close());

const read = async (id: string) => (await world.fay.get(`/tickets/${id}/`)).body;

describe("a ticket without a company", () => {
  test("has a contact and no company everywhere", async () => {
    expect(await read(ticket)).toMatchObject({
      company: null,
      company_name: null,
      contact: stranger,
      contact_name: "Cy",
      created_by: null,
      created_by_name: "Cy",
      created_by_kind: "contact",
      created_by_contact: stranger,
      via: "mail",
    });
    const id = expect.objectContaining({ id: ticket });
    for (const path of ["/tickets/", "/inbox/?company=none", "/inbox/?q=cy", "/tickets/?search=lost%20key"])
      expect((await world.fay.get(path)).body.results, path).toContainEqual(id);
    const results = (await world.fay.get("/search/?q=lost")).body;
    expect(results.tickets).toContainEqual(expect.objectContaining({ id: ticket, company_name: null }));
    expect((await world.fay.get("/search/?q=cy")).body.contacts[0]).toMatchObject({ id: stranger, company: null });
    expect((await world.fay.get(`/contacts/${stranger}/`)).body).toMatchObject({ company: null, company_name: null });
    const rows = (await world.fay.get("/reports/companies/")).body.rows as unknown[][];
    expect(rows).toContainEqual([null, "No company", 1, 1]);
  });

  test("can be changed, deleted and restored", async () => {
    expect((await world.tom.patch(`/tickets/${ticket}/`, { company: null, priority: "high" })).status).toBe(200);
    const put = { ...values, company: "" };
    expect((await world.tom.put(`/tickets/${ticket}/`, put)).body).toMatchObject({ company: null, priority: "high" });
    expect((await world.tom.put(`/tickets/${ticket}/`, values)).body).toEqual(REQUIRED);
    await world.tom.remove(`/tickets/${ticket}/`);
    expect((await world.admin.get(`/tickets/trash/${ticket}/`)).body.company).toBe(null);
    expect((await world.tom.post(`/tickets/${ticket}/restore/`)).body.company).toBe(null);
    for (const is_deleted of [true, false])
      await world.admin.post("/bulk-changes/", { ids: [ticket], changes: { is_deleted } });
    expect((await read(ticket)).id).toBe(ticket);
  });

  test("takes the company of a contact that it is given, and keeps it", async () => {
    const { id } = (await world.tom.post("/tickets/", { ...values, contact: stranger })).body;
    const { body } = await world.tom.patch(`/tickets/${id}/`, { contact: place.contact.id });
    expect(body).toMatchObject({ company: place.company.id, contact: place.contact.id });
    for (const company of [null, ""]) {
      const { status, body } = await world.tom.patch(`/tickets/${id}/`, { company, status: "bogus" });
      expect([status, body]).toEqual([400, { status: ['"bogus" is not a valid choice.'], ...NULL }]);
      expect((await world.tom.patch(`/tickets/${id}/`, { company })).body).toEqual(NULL);
    }
  });
});

describe("a new ticket", () => {
  test("takes its contact's company, or none if the contact has none", async () => {
    const { body } = await world.tom.post("/tickets/", { ...values, contact: place.contact.id, zone: place.zone.id });
    expect(body).toMatchObject({ company: place.company.id, company_name: "Harbour Hotel" });
    for (const more of [{}, { company: null }, { company: "" }])
      expect((await world.tom.post("/tickets/", { ...values, contact: stranger, ...more })).body.company).toBe(null);
  });

  test("needs a company or a contact that exists", async () => {
    expect((await world.tom.post("/tickets/", values)).body).toEqual(REQUIRED);
    expect((await world.tom.post("/tickets/", {})).body).toMatchObject(REQUIRED);
    expect((await world.tom.post("/tickets/", { ...values, company: null })).body).toEqual(NULL);
    expect((await world.tom.post("/tickets/", { ...values, contact: stranger, zone: place.zone.id })).body).toEqual({
      zone: ["This zone belongs to another company."],
    });
    const customer = await makeCompany(world.admin);
    await world.admin.remove(`/companies/${customer.company.id}/`);
    expect((await world.tom.post("/tickets/", { ...values, contact: customer.contact.id })).body).toEqual({
      contact: [`Invalid pk "${customer.contact.id}" - object does not exist.`],
    });
  });

  test("with a company can have a contact without one", async () => {
    const { id } = await makeTicket(world.tom, place.company.id, { contact: stranger });
    expect(await read(id)).toMatchObject({ company: place.company.id, contact: stranger });
  });
});

test("tickets without a company come last when sorted by company, on every page in both directions", async () => {
  const second = await makeCompany(world.admin, "Airport Inn");
  for (let i = 0; i < 3; i += 1) {
    await makeTicket(world.tom, second.company.id, { subject: `sorted ${i}` });
    await world.tom.post("/tickets/", { ...values, subject: `sorted none ${i}`, contact: stranger });
  }
  const walk = async (ordering: string) => {
    const pages: string[][] = [];
    let url: string | null = `/inbox/?ordering=${ordering}&search=sorted&page_size=2&fields=subject`;
    let last = "";
    while (url) {
      const { body }: { body: { results: { subject: string }[]; next: string | null } } = await world.fay.get(url);
      pages.push(body.results.map(({ subject }) => subject));
      last = url;
      url = body.next;
    }
    const back: string[][] = [];
    url = last;
    while (url) {
      const { body }: { body: { results: { subject: string }[]; previous: string | null } } = await world.fay.get(url);
      back.unshift(body.results.map(({ subject }) => subject));
      url = body.previous;
    }
    expect(back.flat()).toEqual(pages.flat());
    return pages.flat();
  };
  const subjects = ["sorted 2", "sorted 1", "sorted 0"];
  const none = ["sorted none 2", "sorted none 1", "sorted none 0"];
  expect(await walk("company_name")).toEqual([...subjects, ...none]);
  expect(await walk("-company_name")).toEqual([...none, ...subjects]);
  expect(await walk("priority,company_name")).toEqual([...subjects, ...none]);
});

describe("a contact", () => {
  test("needs a company if an agent creates it, and cannot lose its company", async () => {
    expect((await world.tom.post("/contacts/", { name: "Bo" })).body).toEqual(REQUIRED);
    expect((await world.tom.post("/contacts/", { name: "Bo", company: null })).body).toEqual(NULL);
    expect((await world.tom.patch(`/contacts/${place.contact.id}/`, { company: null })).body).toEqual(NULL);
    expect((await world.tom.patch(`/contacts/${stranger}/`, { company: null, phone: "1" })).status).toBe(200);
    const { company } = await makeCompany(world.admin);
    const { id } = (await world.tom.post("/contacts/", { name: "Bo", company: company.id })).body;
    expect((await world.tom.patch(`/contacts/${id}/`, { email: "bo@example.com" })).status).toBe(200);
  });

  test("is recognized by every spelling of each of its addresses", async () => {
    const { db } = world.database;
    await addAddress(db, stranger, "cy.private@bücher.example", true);
    const owners = async (address: string) => (await contactsOfAddress(db, address)).map(({ contact }) => contact);
    for (const address of ["cy@example.com", "CY+desk@EXAMPLE.com", "cy.private@xn--bcher-kva.example"])
      expect(await owners(address), address).toEqual([stranger]);
    expect(await owners("cy@example.org")).toEqual([]);
    expect((await contactsOfAddress(db, "cy.private@bücher.example"))[0]!.is_verified).toBe(true);
    await world.tom.patch(`/contacts/${stranger}/`, { email: "cyril@example.com" });
    expect(await owners("cy@example.com")).toEqual([]);
    expect(await owners("cyril@example.com")).toEqual([stranger]);
  });

  test("is created once for two simultaneous emails from a stranger", async () => {
    const create = () =>
      createContact(world.database.db, SYSTEM, { name: "Di", email: "di@example.com", company: null });
    const ids = await Promise.all([create(), create(), create()]);
    expect(new Set(ids).size).toBe(1);
  });
});
