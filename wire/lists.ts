import type { Parameter } from "./endpoint.ts";
import { MAX_PAGE_SIZE, PAGE_SIZE } from "./query.ts";

/** An ordering for typing ahead: names that begin with the search come first, then by name. */
export const RELEVANCE = "relevance";

const LACKS = "The answer then lacks the others, also those that its schema requires.";

/** Which fields a response contains. */
export const shapeParameters: readonly Parameter[] = [
  { name: "fields", description: `Only these fields, separated by commas. ${LACKS}`, example: "id,subject,status" },
  { name: "omit", description: `All but these fields, separated by commas. ${LACKS}`, example: "description" },
];

/** The parameters of every list: three ways of paging, ordering, the choice of fields. */
export const listParameters = (orderings: readonly string[]): readonly Parameter[] => [
  { name: "page", description: "Page number, starting at 1, or `last`.", example: "2" },
  {
    name: "page_size",
    description: `Entries on a page. More than ${MAX_PAGE_SIZE} count as ${MAX_PAGE_SIZE}, and anything but a positive number counts as the default.`,
    schema: { type: "integer", default: PAGE_SIZE },
  },
  { name: "limit", description: "Number of results to return. Ignored if `page` or `page_size` is sent." },
  { name: "offset", description: "Number of results to skip. Used with `limit`." },
  {
    name: "cursor",
    description:
      "Pages by cursor: start with an empty value, then follow `next`. Every page is equally fast, and `count` is not returned.",
  },
  ...(orderings.length > 0
    ? [
        {
          name: "ordering",
          description: `Comma-separated fields to sort by: ${orderings.join(", ")}. A minus sign sorts in descending order.${orderings.includes(RELEVANCE) ? " By `relevance`, names that begin with the search come first." : ""}`,
        },
      ]
    : []),
  ...shapeParameters,
];
