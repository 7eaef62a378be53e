import * as wire from "../../wire/contacts.ts";
import { trashRoutes } from "../companies/trash-routes.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import type { Route } from "../platform/front-door.ts";
import { withVersions } from "../platform/versioned.ts";
import { contactRecords, ERRORS } from "./records.ts";

export function contactRoutes(docket: RouteServices): Route[] {
  const trash = { list: wire.listContactTrash, restore: wire.restoreContact };
  return [
    ...trashRoutes(docket, "contact", trash, contactRecords, ERRORS),
    ...withVersions(
      "contacts",
      recordRoutes(
        docket,
        {
          list: wire.listContacts,
          create: wire.createContact,
          show: wire.showContact,
          update: wire.updateContact,
          replace: wire.replaceContact,
          remove: wire.deleteContact,
        },
        contactRecords,
      ),
    ),
  ];
}
