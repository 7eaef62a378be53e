import type { Parameter } from "./endpoint.ts";
import { MAX_PAGE_SIZE, PAGE_SIZE } from "./query.ts";

/** Ordering for completion while typing: first names that begin with the search text, then the others, by name. */
export const RELEVANCE = "relevance";

/** Parameters that choose the fields of a response. */
export const shapeParameters: readonly Parameter[] = [
  {
    name: "fields",
    description: "Only these fields, separated by commas. All others are missing, even if the schema requires them.",
    example: "id,subject,status",
  },
  {
    name: "omit",
    description: "All fields except these, separated by commas. These are missing, even if the schema requires them.",
    example: "description",
  },
];

/** The parameters of every list: three kinds of paging, the ordering, and the fields. */
export const listParameters = (orderings: readonly string[]): readonly Parameter[] => [
  { name: "page", description: "Page number, starting at 1, or `last`.", example: "2" },
  {
    name: "page_size",
    description: `Number of results per page. More than ${MAX_PAGE_SIZE} count as ${MAX_PAGE_SIZE}, and anything but a positive number counts as the default.`,
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
          description: `Comma-separated fields to sort by: ${orderings.join(", ")}. A minus sign sorts in descending order.${orderings.includes(RELEVANCE) ? " `relevance` puts names that begin with the search text first." : ""}`,
        },
      ]
    : []),
  ...shapeParameters,
];
