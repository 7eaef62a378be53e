import type { SpecialDay } from "../../wire/sla-words.ts";
import { wallTimeOf } from "../lib/time.ts";
import { monthOf } from "./day-names.ts";
import { parseDay } from "./day-text.ts";

const WORD = String.raw`(\p{L}[\p{L}\p{M}.]*)`;
// four digits before a dash are hours
const YEAR = String.raw`(?:,?\s+(\d{4})(?!\s*[-–]))?(?!\d)`;
const DAYS = String.raw`(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?`;
const SPELL = String.raw`\d{1,2}(?::?\d\d)?\s*[-–]\s*\d{1,2}(?::?\d\d)?`;
const HOURS = new RegExp(`${SPELL}(?:\\s*,\\s*${SPELL})*`);
const CLOSED_WORD = /(?:^|[\s,])(closed|ปิด)(?=$|[\s,])/i;

/** One or more days in a row. Year 0: the next one of this day and month. */
interface Span {
  year: number;
  month: number;
  days: readonly [number, number];
}

/** How a date can be written. `isMonthFirst`: 12/24 is in December. */
const PATTERNS: readonly (readonly [RegExp, (match: RegExpExecArray, isMonthFirst: boolean) => Span])[] = [
  [/(\d{4})-(\d\d?)-(\d\d?)(?!\d)/gu, ([, year, month, day]) => span(year, Number(month), day)],
  [
    new RegExp(`${DAYS}\\.?\\s+${WORD}${YEAR}`, "gu"),
    ([, first, last, month, year]) => span(year, monthOf(month!), first, last),
  ],
  [
    new RegExp(`${WORD}\\s+${DAYS}${YEAR}`, "gu"),
    ([, month, first, last, year]) => span(year, monthOf(month!), first, last),
  ],
  [
    /(\d\d?)[./](\d\d?)(?:[./](\d{4})?)?(?!\d)/gu,
    ([, one, two, year], isMonthFirst) => (isMonthFirst ? span(year, Number(one), two) : span(year, Number(two), one)),
  ],
];

function span(year: string | undefined, month: number, first: string | undefined, last = first): Span {
  const number = Number(year ?? 0);
  // years of the Buddhist calendar
  return { year: number > 2400 ? number - 543 : number, month, days: [Number(first), Number(last)] };
}

/**
 * Reads special days as they are typed: "24 Dec", "24-26 Dec Party", "31.12.2026, New Year's Eve, 9-12". Without hours they
 * are closed, without a year they are the next ones from today. Empty if no date is understood, or if it does not exist.
 */
export function parseOwnDays(text: string, today: string, isMonthFirst: boolean): SpecialDay[] {
  for (const [pattern, read] of PATTERNS) {
    const date = [...text.matchAll(pattern)]
      .map((match) => ({ match, dates: datesOf(read(match, isMonthFirst), today) }))
      .find(({ dates }) => dates.length > 0);
    if (!date) continue;
    const { match, dates } = date;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
    const hours = HOURS.exec(rest)?.[0] ?? "";
    const windows = parseDay(hours);
    if (!windows) return [];
    const name = rest
      .replace(hours, " ")
      .replace(CLOSED_WORD, " ")
      .replace(/\s+/g, " ")
      .replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, "");
    return dates.map((date) => ({ date, name: (name || date).slice(0, 100), windows }));
  }
  return [];
}

function datesOf({ year, month, days: [first, last] }: Span, today: string): string[] {
  const on = (year: number, day: number): string | null => {
    const date = new Date(Date.UTC(year, month - 1, day));
    const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return isReal ? date.toISOString().slice(0, 10) : null;
  };
  if (month < 1 || month > 12 || last < first) return [];
  const thisYear = Number(today.slice(0, 4));
  const end = on(thisYear, last);
  const own = year || (end !== null && end < today ? thisYear + 1 : thisYear);
  const dates = Array.from({ length: last - first + 1 }, (_, at) => on(own, first + at));
  return dates.includes(null) ? [] : (dates as string[]);
}

/** The special days in a typed text, from today on, with dates in the order of this device. */
export function ownDaysIn(text: string): SpecialDay[] {
  const parts = new Intl.DateTimeFormat().formatToParts().map(({ type }) => type);
  return parseOwnDays(text, wallTimeOf(new Date()).slice(0, 10), parts.indexOf("month") < parts.indexOf("day"));
}
