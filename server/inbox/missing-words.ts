import { searchClauses, searchOf } from "../../wire/query.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { type KnownWord, MIN_OF_CORRECTED, nearestWord } from "../search/nearest-word.ts";
import { inboxFilter } from "./filter.ts";
import { findPlaces } from "./find.ts";
import { NEWEST } from "./orderings.ts";

/** Each word is a search of its own. */
const MAX_WORDS = 8;
/** The nearest word is looked for in this many of the latest tickets, so that it takes as long in a large desk as in a small one. */
const MAX_SAMPLED = 1_000;
/** How many characters of each description are read for that. */
const SAMPLED_TEXT = 400;
const MAX_WORD_LENGTH = 30;
const PUNCTUATION = "\t\n\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x1f“”‘’–—…";

export interface MissingWords {
  missing: string[];
  suggestion: string | null;
}

/** The words of a search that no ticket has, and the search with the nearest words in their place, if that finds something. */
export async function missingWords(db: Db, actor: Actor, zone: string, q: string): Promise<MissingWords> {
  // refuses what no search may have
  inboxFilter({ q }, actor, zone);
  const clauses = searchClauses(q.toWellFormed());
  if (clauses.length > MAX_WORDS) return { missing: [], suggestion: null };
  const finds = async (q: string) => {
    const filter = inboxFilter({ q }, actor, zone);
    const page = { where: filter.besideSearch, keys: NEWEST, after: null, size: 1, isTrash: false };
    return (await findPlaces(db, filter, filter.search!, page)).places.length > 0;
  };
  const missing: string[][] = [];
  for (const clause of clauses) if (!(await finds(searchOf([clause])))) missing.push(clause);
  if (missing.length === 0) return { missing: [], suggestion: null };
  const nearest = await nearestWords(db, actor, missing.flat());
  const corrections = clauses.map((clause) => (missing.includes(clause) ? nearest(clause) : clause));
  const suggestion = corrections.every((clause) => clause.length > 0) ? searchOf(corrections) : null;
  return { missing: missing.flat(), suggestion: suggestion && (await finds(suggestion)) ? suggestion : null };
}

/** Finds the nearest words of the latest tickets for those of a clause. */
async function nearestWords(db: Db, actor: Actor, words: readonly string[]) {
  const longWords = words.filter(({ length }) => length >= MIN_OF_CORRECTED && length <= MAX_WORD_LENGTH);
  const vocabulary = longWords.length > 0 ? await latestWords(db, actor) : [];
  const foldedForms = await foldedWords(db, longWords);
  return (clause: readonly string[]): string[] =>
    clause.flatMap((word) => {
      const at = longWords.indexOf(word);
      return (at >= 0 && nearestWord(foldedForms[at]!, vocabulary)) || [];
    });
}

/** The words as the search compares them: without case and accents. */
async function foldedWords(db: Db, words: readonly string[]): Promise<string[]> {
  const text =
    "select search_text(word, false) as word from unnest($1::text[]) with ordinality as x (word, n) order by n";
  return (await query<{ word: string }>(db, text, [words])).map(({ word }) => word);
}

/** The words of the latest tickets' subjects, descriptions, tags and customers. */
function latestWords(db: Db, actor: Actor): Promise<KnownWord[]> {
  const sql = parameters();
  const names = ["t.tags", "co.name", "ct.name"].map((name) => `search_text(${name}, false)`).join(", ");
  const text = `with latest as (
      select t.id, t.tags, t.company, t.contact
      from tickets t
      where t.deleted_at is null and ${visibleTo(actor, sql)}
      order by t.created_at desc, t.id
      limit ${MAX_SAMPLED}),
    pieces as (
      select piece, count(*) as n
      from latest t
      join ticket_texts x on x.id = t.id
      left join companies co on co.id = t.company
      left join contacts ct on ct.id = t.contact
      cross join string_to_table(
        concat_ws(' ', split_part(x.title, E'\\x1f', 2), left(x.body, ${SAMPLED_TEXT}), ${names}), ' ') as piece
      where length(piece) between ${MIN_OF_CORRECTED - 1} and ${MAX_WORD_LENGTH}
      group by piece)
    select btrim(piece, ${sql.add(PUNCTUATION)}) as word, sum(n)::int as n
    from pieces
    group by 1`;
  return query<KnownWord>(db, text, sql.values, { prepare: false });
}
