import "../lib/later-texts.ts";
import { usualDayMinutes } from "../../wire/usual-day.ts";
import { language, type Translate } from "../lib/texts.ts";
import { formatter } from "../lib/time.ts";
import type { Calendar } from "./sla-queries.ts";
import type { Week } from "./week.ts";

/** The minutes of a day without a calendar. */
export const WHOLE_DAY = 1440;

/**
 * A target in minutes as one types it, in the language of the app: 90 -> 1h 30m. Whole days of `perDay` open minutes are days:
 * 1080 -> 2d. `parseTarget` reads it back.
 */
export function targetText(minutes: number | null, perDay: number): string {
  if (minutes === null) return "";
  return minutes > 0 && minutes % perDay === 0 ? unitText(minutes / perDay, "day") : hoursText(minutes);
}

/** The same with what it means in open hours: "2d (18h open)". */
export function openTargetText(t: Translate, minutes: number, perDay: number): string {
  const text = targetText(minutes, perDay);
  const isDays = perDay !== WHOLE_DAY && minutes % perDay === 0;
  return isDays ? t("sla.openTarget", { target: text, hours: hoursText(minutes) }) : text;
}

/** Minutes in hours and minutes. */
export function hoursText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && unitText(hours, "hour"), rest > 0 && unitText(rest, "minute")].filter(Boolean).join(" ");
}

/** Days, hours or minutes as one types them: 2h, 30m. The device's own digits and words could not be read back. */
export const unitText = (count: number, unit: "day" | "hour" | "minute"): string =>
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
    /^(?:(\d{1,6})\s*(?:d|days?|วัน))?\s*(?:(\d{1,4})\s*(?:h|hours?|ชม\.?))?\s*(?:(\d{1,5})\s*(?:m|min|minutes?|นาที)?)?$/.exec(
      clean,
    );
  if (!match) return undefined;
  const minutes = Number(match[1] ?? 0) * perDay + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return minutes > 0 ? minutes : undefined;
}

/** The open minutes of a calendar's usual day; without a calendar, every hour counts. */
export const minutesPerDay = (calendar: Pick<Calendar, "windows"> | undefined): number =>
  usualDayMinutes(calendar?.windows as Week | undefined);
