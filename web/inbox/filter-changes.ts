import type { DateRange } from "../tickets/filter-words.ts";
import type { Filters, InList, When } from "./address.ts";
import { listOf, without } from "./filter-fields.ts";

/** Adds a value, or removes it if it is there. */
export function toggleValue(filters: Filters, field: InList, value: string): Filters {
  const values = listOf(filters[field]);
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  const rest = without(filters, field);
  return next.length > 0 ? { ...rest, [field]: next.join(",") } : rest;
}

export function withSpan(filters: Filters, field: When, { after, before }: DateRange): Filters {
  const rest = without(filters, field);
  return { ...rest, ...(after && { [`${field}_after`]: after }), ...(before && { [`${field}_before`]: before }) };
}
