import * as wire from "../../wire/preferences.ts";
import { readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";

const FALLBACKS = Object.fromEntries(
  Object.entries(wire.preferenceFields).map(([name, each]) => [name, each.fallback]),
);

async function preferencesOf(db: Db, user: string): Promise<Record<string, unknown>> {
  const [row] = await query<{ chosen: Record<string, unknown> }>(
    db,
    "select chosen from user_preferences where user_id = $1",
    [user],
  );
  return { ...FALLBACKS, ...row?.chosen };
}

const choose = (db: Db, user: string, values: Record<string, unknown>) =>
  query(
    db,
    `insert into user_preferences (user_id, chosen) values ($1, $2::jsonb)
     on conflict (user_id) do update set chosen = user_preferences.chosen || excluded.chosen`,
    [user, JSON.stringify(values)],
  );

export function preferenceRoutes({ zone }: Services): Route[] {
  return [
    route(wire.showPreferences, async ({ db, actor }) => ({ body: await preferencesOf(db, actor.id) })),
    route(wire.updatePreferences, async ({ db, actor, request }) => {
      await choose(db, actor.id, await readFields(request, wire.preferenceFields, { how: "change", zone }));
      return { body: await preferencesOf(db, actor.id) };
    }),
  ];
}
