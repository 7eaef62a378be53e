// Everything that Python 3.11's datetime.fromisoformat takes, and Django's looser form of it (2025-1-2 3:04 +07), which is
// what clients of the original may send.

const DATE = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-W(\d\d)(?:-([1-7]))?|W(\d\d)([1-7])?)/;
const TIME = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d*))?)?|(\d\d)(?:(\d\d)(?:[.,](\d*))?)?)?$/;
const ZONE = /^([+-])(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d*)?)?|(\d\d)(?:(\d\d)(?:[.,]\d*)?)?)?$/;
const LOOSE =
  /^(\d{4})-(\d\d?)-(\d\d?)[T ](\d\d?):(\d\d?)(?::(\d\d?)(?:([.,]\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/;

export type Instant = { at: string } | { problem: "format" | "range" };

/** A time as PostgreSQL takes it, in UTC, to the microsecond; one without a zone is of the given zone (IANA name). */
export function parseInstant(text: string, zone: string): Instant {
  if (text.length > 60) return { problem: "format" };
  const got = parseIso(text, zone);
  const loose = "at" in got || got.problem === "range" ? null : LOOSE.exec(text);
  if (!loose) return got;
  const [year, month, day, hour, minute, second] = loose.slice(1, 7).map((part) => (part ?? "").padStart(2, "0"));
  return parseIso(`${year}-${month}-${day}T${hour}:${minute}:${second}${loose[7] ?? ""}${loose[8] ?? ""}`, zone);
}

function parseIso(text: string, zone: string): Instant {
  const date = DATE.exec(text);
  if (!date) return { problem: "format" };
  const day = calendarDay(date);
  const rest = text.slice(date[0].length);
  if (!day) return { problem: "format" };
  if (rest === "") return inZone(day, [0, 0, 0], "", zone);
  // any one character may stand between date and time
  const { clock, offset } = splitZone(rest.replace(/^./su, ""));
  const time = TIME.exec(clock);
  if (!time) return { problem: "format" };
  const [hour, minute, second] = [Number(time[1]), Number(time[2] ?? time[5] ?? 0), Number(time[3] ?? time[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return { problem: "format" };
  const fraction = time[4] ?? time[7] ?? "";
  const micros = fraction.slice(0, 6).padEnd(fraction ? 6 : 0, "0");
  if (offset === null) return inZone(day, [hour, minute, second], micros, zone);
  const seconds = offsetSeconds(offset);
  if (seconds === null) return { problem: "format" };
  return asInstant(utcDate(...day).getTime() + (hour * 3600 + minute * 60 + second - seconds) * 1000, micros);
}

function calendarDay(found: RegExpExecArray): [number, number, number] | null {
  const year = Number(found[1]);
  if (year < 1) return null;
  const week = found[6] ?? found[8];
  if (week) return weekDay(year, Number(week), Number(found[7] ?? found[9] ?? 1));
  const month = Number(found[2] ?? found[4]);
  const day = Number(found[3] ?? found[5]);
  const date = utcDate(year, month, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? [year, month, day] : null;
}

// Date.UTC takes the years 0 to 99 for 1900 to 1999
const utcDate = (year: number, month: number, day: number) => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
};

function weekDay(year: number, week: number, day: number): [number, number, number] | null {
  if (week < 1 || week > 53) return null;
  const fourth = utcDate(year, 1, 4);
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  const at = new Date(monday + ((week - 1) * 7 + day - 1) * 86_400_000);
  const thursday = new Date(monday + ((week - 1) * 7 + 3) * 86_400_000);
  if (thursday.getUTCFullYear() !== year) return null;
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) return null;
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

function splitZone(text: string): { clock: string; offset: string | null } {
  if (text.endsWith("Z")) return { clock: text.slice(0, -1), offset: "Z" };
  const at = text.search(/[+-]/);
  return at < 0 ? { clock: text, offset: null } : { clock: text.slice(0, at), offset: text.slice(at) };
}

function offsetSeconds(offset: string): number | null {
  if (offset === "Z") return 0;
  const found = ZONE.exec(offset);
  if (!found) return null;
  const [hours, minutes, rest] = [found[2], found[3] ?? found[5] ?? 0, found[4] ?? found[6] ?? 0].map(Number);
  const seconds = hours! * 3600 + minutes! * 60 + rest!;
  if (seconds >= 86_400) return null;
  return found[1] === "-" ? -seconds : seconds;
}

function inZone(day: [number, number, number], time: [number, number, number], micros: string, zone: string): Instant {
  const naive = utcDate(...day).getTime() + (time[0] * 3600 + time[1] * 60 + time[2]) * 1000;
  if (zone === "UTC") return asInstant(naive, micros);
  const first = naive - zoneOffset(naive, zone);
  return asInstant(naive - zoneOffset(first, zone), micros);
}

/** How far a zone's clocks are ahead of UTC at a time, in milliseconds. */
function zoneOffset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const local = utcDate(part("year"), part("month"), part("day")).getTime();
  return local + (part("hour") * 3600 + part("minute") * 60 + part("second")) * 1000 - Math.floor(at / 1000) * 1000;
}

function asInstant(milliseconds: number, micros: string): Instant {
  const at = new Date(milliseconds);
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) return { problem: "range" };
  return { at: `${at.toISOString().slice(0, 19)}${micros ? `.${micros}` : ""}Z` };
}
