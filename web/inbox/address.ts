import { INBOX_FLAGS, type InboxFlag } from "../../wire/inbox-words.ts";
import { type FilterOf, fieldEntries } from "../../wire/ticket-fields.ts";
import { ACTOR_FILTERS, TEXT_FILTERS } from "../tickets/filter-words.ts";

export type DateField = "created" | "updated" | "first_response" | "resolved" | FilterOf<"instant">;
export type InList =
  | (typeof ACTOR_FILTERS)[number]
  | "sla"
  | "rating"
  | (typeof TEXT_FILTERS)[number]
  | FilterOf<"text" | "choice" | "reference" | "tags">;

const filtersOf = (isInstant: boolean) =>
  fieldEntries().flatMap(([, { kind, filter }]) => (filter && (kind === "instant") === isInstant ? [filter] : []));
/** Filters with a list of values, and filters with a span of time. */
export const IN_LISTS = [...filtersOf(false), ...ACTOR_FILTERS, "sla", "rating", ...TEXT_FILTERS] as InList[];
export const WHENS = ["created", "updated", "first_response", "resolved", ...filtersOf(true)] as DateField[];

/** The names of the inbox filters, as the API has them. */
export type FilterName = InList | InboxFlag | `${DateField}_after` | `${DateField}_before` | "q";
export type Filters = Partial<Record<FilterName, string>>;

const FILTERS: readonly FilterName[] = [
  ...IN_LISTS,
  ...WHENS.flatMap((when) => [`${when}_after`, `${when}_before`] as const),
  ...INBOX_FLAGS,
  "q",
];

/**
 * The search part of the inbox's address: the view, and filters that replace the view's own. An empty one removes the view's
 * filter.
 */
export interface InboxSearch extends Filters {
  view?: string;
  ordering?: string;
  /** The columns of the table if they differ from the view's, separated by commas. */
  columns?: string;
}

const PARAMETERS = ["view", ...FILTERS, "ordering", "columns"] as const;

/** Keeps the parts of an address that the inbox knows. */
export function readAddress(search: Record<string, unknown>): InboxSearch {
  return Object.fromEntries(
    PARAMETERS.filter((name) => typeof search[name] === "string").map((name) => [name, search[name]]),
  );
}

/** The filters in effect: the view's, replaced by those of the address. */
export function filtersIn(search: InboxSearch, view: { filters: Record<string, string> }): Filters {
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = search[name] ?? view.filters[name];
    if (value) filters[name] = value;
  }
  return filters;
}

export const hasFilters = (search: InboxSearch): boolean => FILTERS.some((name) => search[name] !== undefined);

/** The address that gives a view these filters. */
export function addressWith(
  view: { key: string; filters: Record<string, string> },
  filters: Filters,
  rest: InboxSearch,
) {
  const search: InboxSearch = { view: view.key };
  for (const name of FILTERS) {
    const [value, usual] = [filters[name] ?? "", view.filters[name] ?? ""];
    if (value !== usual) search[name] = value;
  }
  if (rest.ordering) search.ordering = rest.ordering;
  if (rest.columns) search.columns = rest.columns;
  return search;
}
