import { noSuch } from "../../wire/problems.ts";
import { publicTicket } from "../access/public-ticket.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";

/** A ticket as its customer sees it; that an agent looked is recorded. */
export async function viewAsCustomer(db: Db, actor: Actor, id: string) {
  const [row] = await query<{ contact: string | null }>(db, "select contact from tickets where id = $1", [id]);
  const ticket = row?.contact ? await publicTicket(db, id, row.contact) : null;
  if (!ticket) throw noSuch("PublicTicket");
  const event = insertEvents("contact.viewed_as", "tickets where id = $1", { actor: "$2", about: "tickets.contact" });
  await query(db, event, [id, actor.id]);
  return ticket;
}
