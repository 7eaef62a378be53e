import * as wire from "../../wire/notifications.ts";
import { type Db, query } from "../platform/database.ts";

/** The emails that a user has chosen to get. */
export async function choicesOf(db: Db, user: string): Promise<object> {
  const [row] = await query<{ choices: object; digest_minutes: number; away_until: string | null }>(
    db,
    "select choices, digest_minutes, wire_time(away_until) as away_until from notification_settings where user_id = $1",
    [user],
  );
  const { choices = {}, digest_minutes = 1440, away_until = null } = row ?? {};
  return { ...wire.DEFAULT_CHOICES, ...choices, digest_minutes, away_until };
}

/** Changes a user's choice of emails. */
export async function chooseNotifications(db: Db, user: string, values: Record<string, unknown>): Promise<void> {
  const { digest_minutes, away_until, ...choices } = values;
  await query(
    db,
    `insert into notification_settings as s (user_id, choices, digest_minutes, away_until)
     values ($1, $2::jsonb, coalesce($3, 1440), $4::timestamptz)
     on conflict (user_id)
       do update set choices = s.choices || excluded.choices, digest_minutes = coalesce($3, s.digest_minutes),
       away_until = case when $5 then excluded.away_until else s.away_until end`,
    [user, JSON.stringify(choices), digest_minutes ?? null, away_until ?? null, away_until !== undefined],
  );
}

/** Turns off kinds of emails for a user; does nothing if the user was deleted. */
export async function unsubscribe(db: Db, user: string, kinds: readonly string[]): Promise<void> {
  const isPresent = await query(db, "select 1 from users where id = $1", [user]);
  if (isPresent.length > 0)
    await chooseNotifications(db, user, Object.fromEntries(kinds.map((kind) => [kind, "never"])));
}
