import * as calendars from "../../wire/calendars.ts";
import { invalid } from "../../wire/problems.ts";
import * as wire from "../../wire/sla.ts";
import { showTicketSla, simulateSla } from "../../wire/ticket-sla.ts";
import { readFields } from "../platform/bodies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { applyPolicies } from "./apply.ts";
import { calendarErrors, calendarRecords } from "./calendars.ts";
import { holidaysFor } from "./holidays.ts";
import { policyRecords, reorderPolicies } from "./policies.ts";
import { simulate, ticketSla } from "./show.ts";

export function slaRoutes(services: RouteServices): Route[] {
  return [...calendarRoutes(services), ...policyRoutes(services), ...clockRoutes(services)];
}

function calendarRoutes(services: RouteServices): Route[] {
  return withVersions("calendars", [
    ...recordRoutes(
      services,
      {
        list: calendars.listCalendars,
        create: calendars.createCalendar,
        show: calendars.showCalendar,
        update: calendars.updateCalendar,
        replace: calendars.replaceCalendar,
        remove: calendars.deleteCalendar,
      },
      calendarRecords,
    ),
    route(calendars.listHolidays, async (ctx) => ({ body: await holidaysFor(ctx.query) })),
  ]);
}

function policyRoutes(services: RouteServices): Route[] {
  const { zone } = services;
  return withVersions("sla_policies", [
    ...recordRoutes(
      services,
      {
        list: wire.listPolicies,
        create: wire.createPolicy,
        show: wire.showPolicy,
        update: wire.updatePolicy,
        replace: wire.replacePolicy,
        remove: wire.deletePolicy,
      },
      policyRecords,
    ),
    route(wire.reorderPolicies, async (ctx) => {
      const { policies } = await readFields(ctx.request, wire.reorderPolicies.body, { how: "create", zone });
      await reorderPolicies(ctx.db, policies!);
      return { body: { policies } };
    }),
    route(wire.applyPolicies, async (ctx) => {
      const { dry_run } = await readFields(ctx.request, wire.applyPolicies.body, { how: "create", zone });
      return { body: await applyPolicies(ctx.db, dry_run!) };
    }),
  ]);
}

function clockRoutes({ zone }: RouteServices): Route[] {
  return [
    route(simulateSla, async (ctx) => {
      const values = await readFields(ctx.request, simulateSla.body, { how: "create", zone });
      const errors = await calendarErrors(ctx.db, values.calendar);
      if (errors.calendar) throw invalid(errors);
      return { body: await simulate(ctx.db, values) };
    }),
    route(showTicketSla, async (ctx) => {
      const id = idOf(ctx);
      await requireTicket(ctx, id)();
      return { body: await ticketSla(ctx.db, id) };
    }),
  ];
}
