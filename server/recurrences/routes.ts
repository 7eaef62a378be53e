import * as wire from "../../wire/recurrences.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import {
  createRecurrence,
  deleteRecurrence,
  listRecurrences,
  listRuns,
  previewDates,
  showRecurrence,
  updateRecurrence,
} from "./recurrences.ts";

export function recurrenceRoutes({ zone }: RouteServices): Route[] {
  return withVersions("recurrences", [
    route(wire.listRecurrences, async ({ db, actor }) => ({ body: { results: await listRecurrences(db, actor) } })),
    route(wire.createRecurrence, async ({ db, request, actor }) => {
      const values = await readFields(request, wire.recurrenceFields, { how: "create", zone });
      return { body: await showRecurrence(db, actor, await createRecurrence(db, actor, values)) };
    }),
    route(wire.previewRecurrence, async ({ db, request }) => {
      const {
        rrule,
        starts_at,
        time_zone,
        calendar = null,
        on_closed_day,
      } = await readFields(request, wire.previewRecurrence.body, { how: "create", zone });
      const schedule = { rrule: rrule!, starts_at: starts_at!, time_zone: time_zone! };
      return { body: await previewDates(db, { ...schedule, calendar, on_closed_day: on_closed_day! }) };
    }),
    route(wire.showRecurrence, async (ctx) => ({ body: await showRecurrence(ctx.db, ctx.actor, idOf(ctx)) })),
    route(wire.updateRecurrence, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showRecurrence(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.recurrenceFields, { how: "change", zone, first });
      await updateRecurrence(ctx.db, ctx.actor, id, values);
      return { body: await showRecurrence(ctx.db, ctx.actor, id) };
    }),
    route(wire.deleteRecurrence, async (ctx) => {
      await deleteRecurrence(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
    route(wire.listRuns, async (ctx) => {
      await showRecurrence(ctx.db, ctx.actor, idOf(ctx));
      return { body: { results: await listRuns(ctx.db, idOf(ctx)) } };
    }),
  ]);
}
