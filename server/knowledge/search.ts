import type { Visibility } from "../../wire/knowledge-words.ts";
import { invalid } from "../../wire/problems.ts";
import { searchTerms } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { summaryOf } from "./content.ts";
import { articleVisibleTo, effectiveVisibility, type Reader } from "./visible.ts";

export interface Hit {
  id: string;
  slug: string;
  language: string;
  title: string;
  summary: string;
  effective_visibility: Visibility;
}

interface Row extends Omit<Hit, "summary"> {
  html: string;
}

const MAX_TERMS = 12;
const MAX_WORDS = 24;

/** Published texts with every term of a search, best first, one an article; by their words if none has them all. */
export async function searchArticles(
  db: Db,
  reader: Reader,
  text: string,
  { language, limit }: { language: string; limit: number },
): Promise<Hit[]> {
  if (text.includes("\0")) throw invalid({ search: ["Null characters are not allowed."] });
  const terms = searchTerms(text.toWellFormed()).slice(0, MAX_TERMS);
  if (terms.length === 0) return [];
  const sql = parameters();
  const patterns = terms.map((term) => `(select search_pattern(${sql.add(term)}::text))`);
  const matches = patterns.map((pattern) => `(x.search_title like ${pattern} or x.search_body like ${pattern})`);
  const inTitle = patterns.map((pattern) => `(x.search_title like ${pattern})::int`).join(" + ");
  const rows = await query<Row>(
    db,
    live(
      sql,
      reader,
      `${matches.join(" and ")}`,
      `${inTitle} desc, (x.language = ${sql.add(language)}) desc, a.position, x.live_title, a.id`,
      limit,
    ),
    sql.values,
    { prepare: false },
  );
  return rows.length > 0
    ? onePerArticle(rows, language, limit)
    : suggestArticles(db, reader, text, { language, limit });
}

const live = (sql: Parameters, reader: Reader, where: string, order: string, limit: number) =>
  `select a.id, a.slug, x.language, x.live_title as title, left(x.live_html, 3000) as html,
     ${effectiveVisibility("a")} as effective_visibility
   from kb_articles a
   join kb_texts x on x.article = a.id
   where a.state = 'published' and x.live_version is not null and ${articleVisibleTo(reader, sql)} and ${where}
   order by ${order}
   limit ${sql.add(limit * 4)}`;

function onePerArticle(rows: readonly Row[], language: string, limit: number): Hit[] {
  const best = new Map<string, Row>();
  for (const row of rows) if (!best.has(row.id) || row.language === language) best.set(row.id, row);
  return [...best.values()].slice(0, limit).map(({ html, ...hit }) => ({ ...hit, summary: summaryOf(html) }));
}

// it knows the words of Thai, which are written without spaces
const segmenter = new Intl.Segmenter("th", { granularity: "word" });
const HAS_SPACES = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u;

/** The words of a text, the longest first; those too short to tell anything are left out. */
export function wordsOf(text: string): string[] {
  const words = [...segmenter.segment(text.slice(0, 4000).toLowerCase())]
    .filter(({ isWordLike, segment }) => isWordLike && [...segment].length >= (HAS_SPACES.test(segment) ? 4 : 2))
    .map(({ segment }) => segment);
  return [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, MAX_WORDS);
}

/**
 * Articles that share words with a text. A word counts the more the fewer articles have it, and three times in a title; one
 * word in one text alone is chance, so it must be in the title or not be the only one.
 */
export async function suggestArticles(
  db: Db,
  reader: Reader,
  text: string,
  { language, limit }: { language: string; limit: number },
): Promise<Hit[]> {
  const words = wordsOf(text.replaceAll("\0", " ").toWellFormed());
  if (words.length === 0) return [];
  const sql = parameters();
  const list = sql.add(words);
  const scored = `(
    with words as materialized (select n, search_pattern(w) as p
      from unnest(${list}::text[]) with ordinality as w (w, n)),
      readable as (
        select x.article, x.language, x.search_title, x.search_body from kb_texts x
        join kb_articles a on a.id = x.article
        where a.state = 'published' and x.live_version is not null and ${articleVisibleTo(reader, sql)}),
      hits as (
        select r.article, r.language, w.n, r.search_title like w.p as in_title
        from words w
        join readable r on r.search_title like w.p or r.search_body like w.p),
      rarity as (
        select n, ln(1 + (select count(*) from readable)::float8 / count(distinct article)) as weight
        from hits
        group by n)
    select h.article, h.language, sum(case when h.in_title then 3 else 1 end * y.weight) as score
    from hits h
    join rarity y on y.n = h.n
    group by h.article, h.language
    having bool_or(h.in_title) or count(*) > 1)`;
  const rows = await query<Row>(
    db,
    `select a.id, a.slug, x.language, x.live_title as title, left(x.live_html, 3000) as html,
       ${effectiveVisibility("a")} as effective_visibility
     from ${scored} s
     join kb_articles a on a.id = s.article
     join kb_texts x on x.article = s.article and x.language = s.language
     order by s.score desc, (x.language = ${sql.add(language)}) desc, a.position, a.id
     limit ${sql.add(limit * 4)}`,
    sql.values,
    { prepare: false },
  );
  return onePerArticle(rows, language, limit);
}
