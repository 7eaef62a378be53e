import * as wire from "../../wire/views.ts";
import { readFields } from "../platform/bodies.ts";
import type { Docket } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import type { Tally } from "../tickets/tally.ts";
import { countViews } from "./counts.ts";
import { createView, deleteView, listViews, showView, updateView } from "./views.ts";

export function viewRoutes(docket: Docket, tally: Tally): Route[] {
  const { db, zone } = docket;
  return [
    route(wire.listViews, async ({ actor }) => ({ body: { results: await listViews(db, actor) } })),
    route(wire.createView, async ({ request, actor }) => {
      const values = await readFields(request, wire.viewFields, { how: "create", zone });
      return { body: await showView(db, actor, await createView(docket, actor, values)) };
    }),
    route(wire.countViews, async ({ actor }) => ({ body: { counts: await countViews(docket, tally, actor) } })),
    route(wire.showView, async (ask) => ({ body: await showView(db, ask.actor, idOf(ask)) })),
    route(wire.updateView, async (ask) => {
      const id = idOf(ask);
      const first = () => showView(db, ask.actor, id);
      const values = await readFields(ask.request, wire.viewFields, { how: "change", zone, first });
      return { body: await updateView(docket, ask.actor, id, values) };
    }),
    route(wire.deleteView, async (ask) => {
      await deleteView(db, ask.actor, idOf(ask));
      return {};
    }),
  ];
}
