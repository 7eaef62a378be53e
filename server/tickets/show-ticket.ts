import { noSuch } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import type { Db } from "../platform/database.ts";
import type { RenderContext } from "./cached-ticket.ts";
import type { ChangedTicket, TicketVersion } from "./change-one.ts";
import { mergedElsewhere } from "./merged.ts";
import { isTicketFor } from "./require-ticket.ts";
import type { ShownTicket, TicketCache } from "./ticket-cache.ts";

/** The current ticket, or one in the trash. `fields`: null for all. */
export async function showTicket(
  db: Db,
  cache: TicketCache,
  actor: Actor,
  id: string,
  { inTrash, fields, context }: { inTrash: boolean; fields: readonly string[] | null; context: RenderContext },
): Promise<ShownTicket> {
  const where = isTicketFor(actor, id, inTrash);
  const ticket = fields
    ? await cache.findFields(db, id, where, fields, context)
    : await cache.find(db, id, where, context);
  if (!ticket) throw inTrash ? noSuch("Ticket") : await mergedElsewhere(db, id);
  return ticket;
}

/** The whole ticket after a change by this request. It is read again only if its JSON before the change is not cached. */
export async function showChanged(
  db: Db,
  cache: TicketCache,
  changedTicket: TicketVersion | ChangedTicket,
  context: RenderContext,
): Promise<ShownTicket> {
  const ticket =
    ("fields" in changedTicket ? await cache.change(db, changedTicket, context) : null) ??
    (await cache.build(db, changedTicket.id, context));
  if (!ticket) throw noSuch("Ticket");
  return ticket;
}
