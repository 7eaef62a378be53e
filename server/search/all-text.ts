import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters, plannedEachTime } from "../platform/parameters.ts";
import {
  type Attempt,
  type Condition,
  findRareTerms,
  isOneOf,
  MAX_EXAMINED,
  MAX_EXAMINED_FIRST,
  MAX_EXAMINED_UNINDEXED,
  MAX_GLANCED,
  type TermMatches,
  type TextSearch,
} from "./planner.ts";
import { type Matcher, matcherOf, type Term, termsOf } from "./terms.ts";

const SAMPLE_SIZE = 200;
/** A term is common if it is in at least one of this many tickets of the sample. */
const COMMON = 10;

/** Searches all text of a ticket as people read it: every term must be somewhere in it. Null if there is no term. */
export function searchAllText(text: string): TextSearch | null {
  const terms = termsOf(text);
  if (terms.length === 0) return null;
  const where = plannedEachTime((sql) => terms.map((term) => isSomewhere(term, sql)).join(" and "));
  return { where, plan: (db, count) => plan(db, terms, where, count) };
}

async function plan(db: Db, terms: readonly Term[], where: Condition, count?: number): Promise<Attempt[]> {
  // a glance has sampled a single term already
  const isSampled = terms.length === 1 && count !== undefined;
  const lookups = isSampled ? terms.filter(() => count < MAX_GLANCED / COMMON) : await withoutCommon(db, terms);
  const { ids, isComplete, inLast } = await findRareTerms(db, lookups, [inTexts, besideTexts]);
  const isChecked = isComplete && lookups.length === terms.length;
  if (ids) return [{ find: isOneOf(ids), check: isChecked ? null : where, examine: null }];
  // if few tickets have a term outside of their texts, these are listed, and of the others only the texts are examined
  const check = each(terms, (term, sql) => isSomewhere(term, sql, inLast.get(term) ?? null));
  const examine = (most: number): Attempt => ({ find: null, check, examine: most });
  if (!terms.every(({ isIndexed }) => isIndexed)) return [examine(MAX_EXAMINED_UNINDEXED)];
  return [examine(MAX_EXAMINED_FIRST), examine(MAX_EXAMINED), byIndexes(terms, inLast)];
}

/**
 * The terms with an index that only a few of the newest tickets have. To look up a term that is in every tenth ticket,
 * PostgreSQL reads lists of hundreds of thousands of matches: 0.1 s for each source.
 */
async function withoutCommon(db: Db, terms: readonly Term[]): Promise<Term[]> {
  const indexedTerms = terms.filter(({ isIndexed }) => isIndexed);
  if (indexedTerms.length === 0) return [];
  const sql = parameters();
  const columns = indexedTerms.map((term, at) => `count(*) filter (where ${isSomewhere(term, sql)})::int as n${at}`);
  const text = `select ${columns.join(", ")}
    from (select * from tickets where deleted_at is null order by created_at desc, id limit ${SAMPLE_SIZE}) t`;
  const [row] = await query<Record<string, number>>(db, text, sql.values, { prepare: false });
  return indexedTerms.filter((_, at) => row![`n${at}`]! < SAMPLE_SIZE / COMMON);
}

/** All terms at once, as one condition; PostgreSQL plans it each time. */
const each = (terms: readonly Term[], condition: (term: Term, sql: Parameters) => string): Condition =>
  plannedEachTime((sql) => terms.map((term) => condition(term, sql)).join(" and "));

/**
 * Lists the tickets by the indexes. If few tickets have a term beside their texts, the indexes of texts intersect all such
 * terms before a ticket is read; what remains is checked in the order of the list. Otherwise every term is in thousands
 * of comments, and the lists of all terms are intersected.
 */
function byIndexes(terms: readonly Term[], inLast: TermMatches["inLast"]): Attempt {
  const inOneRow = terms.filter((term) => inLast.has(term));
  const others = terms.filter((term) => !inLast.has(term));
  if (inOneRow.length === 0) {
    const lists = plannedEachTime((sql) =>
      terms.map((term) => `select id from (${everywhere(term, sql)}) as matches`).join(" intersect "),
    );
    return { find: (sql) => `t.id in (${lists(sql)})`, check: null, examine: null, isSlow: true };
  }
  const texts = each(inOneRow, (term, sql) => isInRow(term, sql, inLast.get(term)!));
  return {
    // `offset 0` keeps PostgreSQL from searching in the order of the list, whose first tickets do not have the term
    find: (sql) => `t.id in (select x.id from ticket_texts x where ${texts(sql)} offset 0)`,
    check: others.length > 0 ? each(others, (term, sql) => isSomewhere(term, sql)) : null,
    examine: null,
  };
}

function everywhere(term: Term, sql: Parameters): string {
  const matcher = matcherOf(term.kind, `${sql.add(term.text)}::text`);
  return `${inTexts(matcher)} union all ${besideTexts(matcher)}`;
}

/** Whether a row x of ticket_texts has the term, or its ticket is among those that have it elsewhere. */
function isInRow(term: Term, sql: Parameters, beside: readonly string[]): string {
  const { has, hasReadable } = matcherOf(term.kind, `${sql.add(term.text)}::text`);
  const orListed = beside.length > 0 ? ` or x.id = any(${sql.add(beside)}::uuid[])` : "";
  return `(${has("x.title")} or (${hasReadable("x.body")})${orListed})`;
}

// each condition uses the index made for it
const inTexts = ({ has, hasReadable }: Matcher) => `select id from ticket_texts where ${has("title")}
  union all select id from ticket_texts where ${hasReadable("body")}`;
const mergedInto = (has: Matcher["has"]) =>
  `select merged_ticket(source) as id from ticket_merges
  where undone_at is null and ${has("search_text(source_number, false)")}`;
const besideTexts = ({ has }: Matcher) => `select ticket as id from comments where ${has("search_text(text, true)")}
  union all select id from tickets where tags <> '' and ${has("search_text(tags, false)")}
  union all
  select t.id
  from companies co
  join tickets t on t.company = co.id
  where ${has("search_text(co.name, false)")}
  union all select t.id from contacts ct join tickets t on t.contact = ct.id
    where ${has("search_text(ct.name, false)")} or ${has("search_text(ct.email, false)")}
  union all ${mergedInto(has)}`;

// search_text(), but without the call if it would only lower the case, because most comments are plain
const COMMENT = `case when octet_length(text) = length(text) and length(text) <= 100000
      and strpos(text, '<') + strpos(text, '&') + strpos(text, E'\\n') + strpos(text, '  ') + strpos(text, E'\\t') = 0
    then lower(text) else search_text(text, true) end`;

/** Whether a term is anywhere in a ticket t. `beside`: all tickets that have it outside of their texts, if known. */
function isSomewhere({ kind, text }: Term, sql: Parameters, beside: readonly string[] | null = null): string {
  const { has, hasReadable } = matcherOf(kind, `${sql.add(text)}::text`);
  // `offset 0` keeps PostgreSQL from first copying the texts and comments of all tickets
  const inText = `exists (select from ticket_texts
    where id = t.id and (${has("title")} or ${hasReadable("body")}) offset 0)`;
  if (beside) return `(${inText} or t.id in (select unnest(${sql.add(beside)}::uuid[])))`;
  return `(${inText}
    or exists (select from comments where ticket = t.id and ${has(COMMENT)} offset 0)
    or (t.tags <> '' and ${has("search_text(t.tags, false)")})
    or t.company = any(array(select id from companies where ${has("search_text(name, false)")}))
    or t.contact = any(array(select id from contacts
      where ${has("search_text(name, false)")} or ${has("search_text(email, false)")}))
    or t.id = any(array(${mergedInto(has)})))`;
}
