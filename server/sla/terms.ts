import type { Values } from "../../wire/fields.ts";
import { invalid } from "../../wire/problems.ts";
import type { policyFields } from "../../wire/sla.ts";
import { type OpenHours, PAUSE_STATUSES } from "../../wire/sla-words.ts";
import { type Db, query } from "../platform/database.ts";
import type { Terms } from "./clocks.ts";
import { afterOpenSeconds, MAX_YEARS_AHEAD } from "./hours.ts";

export type PolicyValues = Values<typeof policyFields>;

/** A policy's terms with the names that are shown with a clock. */
export interface PolicyTerms extends Terms {
  id: number;
  policy: string;
  name: string;
  version: number;
  calendar_name: string | null;
}

type Body = Omit<PolicyTerms, "id" | "policy">;

interface PolicyRow extends PolicyValues {
  id: string;
  version: number;
}

interface CalendarRow extends OpenHours {
  id: string;
  name: string;
}

/** Stores what a policy says now, for the tickets that it begins to apply to. */
export async function renewTerms(db: Db, policy: string): Promise<void> {
  const [row] = await query<PolicyRow>(
    db,
    "select id, name, calendar, clock, pauses_on, targets, reminders, version from sla_policies where id = $1",
    [policy],
  );
  if (!row) return;
  const [calendar] = await query<CalendarRow>(
    db,
    "select id, name, time_zone, windows, days from calendars where id = $1",
    [row.calendar],
  );
  if (row.clock === "business" && !calendar) throw invalid({ calendar: ["Choose a calendar, or count every hour."] });
  const hours = row.clock === "business" && calendar ? openHoursOf(calendar) : null;
  checkReachable(row, hours);
  const body: Body = {
    name: row.name,
    version: row.version,
    calendar_name: hours ? calendar!.name : null,
    hours,
    pauses_on: row.pauses_on,
    targets: secondsOf(row.targets),
    reminders: row.reminders,
  };
  // terms that say the same stay, so that no ticket counts as having other ones
  await query(
    db,
    `with former as (
       select x.id from sla_policies p join sla_terms x on x.id = p.terms
       where p.id = $1 and x.body - 'version' = $2::jsonb - 'version'),
     inserted as (
       insert into sla_terms (policy, body)
       select $1, $2::jsonb
       where not exists (select 1 from former)
       returning id)
     update sla_policies p set terms = inserted.id from inserted where p.id = $1`,
    [policy, JSON.stringify(body)],
  );
}

export const openHoursOf = ({ time_zone, windows, days }: OpenHours): OpenHours => ({ time_zone, windows, days });

const secondsOf = (targets: PolicyValues["targets"]): Terms["targets"] =>
  Object.fromEntries(
    Object.entries(targets).map(([priority, row]) => [
      priority,
      Object.fromEntries(
        Object.entries(row).map(([metric, minutes]) => [metric, minutes === null ? null : minutes * 60]),
      ),
    ]),
  ) as Terms["targets"];

function checkReachable({ targets, pauses_on }: PolicyRow, hours: OpenHours | null): void {
  if (PAUSE_STATUSES.every((each) => pauses_on.includes(each)))
    throw invalid({ pauses_on: ["The clocks would never run: leave out at least one status."] });
  const longest = Math.max(...Object.values(targets).flatMap((row) => Object.values(row).map((each) => each ?? 0)));
  if (hours && afterOpenSeconds(hours, Math.floor(Date.now() / 1000), longest * 60) === null)
    throw invalid({
      targets: [`${longest} minutes of these open hours are more than ${MAX_YEARS_AHEAD} years. Use shorter targets.`],
    });
}

/** Terms by their IDs. */
export async function termsOf(db: Db, ids: readonly number[]): Promise<Map<number, PolicyTerms>> {
  if (ids.length === 0) return new Map();
  const rows = await query<{ id: number; policy: string; body: Body }>(
    db,
    "select id, policy, body from sla_terms where id = any($1::bigint[])",
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, policy, body }) => [id, { ...body, id, policy }]));
}
