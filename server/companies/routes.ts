import * as wire from "../../wire/companies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { Docket } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { showRow } from "../platform/row-list.ts";
import { companyRecords, openTicketsOf, restoreCompany, simpleCompanies } from "./companies.ts";

export function companyRoutes(docket: Docket): Route[] {
  const records = companyRecords(docket.db);
  return [
    route(wire.listSimpleCompanies, async (ask) => ({ body: await simpleCompanies(docket.db, ask.query) })),
    route(wire.countOpenTickets, async (ask) => ({ body: { results: await openTicketsOf(docket.db, ask.query) } })),
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
      records,
    ),
    route(wire.restoreCompany, async (ask) => {
      await restoreCompany(docket.db, ask.actor, idOf(ask));
      return { body: (await showRow(docket.db, records.view, ask, idOf(ask)))! };
    }),
  ];
}
