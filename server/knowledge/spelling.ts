import { searchOf } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { isOneEditApart, MIN_OF_CORRECTED } from "../search/nearest-word.ts";
import { articleVisibleTo, type Reader } from "./visible.ts";

const MAX_CORRECTED = 4;

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
    .filter((term) => [...term].length >= MIN_OF_CORRECTED)
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
     from (
       select term, search_text(term, false) as folded
       from unnest(${sql.add(long)}::text[]) term) t
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
