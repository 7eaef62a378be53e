import { WEEKDAYS, type Weekday, type Window } from "../../wire/sla-words.ts";
import { dayText } from "./day-text.ts";
import type { Week } from "./week.ts";

/** The hours that all open days share; null if they differ, empty if no day is open. */
export function sharedHours(week: Week): readonly Window[] | null {
  const open = WEEKDAYS.map((day) => week[day]).filter((windows) => windows.length > 0);
  const [first = []] = open;
  return open.every((windows) => dayText(windows) === dayText(first)) ? first : null;
}

export const openDays = (week: Week): Weekday[] => WEEKDAYS.filter((day) => week[day].length > 0);

/** The week with these days open. A day that was closed gets the given hours. */
export const withOpenDays = (week: Week, days: readonly string[], hours: readonly Window[]): Week =>
  weekOf((day) => (!days.includes(day) ? [] : week[day].length > 0 ? week[day] : [...hours]));

/** The week with these hours on each open day; if none is open, from Monday to Friday. */
export function withHours(week: Week, hours: readonly Window[]): Week {
  const days = openDays(week);
  const weekdays = days.length > 0 ? days : WEEKDAYS.slice(0, 5);
  return weekOf((day) => (weekdays.includes(day) ? [...hours] : []));
}

const weekOf = (windowsOf: (day: Weekday) => Window[]): Week =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, windowsOf(day)])) as Week;

/** Usual office hours. */
export const OFFICE_HOURS: readonly Window[] = [["09:00", "17:00"]];
export const NEW_WEEK: Week = weekOf((day) => (day === "sat" || day === "sun" ? [] : [...OFFICE_HOURS]));
