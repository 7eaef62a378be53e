import { noSuch } from "../../wire/problems.ts";
import * as wire from "../../wire/suppressions.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { deleteSuppression, suppress, suppressionsWith, suppressionView } from "./suppressions.ts";

export function suppressionRoutes({ zone, addresses }: Pick<RouteServices, "zone" | "addresses">): Route[] {
  const show = async (ctx: RequestContext, id = idOf(ctx)) => {
    const body = await showRow(ctx.db, suppressionView, ctx, id);
    if (!body) throw noSuch("Suppression");
    return { body };
  };
  return [
    route(wire.listSuppressions, async (ctx) => ({
      body: await listRows(ctx.db, suppressionView, ctx, addresses, suppressionsWith(ctx.query.search)),
    })),
    route(wire.createSuppression, async (ctx) => {
      const values = await readFields(ctx.request, wire.suppressionFields, { how: "create", zone });
      const { address, scope, note, until } = values;
      const id = await suppress(ctx.db, {
        address: address!,
        scope: scope!,
        because: "admin",
        note,
        until,
        by: ctx.actor.id,
      });
      return show(ctx, id);
    }),
    route(wire.showSuppression, (ctx) => show(ctx)),
    route(wire.deleteSuppression, async (ctx) => {
      if (!(await deleteSuppression(ctx.db, idOf(ctx)))) throw noSuch("Suppression");
      return {};
    }),
  ];
}
