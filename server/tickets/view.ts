import { noSuch } from "../../wire/problems.ts";
import { mediaOf } from "../platform/addresses.ts";
import type { Services } from "../platform/docket.ts";
import type { Answer, RequestContext } from "../platform/front-door.ts";
import { answerOf } from "../platform/large-answers.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import type { ChangedTicket, Versioned } from "./change-one.ts";
import { matchesFilters } from "./filters.ts";
import type { TicketDesk } from "./list.ts";
import { mergedElsewhere } from "./merged.ts";
import { isTicketFor } from "./require-ticket.ts";
import { TICKET_FIELDS } from "./ticket-json.ts";

/** The current ticket, with its version as ETag. */
export async function showTicket(
  docket: Services,
  desk: TicketDesk,
  ctx: RequestContext,
  id: string,
  inTrash = false,
): Promise<Answer> {
  const context = contextOf(docket, ctx);
  const fields = wantedFields(ctx.query, TICKET_FIELDS);
  const where = isTicketFor(ctx.actor, id, inTrash);
  const ticket = fields
    ? await desk.ticketCache.findFields(ctx.db, id, where, fields, context)
    : await desk.ticketCache.find(ctx.db, id, where, context);
  if (!ticket) throw inTrash ? noSuch("Ticket") : await mergedElsewhere(ctx.db, id);
  return { body: answerOf([ticket.row]), headers: { etag: `"${ticket.version}"` } };
}

export const contextOf = (docket: Services, { request }: RequestContext) => ({
  media: mediaOf(request, docket.addresses),
  now: Date.now(),
});

/** The whole ticket after a change by this request. It is read again only if its JSON before the change is not cached. */
export async function showChanged(
  docket: Services,
  desk: TicketDesk,
  ctx: RequestContext,
  changedTicket: Versioned | ChangedTicket,
): Promise<Answer> {
  const context = contextOf(docket, ctx);
  const ticket =
    ("fields" in changedTicket ? await desk.ticketCache.change(ctx.db, changedTicket, context) : null) ??
    (await desk.ticketCache.build(ctx.db, changedTicket.id, context));
  if (!ticket) throw noSuch("Ticket");
  return { body: answerOf([ticket.row]), headers: { etag: `"${ticket.version}"` } };
}

/** The ID in the path; the ticket must exist and match the filters in the query. */
export async function ticketOf(ctx: RequestContext): Promise<string> {
  const id = idOf(ctx);
  if (!(await matchesFilters(ctx.db, ctx.actor, id, ctx.query))) throw noSuch("Ticket");
  return id;
}
