import { RRuleTemporal } from "rrule-temporal";
import type { RuleNote } from "../../wire/recurrence-words.ts";
import type { OpenHours } from "../../wire/sla-words.ts";
import { closedBecause } from "../sla/hours.ts";

export interface RecurrenceSchedule {
  rrule: string;
  /** Local, as 2026-12-01T09:00. */
  starts_at: string;
  time_zone: string;
  on_closed_day: string;
}

export interface Occurrence {
  /** The planned local time, as 2026-12-01T09:00. It is stored as the position of the recurrence. */
  planned_local: string;
  planned_at: string;
  /** When the ticket is created. */
  at: string;
  local: string;
  closed: string | null;
}

const MAX_DAYS_MOVED = 366;
const MINUTE = { smallestUnit: "minute" } as const;

/**
 * The local times of a rule after a local time. The library counts in UTC, because it would leave out a time that the
 * clocks skip; local times become moments afterwards.
 */
function* localTimes(
  { rrule, starts_at }: RecurrenceSchedule,
  after: string | null,
): Generator<Temporal.PlainDateTime> {
  const dtstart = Temporal.PlainDateTime.from(starts_at).toZonedDateTime("UTC");
  const rule = new RRuleTemporal({ rruleString: rrule, dtstart, tzid: "UTC" });
  let at = after === null ? dtstart : Temporal.PlainDateTime.from(after).toZonedDateTime("UTC");
  for (let isFirst = after === null; ; isFirst = false) {
    const next = rule.next(at, isFirst);
    if (!next) return;
    at = Temporal.ZonedDateTime.from(next.toString());
    yield at.toPlainDateTime();
  }
}

/** The first open day from this day on, and why this day itself is closed; null if there is none within a year. */
function openDayFrom(
  hours: OpenHours,
  day: Temporal.PlainDate,
): { day: Temporal.PlainDate; closed: string | null } | null {
  const closedReason = closedBecause(hours, day);
  for (let days = 0; days <= MAX_DAYS_MOVED; days += 1) {
    const each = day.add({ days });
    if (closedBecause(hours, each) === null) return { day: each, closed: closedReason };
  }
  return null;
}

/** The dates of a schedule after a local time, in order, each with the time when its ticket is created. */
export function* occurrences(
  schedule: RecurrenceSchedule,
  hours: OpenHours | null,
  after: string | null = null,
): Generator<Occurrence> {
  const { time_zone, on_closed_day } = schedule;
  const momentOf = (local: Temporal.PlainDateTime) =>
    local.toZonedDateTime(time_zone, { disambiguation: "compatible" });
  const times = localTimes(schedule, after);
  let next = times.next();
  while (!next.done) {
    const local = next.value;
    next = times.next();
    const target = hours && on_closed_day !== "keep" ? openDayFrom(hours, local.toPlainDate()) : null;
    if (target?.closed && on_closed_day === "skip") continue;
    if (hours && on_closed_day !== "keep" && !target) continue;
    const day = target?.day ?? local.toPlainDate();
    // if several dates move to the same day, the last one is used
    if (!next.done && target?.closed && Temporal.PlainDate.compare(next.value.toPlainDate(), day) <= 0) continue;
    const dateTime = day.toPlainDateTime(local.toPlainTime());
    yield {
      planned_local: local.toString(MINUTE),
      planned_at: momentOf(local).toInstant().toString(),
      at: momentOf(dateTime).toInstant().toString(),
      local: dateTime.toString(MINUTE),
      closed: target?.closed ?? null,
    };
  }
}

/** The first date whose ticket is created after a moment; null if there is none. */
export function firstAfter(
  schedule: RecurrenceSchedule,
  hours: OpenHours | null,
  moment: Temporal.Instant,
): Occurrence | null {
  // a date may be planned long before the day that it moves to
  const before = moment
    .toZonedDateTimeISO(schedule.time_zone)
    .toPlainDateTime()
    .subtract({ days: hours ? 32 : 2 });
  const isLater = Temporal.PlainDateTime.compare(before, Temporal.PlainDateTime.from(schedule.starts_at)) > 0;
  for (const each of occurrences(schedule, hours, isLater ? before.toString(MINUTE) : null))
    if (Temporal.Instant.compare(Temporal.Instant.from(each.at), moment) > 0) return each;
  return null;
}

/** The next dates after a moment. */
export function nextDates(
  schedule: RecurrenceSchedule,
  hours: OpenHours | null,
  moment: Temporal.Instant,
  count: number,
): Occurrence[] {
  const dates: Occurrence[] = [];
  const first = firstAfter(schedule, hours, moment);
  if (!first) return dates;
  dates.push(first);
  for (const each of occurrences(schedule, hours, first.planned_local)) {
    if (dates.length >= count) break;
    dates.push(each);
  }
  return dates;
}

const partOf = (rrule: string, name: string): string | null =>
  new RegExp(`(?:^|;)${name}=([^;]*)`).exec(rrule)?.[1] ?? null;

/** The dates that a rule skips because not every month or year has the day. */
export function notesOn({ rrule, starts_at }: Pick<RecurrenceSchedule, "rrule" | "starts_at">): RuleNote[] {
  const frequency = partOf(rrule, "FREQ");
  const start = Temporal.PlainDateTime.from(starts_at);
  const isByDate = partOf(rrule, "BYDAY") === null && (frequency === "MONTHLY" || frequency === "YEARLY");
  if (!isByDate) return [];
  const monthDays = partOf(rrule, "BYMONTHDAY");
  const days = monthDays ? monthDays.split(",").map(Number) : [start.day];
  const byMonth = partOf(rrule, "BYMONTH");
  const months = byMonth ? byMonth.split(",").map(Number) : frequency === "YEARLY" && !monthDays ? [start.month] : null;
  const longest = Math.max(...days.map(Math.abs));
  if (longest === 29 && months?.length === 1 && months[0] === 2) return ["leap_day"];
  const SHORTEST = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isShort = (months ?? SHORTEST.map((_, at) => at + 1)).some((month) => SHORTEST[month - 1]! < longest);
  return isShort ? ["short_months"] : [];
}
