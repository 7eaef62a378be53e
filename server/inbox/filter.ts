import { may } from "../../wire/permissions.ts";
import { forbidden, invalid } from "../../wire/problems.ts";
import { seesAll, visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Condition, TextSearch } from "../search/planner.ts";
import type { Query } from "../tickets/filters.ts";
import type { TallyFilter } from "../tickets/tally.ts";
import { tallyFilters } from "../tickets/tally-filters.ts";
import { fieldConditions } from "./filter-fields.ts";
import { flagConditions, readFlags, trashCondition } from "./filter-flags.ts";
import { type FilterRequest, inRowsOnly } from "./filter-request.ts";
import { isTextSearch, readTexts, searchFor } from "./filter-searches.ts";
import { timeConditions } from "./filter-times.ts";
import { markConditions } from "./marks.ts";

// The only reader of inbox filters. Each kind of filter has a file: the values of fields, times, marks (SLA, ratings, words
// in one text), yes or no, and searches.

/** The filter of a request for the inbox; the same for lists, counts, bulk changes and reports. */
export interface InboxFilter {
  /** The whole condition on tickets t, including the one on the trash. Its values are added to the statement's parameters. */
  where: Condition;
  /** The condition without the search. */
  besideSearch: Condition;
  /** Null if it searches nothing. */
  search: TextSearch | null;
  /** Whether it searches all text. Such a search needs no exact count. */
  isTextSearch: boolean;
  /** Filters of the tally whose counts add up to this one's; null if only counting the rows can tell. */
  tally: readonly TallyFilter[] | null;
  isTrash: boolean;
}

/**
 * Reads the inbox's filters: AND between parameters, OR within a comma-separated list. All malformed ones are reported
 * in one 400; the trash is a 403 for anyone but Admins. Times without a zone are in `zone` (IANA name).
 * `includesTrash`: the condition holds for tickets in the trash and outside it.
 */
export function inboxFilter(
  filters: Query,
  actor: Actor,
  zone: string,
  { includesTrash = false }: { includesTrash?: boolean } = {},
): InboxFilter {
  const request: FilterRequest = { filters, actor, zone, errors: {} };
  const ofFields = fieldConditions(request);
  const ofTimes = timeConditions(request).map(inRowsOnly);
  const ofMarks = markConditions(request).map(inRowsOnly);
  const flags = readFlags(request);
  const texts = readTexts(request);
  const search = searchFor(texts);
  if (Object.keys(request.errors).length > 0) throw invalid(request.errors);
  if (flags.has("trash") && !may(actor, "trash.view")) throw forbidden();
  const narrowings = [
    ...(includesTrash ? [] : [trashCondition(flags)]),
    ...flagConditions(flags, actor),
    ...ofFields,
    ...ofTimes,
    ...ofMarks,
  ];
  const visible = seesAll(actor) ? [] : [(sql: Parameters) => visibleTo(actor, sql)];
  const conditions = [...visible, ...narrowings.map((each) => each.where)];
  const besideSearch: Condition = (sql) => conditions.map((each) => each(sql)).join(" and ") || "true";
  const isInTally = seesAll(actor) && !includesTrash && !search;
  return {
    where: search ? (sql) => `${besideSearch(sql)} and ${search.where(sql)}` : besideSearch,
    besideSearch,
    search,
    isTextSearch: isTextSearch(texts),
    tally: isInTally ? tallyFilters(narrowings.map((each) => each.tally)) : null,
    isTrash: flags.has("trash"),
  };
}
