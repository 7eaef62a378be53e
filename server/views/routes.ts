import * as wire from "../../wire/views.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import type { Tally } from "../tickets/tally.ts";
import { countViews } from "./counts.ts";
import { listDeletedViews, restoreView } from "./deleted.ts";
import { createView, deleteView, listViews, showView, updateView } from "./views.ts";

export function viewRoutes({ zone }: RouteServices, tally: Tally): Route[] {
  return withVersions("views", [
    route(wire.listViews, async ({ db, actor }) => ({ body: { results: await listViews(db, actor) } })),
    route(wire.createView, async ({ db, request, actor }) => {
      const values = await readFields(request, wire.viewFields, { how: "create", zone });
      return { body: await showView(db, actor, await createView(db, zone, actor, values)) };
    }),
    route(wire.countViews, async ({ db, actor }) => ({ body: { counts: await countViews(db, zone, tally, actor) } })),
    route(wire.listDeletedViews, async ({ db, actor }) => ({ body: { results: await listDeletedViews(db, actor) } })),
    route(wire.restoreView, async (ctx) => {
      await restoreView(ctx.db, ctx.actor, idOf(ctx));
      return { body: await showView(ctx.db, ctx.actor, idOf(ctx)) };
    }),
    route(wire.showView, async (ctx) => ({ body: await showView(ctx.db, ctx.actor, idOf(ctx)) })),
    route(wire.updateView, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showView(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.viewFields, { how: "change", zone, first });
      return { body: await updateView(ctx.db, zone, ctx.actor, id, values) };
    }),
    route(wire.deleteView, async (ctx) => {
      await deleteView(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ]);
}
