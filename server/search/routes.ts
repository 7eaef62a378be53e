import { invalid } from "../../wire/problems.ts";
import { strip } from "../../wire/python-values.ts";
import { filterUuid, notAUuid, pageSizeOf, searchTerms } from "../../wire/query.ts";
import { DEFAULT_RESULTS, MAX_EXCERPT_TICKETS, MAX_RESULTS, search, searchExcerpts } from "../../wire/search.ts";
import { type Route, route } from "../platform/front-door.ts";
import { findExcerpts } from "./excerpts.ts";
import { findWhileTyping } from "./palette.ts";

// each word is a condition in the statement
const MAX_WORDS = 60;

export const searchRoutes = (): Route[] => [
  route(search, async ({ db, query, actor }) => ({
    body: await findWhileTyping(
      db,
      actor,
      query.q ?? "",
      Math.min(pageSizeOf(query.limit, DEFAULT_RESULTS), MAX_RESULTS),
    ),
  })),
  route(searchExcerpts, async ({ db, query, actor }) => ({
    body: { results: await findExcerpts(db, actor, textOf(query.q), ticketsIn(query.tickets)) },
  })),
];

function textOf(q = ""): string {
  if (q.includes("\0")) throw invalid({ q: ["Null characters are not allowed."] });
  if (searchTerms(q).length > MAX_WORDS)
    throw invalid({ q: [`Ensure this field has no more than ${MAX_WORDS} words.`] });
  return q;
}

function ticketsIn(list = ""): string[] {
  const pieces = list.split(",").map(strip).filter(Boolean);
  const wrong = pieces.filter((piece) => !filterUuid(piece));
  if (wrong.length > 0) throw invalid({ tickets: wrong.map(notAUuid) });
  if (pieces.length > MAX_EXCERPT_TICKETS)
    throw invalid({ tickets: [`Ensure this field has no more than ${MAX_EXCERPT_TICKETS} IDs.`] });
  return pieces.flatMap((piece) => filterUuid(piece) ?? []);
}
