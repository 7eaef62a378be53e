import { strip } from "../../wire/python-values.ts";
import { searchTerms } from "../../wire/query.ts";
import { searchAllText } from "../search/all-text.ts";
import { searchLiterally } from "../search/literal.ts";
import { type Condition, combine, planByListing, type TextSearch } from "../search/planner.ts";
import { type FilterRequest, piecesOf } from "./filter-request.ts";
import { wantedTags } from "./marks.ts";

const NAMES = ["search", "q", "tags"] as const;
type Texts = Partial<Record<(typeof NAMES)[number], string>>;
// each word is a condition in the statement
const MAX_WORDS = 60;

/** The texts that a request searches for. */
export function readTexts({ filters, errors }: FilterRequest): Texts {
  const texts: Texts = {};
  for (const name of NAMES) {
    const text = filters[name]?.toWellFormed();
    if (text?.includes("\0")) errors[name] = ["Null characters are not allowed."];
    else if (name === "q" && searchTerms(text ?? "").length > MAX_WORDS)
      errors[name] = [`Ensure this field has no more than ${MAX_WORDS} words.`];
    else if (text && strip(text)) texts[name] = text;
  }
  return texts;
}

/** Whether all text is searched. A quotation mark alone is not a term. */
export const isTextSearch = ({ q = "" }: Texts): boolean => searchTerms(q).length > 0;

/** The search for these texts, all of which must match; null if there are none. */
export function searchFor({ q = "", search = "", tags }: Texts): TextSearch | null {
  const searches = [searchAllText(q), searchLiterally(searchTerms(search)), searchTags(piecesOf(tags))];
  return combine(searches.filter((each) => each !== null));
}

function searchTags(tags: readonly string[]): TextSearch | null {
  if (tags.length === 0) return null;
  const spellings = wantedTags(tags);
  const where: Condition = (sql) => `(t.tags <> '' and tag_list(t.tags) && ${sql.add(spellings)}::text[])`;
  return { where, plan: (db) => planByListing(db, where, where) };
}
