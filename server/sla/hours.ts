import { type OpenHours, WEEKDAYS, type Window } from "../../wire/sla-words.ts";

// Times are whole seconds since 1970, so that sums are exact.

export interface Span {
  from: number;
  to: number;
}

/** A part of time, and why it counts or not: open_hours, closed, or holiday:NAME. */
export interface Segment extends Span {
  because: string;
}

const DAY_SECONDS = 86_400;
/** How far ahead a target is looked for. */
export const MAX_YEARS_AHEAD = 5;

type Day = Temporal.PlainDate;

const secondsOf = (at: Temporal.ZonedDateTime) => Math.floor(at.epochMilliseconds / 1000);

/** The first second of a day in its zone, which is not midnight if the clocks skip that. */
const startOf = (day: Day, timeZone: string) => secondsOf(day.toZonedDateTime({ timeZone }));

// a zone that crosses the date line skips a day: Apia had no 30 December 2011
const exists = (day: Day, timeZone: string) => day.toZonedDateTime({ timeZone }).toPlainDate().equals(day);

function dayAfter(day: Day, timeZone: string): Day {
  const next = day.add({ days: 1 });
  return exists(next, timeZone) ? next : next.add({ days: 1 });
}

export const localDay = (at: number, timeZone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();

/** A time on a day. If the clocks skip it, it is later by the length of the jump; if they show it twice, it is the first. */
const timeOn = (day: Day, time: string, timeZone: string) =>
  secondsOf(day.toZonedDateTime({ timeZone, plainTime: time }));

/** The open spans of one day. Only a special day's own hours count on it: a night shift of the day before ends at midnight. */
function spansOfDay(hours: OpenHours, day: Day): Span[] {
  const { time_zone: zone } = hours;
  if (!exists(day, zone)) return [];
  const next = dayAfter(day, zone);
  const end = isSpecial(hours, next) ? startOf(next, zone) : Number.POSITIVE_INFINITY;
  return windowsOf(hours, day)
    .map(([from, to]) => ({
      from: timeOn(day, from, zone),
      to: Math.min(end, to === "24:00" ? startOf(next, zone) : timeOn(to <= from ? next : day, to, zone)),
    }))
    .filter(({ from, to }) => from < to);
}

const specialOn = ({ days }: OpenHours, day: Day) => {
  const date = day.toString();
  return days.find((each) => each.date === date);
};
const isSpecial = (hours: OpenHours, day: Day) => specialOn(hours, day) !== undefined;

const windowsOf = (hours: OpenHours, day: Day): readonly Window[] =>
  (specialOn(hours, day) ?? { windows: hours.windows[WEEKDAYS[day.dayOfWeek - 1]!] }).windows;

/** Why a day is closed: the name of a special day, or `closed`; null if it is open. */
export function closedBecause(hours: OpenHours, day: Day): string | null {
  if (windowsOf(hours, day).length > 0) return null;
  return specialOn(hours, day)?.name ?? "closed";
}

/** The open spans from a time on, joined where they touch, until the days after `until`. */
function* spansFrom(hours: OpenHours, from: number, until: number): Generator<Span> {
  const { time_zone: zone } = hours;
  let last: Span | null = null;
  // the day before may have a night shift; two days back, because the day before may not exist
  for (let day = localDay(from, zone).subtract({ days: 2 }); startOf(day, zone) <= until; day = dayAfter(day, zone)) {
    for (const span of spansOfDay(hours, day).sort((a, b) => a.from - b.from)) {
      if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
      else {
        if (last && last.to > from) yield { from: Math.max(last.from, from), to: last.to };
        last = span;
      }
    }
  }
  if (last && last.to > from) yield { from: Math.max(last.from, from), to: last.to };
}

/** The open spans between two times; `hours` null is always open. */
export function openSpans(hours: OpenHours | null, from: number, to: number): Span[] {
  if (to <= from) return [];
  if (!hours) return [{ from, to }];
  return [...spansFrom(hours, from, to)]
    .filter((span) => span.from < to)
    .map((span) => ({ from: span.from, to: Math.min(span.to, to) }));
}

/** Every second between two times, and why it counts or not. */
export function segmentsBetween(hours: OpenHours | null, from: number, to: number): Segment[] {
  const segments: Segment[] = [];
  let at = from;
  for (const span of openSpans(hours, from, to)) {
    segments.push(...closedSegments(hours!, at, span.from), { ...span, because: "open_hours" });
    at = span.to;
  }
  if (at < to) segments.push(...closedSegments(hours!, at, to));
  return segments;
}

function closedSegments(hours: OpenHours, from: number, to: number): Segment[] {
  if (from >= to) return [];
  const { time_zone: zone } = hours;
  const segments: Segment[] = [];
  for (let day = localDay(from, zone), at = from; at < to; day = dayAfter(day, zone)) {
    const end = Math.min(to, startOf(dayAfter(day, zone), zone));
    if (end <= at) continue;
    const name = specialOn(hours, day)?.name;
    const because = name === undefined ? "closed" : `holiday:${name}`;
    const last = segments.at(-1);
    if (last?.because === because) last.to = end;
    else segments.push({ from: at, to: end, because });
    at = end;
  }
  return segments;
}

/** The time when this many open seconds have passed since a time; null if that takes more than five years. */
export function afterOpenSeconds(hours: OpenHours | null, from: number, seconds: number): number | null {
  if (seconds <= 0) return from;
  if (!hours) return from + seconds;
  let secondsLeft = seconds;
  for (const span of spansFrom(hours, from, from + MAX_YEARS_AHEAD * 366 * DAY_SECONDS)) {
    if (span.to - span.from >= secondsLeft) return span.from + secondsLeft;
    secondsLeft -= span.to - span.from;
  }
  return null;
}
