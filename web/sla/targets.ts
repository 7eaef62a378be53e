import { language } from "../lib/texts.ts";
import { formatter } from "../lib/time.ts";
import { lengthOf } from "./day-text.ts";
import { openDays } from "./open-days.ts";
import type { Calendar } from "./sla-queries.ts";
import type { Week } from "./week.ts";

/** A target in minutes as text in the language of the app: 90 -> 1h 30m. `parseTarget` reads it back. */
export function targetText(minutes: number | null): string {
  if (minutes === null) return "";
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && unitText(hours, "hour"), rest > 0 && unitText(rest, "minute")].filter(Boolean).join(" ");
}

/** Hours or minutes as one types them: 2h, 30m. The device's own digits and words could not be read back. */
export const unitText = (count: number, unit: "hour" | "minute"): string =>
  formatter(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "narrow", useGrouping: false }, language()).format(
    count,
  );

/**
 * Reads a typed target in minutes: "30 min", "2 h", "1h 30m", "2 days", 45. A day has the open minutes `perDay`. Null if the
 * text is empty, undefined if it is not understood.
 */
export function parseTarget(text: string, perDay: number): number | null | undefined {
  const clean = text.trim().toLowerCase();
  if (clean === "") return null;
  const match =
    /^(?:(\d{1,3})\s*(?:d|days?|วัน))?\s*(?:(\d{1,4})\s*(?:h|hours?|ชม\.?))?\s*(?:(\d{1,5})\s*(?:m|min|minutes?|นาที)?)?$/.exec(
      clean,
    );
  if (!match) return undefined;
  const minutes = Number(match[1] ?? 0) * perDay + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return minutes > 0 ? minutes : undefined;
}

/** The open minutes of a usual day: the length that most open days have, of several the longest. 24 hours without a calendar. */
export function minutesPerDay(calendar: Pick<Calendar, "windows"> | undefined): number {
  if (!calendar) return 1440;
  const week = calendar.windows as unknown as Week;
  const lengths = openDays(week).map((day) => lengthOf(week[day]));
  const countOf = (length: number) => lengths.filter((each) => each === length).length;
  return lengths.toSorted((a, b) => countOf(b) - countOf(a) || b - a)[0] ?? 1440;
}
