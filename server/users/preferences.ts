import * as wire from "../../wire/preferences.ts";
import { type Db, query } from "../platform/database.ts";

const FALLBACKS = Object.fromEntries(
  Object.entries(wire.preferenceFields).map(([name, each]) => [name, each.fallback]),
);

/** The user's preferences. Stored ones that no longer exist are left out. */
export async function preferencesOf(db: Db, user: string): Promise<Record<string, unknown>> {
  const [row] = await query<{ chosen: Record<string, unknown> }>(
    db,
    "select chosen from user_preferences where user_id = $1",
    [user],
  );
  const entries = Object.entries(row?.chosen ?? {}).filter(([name]) => Object.hasOwn(FALLBACKS, name));
  return { ...FALLBACKS, ...Object.fromEntries(entries) };
}

export const choosePreferences = (db: Db, user: string, values: Record<string, unknown>) =>
  query(
    db,
    `insert into user_preferences (user_id, chosen) values ($1, $2::jsonb)
     on conflict (user_id) do update set chosen = user_preferences.chosen || excluded.chosen`,
    [user, JSON.stringify(values)],
  );
