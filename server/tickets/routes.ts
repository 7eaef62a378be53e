import { forbidden, invalid, noSuch } from "../../wire/problems.ts";
import { maySetFields } from "../../wire/ticket-fields.ts";
import { ticketFields } from "../../wire/ticket-schemas.ts";
import * as wire from "../../wire/tickets.ts";
import { visibleTo } from "../access/visible.ts";
import { mediaOf } from "../platform/addresses.ts";
import { type How, readFields } from "../platform/bodies.ts";
import { query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { type Answer, type Ask, type Route, route } from "../platform/front-door.ts";
import { answerOf, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { parameters } from "../platform/parameters.ts";
import { idOf } from "../platform/path-ids.ts";
import { wantedFields } from "../platform/shape.ts";
import { assigneeOf } from "./assignee.ts";
import { isLetThrough } from "./filters.ts";
import { listTickets, type TicketDesk } from "./list.ts";
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
  ask: Ask,
  id: string,
  inTrash = false,
): Promise<Answer> {
  const sql = parameters();
  const [mark] = await query<{ id: string; version: number; epoch: number }>(
    ask.db,
    `select t.id, t.version, (select n from name_epoch) as epoch
     from tickets t
     where t.id = ${sql.add(id)} and (t.deleted_at is not null) = ${sql.add(inTrash)} and ${visibleTo(ask.actor, sql)}`,
    sql.values,
  );
  if (!mark) throw noSuch("Ticket");
  const place = placeOf(docket, ask);
  const fields = wantedFields(ask.query, TICKET_FIELDS);
  const rows = fields
    ? await desk.remembered.answerFields(ask.db, [id], fields, place)
    : await desk.remembered.answer(ask.db, [mark], place);
  return { body: answerOf(rows), headers: { etag: `"${mark.version}"` } };
}

const placeOf = (docket: Services, { request }: Ask) => ({
  media: mediaOf(request, docket.addresses),
  now: Date.now(),
});

/** The whole ticket, which this request has just changed. */
export async function showChanged(docket: Services, desk: TicketDesk, ask: Ask, id: string): Promise<Answer> {
  const built = await desk.remembered.build(ask.db, id, placeOf(docket, ask));
  if (!built) throw noSuch("Ticket");
  return { body: answerOf([built.row]), headers: { etag: `"${built.version}"` } };
}

/** The id in the path, of a ticket that is there and that the filters in the query let through. */
export async function ticketOf(ask: Ask): Promise<string> {
  const id = idOf(ask);
  if (!(await isLetThrough(ask.db, ask.actor, id, ask.query))) throw noSuch("Ticket");
  return id;
}

/** Throws unless there is a ticket of this id, and whoever asks may see it. */
export const isThere =
  ({ db, actor }: Pick<Ask, "db" | "actor">, id: string) =>
  async () => {
    const sql = parameters();
    const text = `select 1 from tickets t where t.id = ${sql.add(id)} and t.deleted_at is null and ${visibleTo(actor, sql)}`;
    if ((await query(db, text, sql.values)).length === 0) throw noSuch("Ticket");
  };

/** The version that the caller says it knows (If-Match); null when it does not say. */
const knownVersion = ({ request }: Ask): number | null => {
  const header = request.headers["if-match"];
  if (!header || header === "*") return null;
  const found = /^(?:W\/)?"(\d{1,15})"$/.exec(header);
  return found ? Number(found[1]) : -1;
};

export function ticketRoutes(docket: Services, desk: TicketDesk): Route[] {
  const { zone } = docket;
  const change = (how: How) => async (ask: Ask) => {
    const id = await ticketOf(ask);
    const values = await readFields(ask.request, ticketFields, {
      how,
      zone,
      first: isThere(ask, id),
      references: async (values) => ({
        ...missingCompany(values, how),
        ...(await emptiedCompany(ask.db, id, values)),
        ...(await referenceErrors(ask.db, values, undefined)),
      }),
    });
    const missing = missingCompany(values, how);
    if (missing) {
      await isThere(ask, id)();
      throw invalid(missing);
    }
    if (!maySetFields(ask.actor, Object.keys(values))) throw forbidden();
    await updateTicket(ask.db, ask.actor, id, values, knownVersion(ask));
    return showChanged(docket, desk, ask, id);
  };
  return [
    route(wire.listTickets, async (ask) => ({ body: await listTickets(desk, ask) })),
    route(wire.createTicket, async (ask) => {
      const values = await readFields(ask.request, ticketFields, {
        how: "create",
        zone,
        references: async (values) => ({
          ...missingCompany(values, "create"),
          ...(await referenceErrors(ask.db, values, values.company ?? undefined)),
        }),
      });
      if (!maySetFields(ask.actor, Object.keys(values))) throw forbidden();
      const built = await createTicket(ask.db, ask.actor, values, zone);
      return {
        body: desk.remembered.take(ask.db, built, placeOf(docket, ask)),
        headers: { etag: `"${built.version}"` },
      };
    }),
    route(wire.showStats, async (ask) => ({ body: await ticketStats(ask.db, desk.tally, ask.actor, ask.query) })),
    route(wire.listTrash, async (ask) => ({ body: await listTickets(desk, ask, true) })),
    route(wire.showTrashed, (ask) => showTicket(docket, desk, ask, idOf(ask), true)),
    route(wire.showTicket, async (ask) => showTicket(docket, desk, ask, await ticketOf(ask))),
    route(wire.updateTicket, change("change")),
    route(wire.replaceTicket, change("replace")),
    route(wire.deleteTicket, async (ask) => {
      await trashTicket(ask.db, ask.actor, await ticketOf(ask), knownVersion(ask));
      return {};
    }),
    route(wire.restoreTicket, async (ask) =>
      showChanged(docket, desk, ask, (await restoreTicket(ask.db, ask.actor, idOf(ask))).id),
    ),
    route(wire.assignTicket, async (ask) => {
      const id = await ticketOf(ask);
      const user = await assigneeOf(ask, isThere(ask, id));
      await assign(ask.db, ask.actor, id, user, knownVersion(ask));
      return showChanged(docket, desk, ask, id);
    }),
    route(wire.showTimeline, async (ask) => {
      const period = docket.links.period(Date.now());
      const media = mediaOf(ask.request, docket.addresses);
      const page = timelinePageOf(ask.query);
      const sign = (file: string) => docket.links.sign(file, period);
      const options = { page, maxBytes: MAX_SMALL_BYTES };
      const timeline = await ticketTimeline(ask.db, ask.actor, idOf(ask), media, sign, options);
      return { body: answerOf(withLargeComments(ask.db, timeline)) };
    }),
  ];
}
