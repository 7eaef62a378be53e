import { WEEKDAYS, type Weekday, type Window } from "../../wire/sla-words.ts";

export type Week = Record<Weekday, Window[]>;

/** The number of half hours in a day, which can be painted. */
export const SLOTS = 48;
const SLOT_MINUTES = 30;
export const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const dayBefore = (day: Weekday): Weekday => WEEKDAYS[(WEEKDAYS.indexOf(day) + 6) % 7]!;

/** Which half hours of a day are open, at least in part. A night shift of the day before appears in the morning. */
export function slotsOf(week: Week, day: Weekday): boolean[] {
  const spans = [
    ...week[day].map(([from, to]) => [minutesOf(from), to <= from ? 1440 : minutesOf(to)] as const),
    ...week[dayBefore(day)].filter(([from, to]) => to <= from).map(([, to]) => [0, minutesOf(to)] as const),
  ];
  return Array.from({ length: SLOTS }, (_, slot) => {
    const [start, end] = [slot * SLOT_MINUTES, (slot + 1) * SLOT_MINUTES];
    return spans.some(([from, to]) => from < end && to > start);
  });
}

/** The windows of a day from its painted half hours. */
export function windowsOf(slots: readonly boolean[]): Window[] {
  const windows: Window[] = [];
  for (let slot = 0; slot < SLOTS; slot += 1) {
    if (!slots[slot] || slots[slot - 1]) continue;
    let end = slot;
    while (slots[end]) end += 1;
    windows.push([timeOf(slot * SLOT_MINUTES), timeOf(end * SLOT_MINUTES)]);
  }
  return windows;
}

/** The week after half hours of a day were painted or cleared. A night shift that reaches into them is cut at midnight. */
export function paintHours(week: Week, day: Weekday, from: number, to: number, isOpen: boolean): Week {
  const slots = slotsOf(week, day).map((slot, at) =>
    at >= Math.min(from, to) && at <= Math.max(from, to) ? isOpen : slot,
  );
  const before = dayBefore(day);
  const night = week[before].filter(([start, end]) => end <= start);
  const cut =
    night.length > 0
      ? { [before]: week[before].map(([start, end]) => (end <= start ? [start, "24:00"] : [start, end])) }
      : {};
  return { ...week, ...(cut as Partial<Week>), [day]: windowsOf(slots) };
}

/** The week after the same half hours of several days were painted or cleared. */
export function paintedDays(
  week: Week,
  days: readonly [Weekday, Weekday],
  slots: readonly [number, number],
  isOpen: boolean,
) {
  const [first, last] = days.map((day) => WEEKDAYS.indexOf(day)).sort((one, other) => one - other);
  return WEEKDAYS.slice(first, last! + 1).reduce((next, day) => paintHours(next, day, ...slots, isOpen), week);
}
