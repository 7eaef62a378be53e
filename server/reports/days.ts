import { fromWall, zoneOffset } from "../../wire/time-zones.ts";
import type { WeekStart } from "../../wire/week-starts.ts";

// Days and weeks of a time zone. Reports use only Node's zone rules, because a database may have older ones.

/** Days as YYYY-MM-DD, both counted whole. */
export interface Range {
  from: string;
  to: string;
}

export type By = "day" | "week";

/**
 * A day, or the days of a week that are in the range. The label of a week is its first day, even if that is before the range.
 */
export interface ReportPeriod {
  label: string;
  from: string;
  days: number;
}

export const DAY_MS = 86_400_000;
export const plusDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
export const countDays = ({ from, to }: Range) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

/** The range of as many days that ends where this one begins. */
export const rangeBefore = (range: Range): Range => ({
  from: plusDays(range.from, -countDays(range)),
  to: plusDays(range.from, -1),
});

const FIRST_WEEKDAY: Record<WeekStart, number> = { sunday: 0, monday: 1, saturday: 6 };

export function spansOf({ from, to }: Range, by: By, weekStart: WeekStart = "monday"): ReportPeriod[] {
  const first = FIRST_WEEKDAY[weekStart];
  const weekOf = (day: string) => plusDays(day, -((new Date(day).getUTCDay() - first + 7) % 7));
  const spans: ReportPeriod[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) {
    const label = by === "week" ? weekOf(day) : day;
    const last = spans.at(-1);
    if (last?.label === label) last.days += 1;
    else spans.push({ label, from: day, days: 1 });
  }
  return spans;
}

/** The same spans earlier; each is as long as the one that it is compared with. */
export const shiftSpans = (spans: readonly ReportPeriod[], days: number): ReportPeriod[] =>
  spans.map((span) => ({ ...span, label: plusDays(span.label, days), from: plusDays(span.from, days) }));

const beginOf = (day: string, tz: string) => fromWall(Date.parse(day), tz);
const iso = (moment: number) => new Date(moment).toISOString();

/** When each span begins and the last one ends, none later than `until`. */
export function boundsOf(spans: readonly ReportPeriod[], tz: string, until: string | null): string[] {
  const last = spans.at(-1)!;
  const begins = [...spans.map(({ from }) => from), plusDays(last.from, last.days)].map((day) => beginOf(day, tz));
  const limit = until === null ? Infinity : Date.parse(until);
  return begins.map((moment) => iso(Math.min(moment, limit)));
}

/**
 * The end of the previous range if today is in the range: the same time of day, so that a part of a day is compared with the
 * same part. Null if the range is over.
 */
export function untilBefore(range: Range, tz: string, now: number): string | null {
  if (beginOf(plusDays(range.to, 1), tz) <= now) return null;
  return iso(fromWall(now + zoneOffset(now, tz) - countDays(range) * DAY_MS, tz));
}

/**
 * The times from which a zone's clocks have each offset from UTC in seconds, as parallel lists; the first entry is the
 * beginning.
 */
export function clockChanges(bounds: readonly string[], tz: string): { from: string[]; seconds: number[] } {
  const offset = (moment: number) => zoneOffset(moment, tz) / 1000;
  let at = Date.parse(bounds[0]!);
  const changes = { from: [bounds[0]!], seconds: [offset(at)] };
  for (const bound of bounds.slice(1)) {
    const end = Date.parse(bound);
    if (offset(end) !== changes.seconds.at(-1)) {
      let [low, high] = [at, end];
      while (high - low > 1000) {
        const middle = Math.floor((low + high) / 2000) * 1000;
        if (offset(middle) === changes.seconds.at(-1)) low = middle;
        else high = middle;
      }
      changes.from.push(iso(high));
      changes.seconds.push(offset(end));
    }
    at = end;
  }
  return changes;
}
