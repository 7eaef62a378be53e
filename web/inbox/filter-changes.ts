import type { DateRange } from "../tickets/filter-words.ts";
import type { DateField, Filters, InList } from "./address.ts";
import { splitValues, withoutFilter } from "./filter-fields.ts";

/** Adds a value, or removes it if it is there. */
export function toggleValue(filters: Filters, field: InList, value: string): Filters {
  const values = splitValues(filters[field]);
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  const rest = withoutFilter(filters, field);
  return next.length > 0 ? { ...rest, [field]: next.join(",") } : rest;
}

export function withSpan(filters: Filters, field: DateField, { after, before }: DateRange): Filters {
  const rest = withoutFilter(filters, field);
  return { ...rest, ...(after && { [`${field}_after`]: after }), ...(before && { [`${field}_before`]: before }) };
}
