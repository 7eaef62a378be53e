import { invalid } from "../../wire/problems.ts";
import * as wire from "../../wire/surveys.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { onlyRowOf, withVersions } from "../platform/versioned.ts";
import { calendarErrors } from "../sla/calendars.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { changeSurveySettings, surveySettings } from "./settings.ts";
import { ratingsOf, surveysOf } from "./show.ts";

export function surveyRoutes({ zone }: RouteServices): Route[] {
  return [
    ...withVersions(onlyRowOf("survey_settings"), [
      route(wire.showSurveySettings, async ({ db }) => ({ body: await surveySettings(db) })),
      route(wire.updateSurveySettings, async (ctx) => {
        const values = await readFields(ctx.request, wire.surveySettingsFields, { how: "change", zone });
        const errors = await calendarErrors(ctx.db, values.calendar);
        if (errors.calendar) throw invalid(errors);
        await changeSurveySettings(ctx.db, values);
        return { body: await surveySettings(ctx.db) };
      }),
    ]),
    route(wire.listTicketSurveys, async (ctx) => {
      const id = idOf(ctx);
      await requireTicket(ctx, id)();
      return { body: { results: await surveysOf(ctx.db, id) } };
    }),
    route(wire.listContactRatings, async (ctx) => ({ body: await ratingsOf(ctx.db, ctx.actor, idOf(ctx)) })),
  ];
}
