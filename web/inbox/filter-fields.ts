import { INBOX_FLAGS, type InboxFlag } from "../../wire/inbox-words.ts";
import { SLA_STATES } from "../../wire/sla-words.ts";
import { type FieldEntry, fieldEntries } from "../../wire/ticket-fields.ts";
import type { DateRange } from "../tickets/filter-words.ts";
import { type DateField, type FilterName, type Filters, IN_LISTS, type InList, WHENS } from "./address.ts";

/** The filters as users see them: the two ends of a span of time are one field. */
export type FilterField = InList | DateField | ShownFlag;

type ShownFlag = Exclude<InboxFlag, "trash">;
const SHOWN_FLAGS = INBOX_FLAGS.filter((flag): flag is ShownFlag => flag !== "trash");

export const isWhen = (field: FilterField): field is DateField => (WHENS as string[]).includes(field);
export const isFlag = (field: FilterField): field is ShownFlag => (SHOWN_FLAGS as string[]).includes(field);

// the filters that people use most come first; fields that are not named here come last
const COMMON_FILTERS: readonly FilterField[] = [
  "status",
  "priority",
  "assigned_to",
  "team",
  "category",
  "company",
  "contact",
  "zone",
  "tags",
  "subject",
  "text",
  "contact_email",
  "sla",
  "rating",
  ...SHOWN_FLAGS,
  "created",
  "updated",
  "due",
  "resolved",
];

export const FILTER_FIELDS: readonly FilterField[] = [...new Set([...COMMON_FILTERS, ...IN_LISTS, ...WHENS])];

/** The field that a filter belongs to. */
export const fieldOf = (filter: string): FieldEntry | undefined =>
  fieldEntries().find(([, field]) => field.filter === filter);

/** The values of each filter with a fixed list; with `none` if the field may be empty. */
export const FILTER_WORDS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    fieldEntries().flatMap(([, { filter, choices, isOptional }]) =>
      filter && choices ? [[filter, isOptional ? [...choices, "none"] : choices]] : [],
    ),
  ),
  sla: [...SLA_STATES, "none"],
  rating: ["1", "2", "3", "4", "5"],
};

export const namesOf = (field: FilterField): FilterName[] =>
  isWhen(field) ? [`${field}_after`, `${field}_before`] : [field];

export const fieldsIn = (filters: Filters): FilterField[] =>
  FILTER_FIELDS.filter((field) => namesOf(field).some((name) => filters[name]));

export const splitValues = (value: string | undefined): string[] => value?.split(",").filter(Boolean) ?? [];

export function withoutFilter(filters: Filters, field: FilterField): Filters {
  const rest = { ...filters };
  for (const name of namesOf(field)) delete rest[name];
  return rest;
}

/** What remains when all visible filters are removed: the search, and whether the trash is listed. */
export const withoutFilters = ({ q, trash }: Filters): Filters => ({ ...(q && { q }), ...(trash && { trash }) });

export const dateRangeOf = (filters: Filters, field: DateField): DateRange => ({
  ...(filters[`${field}_after`] && { after: filters[`${field}_after`] }),
  ...(filters[`${field}_before`] && { before: filters[`${field}_before`] }),
});
