import { daysToMonday, isWeekendTomorrow, timeInDays } from "../lib/workdays.ts";

const HOUR_MS = 3_600_000;
const MORNING = "09:00";
const LATER_HOURS = 3;
const WEEK = 7;

interface SnoozeChoice {
  name: "laterToday" | "tomorrow" | "monday" | "nextWeek" | "inAWeek";
  until: string;
}

/**
 * When a snooze can end: in three hours to the full hour, or at nine in the morning by the user's clock, tomorrow, on the next
 * working day or in the next week.
 */
export function snoozeChoices(now = new Date()): SnoozeChoice[] {
  const later = Math.ceil((now.getTime() + LATER_HOURS * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const monday = daysToMonday(now);
  const isWeekend = isWeekendTomorrow(now);
  const morning = (name: SnoozeChoice["name"], days: number) => ({ name, until: timeInDays(days, MORNING, now) });
  return [
    { name: "laterToday", until: new Date(later).toISOString() },
    morning("tomorrow", 1),
    ...(isWeekend ? [morning("monday", monday)] : []),
    isWeekend || monday === 1 ? morning("inAWeek", WEEK) : morning("nextWeek", monday),
  ];
}
