import type { Endpoint } from "../../wire/endpoint.ts";
import type { Records } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import type { Route } from "../platform/front-door.ts";
import { route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import type { ConstraintErrors } from "../platform/row-change.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { ofKind, type RecordKind, recordsInTrash, restoreRecord } from "./trash.ts";

/**
 * The routes of the trash of contacts or zones. They are registered before those of one record, whose path would take "trash"
 * for an ID.
 */
export function trashRoutes(
  { addresses }: RouteServices,
  kind: RecordKind,
  endpoints: { list: Endpoint; restore: Endpoint },
  records: Records,
  errors: ConstraintErrors,
): Route[] {
  return [
    route(endpoints.list, async (ctx) => ({
      body: await listRows(ctx.db, recordsInTrash, ctx, addresses, ofKind(kind)),
    })),
    route(endpoints.restore, async (ctx) => {
      await restoreRecord(ctx.db, kind, ctx.actor, idOf(ctx), errors);
      return { body: (await showRow(ctx.db, records.view, ctx, idOf(ctx)))! };
    }),
  ];
}
