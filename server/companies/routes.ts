import * as wire from "../../wire/companies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import { withVersions } from "../platform/versioned.ts";
import { companyRecords, openTicketsOf, restoreCompany, simpleCompanies, type TicketsOfCompany } from "./companies.ts";

export function companyRoutes(docket: RouteServices, tickets: TicketsOfCompany): Route[] {
  const records = companyRecords(tickets);
  return [
    route(wire.listSimpleCompanies, async (ctx) => ({ body: await simpleCompanies(ctx.db, ctx.query) })),
    route(wire.countOpenTickets, async (ctx) => ({ body: { results: await openTicketsOf(ctx.db, ctx.query) } })),
    ...withVersions(
      "companies",
      recordRoutes(
        docket,
        {
          list: wire.listCompanies,
          create: wire.createCompany,
          show: wire.showCompany,
          update: wire.updateCompany,
          replace: wire.replaceCompany,
          remove: wire.deleteCompany,
        },
        records,
      ),
    ),
    route(wire.restoreCompany, async (ctx) => {
      await restoreCompany(ctx.db, ctx.actor, idOf(ctx), tickets);
      return { body: (await showRow(ctx.db, records.view, ctx, idOf(ctx)))! };
    }),
  ];
}
