import type { SpecialDay } from "../../wire/sla-words.ts";

/** The special days after holidays were added: they replace those of the same dates, and those that came with another country. */
export function withHolidays(
  days: readonly SpecialDay[],
  former: readonly SpecialDay[],
  holidays: readonly SpecialDay[],
): SpecialDay[] {
  const keys = new Set(former.map(({ date, name }) => `${date} ${name}`));
  const dates = new Set(holidays.map(({ date }) => date));
  const others = days.filter(({ date, name }) => !keys.has(`${date} ${name}`) && !dates.has(date));
  return [...others, ...holidays].sort((one, other) => (one.date < other.date ? -1 : 1));
}
