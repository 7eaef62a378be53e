import { ticketFields } from "../../wire/ticket-schemas.ts";
import * as wire from "../../wire/tickets.ts";
import { urlOf } from "../platform/addresses.ts";
import { type How, readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { expectedVersion } from "../platform/expected-version.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { envelope, pagingOf } from "../platform/paging.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import { assigneeOf } from "./assignee.ts";
import { readTicketFilter } from "./filters.ts";
import { listTickets, type TicketDesk } from "./list.ts";
import { changeErrors, newTicketErrors } from "./references.ts";
import { requireTicket } from "./require-ticket.ts";
import { showTimeline } from "./show-timeline.ts";
import { ticketStats } from "./stats.ts";
import { TICKET_FIELDS } from "./ticket-json.ts";
import { assign, createShownTicket, requireCompany, requireSettable, updateTicket } from "./tickets.ts";
import { restoreTicket, trashTicket } from "./trash.ts";
import { contextOf, showChanged, showTicket, ticketOf } from "./view.ts";

export function ticketRoutes(docket: Services, desk: TicketDesk): Route[] {
  return [
    ...readRoutes(docket, desk),
    ...changeRoutes(docket, desk),
    ...trashRoutes(docket, desk),
    route(wire.showTimeline, (ctx) => showTimeline(docket, ctx)),
  ];
}

const listRoute = (docket: Services, desk: TicketDesk, inTrash: boolean) => async (ctx: RequestContext) => {
  const { db, actor, query } = ctx;
  // errors of filters are reported before those of paging
  const filter = await readTicketFilter(db, inTrash ? {} : query, actor);
  const paging = pagingOf(query);
  const { ordering } = query;
  const fields = wantedFields(query, TICKET_FIELDS);
  const context = contextOf(docket, ctx);
  const page = await listTickets(db, desk, { filter, inTrash, paging, ordering, fields, context });
  return { body: envelope(urlOf(ctx.request, docket.addresses), paging, page) };
};

function readRoutes(docket: Services, desk: TicketDesk): Route[] {
  return [
    route(wire.listTickets, listRoute(docket, desk, false)),
    route(wire.showStats, async ({ db, actor, query }) => {
      const filter = await readTicketFilter(db, query, actor);
      return { body: await ticketStats(db, desk.tally, actor, filter) };
    }),
    route(wire.showTicket, async (ctx) => showTicket(docket, desk, ctx, await ticketOf(ctx))),
  ];
}

function changeRoutes(docket: Services, desk: TicketDesk): Route[] {
  const { zone } = docket;
  const change = (how: How) => async (ctx: RequestContext) => {
    const id = await ticketOf(ctx);
    const first = requireTicket(ctx, id);
    const references = (values: object) => changeErrors(ctx.db, id, values, how);
    const values = await readFields(ctx.request, ticketFields, { how, zone, first, references });
    await requireCompany(values, how, first);
    requireSettable(ctx.actor, values);
    const returning = desk.ticketCache.needs(id);
    const ticket = await updateTicket(ctx.db, ctx.actor, id, values, expectedVersion(ctx.request), returning);
    return showChanged(docket, desk, ctx, ticket);
  };
  return [
    route(wire.createTicket, async (ctx) => {
      const references = (values: object) => newTicketErrors(ctx.db, values);
      const values = await readFields(ctx.request, ticketFields, { how: "create", zone, references });
      requireSettable(ctx.actor, values);
      const ticket = await createShownTicket(ctx.db, ctx.actor, values, zone);
      const body = await desk.ticketCache.take(ctx.db, ticket, contextOf(docket, ctx));
      return { body, headers: { etag: `"${ticket.version}"` } };
    }),
    route(wire.updateTicket, change("change")),
    route(wire.replaceTicket, change("replace")),
    route(wire.assignTicket, async (ctx) => {
      const id = await ticketOf(ctx);
      const user = await assigneeOf(ctx, requireTicket(ctx, id));
      const returning = desk.ticketCache.needs(id);
      const ticket = await assign(ctx.db, ctx.actor, id, user, expectedVersion(ctx.request), returning);
      return showChanged(docket, desk, ctx, ticket);
    }),
  ];
}

function trashRoutes(docket: Services, desk: TicketDesk): Route[] {
  return [
    route(wire.listTrash, listRoute(docket, desk, true)),
    route(wire.showTrashed, (ctx) => showTicket(docket, desk, ctx, idOf(ctx), true)),
    route(wire.deleteTicket, async (ctx) => {
      await trashTicket(ctx.db, ctx.actor, await ticketOf(ctx), expectedVersion(ctx.request));
      return {};
    }),
    route(wire.restoreTicket, async (ctx) =>
      showChanged(docket, desk, ctx, await restoreTicket(ctx.db, ctx.actor, idOf(ctx))),
    ),
  ];
}
