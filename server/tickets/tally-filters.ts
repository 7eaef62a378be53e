import { isInTally, type TallyFilter } from "./tally.ts";

/** The values of each field that a condition allows. */
export type AllowedValues = Record<string, readonly (string | boolean | null)[]>;

// adding up more buckets than this takes longer than counting rows
const MAX_TALLY_FILTERS = 60;

/**
 * The tally's filters that add up to these conditions, one for each combination of values. Null if only counting the rows can
 * tell: a condition is null or on a field outside of the tally, or there are too many combinations.
 */
export function tallyFilters(conditions: readonly (AllowedValues | null)[]): TallyFilter[] | null {
  let filters: TallyFilter[] = [{}];
  for (const condition of conditions) {
    if (condition === null) return null;
    for (const [field, values] of Object.entries(condition)) {
      if (!isInTally(field) || field in filters[0]!) return null;
      filters = filters.flatMap((filter) => values.map((value) => ({ ...filter, [field]: value })));
      if (filters.length === 0 || filters.length > MAX_TALLY_FILTERS) return null;
    }
  }
  return filters;
}
