import type { Parameter } from "./endpoint.ts";
import { MAX_PAGE_SIZE, PAGE_SIZE } from "./query.ts";

/** An ordering for typing ahead: names that begin with the search come first, then by name. */
export const RELEVANCE = "relevance";

const LACKS = "The answer then lacks the others, also those that its schema requires.";

/** Which fields an answer holds. */
export const shapeParameters: readonly Parameter[] = [
  { name: "fields", description: `Only these fields, separated by commas. ${LACKS}`, example: "id,subject,status" },
  { name: "omit", description: `All but these fields, separated by commas. ${LACKS}`, example: "description" },
];

/** What every list takes: three ways of paging, ordering, the choice of fields. */
export const listParameters = (orderings: readonly string[]): readonly Parameter[] => [
  { name: "page", description: "A page's number from 1, or `last`.", example: "2" },
  {
    name: "page_size",
    description: `Entries on a page. More than ${MAX_PAGE_SIZE} count as ${MAX_PAGE_SIZE}, and what is no positive number as the default.`,
    schema: { type: "integer", default: PAGE_SIZE },
  },
  { name: "limit", description: "Entries to give, where neither `page` nor `page_size` is sent." },
  { name: "offset", description: "Entries to leave out before." },
  {
    name: "cursor",
    description: "Send it empty to begin: pages by cursor (`next`, `previous`, `results`) cost the same however deep.",
  },
  ...(orderings.length > 0
    ? [
        {
          name: "ordering",
          description: `Comma list of ${orderings.join(", ")}; a minus before a name turns it round.${orderings.includes(RELEVANCE) ? " By `relevance`, names that begin with the search come first." : ""}`,
        },
      ]
    : []),
  ...shapeParameters,
];
