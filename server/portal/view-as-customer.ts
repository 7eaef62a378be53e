import { noSuch } from "../../wire/problems.ts";
import { publicTickets } from "../access/customer-tickets.ts";
import { publicTicket } from "../access/public-ticket.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { formerName, shownName } from "../users/names.ts";

/** A ticket as its customer or another contact sees it; the view is recorded. */
export async function viewAsCustomer(db: Db, actor: Actor, id: string, contact: string | null) {
  const [row] = await query<{ contact: string | null }>(db, "select contact from tickets where id = $1", [id]);
  const customer = contact ?? row?.contact ?? null;
  const ticket = customer ? await publicTicket(db, id, customer) : null;
  if (!ticket) throw noSuch("PublicTicket");
  const event = insertEvents("contact.viewed_as", "tickets where id = $1", {
    actor: "$2",
    ticket: "tickets.id",
    about: "$3::uuid",
    triggers: "false",
  });
  await query(db, event, [id, actor.id, customer]);
  return ticket;
}

/** The tickets that a contact sees; the view is recorded. */
export async function viewContactAsCustomer(db: Db, actor: Actor, contact: string) {
  const event = insertEvents("contact.viewed_as", "contacts where id = $1", {
    actor: "$2",
    about: "contacts.id",
    triggers: "false",
  });
  await query(db, event, [contact, actor.id]);
  return publicTickets(db, contact);
}

const MAX = 200;

/** The agents who viewed tickets as a customer, the latest first. */
export const listCustomerViews = (db: Db, contact: string | null): Promise<object[]> =>
  query<object>(
    db,
    `select wire_time(e.at) as at, e.actor as user, ${shownName("u", "e.actor")} as user_name, e.about as contact,
       coalesce(c.name, ${formerName("e.about")}) as contact_name, t.id as ticket, t.ticket_number
     from events e
     left join users u on u.id = e.actor
     left join contacts c on c.id = e.about
     left join tickets t on t.id = e.ticket
     where e.kind = 'contact.viewed_as' and ($1::uuid is null or e.about = $1)
     order by e.id desc limit ${MAX}`,
    [contact],
  );
