import type { Values } from "../../wire/fields.ts";
import type { OpenHours } from "../../wire/sla-words.ts";
import type { surveySettingsFields } from "../../wire/surveys.ts";
import { type Db, query } from "../platform/database.ts";
import { afterOpenSeconds } from "../sla/hours.ts";

export type SurveySettings = Values<typeof surveySettingsFields> & { updated_at: string };

export async function surveySettings(db: Db): Promise<SurveySettings> {
  const [row] = await query<SurveySettings>(
    db,
    `select is_enabled, delay_hours, calendar, teams, categories, wire_time(updated_at) as updated_at
     from survey_settings`,
  );
  return row!;
}

export async function changeSurveySettings(db: Db, values: Partial<SurveySettings>): Promise<void> {
  const { is_enabled = null, delay_hours = null, calendar, teams = null, categories = null } = values;
  await query(
    db,
    `update survey_settings
     set is_enabled = coalesce($1, is_enabled), delay_hours = coalesce($2, delay_hours),
       calendar = case when $3 then $4::uuid else calendar end,
       teams = coalesce($5::text[], teams), categories = coalesce($6::text[], categories), updated_at = now()`,
    [is_enabled, delay_hours, calendar !== undefined, calendar ?? null, teams, categories],
  );
}

const HOUR_SECONDS = 3600;

/** When the survey about a ticket that was resolved at this time is sent. */
export async function surveyDueAt(
  db: Db,
  { delay_hours, calendar }: SurveySettings,
  resolvedAt: string,
): Promise<string> {
  const [hours] = calendar
    ? await query<OpenHours>(db, "select time_zone, windows, days from calendars where id = $1", [calendar])
    : [];
  const from = Math.floor(Date.parse(resolvedAt) / 1000);
  const delay = delay_hours * HOUR_SECONDS;
  // if a calendar is never open, the delay counts in ordinary hours
  const at = afterOpenSeconds(hours ?? null, from, delay) ?? from + delay;
  return new Date(at * 1000).toISOString();
}
