import { language, locale } from "./texts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The user's format of dates; "system" is the usual one of the language. */
export type DateFormat = "system" | "iso" | "dmy" | "mdy";

let settings: { format: DateFormat; zone: string | undefined } = { format: "system", zone: undefined };

/** Sets the format and the time zone of all times from now on. */
export function showTimes(format: DateFormat, zone: string): void {
  settings = { format, zone: zone || undefined };
}

// creating a formatter takes a hundred times longer than using it, and lists use formatters in every row
const formatters = new Map<string, unknown>();
/** A formatter of the app's language as the device speaks it, made once. */
export function formatter<F, O>(Kind: new (language: string, options: O) => F, options: O, speech = locale()): F {
  const key = `${Kind.name} ${speech} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(speech, options));
  return formatters.get(key) as F;
}

function parts(at: Date, timeZone: string | undefined) {
  const options = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const fields = formatter(Intl.DateTimeFormat, options, "en-CA").formatToParts(at);
  const part = (type: string) => fields.find((each) => each.type === type)!.value;
  return { year: part("year"), month: part("month"), day: part("day") };
}

/** A day in the user's time zone or another one, as in 24 Nov 2026 or Nov 24, 2026. */
export function dayOf(at: string | Date, timeZone = settings.zone): string {
  const date = new Date(at);
  const { year, month, day } = parts(date, timeZone);
  if (settings.format === "iso") return `${year}-${month}-${day}`;
  if (settings.format === "dmy") return `${day}/${month}/${year}`;
  if (settings.format === "mdy") return `${month}/${day}/${year}`;
  return formatter(Intl.DateTimeFormat, { dateStyle: "medium", timeZone }).format(date);
}

export const clockOf = (at: string | Date, timeZone = settings.zone): string =>
  formatter(Intl.DateTimeFormat, { timeStyle: "short", timeZone }).format(new Date(at));

/** Day and time of day. */
export const momentOf = (at: string | Date, zone?: string): string => `${dayOf(at, zone)}, ${clockOf(at, zone)}`;

/** How long ago or until, in the largest fitting unit: "3 hours ago", "in 2 days". */
export function relativeTo(at: string | Date, now = Date.now(), style: "long" | "narrow" = "long"): string {
  const ms = new Date(at).getTime() - now;
  const size = Math.abs(ms);
  const options = { numeric: style === "long" ? "auto" : "always", style } as const;
  // the words are the language's; British ones are too long for a narrow column
  const format = formatter(Intl.RelativeTimeFormat, options, language());
  if (size < MINUTE) return format.format(0, "minute");
  if (size < HOUR) return format.format(Math.trunc(ms / MINUTE), "minute");
  if (size < DAY) return format.format(Math.trunc(ms / HOUR), "hour");
  if (size < 60 * DAY) return format.format(Math.trunc(ms / DAY), "day");
  if (size < 730 * DAY) return format.format(Math.trunc(ms / (30.44 * DAY)), "month");
  return format.format(Math.trunc(ms / (365.25 * DAY)), "year");
}

/** A span for a narrow column: 5m, 3h, 2d, 7mths. */
export function durationText(from: string | Date, to: string | Date | number = Date.now()): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
  const [n, unit] =
    ms < HOUR
      ? [ms / MINUTE, "minute"]
      : ms < DAY
        ? [ms / HOUR, "hour"]
        : ms < 60 * DAY
          ? [ms / DAY, "day"]
          : ms < 730 * DAY
            ? [ms / (30.44 * DAY), "month"]
            : [ms / (365.25 * DAY), "year"];
  const format = (unit: string, unitDisplay: "narrow" | "short") =>
    formatter(Intl.NumberFormat, { style: "unit", unit, unitDisplay }).format(Math.max(0, Math.floor(n as number)));
  const text = format(unit as string, "narrow");
  // in English, "1m" would be a minute, too
  return unit === "month" && text === format("minute", "narrow") ? format("month", "short").replace(" ", "") : text;
}

/** Hours in words: 0.25 -> 15 min, 30 -> 1 d 6 h. */
export function durationOf(hours: number): string {
  const unit = (n: number, name: string) =>
    formatter(Intl.NumberFormat, { style: "unit", unit: name, unitDisplay: "narrow" }).format(n);
  const minutes = Math.round(hours * 60);
  if (minutes < 60) return unit(minutes, "minute");
  if (minutes < 48 * 60) {
    const rest = minutes % 60;
    return rest ? `${unit(Math.floor(minutes / 60), "hour")} ${unit(rest, "minute")}` : unit(minutes / 60, "hour");
  }
  const restHours = Math.round((minutes % 1440) / 60);
  return restHours
    ? `${unit(Math.floor(minutes / 1440), "day")} ${unit(restHours, "hour")}`
    : unit(Math.floor(minutes / 1440), "day");
}

export const numberOf = (n: number): string => formatter(Intl.NumberFormat, {}).format(n);

/** A moment on the user's clock, as in 2026-11-24T17:00. */
export function wallTimeOf(at: string | Date, zone = settings.zone): string {
  const options = {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  const parts = formatter(Intl.DateTimeFormat, options, "en-CA").formatToParts(new Date(at));
  const part = (type: string) => parts.find((each) => each.type === type)!.value;
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * The moment at which the user's clock shows this time: the first of two if clocks are set back, the moment of the jump if they
 * skip it.
 */
export function fromWallTime(wall: string, zone = settings.zone): string {
  const asUtc = Date.parse(`${wall}Z`);
  const offset = (at: number) => Date.parse(`${wallTimeOf(new Date(at), zone)}Z`) - at;
  const isShownAt = (at: number) => wallTimeOf(new Date(at), zone) === wall;
  const [before, after] = [asUtc - offset(asUtc - DAY), asUtc - offset(asUtc + DAY)];
  return new Date(!isShownAt(before) && isShownAt(after) ? after : before).toISOString();
}

/** The moment when a day (YYYY-MM-DD) begins in the user's time zone. */
export const startOfDay = (day: string, zone = settings.zone): string => fromWallTime(`${day}T00:00`, zone);
