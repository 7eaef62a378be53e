import { WEEKDAYS, type Weekday } from "../../wire/sla-words.ts";

const NUMBERS = { first: "1", second: "2", third: "3", fourth: "4", last: "-1" } as const;
type Ordinal = keyof typeof NUMBERS;
export const ORDINALS = Object.keys(NUMBERS) as Ordinal[];

/** A weekday of each month, such as the first Monday. */
interface MonthlyWeekday {
  ordinal: Ordinal;
  weekday: Weekday;
}

const codeOf = (weekday: Weekday): string => weekday.slice(0, 2).toUpperCase();

/** The RRULE of a weekday of each month: `FREQ=MONTHLY;BYDAY=1MO`. */
export const monthlyRule = ({ ordinal, weekday }: MonthlyWeekday): string =>
  `FREQ=MONTHLY;BYDAY=${NUMBERS[ordinal]}${codeOf(weekday)}`;

/** The weekday of each month that an RRULE stands for; null if it stands for anything else. */
export function monthlyWeekday(rrule: string): MonthlyWeekday | null {
  const [, number, code] = /^FREQ=MONTHLY;BYDAY=\+?(-?\d)([A-Z]{2})$/.exec(rrule) ?? [];
  const ordinal = ORDINALS.find((each) => NUMBERS[each] === number);
  const weekday = WEEKDAYS.find((each) => codeOf(each) === code);
  return ordinal && weekday ? { ordinal, weekday } : null;
}

/** The weekday of a local time; Monday while it is incomplete. */
export const weekdayOfDate = (local: string): Weekday => WEEKDAYS[(new Date(`${local}Z`).getUTCDay() + 6) % 7] ?? "mon";
