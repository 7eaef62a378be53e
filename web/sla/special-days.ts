import type { SpecialDay } from "../../wire/sla-words.ts";

/** The special days with others, which replace those of the same dates. */
export function withDays(days: readonly SpecialDay[], more: readonly SpecialDay[]): SpecialDay[] {
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
  return withDays(
    days.filter(({ date, name }) => !keys.has(`${date} ${name}`)),
    holidays,
  );
}

/** The years with the number of their days: a later year may have fewer, because some holidays follow the moon. */
export const yearsWithCounts = (days: readonly { date: string }[], years: readonly number[]): string =>
  years.map((year) => `${year}: ${days.filter(({ date }) => date.startsWith(`${year}-`)).length}`).join(", ");
