import * as wire from "../../wire/zones.ts";
import { trashRoutes } from "../companies/trash-routes.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import type { Route } from "../platform/front-door.ts";
import { withVersions } from "../platform/versioned.ts";
import { zoneRecords } from "./records.ts";

export function zoneRoutes(docket: RouteServices): Route[] {
  const trash = { list: wire.listZoneTrash, restore: wire.restoreZone };
  return [
    ...trashRoutes(docket, "zone", trash, zoneRecords, {}),
    ...withVersions(
      "zones",
      recordRoutes(
        docket,
        {
          list: wire.listZones,
          create: wire.createZone,
          show: wire.showZone,
          update: wire.updateZone,
          replace: wire.replaceZone,
          remove: wire.deleteZone,
        },
        zoneRecords,
      ),
    ),
  ];
}
