import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("tickets and people are found by parts of what they are called", async () => {
  const { company, contact } = await makeCompany(world.admin, "Harbour Hotel");
  const ticket = await makeTicket(world.fay, company.id, { subject: "Lobby is silent", contact: contact.id });
  const { body } = await world.tom.get("/search/?q=harb");
  expect(body.tickets).toEqual([
    {
      id: ticket.id,
      ticket_number: ticket.ticket_number,
      subject: "Lobby is silent",
      status: "new",
      company_name: "Harbour Hotel",
    },
  ]);
  expect(body.companies).toEqual([{ id: company.id, name: "Harbour Hotel" }]);
  expect(body.contacts).toEqual([
    {
      id: contact.id,
      name: "Ploy Srisai",
      email: "ploy@harbour.test",
      company: company.id,
      company_name: "Harbour Hotel",
    },
  ]);
  expect((await world.tom.get("/search/?q=fay")).body.users).toEqual([
    { id: world.fay.id, full_name: "Fay Finance", role: "Finance" },
  ]);
});
