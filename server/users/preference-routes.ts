import * as wire from "../../wire/preferences.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { choosePreferences, preferencesOf } from "./preferences.ts";

export function preferenceRoutes({ zone }: RouteServices): Route[] {
  return [
    route(wire.showPreferences, async ({ db, actor }) => ({ body: await preferencesOf(db, actor.id) })),
    route(wire.updatePreferences, async ({ db, actor, request }) => {
      await choosePreferences(db, actor.id, await readFields(request, wire.preferenceFields, { how: "change", zone }));
      return { body: await preferencesOf(db, actor.id) };
    }),
  ];
}
