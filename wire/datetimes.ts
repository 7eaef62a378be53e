// Times as clients of the Django backend send them: what Python 3.11's datetime.fromisoformat accepts, with the same meaning.
// A month, day, hour, minute or second can also have one digit.

import { fromWall } from "./time-zones.ts";

export type Instant = { at: string } | { problem: "format" | "range" };

type Day = [year: number, month: number, day: number];
type Clock = [hour: number, minute: number, second: number, micros: number];

interface ParsedTime {
  day: Day;
  clock: Clock;
  /** Microseconds east of UTC; null if the text names no zone. */
  offset: number | null;
}

const DAY_MS = 86_400_000;
const SECOND = 1_000_000;
const MIDNIGHT: Clock = [0, 0, 0, 0];
const microsOf = ([hour, minute, second, micros]: Clock) => (hour * 3600 + minute * 60 + second) * SECOND + micros;

const DAY_END: Clock = [23, 59, 59, 0];

/**
 * A time in PostgreSQL's format, in UTC, to the microsecond. A time that names no zone is in `zone` (an IANA name). A
 * date alone is its midnight, or the end of the day with `isDayEnd`.
 */
export function parseInstant(text: string, zone: string, { isDayEnd = false } = {}): Instant {
  const time = text.length > 60 ? null : (isoTime(text, isDayEnd ? DAY_END : MIDNIGHT) ?? looseTime(text));
  if (!time || !isPossible(time)) return { problem: "format" };
  const micros = microsOf(time.clock) - (time.offset ?? 0);
  const seconds = Math.floor(micros / SECOND);
  const near = utcDate(...time.day) + seconds * 1000;
  const at = time.offset === null ? fromWall(near, zone) : near;
  if (at < FIRST || at > LAST) return { problem: "range" };
  const fraction = micros - seconds * SECOND;
  const point = fraction > 0 || /[.,]\d/.test(text) ? `.${String(fraction).padStart(6, "0")}` : "";
  return { at: `${new Date(at).toISOString().slice(0, 19)}${point}Z` };
}

function isoTime(text: string, ofDate: Clock): ParsedTime | null {
  const length = dateLength(text);
  const day = dayOf(text.slice(0, length));
  if (!day) return null;
  if (text.length <= length) return { day, clock: ofDate, offset: null };
  // any one character may separate date and time
  const time = text.slice(length + (text.codePointAt(length)! > 0xffff ? 2 : 1));
  const at = time.search(/[+Z-]/);
  const clock = clockOf(at < 0 ? time : time.slice(0, at), at >= 0);
  if (!clock || at < 0) return clock && { day, clock, offset: null };
  if (time[at] === "Z") return at === time.length - 1 ? { day, clock, offset: 0 } : null;
  const ahead = clockOf(time.slice(at + 1), false);
  return ahead && { day, clock, offset: microsOf(ahead) * (time[at] === "-" ? -1 : 1) };
}

// The weekday of a week date is optional. Without it, the next digit can be the weekday or belong to the time.
function dateLength(text: string): number {
  if (text[4] === "-") return text[5] === "W" && (text[8] !== "-" || /^\d/.test(text.slice(10))) ? 8 : 10;
  if (text[4] !== "W") return 8;
  const end = 7 + /^\d*/.exec(text.slice(7))![0].length;
  if (end < 9) return end;
  return end % 2 === 0 ? 7 : 8;
}

const DAY = /^(\d{4})(-?)(\d\d)\2(\d\d)$/;
const WEEK = /^(\d{4})(-?)W(\d\d)(?:\2([1-7]))?$/;

function dayOf(text: string): Day | null {
  const day = DAY.exec(text);
  if (day) return [Number(day[1]), Number(day[3]), Number(day[4])];
  const week = WEEK.exec(text);
  return week && dayOfWeek(Number(week[1]), Number(week[3]), Number(week[4] ?? 1));
}

function dayOfWeek(year: number, week: number, weekday: number): Day | null {
  const fourth = utcDate(year, 1, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (week - 1) * 7 * DAY_MS;
  // a week belongs to the year of its Thursday
  if (new Date(monday + 3 * DAY_MS).getUTCFullYear() !== year) return null;
  const at = new Date(monday + (weekday - 1) * DAY_MS);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

/** HH[:MM[:SS[.f…]]], with or without colons. If a zone follows, one character may separate them. */
function clockOf(text: string, isFollowed: boolean): Clock | null {
  const clock: Clock = [0, 0, 0, 0];
  let at = 0;
  for (let part = 0; part < 3; part += 1) {
    const digits = text.slice(at, at + 2);
    if (!/^\d\d$/.test(digits)) return null;
    clock[part] = Number(digits);
    const mark = text[at + 2];
    if (at + 3 >= text.length) return mark === undefined || isFollowed ? clock : null;
    const hasColons = text[2] === ":";
    const isPoint = mark === "." || mark === ",";
    if (hasColons && mark !== ":" && !isPoint) return null;
    at += hasColons || isPoint ? 3 : 2;
    if (isPoint) break;
  }
  const fraction = /^\d+/.exec(text.slice(at))?.[0] ?? "";
  const rest = text.length - at - fraction.length;
  if (fraction === "" || (rest > 0 && (fraction.length < 6 || !isFollowed))) return null;
  clock[3] = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return clock;
}

const LOOSE =
  /^(\d{4}-\d\d?-\d\d?)[T ](\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d{1,6})\d{0,6})?)?(?:\s*(Z|[+-]\d\d(?::?\d\d)?))?$/;

function looseTime(text: string): ParsedTime | null {
  const match = LOOSE.exec(text);
  if (!match) return null;
  const [, date, hour, minute, second = 0, fraction = "", zone] = match;
  const clock: Clock = [Number(hour), Number(minute), Number(second), Number(fraction.padEnd(6, "0"))];
  const hours = Number(zone?.slice(1, 3) ?? 0);
  const minutes = Number(zone?.slice(3).replace(":", "") || 0);
  const offset = zone === "Z" ? 0 : (hours * 60 + minutes) * 60 * SECOND * (zone?.startsWith("-") ? -1 : 1);
  return { day: date!.split("-").map(Number) as Day, clock, offset: zone ? offset : null };
}

function isPossible({ day: [year, month, day], clock: [hour, minute, second], offset }: ParsedTime): boolean {
  const date = new Date(utcDate(year, month, day));
  const isDay = year >= 1 && year <= 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60 && Math.abs(offset ?? 0) < 86_400 * SECOND;
}

const FIRST = utcDate(1, 1, 1);
const LAST = utcDate(9999, 12, 31) + DAY_MS - 1;

// Date.UTC reads the years 0 to 99 as 1900 to 1999
function utcDate(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
