import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { NOBODY } from "../platform/actor.ts";
import {
  finishCompanyRestores,
  finishCompanyTrash,
  restoreTicketsOf,
  trashTicketsOf,
} from "../tickets/company-trash.ts";
import { emptyTrash } from "../tickets/trash.ts";
import { ticketsOfCompany } from "../trash-companies.ts";
import { companyRecords, restoreCompany, type TicketsOfCompany } from "./companies.ts";

const NO_ID = "11111111-1111-4111-8111-111111111111";
let world: World;
beforeAll(async () => {
  world = await openWorld();
  for (const values of [
    { name: "Anchor Bar", country: "Thailand", city: "Pattaya", industry: "Bars", billing_entity: "BMAsia Limited" },
    { name: "Beach Club", country: "Thailand", city: "Phuket", industry: "Clubs", is_active: false },
    { name: "Café 100%", country: "Vietnam", city: "Hanoi", industry: "Cafés", billing_entity: "BMAsia (Thailand)" },
  ])
    await world.admin.post("/companies/", values);
});
afterAll(() => world.close());

const names = async (query: string) =>
  (await world.tom.get(`/companies/?${query}`)).body.results.map((each: { name: string }) => each.name);

describe("companies", () => {
  test("can be created, read, changed, replaced and deleted by any user", async () => {
    const created = await world.tom.post("/companies/", {
      name: " Quay Inn ",
      location_count: "3",
      website: "https://quay.test",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: "Quay Inn",
      location_count: 3,
      country: "",
      is_active: true,
      notes: "",
    });
    const at = `/companies/${created.body.id}/`;
    expect((await world.fay.get(at)).body).toEqual(created.body);
    const response = await world.fay.patch(at, { city: "Rayong" });
    expect(response.body).toEqual({ ...created.body, city: "Rayong", updated_at: response.body.updated_at });
    expect(Date.parse(response.body.updated_at)).toBeGreaterThan(Date.parse(created.body.updated_at));
    const written = await world.tom.ask(at, { method: "PUT", body: { name: "Quay House" } });
    expect(written.body).toMatchObject({ name: "Quay House", city: "Rayong" });
    expect((await world.tom.remove(at)).status).toBe(204);
    for (const again of [await world.tom.get(at), await world.tom.remove(at), await world.tom.patch(at, { city: "x" })])
      expect([again.status, again.body]).toEqual([404, { detail: "No Company matches the given query." }]);
    expect(await names("search=quay")).toEqual([]);
  });

  test.each([
    [{}, { name: ["This field is required."] }],
    [{ name: "" }, { name: ["This field may not be blank."] }],
    [{ name: null }, { name: ["This field may not be null."] }],
    [{ name: "x".repeat(256) }, { name: ["Ensure this field has no more than 255 characters."] }],
    [{ name: "Anchor Bar" }, { name: ["company with this name already exists."] }],
    [
      { name: "x", website: "nonsense", email: "nobody", location_count: "many", is_active: "maybe" },
      {
        website: ["Enter a valid URL."],
        email: ["Enter a valid email address."],
        location_count: ["A valid integer is required."],
        is_active: ["Must be a valid boolean."],
      },
    ],
    [{ name: "x", location_count: -1 }, { location_count: ["Ensure this value is greater than or equal to 0."] }],
  ])("refuse %j", async (input, expected) => {
    const { status, body } = await world.tom.post("/companies/", input);
    expect([status, body]).toEqual([400, expected]);
  });

  test.each([
    ["", ["Anchor Bar", "Beach Club", "Café 100%"]],
    ["ordering=-name", ["Café 100%", "Beach Club", "Anchor Bar"]],
    ["ordering=country,-city", ["Beach Club", "Anchor Bar", "Café 100%"]],
    ["country=Thailand", ["Anchor Bar", "Beach Club"]],
    ["country=thailand", []],
    ["industry=Clubs", ["Beach Club"]],
    ["billing_entity=BMAsia+Limited", ["Anchor Bar"]],
    ["is_active=true", ["Anchor Bar", "Café 100%"]],
    ["is_active=False", ["Beach Club"]],
    ["is_active=0", ["Beach Club"]],
    ["is_active=maybe", ["Anchor Bar", "Beach Club", "Café 100%"]],
    ["search=thai+bar", ["Anchor Bar"]],
    ["search=100%25", ["Café 100%"]],
    ["search=CAF%C3%89", ["Café 100%"]],
    ["search=%25", ["Café 100%"]],
    ["page_size=1&page=2", ["Beach Club"]],
    ["limit=1&offset=2", ["Café 100%"]],
  ])("?%s lists %j", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("have the same paging as tickets", async () => {
    const { body } = await world.tom.get("/companies/?page_size=2");
    expect(body).toMatchObject({
      count: 3,
      next: `${world.base}/api/v1/companies/?page=2&page_size=2`,
      previous: null,
    });
    const second = (await world.tom.get(body.next)).body;
    expect([second.results.length, second.next, second.previous]).toEqual([
      1,
      null,
      `${world.base}/api/v1/companies/?page_size=2`,
    ]);
    expect((await world.tom.get("/companies/?page=9")).body).toEqual({ detail: "Invalid page." });
    const first = (await world.tom.get("/companies/?cursor=&page_size=2&fields=name")).body;
    expect(first.results).toEqual([{ name: "Anchor Bar" }, { name: "Beach Club" }]);
    expect((await world.tom.get(first.next)).body.results).toEqual([{ name: "Café 100%" }]);
  });

  test("have a short list for pickers, sorted by name", async () => {
    const simple = async (query = "") => (await world.tom.get(`/companies/simple/${query}`)).body;
    const all = await simple();
    expect(all.map(({ name }: { name: string }) => name)).toEqual(["Anchor Bar", "Beach Club", "Café 100%"]);
    expect(Object.keys(all[0])).toEqual(["id", "name", "billing_entity", "country"]);
    expect((await simple("?search=CLUB")).map(({ name }: { name: string }) => name)).toEqual(["Beach Club"]);
    expect((await simple("?search=CAFE+1")).map(({ name }: { name: string }) => name)).toEqual(["Café 100%"]);
    expect((await simple("?search=0%25")).map(({ name }: { name: string }) => name)).toEqual(["Café 100%"]);
    expect(await simple("?search=%5C_")).toEqual([]);
    expect((await simple("?billing_entity=BMAsia+Limited")).map(({ name }: { name: string }) => name)).toEqual([
      "Anchor Bar",
    ]);
    expect((await world.stranger.get("/companies/simple/")).status).toBe(401);
  });
});

test("open tickets are counted for several companies at once, without the trash and resolved tickets", async () => {
  const [busy, calm, other] = await Promise.all([1, 2, 3].map(async () => (await makeCompany(world.tom)).company.id));
  const created = [];
  for (let n = 0; n < 4; n += 1) created.push((await makeTicket(world.tom, busy)).id);
  await world.tom.patch(`/tickets/${created[0]}/`, { status: "closed" });
  await world.tom.remove(`/tickets/${created[1]}/`);
  await makeTicket(world.tom, other);
  const { body } = await world.fay.get(`/companies/open_tickets/?company=${busy},%20${calm}`);
  expect(body).toEqual({ results: [{ company: busy, count: 2 }] });
  expect((await world.fay.get("/companies/open_tickets/")).body).toEqual({ results: [] });
  const { status, body: errors } = await world.fay.get(`/companies/open_tickets/?company=${busy},nonsense`);
  expect([status, errors]).toEqual([400, { company: ["“nonsense” is not a valid UUID."] }]);
  expect((await world.stranger.get("/companies/open_tickets/")).status).toBe(401);
});

describe("a deleted company", () => {
  test("moves its tickets to the trash, hides its contacts and zones, and cannot be chosen or filtered by", async () => {
    const { company, contact, zone } = await makeCompany(world.admin, "Gone Inn");
    const { id } = await makeTicket(world.tom, company.id, { contact: contact.id, zone: zone.id });
    const other = await makeTicket(world.tom, (await makeCompany(world.admin)).company.id);
    expect((await world.tom.remove(`/companies/${company.id}/`)).status).toBe(204);
    expect((await world.tom.get(`/tickets/${id}/`)).status).toBe(404);
    expect((await world.tom.get(`/contacts/${contact.id}/`)).status).toBe(404);
    expect((await world.tom.get(`/zones/${zone.id}/`)).status).toBe(404);
    const trash = (await world.admin.get("/tickets/trash/")).body.results;
    expect(trash.map((each: { id: string }) => each.id)).toContain(id);
    const unknown = { company: ["Select a valid choice. That choice is not one of the available choices."] };
    for (const list of ["/tickets/", "/contacts/", "/zones/", "/tickets/stats/"]) {
      const { status, body } = await world.tom.get(`${list}?company=${company.id}`);
      expect([list, status, body]).toEqual([list, 400, unknown]);
    }
    const none = { company: [`Invalid pk "${company.id}" - object does not exist.`] };
    const values = { subject: "s", description: "d", company: company.id, name: "n" };
    for (const list of ["/tickets/", "/contacts/", "/zones/"])
      expect((await world.tom.post(list, values)).body).toEqual(none);
    expect((await world.tom.patch(`/tickets/${other.id}/`, { company: company.id })).body).toEqual(none);
    expect((await world.tom.post("/companies/", { name: "Gone Inn" })).status).toBe(201);
  });

  test("is restored with its tickets, once, by an Admin", async () => {
    const { company, contact } = await makeCompany(world.admin, "Back Inn");
    const { id } = await makeTicket(world.tom, company.id, { contact: contact.id });
    const ticket = await makeTicket(world.tom, company.id);
    await world.tom.remove(`/tickets/${ticket.id}/`);
    await world.tom.remove(`/companies/${company.id}/`);
    expect((await world.tom.post(`/companies/${company.id}/restore/`)).status).toBe(403);
    expect((await world.admin.post(`/tickets/${id}/restore/`)).status).toBe(404);
    expect((await world.admin.post(`/companies/${company.id}/restore/`)).body.name).toBe("Back Inn");
    expect((await world.tom.get(`/tickets/${id}/`)).body.contact).toBe(contact.id);
    expect((await world.tom.get(`/tickets/${ticket.id}/`)).status).toBe(404);
    expect((await world.admin.post(`/companies/${company.id}/restore/`)).status).toBe(404);
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    expect(results.map(({ kind, actor, version }: Record<string, unknown>) => [kind, actor, version])).toEqual([
      ["ticket.created", world.tom.id, 1],
      ["ticket.deleted", world.tom.id, 2],
      ["ticket.restored", world.admin.id, 3],
    ]);
    expect((await world.admin.post(`/companies/${NO_ID}/restore/`)).status).toBe(404);
  });

  test("hides its tickets from searches, without a new copy of their texts for the search", async () => {
    const { company } = await makeCompany(world.admin, "Hidden Inn");
    const { id, subject } = await makeTicket(world.tom, company.id, { subject: "The weathercock hums" });
    const copy = async () => {
      const text = "select ctid, xmin from ticket_texts where id = $1";
      return (await world.database.pool.query(text, [id])).rows[0];
    };
    const namesOf = async () => {
      const literal = await world.tom.get("/tickets/?search=weathercock");
      const palette = await world.tom.get(`/search/?q=${encodeURIComponent(subject)}`);
      return [literal.body.count, palette.body.tickets.length];
    };
    const first = await copy();
    expect(await namesOf()).toEqual([1, 1]);
    await world.tom.remove(`/companies/${company.id}/`);
    expect(await namesOf()).toEqual([0, 0]);
    await world.admin.post(`/companies/${company.id}/restore/`);
    expect(await namesOf()).toEqual([1, 1]);
    expect(await copy()).toEqual(first);
  });

  test("adds to the history of its tickets and changes nothing in it when it is deleted again", async () => {
    const { company } = await makeCompany(world.admin, "Twice Inn");
    const { id } = await makeTicket(world.tom, company.id);
    const moves = async () => {
      const text = "select kind, ctid, xmin from ticket_moves where ticket = $1 order by id";
      return (await world.database.pool.query(text, [id])).rows;
    };
    await world.tom.remove(`/companies/${company.id}/`);
    await world.admin.post(`/companies/${company.id}/restore/`);
    const before = await moves();
    await world.tom.remove(`/companies/${company.id}/`);
    const after = await moves();
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1).kind).toBe("trashed");
  });

  describe("with more tickets than a batch has", () => {
    const BATCH_SIZE = 20;
    let company: string;
    beforeAll(async () => {
      company = (await makeCompany(world.admin, "Grand Inn")).company.id;
      await world.database.pool.query(
        `insert into tickets (ticket_number, subject, description, company)
         select 'G-' || n, 'many', '', $1 from generate_series(1, 41) n`,
        [company],
      );
    });
    afterAll(() => world.database.pool.query("delete from tickets where company = $1", [company]));

    const state = async (kind: string) => {
      const text = `select count(*) filter (where deleted_at is null)::int as there,
          (select count(*)::int from company_trashings) + (select count(*)::int from company_restores) as begun,
          (select count(distinct xid) from events where about = $1 and kind = $2)::int as batches,
          (select count(*) from events where about = $1 and kind = $2)::int as events
        from tickets where company = $1`;
      return (await world.database.pool.query(text, [company, kind])).rows[0];
    };
    const settled = (there: number) => expect.poll(() => state("")).toMatchObject({ there, begun: 0 });
    // by a server that ends after the first batch
    const cutOff: TicketsOfCompany = {
      trash: async (...values) => void (await trashTicketsOf(...values, BATCH_SIZE)),
      restore: async (...values) => void (await restoreTicketsOf(...values, BATCH_SIZE)),
    };
    const actorOf = (id: string) => ({ ...NOBODY, id });
    const removeBy = (tickets: TicketsOfCompany) =>
      companyRecords(tickets).remove(world.database.db, actorOf(world.tom.id), company);
    const restoreBy = (tickets: TicketsOfCompany) =>
      restoreCompany(world.database.db, actorOf(world.admin.id), company, tickets);
    const remove = () => removeBy(ticketsOfCompany(world.app.docket, BATCH_SIZE));
    const restore = () => restoreBy(ticketsOfCompany(world.app.docket, BATCH_SIZE));
    const restoreSome = () => restoreBy(cutOff);

    test("moves them to the trash in batches, and back", async () => {
      expect(await remove()).toBe(true);
      await expect.poll(() => state("ticket.deleted")).toEqual({ there: 0, begun: 0, batches: 3, events: 41 });
      await restore();
      await expect.poll(() => state("ticket.restored")).toEqual({ there: 41, begun: 0, batches: 3, events: 41 });
      const { rows } = await world.database.pool.query(
        "select distinct m.kind from ticket_moves m join tickets t on t.id = m.ticket where t.company = $1",
        [company],
      );
      // as if the company had never been deleted
      expect(rows).toEqual([{ kind: "created" }]);
    });

    test("restores the rest after an interruption, whenever the company was deleted", async () => {
      await remove();
      await settled(0);
      await world.database.pool.query(
        `with c as (update companies set deleted_at = now() - interval '30 days' where id = $1 returning deleted_at)
         update tickets set deleted_at = (select deleted_at from c) where company = $1`,
        [company],
      );
      await restoreSome();
      await emptyTrash(world.database.db);
      expect(await state("")).toMatchObject({ there: 20, begun: 1 });
      await finishCompanyRestores(world.database.db, BATCH_SIZE);
      expect(await state("")).toMatchObject({ there: 41, begun: 0 });
    });

    test("keeps them together if it is deleted again during a restore", async () => {
      await remove();
      await settled(0);
      await restoreSome();
      await remove();
      await finishCompanyRestores(world.database.db, BATCH_SIZE);
      await settled(0);
      await restore();
      await settled(41);
    });

    test("leaves them alone if it is restored while they move to the trash", async () => {
      await removeBy(cutOff);
      expect(await state("")).toMatchObject({ there: 21, begun: 1 });
      await restore();
      await settled(41);
      // what a server of an older version leaves behind has no effect
      await world.database.pool.query("insert into company_trashings (company) values ($1)", [company]);
      await finishCompanyTrash(world.database.db, BATCH_SIZE);
      await settled(41);
    });
  });

  test("stays in the trash if its name has been taken", async () => {
    const { company } = await makeCompany(world.admin, "Twin Inn");
    await world.tom.remove(`/companies/${company.id}/`);
    await makeCompany(world.admin, "Twin Inn");
    const { status, body } = await world.admin.post(`/companies/${company.id}/restore/`);
    expect([status, body]).toEqual([400, { name: ["company with this name already exists."] }]);
  });
});

describe("a name similar to another company's", () => {
  test.each(["harbor inn", "HARBOR-INN", "Hárbor  Inn", "Harbor Inn.", "Ｈarbor Inn"])(
    "is refused: %s",
    async (name) => {
      await world.admin.post("/companies/", { name: "Harbor Inn" });
      const { status, body } = await world.tom.post("/companies/", { name });
      expect([status, body]).toEqual([400, { name: ["A company with a similar name already exists: Harbor Inn."] }]);
    },
  );

  test("is allowed if it differs in more than spelling, and for companies that already have it", async () => {
    for (const name of ["Harbor Inn 2", "Harbour Inn", "ร้านมา", "ร้านม้า"])
      expect((await world.tom.post("/companies/", { name })).status, name).toBe(201);
    await world.database.pool.query("insert into companies (name) values ('Old Mill'), ('OLD MILL')");
    const { results, count } = (await world.tom.get("/companies/?similar=true")).body;
    expect([count, results.map(({ name }: { name: string }) => name).toSorted()]).toEqual([
      2,
      ["OLD MILL", "Old Mill"],
    ]);
    const { id } = results[0];
    expect((await world.tom.patch(`/companies/${id}/`, { name: "old-mill", city: "Porto" })).status).toBe(200);
    expect((await world.tom.patch(`/companies/${id}/`, { name: "Harbor-Inn" })).status).toBe(400);
    expect((await world.tom.patch(`/companies/${id}/`, { name: "New Mill" })).status).toBe(200);
    expect((await world.tom.get("/companies/?similar=true")).body.count).toBe(0);
  });

  test("is refused to all but one of several concurrent requests", async () => {
    const names = ["Twin Rooms", "twin rooms", "TWIN-ROOMS", "Twin  Rooms."];
    const created = await Promise.all(names.map((name) => world.tom.post("/companies/", { name })));
    expect(created.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400]);
  });
});
