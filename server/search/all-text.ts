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
import { type Clause, clausesOf, type Matcher, matcherIn } from "./terms.ts";

const SAMPLE_SIZE = 200;
/** A term is common if it is in at least one of this many tickets of the sample. */
const COMMON = 10;

/** Searches all text of a ticket as people read it: a term of each clause must be somewhere in it. Null if there is no term. */
export function searchAllText(text: string): TextSearch | null {
  const clauses = clausesOf(text);
  if (clauses.length === 0) return null;
  const where = plannedEachTime((sql) => clauses.map((clause) => isSomewhere(clause, sql)).join(" and "));
  return { where, plan: (db, count) => plan(db, clauses, where, count) };
}

async function plan(db: Db, clauses: readonly Clause[], where: Condition, count?: number): Promise<Attempt[]> {
  // a glance has sampled a single term already
  const isSampled = clauses.length === 1 && count !== undefined;
  const lookups = isSampled ? clauses.filter(() => count < MAX_GLANCED / COMMON) : await withoutCommon(db, clauses);
  const { ids, isComplete, inLast } = await findRareTerms(db, lookups, [inTexts, besideTexts]);
  const isChecked = isComplete && lookups.length === clauses.length;
  if (ids) return [{ find: isOneOf(ids), check: isChecked ? null : where, examine: null }];
  // if few tickets have a term outside of their texts, these are listed, and of the others only the texts are examined
  const check = each(clauses, (clause, sql) => isSomewhere(clause, sql, inLast.get(clause) ?? null));
  const examine = (most: number): Attempt => ({ find: null, check, examine: most });
  if (!clauses.every(({ isIndexed }) => isIndexed)) return [examine(MAX_EXAMINED_UNINDEXED)];
  return [examine(MAX_EXAMINED_FIRST), examine(MAX_EXAMINED), byIndexes(clauses, inLast)];
}

/**
 * The clauses with an index that only a few of the newest tickets have. To look up a term that is in every tenth ticket,
 * PostgreSQL reads lists of hundreds of thousands of matches: 0.1 s for each source.
 */
async function withoutCommon(db: Db, clauses: readonly Clause[]): Promise<Clause[]> {
  const indexedClauses = clauses.filter(({ isIndexed }) => isIndexed);
  if (indexedClauses.length === 0) return [];
  const sql = parameters();
  const columns = indexedClauses.map(
    (clause, at) => `count(*) filter (where ${isSomewhere(clause, sql)})::int as n${at}`,
  );
  const text = `select ${columns.join(", ")}
    from (select * from tickets where deleted_at is null order by created_at desc, id limit ${SAMPLE_SIZE}) t`;
  const [row] = await query<Record<string, number>>(db, text, sql.values, { prepare: false });
  return indexedClauses.filter((_, at) => row![`n${at}`]! < SAMPLE_SIZE / COMMON);
}

/** All clauses at once, as one condition; PostgreSQL plans it each time. */
const each = (clauses: readonly Clause[], condition: (clause: Clause, sql: Parameters) => string): Condition =>
  plannedEachTime((sql) => clauses.map((clause) => condition(clause, sql)).join(" and "));

/**
 * Lists the tickets by the indexes. If few tickets have a term beside their texts, the indexes of texts intersect all such
 * clauses before a ticket is read; what remains is checked in the order of the list. Otherwise every term is in thousands
 * of comments, and the lists of all clauses are intersected.
 */
function byIndexes(clauses: readonly Clause[], inLast: TermMatches["inLast"]): Attempt {
  const inOneRow = clauses.filter((clause) => inLast.has(clause));
  const others = clauses.filter((clause) => !inLast.has(clause));
  if (inOneRow.length === 0) {
    const lists = plannedEachTime((sql) =>
      clauses.map((clause) => `select id from (${everywhere(clause, sql)}) as matches`).join(" intersect "),
    );
    return { find: (sql) => `t.id in (${lists(sql)})`, check: null, examine: null, isSlow: true };
  }
  const texts = each(inOneRow, (clause, sql) => isInRow(clause, sql, inLast.get(clause)!));
  return {
    // `offset 0` keeps PostgreSQL from searching in the order of the list, whose first tickets do not have the term
    find: (sql) => `t.id in (select x.id from ticket_texts x where ${texts(sql)} offset 0)`,
    check: others.length > 0 ? each(others, (clause, sql) => isSomewhere(clause, sql)) : null,
    examine: null,
  };
}

function everywhere(clause: Clause, sql: Parameters): string {
  const matcher = matcherIn(clause, sql);
  return `${inTexts(matcher)} union all ${besideTexts(matcher)}`;
}

/** Whether a row x of ticket_texts matches the clause, or its ticket is among those that have it elsewhere. */
function isInRow(clause: Clause, sql: Parameters, beside: readonly string[]): string {
  const { has, hasReadable } = matcherIn(clause, sql);
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

/** search_text() of a comment, but without the call if it would only lower the case, because most comments are plain. */
export const COMMENT = `case when octet_length(text) = length(text) and length(text) <= 100000
      and strpos(text, '<') + strpos(text, '&') + strpos(text, E'\\n') + strpos(text, '  ') + strpos(text, E'\\t') = 0
    then lower(text) else search_text(text, true) end`;

/** Whether a ticket t matches a clause anywhere. `beside`: all tickets that do outside of their texts, if known. */
function isSomewhere(clause: Clause, sql: Parameters, beside: readonly string[] | null = null): string {
  const { has, hasReadable } = matcherIn(clause, sql);
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
