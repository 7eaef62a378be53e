import { searchOf } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { articleVisibleTo, type Reader } from "./visible.ts";

// shorter words are one letter from many others
const MIN_LETTERS = 4;
const MAX_CORRECTED = 4;

/** Whether one letter more, less or other, or two neighbors in the other order, turn one word into another. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [was, is] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (was.length <= 1 && is.length <= 1) return true;
  return was.length === 2 && is.length === 2 && was[0] === is[1] && was[1] === is[0];
}

/**
 * A search with each mistyped term replaced by the word that is closest to it in the titles that the reader may see; null if
 * there is nothing to correct.
 */
export async function correctSearch(
  db: Db,
  reader: Reader,
  clauses: readonly (readonly string[])[],
): Promise<string | null> {
  const long = clauses
    .flat()
    .filter((term) => [...term].length >= MIN_LETTERS)
    .slice(0, MAX_CORRECTED);
  if (long.length === 0) return null;
  const sql = parameters();
  const rows = await query<{ term: string; word: string }>(
    db,
    `with words as materialized (
       select distinct w.word
       from kb_articles a
       join kb_texts x on x.article = a.id
       cross join unnest(x.title_words) w (word)
       where a.state = 'published' and x.live_version is not null and ${articleVisibleTo(reader, sql)})
     select t.term, c.word
     from (select term, search_text(term, false) as folded from unnest(${sql.add(long)}::text[]) term) t
     cross join lateral (
       select w.word from words w
       where abs(length(w.word) - length(t.folded)) <= 1 and similarity(w.word, t.folded) > 0.2
       order by similarity(w.word, t.folded) desc, w.word
       limit 20) c
     where not exists (select from words w where w.word = t.folded)`,
    sql.values,
    { prepare: false },
  );
  const corrections = new Map<string, string>();
  for (const { term, word } of rows)
    if (!corrections.has(term) && isOneEditApart(term.toLowerCase(), word)) corrections.set(term, word);
  if (corrections.size === 0) return null;
  return searchOf(clauses.map((terms) => terms.map((term) => corrections.get(term) ?? term)));
}
