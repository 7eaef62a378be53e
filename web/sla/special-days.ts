import type { SpecialDay } from "../../wire/sla-words.ts";
import { yearText } from "./day-text.ts";

/** The special days with others, which replace those of the same dates. */
export function withSpecialDays(days: readonly SpecialDay[], more: readonly SpecialDay[]): SpecialDay[] {
  const dates = new Set(more.map(({ date }) => date));
  return [...days.filter(({ date }) => !dates.has(date)), ...more].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The special days after holidays were added: they replace those of the same dates, and those that came with another country. */
export function withHolidays(
  days: readonly SpecialDay[],
  former: readonly SpecialDay[],
  holidays: readonly SpecialDay[],
): SpecialDay[] {
  const keys = new Set(former.map(({ date, name }) => `${date} ${name}`));
  return withSpecialDays(
    days.filter(({ date, name }) => !keys.has(`${date} ${name}`)),
    holidays,
  );
}

/** The years with the number of their days: a later year may have fewer, because some holidays follow the moon. */
export const yearsWithCounts = (days: readonly { date: string }[], years: readonly number[]): string =>
  years.map((year) => `${yearText(year)}: ${days.filter(({ date }) => date.startsWith(`${year}-`)).length}`).join(", ");

type NamedDay = Pick<SpecialDay, "date" | "name">;

// a substitute is named after its holiday, and two holidays of one day share its name
const holidaysIn = ({ name }: NamedDay): string[] =>
  name
    .split(", ")
    .map((each) => each.replace(/\s*\([^)]*\)$/, ""))
    .filter(Boolean);

/** The special days of each year from the present one to the next or the last, and the holidays of earlier years that it lacks. */
export function coverage<D extends NamedDay>(days: readonly D[], thisYear: number) {
  const yearOf = ({ date }: NamedDay) => Number(date.slice(0, 4));
  const years = [...days.map(yearOf), thisYear, thisYear + 1];
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const year = first + at;
    const own = days.filter((day) => yearOf(day) === year);
    const names = new Set(own.flatMap(holidaysIn));
    const earlier = new Set(days.filter((day) => yearOf(day) < year).flatMap(holidaysIn));
    return { year, days: own, missing: year < thisYear ? [] : [...earlier].filter((name) => !names.has(name)) };
  });
}

/** The years from the present one on, with the number of their special days: 2026: 18, 2027: 14. A next year without one is named, too. */
export const yearsText = (days: readonly NamedDay[], thisYear: number): string =>
  coverage(days, thisYear)
    .filter(({ year }) => year >= thisYear)
    .map(({ year, days: own }) => `${yearText(year)}: ${own.length}`)
    .join(", ");
