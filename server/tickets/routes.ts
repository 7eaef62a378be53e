import { ticketFields } from "../../wire/ticket-schemas.ts";
import * as wire from "../../wire/tickets.ts";
import { mediaOf, renderContextOf, urlOf } from "../platform/addresses.ts";
import { type BodyUse, readBodyAfter, readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { expectedVersion, withETag } from "../platform/expected-version.ts";
import { type Answer, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { answerOf } from "../platform/large-answers.ts";
import { envelope, pagingOf } from "../platform/paging.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import { assigneeOf } from "./assignee.ts";
import type { ChangedTicket, TicketVersion } from "./change-one.ts";
import { readTicketFilter, requireMatch } from "./filters.ts";
import { listTickets, type TicketDesk } from "./list.ts";
import { changeErrors, newTicketErrors } from "./references.ts";
import { requireTicket } from "./require-ticket.ts";
import { showChanged, showTicket } from "./show-ticket.ts";
import { showTimeline } from "./show-timeline.ts";
import { ticketStats } from "./stats.ts";
import { TICKET_KEYS } from "./ticket-json.ts";
import { assign, createShownTicket, requireCompany, requireSettable, updateTicket } from "./tickets.ts";
import { timelinePageOf } from "./timeline.ts";
import { restoreTicket, trashTicket } from "./trash.ts";

export function ticketRoutes(docket: RouteServices, desk: TicketDesk): Route[] {
  return [
    ...readRoutes(docket, desk),
    ...changeRoutes(docket, desk),
    ...trashRoutes(docket, desk),
    route(wire.showTimeline, async (ctx) => {
      const media = mediaOf(ctx.request, docket.addresses);
      const options = { page: timelinePageOf(ctx.query), media, links: docket.links };
      return { body: answerOf(await showTimeline(ctx.db, ctx.actor, idOf(ctx), options)) };
    }),
  ];
}

const listRoute = (docket: RouteServices, desk: TicketDesk, inTrash: boolean) => async (ctx: RequestContext) => {
  const { db, actor, query } = ctx;
  // errors of filters are reported before those of paging
  const filter = await readTicketFilter(db, inTrash ? {} : query, actor);
  const paging = pagingOf(query);
  const { ordering } = query;
  const fields = wantedFields(query, TICKET_KEYS);
  const context = renderContextOf(ctx.request, docket.addresses);
  const page = await listTickets(db, desk, { filter, inTrash, paging, ordering, fields, context });
  return { body: envelope(urlOf(ctx.request, docket.addresses), paging, page) };
};

async function show(docket: RouteServices, desk: TicketDesk, ctx: RequestContext, inTrash: boolean): Promise<Answer> {
  const { db, actor, query, request } = ctx;
  const context = renderContextOf(request, docket.addresses);
  const options = { inTrash, fields: wantedFields(query, TICKET_KEYS), context };
  return withETag(await showTicket(db, desk.ticketCache, actor, idOf(ctx), options));
}

async function showAfterChange(
  { addresses }: RouteServices,
  { ticketCache }: TicketDesk,
  { db, request }: RequestContext,
  ticket: TicketVersion | ChangedTicket,
): Promise<Answer> {
  return withETag(await showChanged(db, ticketCache, ticket, renderContextOf(request, addresses)));
}

function readRoutes(docket: RouteServices, desk: TicketDesk): Route[] {
  return [
    route(wire.listTickets, listRoute(docket, desk, false)),
    route(wire.showStats, async ({ db, actor, query }) => {
      const filter = await readTicketFilter(db, query, actor);
      return { body: await ticketStats(db, desk.tally, actor, filter) };
    }),
    route(wire.showTicket, async (ctx) => {
      await requireMatch(ctx, idOf(ctx));
      return show(docket, desk, ctx, false);
    }),
  ];
}

function changeRoutes(docket: RouteServices, desk: TicketDesk): Route[] {
  const { zone } = docket;
  const change = (how: BodyUse) => async (ctx: RequestContext) => {
    const id = await requireMatch(ctx, idOf(ctx));
    const first = requireTicket(ctx, id);
    const references = (values: object) => changeErrors(ctx.db, id, values, how);
    const values = await readFields(ctx.request, ticketFields, { how, zone, first, references });
    await requireCompany(values, how, first);
    requireSettable(ctx.actor, values);
    const returning = desk.ticketCache.needs(id);
    const ticket = await updateTicket(ctx.db, ctx.actor, id, values, expectedVersion(ctx.request), returning);
    return showAfterChange(docket, desk, ctx, ticket);
  };
  return [
    route(wire.createTicket, async (ctx) => {
      const references = (values: object) => newTicketErrors(ctx.db, values);
      const values = await readFields(ctx.request, ticketFields, { how: "create", zone, references });
      requireSettable(ctx.actor, values);
      const ticket = await createShownTicket(ctx.db, ctx.actor, values, zone);
      const context = renderContextOf(ctx.request, docket.addresses);
      const body = await desk.ticketCache.take(ctx.db, ticket, context);
      return { body, headers: { etag: `"${ticket.version}"` } };
    }),
    route(wire.updateTicket, change("change")),
    route(wire.replaceTicket, change("replace")),
    route(wire.assignTicket, async (ctx) => {
      const id = await requireMatch(ctx, idOf(ctx));
      const first = requireTicket(ctx, id);
      const { data } = await readBodyAfter(ctx.request, first);
      const user = await assigneeOf(data, first);
      const returning = desk.ticketCache.needs(id);
      const ticket = await assign(ctx.db, ctx.actor, id, user, expectedVersion(ctx.request), returning);
      return showAfterChange(docket, desk, ctx, ticket);
    }),
  ];
}

function trashRoutes(docket: RouteServices, desk: TicketDesk): Route[] {
  return [
    route(wire.listTrash, listRoute(docket, desk, true)),
    route(wire.showTrashed, (ctx) => show(docket, desk, ctx, true)),
    route(wire.deleteTicket, async (ctx) => {
      await trashTicket(ctx.db, ctx.actor, await requireMatch(ctx, idOf(ctx)), expectedVersion(ctx.request));
      return {};
    }),
    route(wire.restoreTicket, async (ctx) =>
      showAfterChange(docket, desk, ctx, await restoreTicket(ctx.db, ctx.actor, idOf(ctx))),
    ),
  ];
}
