import type { WeekStart } from "../../wire/week-starts.ts";

/** The day that weeks begin with in a language, by its region if it has one, as en-GB has. */
export function weekStartOf(locale: string): WeekStart {
  const info = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?(): { firstDay: number } };
  // some browsers do not support this; ISO 8601 is the fallback
  const first = info.getWeekInfo?.().firstDay ?? 1;
  return first === 7 ? "sunday" : first === 6 ? "saturday" : "monday";
}

/** ISO weekdays (1 is Monday) in the order of a week. */
export function weekdaysFrom(start: WeekStart): number[] {
  const first = { monday: 1, saturday: 6, sunday: 7 }[start];
  return Array.from({ length: 7 }, (_, n) => ((first - 1 + n) % 7) + 1);
}
