import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { openPeople } from "./people.ts";
import { type BuiltTicket, ticketJson } from "./ticket-json.ts";
import { builtFrom, contactsOf, peopleIn, selectParts, type TicketParts } from "./ticket-parts.ts";

let world: World;
let ids: string[];
beforeAll(async () => {
  world = await openWorld();
  const { company, contact, zone } = await makeCompany(world.admin, 'Harbour "Hotel" \\ Söhne 🎵');
  const left = await makeCompany(world.admin, "Corner Cafe");
  const leaving = world.fay;
  for (const values of [
    {},
    { contact: contact.id, zone: zone.id },
    { assigned_to: world.tom.id, due_date: "2120-01-01" },
  ])
    await makeTicket(leaving, company.id, { ...values, subject: "tab\t \u0001 \u2028 </script>", tags: "a,b" });
  const { db } = world.database;
  await query(
    db,
    `insert into comments (ticket, text, is_internal, author_kind, author, author_contact, author_name, created_at)
     select t.id, 'said "this"' || chr(7), x.n % 2 = 0, x.kind, x.author, x.contact, x.name,
       timestamptz '2026-11-27 09:00Z' + x.n * interval '0.25 s'
     from tickets t
     cross join (values (1, 'user', $1::uuid, null::uuid, null), (2, 'user', $2, null, null),
       (3, 'contact', null, $3::uuid, null), (4, 'contact', null, $4, null), (5, 'automation', null, null, 'Night shift'),
       (6, 'system', null, null, null)) as x (n, kind, author, contact, name)`,
    [world.tom.id, leaving.id, contact.id, left.contact.id],
  );
  await query(
    db,
    `insert into attachments (ticket, file, name, size, uploaded_by_kind, uploaded_by, uploaded_by_contact, created_at)
     select t.id, 'a/' || x.n, '"plan", Café.png', x.n, x.kind, x.person, x.contact, timestamptz '2026-11-27 09:00Z'
     from tickets t
     cross join (values (1, 'user', $1::uuid, null::uuid), (2, 'contact', null, $2::uuid)) as x (n, kind, person, contact)`,
    [leaving.id, left.contact.id],
  );
  await query(
    db,
    `update tickets
     set first_response_at = created_at + interval '1 h 0.5 s', resolved_at = created_at + n * interval '17 h 18.000001 s'
     from (select id, row_number() over () as n from tickets) x
     where tickets.id = x.id and x.n > 1`,
  );
  await query(db, "update tickets set created_by_kind = 'contact', created_by_contact = $1 where zone is not null", [
    left.contact.id,
  ]);
  await query(db, "delete from contacts where id = $1", [left.contact.id]);
  await query(db, "delete from users where id = $1", [leaving.id]);
  ids = (await query<{ id: string }>(db, "select id from tickets")).map(({ id }) => id);
});
afterAll(() => world.close());

// PostgreSQL writes a blank between the elements of a list
const withoutBlanks = (built: BuiltTicket) => ({ ...built, json: built.json.replaceAll("}, {", "},{") });

test("the server writes the same bytes as PostgreSQL, whoever wrote and left", async () => {
  const { db } = world.database;
  const findPeople = openPeople();
  const where = "where t.id = any($1) order by t.id";
  const built = await query<BuiltTicket>(db, `${ticketJson("tickets t")} ${where}`, [ids]);
  const parts = await query<TicketParts>(db, `${selectParts("tickets t")} ${where}`, [ids]);
  for (const turn of ["looked up", "remembered"])
    for (const [at, each] of parts.entries()) {
      const people = await findPeople(db, each.namesVersion, peopleIn(each), contactsOf([each]));
      expect(builtFrom(each, people), turn).toEqual(withoutBlanks(built[at]!));
    }
  expect(built[0]!.json).toContain("Night shift");
  expect(built.map(({ json }) => json).join()).toContain('"author":null,"author_name":"Fay Finance"');
});
