import { language } from "./texts.ts";
import { clockOf, formatter, wallTimeOf } from "./time.ts";

const DAY_MS = 86_400_000;
const capitalize = (text: string): string => `${text[0]!.toLocaleUpperCase(language())}${text.slice(1)}`;

/** Day and time in short: "Today 17:00", "Fri 17:00", "8 Dec 17:00"; with the year if it is not this one. */
export function shortMomentOf(at: string | Date, now: string | Date = new Date(), zone?: string): string {
  return capitalize(momentIn(at, now, zone));
}

/** The same within a sentence: "until tomorrow 17:00". */
export const momentIn = (at: string | Date, now: string | Date = new Date(), zone?: string): string =>
  `${dayIn(at, now, zone)} ${clockOf(at, zone)}`;

/** The day within a sentence: "until tomorrow". */
export function dayIn(at: string | Date, now: string | Date = new Date(), zone?: string): string {
  const day = wallTimeOf(at, zone).slice(0, 10);
  const today = wallTimeOf(now, zone).slice(0, 10);
  const ahead = (Date.parse(day) - Date.parse(today)) / DAY_MS;
  if (Math.abs(ahead) <= 1) return formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(ahead, "day");
  const options: Intl.DateTimeFormatOptions =
    ahead > 0 && ahead < 7
      ? { weekday: "short" }
      : { day: "numeric", month: "short", ...(day.slice(0, 4) !== today.slice(0, 4) && { year: "numeric" }) };
  return formatter(Intl.DateTimeFormat, { ...options, timeZone: "UTC" }).format(Date.parse(day));
}
