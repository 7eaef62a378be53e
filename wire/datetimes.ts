// Everything that Python 3.11's datetime.fromisoformat takes, which is what clients of the original may send.

const DATE = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-?W(\d\d)(?:-?([1-7]))?)/;
const TIME = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?$/;
const ZONE = /^([+-])(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?$/;

export type Instant = { at: string } | { problem: "format" | "range" };

/** A time as PostgreSQL takes it, in UTC, to the microsecond; one without a zone is of the given zone (IANA name). */
export function parseInstant(text: string, zone: string): Instant {
  const date = DATE.exec(text);
  if (!date || text.length > 60) return { problem: "format" };
  const day = calendarDay(date);
  const rest = text.slice(date[0].length);
  if (!day) return { problem: "format" };
  if (rest === "") return inZone(day, [0, 0, 0], "", zone);
  // any one character may stand between date and time
  const { clock, offset } = splitZone(rest.slice(1));
  const time = TIME.exec(clock);
  if (!time) return { problem: "format" };
  const [hour, minute, second] = [Number(time[1]), Number(time[2] ?? 0), Number(time[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return { problem: "format" };
  const micros = (time[4] ?? "").slice(0, 6).padEnd(time[4] ? 6 : 0, "0");
  if (offset === null) return inZone(day, [hour, minute, second], micros, zone);
  const seconds = offsetSeconds(offset);
  if (seconds === null) return { problem: "format" };
  return asInstant(utcDate(...day).getTime() + (hour * 3600 + minute * 60 + second - seconds) * 1000, micros);
}

function calendarDay(found: RegExpExecArray): [number, number, number] | null {
  const year = Number(found[1]);
  if (year < 1) return null;
  if (found[6]) return weekDay(year, Number(found[6]), Number(found[7] ?? 1));
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
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

function splitZone(text: string): { clock: string; offset: string | null } {
  if (text.endsWith("Z")) return { clock: text.slice(0, -1).replace(/ +$/, ""), offset: "Z" };
  const at = text.search(/[+-]/);
  return at < 0
    ? { clock: text, offset: null }
    : { clock: text.slice(0, at).replace(/ +$/, ""), offset: text.slice(at) };
}

function offsetSeconds(offset: string): number | null {
  if (offset === "Z") return 0;
  const found = ZONE.exec(offset);
  if (!found || Number(found[2]) > 23 || Number(found[3]) > 59) return null;
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0);
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
