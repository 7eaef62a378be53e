import type { Visibility } from "../../wire/knowledge-words.ts";
import { invalid } from "../../wire/problems.ts";
import { searchClauses } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { summaryOf } from "./content.ts";
import { correctSearch } from "./spelling.ts";
import { articleVisibleTo, effectiveVisibility, type Reader } from "./visible.ts";
import { formsOf, searchWords } from "./words.ts";

export interface HitRow {
  id: string;
  slug: string;
  language: string;
  title: string;
  summary: string;
  effective_visibility: Visibility;
}

interface Row extends Omit<HitRow, "summary"> {
  html: string;
}

interface SearchLimits {
  language: string;
  limit: number;
}

const MAX_TERMS = 12;
// shorter words of a ticket mean little; in a search, "red" may be what it is about
const USUAL_LETTERS = 4;
const SHORT_LETTERS = 3;

interface Term {
  text: string;
  /** A placeholder for its pattern. */
  pattern: string;
}

// whatever the folding does to it, a row of letters and digits belongs to one word
const ONE_WORD = /^[\p{Lu}\p{Ll}\p{Lo}\p{Mn}\p{Mc}\p{Nd}]+$/u;

/** The condition that a text x has one of these terms. */
const hasOneOf = (terms: readonly Term[]): string => `(${terms.map(hasTerm).join(" or ")})`;

function hasTerm({ text, pattern }: Term): string {
  const letters = text.normalize("NFKD");
  if (!ONE_WORD.test(letters)) return `(x.search_title like ${pattern} or x.search_body like ${pattern})`;
  // an index would be read completely for two letters, which takes four times as long as reading the texts
  return [...letters].length < 3 ? `x.words || '' like ${pattern}` : `x.words like ${pattern}`;
}

/** The result of a search. */
export interface SearchResult {
  hits: HitRow[];
  /** How the hits match: all terms (one of those with `or` between them), some of them, or the terms in `correction`, which differ in spelling. */
  by: "all" | "some" | "spelling";
  correction: string | null;
}

/** Published texts that match a search, best first, one an article. See `findArticles`. */
export const searchArticles = async (db: Db, reader: Reader, text: string, options: SearchLimits): Promise<HitRow[]> =>
  (await findArticles(db, reader, text, options)).hits;

/**
 * Finds published texts with every term of a search; of terms with `or` between them, one is enough. If no text has them all,
 * those with some of its words; if none has any, those with words that differ from mistyped ones in one letter.
 */
export async function findArticles(db: Db, reader: Reader, text: string, options: SearchLimits): Promise<SearchResult> {
  if (text.includes("\0")) throw invalid({ search: ["Null characters are not allowed."] });
  const clauses = firstClauses(searchClauses(text.toWellFormed()));
  const result = (hits: HitRow[], by: SearchResult["by"], correction: string | null = null): SearchResult => ({
    hits,
    by,
    correction,
  });
  if (clauses.length === 0) return result([], "all");
  const all = await withAllTerms(db, reader, clauses, options);
  if (all.length > 0) return result(all, "all");
  for (const letters of [USUAL_LETTERS, SHORT_LETTERS]) {
    const some = await suggestArticles(db, reader, clauses.flat().join(" "), options, letters);
    if (some.length > 0) return result(some, "some");
  }
  const correction = await correctSearch(db, reader, clauses);
  if (!correction) return result([], "all");
  return { ...(await findArticles(db, reader, correction, options)), by: "spelling", correction };
}

/** The first clauses, with at most `MAX_TERMS` terms together. */
function firstClauses(clauses: readonly string[][]): string[][] {
  let free = MAX_TERMS;
  const first: string[][] = [];
  for (const terms of clauses) {
    if (free > 0) first.push(terms.slice(0, free));
    free -= terms.length;
  }
  return first;
}

async function withAllTerms(
  db: Db,
  reader: Reader,
  clauses: readonly (readonly string[])[],
  options: SearchLimits,
): Promise<HitRow[]> {
  const sql = parameters();
  const all = clauses.map((terms) =>
    terms.map((text): Term => ({ text, pattern: `(select search_pattern(${sql.add(text)}::text))` })),
  );
  const inTitle = all
    .map((terms) => `(${terms.map(({ pattern }) => `x.search_title like ${pattern}`).join(" or ")})::int`)
    .join(" + ");
  const scores = `
    select x.article, x.language, (${inTitle})::float8 as score from kb_texts x
    join kb_articles a on a.id = x.article
    where a.state = 'published' and x.live_version is not null and ${articleVisibleTo(reader, sql)}
      and ${all.map(hasOneOf).join(" and ")}`;
  const rows = await query<Row>(db, bestOf(scores, sql.add(options.language), sql.add(options.limit)), sql.values, {
    prepare: false,
  });
  return rows.map(hitOf);
}

/** The best texts by a statement's score, one an article. Only these are read in full. */
const bestOf = (scores: string, language: string, limit: string) =>
  `with scored as materialized (${scores}),
    one as (
     select distinct on (article) article, language, score from scored
     order by article, (language = ${language}) desc, score desc, language),
    best as (
     select o.article, o.language, row_number() over better as place from one o
     join kb_articles a on a.id = o.article
     window better as (order by o.score desc, (o.language = ${language}) desc, a.position, a.slug collate "C", a.id)
     order by place
     limit ${limit})
   select a.id, a.slug, x.language, x.live_title as title, left(x.live_html, 3000) as html,
     ${effectiveVisibility("a")} as effective_visibility
   from best b
   join kb_articles a on a.id = b.article
   join kb_texts x on x.article = b.article and x.language = b.language
   order by b.place`;

const hitOf = ({ html, ...hit }: Row): HitRow => ({ ...hit, summary: summaryOf(html) });

/**
 * Articles that share words with a text. A word counts the more the fewer articles have it, and three times in a title; one
 * word in one text alone is chance, so it must be in the title or not be the only one. Words with fewer than `letters` do not
 * count.
 */
export async function suggestArticles(
  db: Db,
  reader: Reader,
  text: string,
  options: SearchLimits,
  letters = USUAL_LETTERS,
): Promise<HitRow[]> {
  const words = searchWords(text.replaceAll("\0", " ").toWellFormed(), letters);
  if (words.length === 0) return [];
  const sql = parameters();
  const forms = words.flatMap((word, n) => formsOf(word).map((form) => ({ n, form })));
  const scores = `
    with forms as materialized (
      select n, array_agg(search_text(form, false)) as forms
      from jsonb_to_recordset(${sql.add(JSON.stringify(forms))}::jsonb) as f (n integer, form text)
      group by n),
     readable as materialized (
      select a.id from kb_articles a where a.state = 'published' and ${articleVisibleTo(reader, sql)}),
     hits as materialized (
      select x.article, x.language, f.n, 1 as points
      from forms f
      join kb_texts x on string_to_array(x.words, ' ') && f.forms or x.parts && f.forms
      join readable r on r.id = x.article
      union all
      select x.article, x.language, f.n, 2
      from forms f
      join kb_texts x on x.title_words && f.forms
      join readable r on r.id = x.article),
     rarity as (
      select n, ln(1 + (select count(*) from readable)::float8 / count(*)) as weight
      from hits
      where points = 1
      group by n)
    select h.article, h.language, sum(h.points * y.weight) as score
    from hits h
    join rarity y on y.n = h.n
    group by h.article, h.language
    having bool_or(h.points = 2) or count(*) > 1`;
  const rows = await query<Row>(db, bestOf(scores, sql.add(options.language), sql.add(options.limit)), sql.values, {
    prepare: false,
  });
  return rows.map(hitOf);
}
