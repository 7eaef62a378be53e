import { forbidden, invalid, noSuch, Problem } from "../../wire/problems.ts";
import { maySetFields } from "../../wire/ticket-fields.ts";
import { ticketFields } from "../../wire/ticket-schemas.ts";
import * as wire from "../../wire/tickets.ts";
import { visibleTo } from "../access/visible.ts";
import { mediaOf, urlOf } from "../platform/addresses.ts";
import { type How, readFields } from "../platform/bodies.ts";
import { query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { type Answer, type RequestContext, type Route, route } from "../platform/front-door.ts";
import { answerOf, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { parameters } from "../platform/parameters.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import { assigneeOf } from "./assignee.ts";
import { matchesFilters } from "./filters.ts";
import { listTickets, type TicketDesk } from "./list.ts";
import { mergedElsewhere } from "./merged.ts";
import { emptiedCompany, missingCompany, referenceErrors } from "./references.ts";
import { ticketStats } from "./stats.ts";
import { TICKET_FIELDS } from "./ticket-json.ts";
import { assign, createTicket, updateTicket } from "./tickets.ts";
import { ticketTimeline, timelinePageOf, withLargeComments } from "./timeline.ts";
import { restoreTicket, trashTicket } from "./trash.ts";

/** The ticket as it is now, with its version as ETag. */
export async function showTicket(
  docket: Services,
  desk: TicketDesk,
  ctx: RequestContext,
  id: string,
  inTrash = false,
): Promise<Answer> {
  const sql = parameters();
  const [mark] = await query<{ id: string; version: number; namesVersion: number }>(
    ctx.db,
    `select t.id, t.version, (select n from name_epoch) as "namesVersion"
     from tickets t
     where t.id = ${sql.add(id)} and (t.deleted_at is not null) = ${sql.add(inTrash)} and ${visibleTo(ctx.actor, sql)}`,
    sql.values,
  );
  if (!mark) throw inTrash ? noSuch("Ticket") : await mergedElsewhere(ctx.db, id);
  const context = contextOf(docket, ctx);
  const fields = wantedFields(ctx.query, TICKET_FIELDS);
  const rows = fields
    ? await desk.remembered.answerFields(ctx.db, [id], fields, context)
    : await desk.remembered.answer(ctx.db, [mark], context);
  return { body: answerOf(rows), headers: { etag: `"${mark.version}"` } };
}

const contextOf = (docket: Services, { request }: RequestContext) => ({
  media: mediaOf(request, docket.addresses),
  now: Date.now(),
});

/** The whole ticket, which this request has just changed. */
export async function showChanged(
  docket: Services,
  desk: TicketDesk,
  ctx: RequestContext,
  id: string,
): Promise<Answer> {
  const built = await desk.remembered.build(ctx.db, id, contextOf(docket, ctx));
  if (!built) throw noSuch("Ticket");
  return { body: answerOf([built.row]), headers: { etag: `"${built.version}"` } };
}

/** The ID in the path, of a ticket that exists and matches the filters in the query. */
export async function ticketOf(ctx: RequestContext): Promise<string> {
  const id = idOf(ctx);
  if (!(await matchesFilters(ctx.db, ctx.actor, id, ctx.query))) throw noSuch("Ticket");
  return id;
}

/** Throws unless there is a ticket with this ID that the actor may see. */
export const requireTicket =
  ({ db, actor }: Pick<RequestContext, "db" | "actor">, id: string) =>
  async () => {
    const sql = parameters();
    const text = `select 1 from tickets t where t.id = ${sql.add(id)} and t.deleted_at is null and ${visibleTo(actor, sql)}`;
    if ((await query(db, text, sql.values)).length === 0) throw noSuch("Ticket");
  };

/** The version that the caller says it knows (If-Match); null when it does not say. */
const knownVersion = ({ request }: RequestContext): number | null => {
  const header = request.headers["if-match"];
  if (!header || header === "*") return null;
  const etagMatch = /^(?:W\/)?"(\d{1,15})"$/.exec(header);
  return etagMatch ? Number(etagMatch[1]) : -1;
};

export function ticketRoutes(docket: Services, desk: TicketDesk): Route[] {
  const { zone } = docket;
  const list = (inTrash: boolean) => async (ctx: RequestContext) => {
    const { db, actor, query, request } = ctx;
    const url = urlOf(request, docket.addresses);
    const context = contextOf(docket, ctx);
    return { body: await listTickets(desk, { db, actor, query, inTrash, url, context }) };
  };
  const change = (how: How) => async (ctx: RequestContext) => {
    const id = await ticketOf(ctx);
    const values = await readFields(ctx.request, ticketFields, {
      how,
      zone,
      first: requireTicket(ctx, id),
      references: async (values) => ({
        ...missingCompany(values, how),
        ...(await emptiedCompany(ctx.db, id, values)),
        ...(await referenceErrors(ctx.db, values, undefined)),
      }),
    });
    const missing = missingCompany(values, how);
    if (missing) {
      await requireTicket(ctx, id)();
      throw invalid(missing);
    }
    if (!maySetFields(ctx.actor, Object.keys(values))) throw forbidden();
    await updateTicket(ctx.db, ctx.actor, id, values, knownVersion(ctx));
    return showChanged(docket, desk, ctx, id);
  };
  return [
    route(wire.listTickets, list(false)),
    route(wire.createTicket, async (ctx) => {
      const values = await readFields(ctx.request, ticketFields, {
        how: "create",
        zone,
        references: async (values) => ({
          ...missingCompany(values, "create"),
          ...(await referenceErrors(ctx.db, values, values.company ?? undefined)),
        }),
      });
      if (!maySetFields(ctx.actor, Object.keys(values))) throw forbidden();
      const built = await createTicket(ctx.db, ctx.actor, values, zone);
      return {
        body: desk.remembered.take(ctx.db, built, contextOf(docket, ctx)),
        headers: { etag: `"${built.version}"` },
      };
    }),
    route(wire.showStats, async (ctx) => ({ body: await ticketStats(ctx.db, desk.tally, ctx.actor, ctx.query) })),
    route(wire.listTrash, list(true)),
    route(wire.showTrashed, (ctx) => showTicket(docket, desk, ctx, idOf(ctx), true)),
    route(wire.showTicket, async (ctx) => showTicket(docket, desk, ctx, await ticketOf(ctx))),
    route(wire.updateTicket, change("change")),
    route(wire.replaceTicket, change("replace")),
    route(wire.deleteTicket, async (ctx) => {
      await trashTicket(ctx.db, ctx.actor, await ticketOf(ctx), knownVersion(ctx));
      return {};
    }),
    route(wire.restoreTicket, async (ctx) =>
      showChanged(docket, desk, ctx, (await restoreTicket(ctx.db, ctx.actor, idOf(ctx))).id),
    ),
    route(wire.assignTicket, async (ctx) => {
      const id = await ticketOf(ctx);
      const user = await assigneeOf(ctx, requireTicket(ctx, id));
      await assign(ctx.db, ctx.actor, id, user, knownVersion(ctx));
      return showChanged(docket, desk, ctx, id);
    }),
    route(wire.showTimeline, async (ctx) => {
      const period = docket.links.period(Date.now());
      const media = mediaOf(ctx.request, docket.addresses);
      const page = timelinePageOf(ctx.query);
      const sign = (file: string) => docket.links.sign(file, period);
      const options = { page, maxBytes: MAX_SMALL_BYTES };
      const timeline = await ticketTimeline(ctx.db, ctx.actor, idOf(ctx), media, sign, options).catch(
        async (error: unknown) => {
          throw error instanceof Problem && error.status === 404
            ? await mergedElsewhere(ctx.db, idOf(ctx), "timeline/")
            : error;
        },
      );
      return { body: answerOf(withLargeComments(ctx.db, timeline)) };
    }),
  ];
}
