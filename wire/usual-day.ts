import { WEEKDAYS, type Weekday, type Window } from "./sla-words.ts";

const DAY_MINUTES = 1440;
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The open minutes of a day. */
export const openMinutes = (windows: readonly Window[]): number =>
  windows.reduce((sum, [from, to]) => sum + minutesOf(to) - minutesOf(from) + (to <= from ? DAY_MINUTES : 0), 0);

/** The open minutes of a usual day: the length that most open days have, of several the longest. 24 hours without a week. */
export function usualDayMinutes(week: Readonly<Record<Weekday, readonly Window[]>> | undefined): number {
  const lengths = week ? WEEKDAYS.map((day) => openMinutes(week[day])).filter((length) => length > 0) : [];
  const countOf = (length: number) => lengths.filter((each) => each === length).length;
  return lengths.toSorted((a, b) => countOf(b) - countOf(a) || b - a)[0] ?? DAY_MINUTES;
}
