import type { Every } from "../../wire/report-schedule-words.ts";
import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";
import type { Range } from "../reports/days.ts";

export interface ScheduleTimes {
  every: Every;
  weekday: Weekday;
  /** As "08:00". */
  time: string;
  time_zone: string;
}

const MAX_DAYS_APART = 7;
const SATURDAY = 6;

function isDue({ every, weekday }: ScheduleTimes, { dayOfWeek }: Temporal.PlainDate): boolean {
  if (every === "week") return WEEKDAYS[dayOfWeek - 1] === weekday;
  return every === "day" || dayOfWeek < SATURDAY;
}

/** The first time after a moment. A time that the clocks skip is later by the length of the jump. */
export function timeAfter(times: ScheduleTimes, moment: Temporal.Instant): Temporal.Instant {
  const today = moment.toZonedDateTimeISO(times.time_zone).toPlainDate();
  for (let days = 0; days <= MAX_DAYS_APART; days += 1) {
    const day = today.add({ days });
    const at = day
      .toZonedDateTime({ timeZone: times.time_zone, plainTime: Temporal.PlainTime.from(times.time) })
      .toInstant();
    if (isDue(times, day) && Temporal.Instant.compare(at, moment) > 0) return at;
  }
  throw new Error("a week without a time");
}

/** The latest time up to a moment, starting with one that is due. */
export function latestTime(times: ScheduleTimes, due: Temporal.Instant, moment: Temporal.Instant): Temporal.Instant {
  let latest = due;
  // a week is enough to find the last date after a long interruption
  const lastWeek = moment.subtract({ hours: 8 * 24 });
  if (Temporal.Instant.compare(latest, lastWeek) < 0) latest = timeAfter(times, lastWeek);
  for (;;) {
    const next = timeAfter(times, latest);
    if (Temporal.Instant.compare(next, moment) > 0) return latest;
    latest = next;
  }
}

/** The days in a report of this moment: the requested number, up to the day before. */
export function reportRange(moment: Temporal.Instant, timeZone: string, days: number): Range {
  const today = moment.toZonedDateTimeISO(timeZone).toPlainDate();
  return { from: today.subtract({ days }).toString(), to: today.subtract({ days: 1 }).toString() };
}
