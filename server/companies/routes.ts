import * as wire from "../../wire/companies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { Services } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import { companyRecords, openTicketsOf, restoreCompany, simpleCompanies } from "./companies.ts";

export function companyRoutes(docket: Services): Route[] {
  return [
    route(wire.listSimpleCompanies, async (ask) => ({ body: await simpleCompanies(ask.db, ask.query) })),
    route(wire.countOpenTickets, async (ask) => ({ body: { results: await openTicketsOf(ask.db, ask.query) } })),
    ...recordRoutes(
      docket,
      {
        list: wire.listCompanies,
        create: wire.createCompany,
        show: wire.showCompany,
        update: wire.updateCompany,
        replace: wire.replaceCompany,
        remove: wire.deleteCompany,
      },
      companyRecords,
    ),
    route(wire.restoreCompany, async (ask) => {
      await restoreCompany(ask.db, ask.actor, idOf(ask));
      return { body: (await showRow(ask.db, companyRecords.view, ask, idOf(ask)))! };
    }),
  ];
}
