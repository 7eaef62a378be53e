import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters, plannedEachTime } from "../platform/parameters.ts";
import { COMMON, findRareTerms, MAX_LISTED, type TermMatches, withoutCommon } from "./look-up.ts";
import type { Clause } from "./terms.ts";
import { idsBesideTexts, idsInTexts, idsOf, isInRow, isSomewhere } from "./text-conditions.ts";

// Which way of finding the tickets that have some words is the quickest depends on how many have them, and PostgreSQL
// guesses that badly for parts of words: a wrong plan takes a hundred times as long. So the planner looks first, and plans
// attempts. A caller makes one after the other (`attemptsInTurn`) until it has enough.
//
// All strategies read ticket_texts, the search's copy of each ticket: folded number, subject and description with trigram
// indexes, kept by triggers. Comments, tags, and the names of companies and contacts have indexes of their own.
//
//   strategy | when                         | statement                                                | cost
//   ---------+------------------------------+----------------------------------------------------------+-------
//   glance   | always first for `?q=`:      | The first MAX_GLANCED tickets of the list are examined   | 11 ms
//            | enough for the commonest     | before anything is looked up.                            |
//            | words                        |                                                          |
//   ids      | a term is in at most         | The indexes list the IDs once (`findRareTerms`). The     |  4 ms
//            | MAX_LISTED tickets           | other conditions are checked on those tickets alone.     |
//   examine  | every term is in more        | The first MAX_EXAMINED_FIRST tickets of the list, then   | 52 ms
//            |                              | MAX_EXAMINED, are examined one by one: the list's own    |
//            |                              | order soon comes upon matches. A few are a page; the     |
//            |                              | next page continues there.                               |
//   indexes  | examining found next to      | The indexes list the tickets that have the rarer terms.  | 310 ms
//            | nothing: common words that   | The other terms are checked in the order of the list     |
//            | are seldom together, or were | until the page is full.                                  |
//            | common long ago              |                                                          |
//   listing  | `?search=` and tags, which   | One condition, answered by an index: IDs up to           | 53 ms
//            | are one condition each       | MAX_LISTED, otherwise examine, then indexes.             |
//   newest   | no index finds a term (one   | The newest MAX_EXAMINED_UNINDEXED tickets are examined.  |  5 ms
//            | letter, a symbol)            | `?q=` stops there; `?search=` then reads all texts.      |
//   palette  | `/search/` while typing      | ids by titles and names, or the newest tickets of each   | 3 to
//            | (palette.ts)                 | state; the best matches come first.                      | 50 ms
//
// The costs are PostgreSQL's processor time for a page at 1,000,000 tickets and 3,000,000 comments (docs/architecture.md and
// bench/RESULTS.md say when they were measured): glance, a very common word; ids, a word without matches; examine, a word
// that 18,868 tickets have; indexes, two such words that 195 tickets have together; listing, an exact count of 18,868
// tickets; newest, the letter “v”, without its count. Several words that each are in a tenth of all comments and never
// together still take seconds, because all lists are intersected (`isSlow`).

/** A condition on tickets t; its values are added to the statement's parameters. */
export type Condition = (sql: Parameters) => string;

/** A way to find the tickets: of those that `find` lists by an index, the first `examine` (null: all) are checked. */
export interface Attempt {
  /** Null: all tickets of the list. */
  find: Condition | null;
  /** Null: all of them match. */
  check: Condition | null;
  examine: number | null;
  /** Whether it can take seconds. */
  isSlow?: boolean;
}

/** A search for text in tickets. */
export interface TextSearch {
  /** Correct for a given ticket; slow as the only condition on all tickets. */
  where: Condition;
  /** Plans the attempts after a glance. `glanceCount`: how many tickets it found; undefined if it was not made. */
  plan(db: Db, glanceCount?: number): Promise<Attempt[]>;
}

/**
 * Whether the ticket of a row x of ticket_texts is not in the trash. `not in` reads the trash once; for a join, PostgreSQL may
 * read all texts in the order of their ids.
 */
export const IS_PRESENT = "x.id not in (select id from tickets where deleted_at is not null)";

/** Examined before anything is looked up: they fill a page if every fourth ticket matches. */
const MAX_GLANCED = 200;
/**
 * A ticket costs 15 microseconds to examine, and 120 as long as nothing is cached. If the first attempt finds one match,
 * the second is likely to find a few.
 */
const MAX_EXAMINED_FIRST = 2_000;
const MAX_EXAMINED = 10_000;
/** Each examining attempt examines so many times as many tickets as the one before. */
export const GROWTH = MAX_EXAMINED / MAX_EXAMINED_FIRST;
/** The most that are examined for a term that no index finds. */
const MAX_EXAMINED_UNINDEXED = 2_000;

/** The attempt without a search: the list itself. */
export const WHOLE_LIST: Attempt = { find: null, check: null, examine: null };

/** The first tickets of the list, which are enough for common words. */
export const glanceFor = ({ where }: TextSearch) =>
  ({ find: null, check: where, examine: MAX_GLANCED }) satisfies Attempt;

/** The attempts to make one after the other, until the caller has enough. `matchCount`: what they have found so far. */
export function* attemptsInTurn(attempts: readonly Attempt[], matchCount: () => number): Generator<Attempt> {
  for (const [at, attempt] of attempts.entries()) {
    // if the first attempt found nothing, a longer one of its kind would find next to nothing
    if (at > 0 && attempt.examine !== null && matchCount() === 0) continue;
    yield attempt;
  }
}

/** The search for what all of these find; null if there are none. */
export function combine(searches: readonly TextSearch[]): TextSearch | null {
  const [only, ...others] = searches;
  if (!only || others.length === 0) return only ?? null;
  return {
    where: both(searches.map(({ where }) => where))!,
    // what a glance at all of them found says nothing about one of them
    plan: async (db) => inTurn(await Promise.all(searches.map((each) => each.plan(db)))),
  };
}

/** The first attempts of all searches together, then the last ones. A search with one attempt has it in both. */
function inTurn(plans: readonly Attempt[][]): Attempt[] {
  const rounds = Math.max(...plans.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => {
    const attempts = plans.map((plan) => plan[Math.min(round, plan.length - 1)]!);
    const limits = attempts.map(({ examine }) => examine).filter((each) => each !== null);
    return {
      find: both(attempts.map(({ find }) => find)),
      check: both(attempts.map(({ check }) => check)),
      examine: limits.length > 0 ? Math.min(...limits) : null,
      isSlow: attempts.some(({ isSlow }) => isSlow),
    };
  });
}

function both(conditions: readonly (Condition | null)[]): Condition | null {
  const present = conditions.filter((each) => each !== null);
  return present.length > 0 ? (sql) => present.map((each) => each(sql)).join(" and ") : null;
}

/** Only these tickets. A join, not `= any`: PostgreSQL may evaluate that again for each row of another table. */
export const isOneOf = (ids: readonly string[]): Condition =>
  plannedEachTime((sql) => `t.id in (select unnest(${sql.add(ids)}::uuid[]))`);

/** Plans a condition that finds tickets by an index (`find`) and can be checked on a given one (`where`). */
export async function planByListing(db: Db, find: Condition, where: Condition): Promise<Attempt[]> {
  const sql = parameters();
  const text = `
    select t.id
    from tickets t
    where ${find(sql)}
    limit ${MAX_LISTED + 1}`;
  const ids = (await query<{ id: string }>(db, text, sql.values, { prepare: false })).map(({ id }) => id);
  if (ids.length <= MAX_LISTED) return [{ find: isOneOf(ids), check: null, examine: null }];
  // in a subquery, so that PostgreSQL does not choose an index by its own estimate
  return [
    { find: null, check: plannedEachTime((sql) => `(select ${where(sql)})`), examine: MAX_EXAMINED },
    { find: plannedEachTime(find), check: null, examine: null },
  ];
}

/** Plans a page of the newest tickets that ends at the ticket `end`; null if it is found better by `planByListing`. */
export const planNewest = ({ where, isUnindexed }: TextSearch & { isUnindexed: boolean }, end: number) =>
  isUnindexed && end <= MAX_EXAMINED_UNINDEXED
    ? ({ find: null, check: where, examine: MAX_EXAMINED_UNINDEXED } satisfies Attempt)
    : null;

/** Plans a search for these clauses anywhere in a ticket; `where` is the condition for all of them. */
export async function planByTerms(
  db: Db,
  clauses: readonly Clause[],
  where: Condition,
  glanceCount?: number,
): Promise<Attempt[]> {
  // a glance has sampled a single clause already
  const isSampled = clauses.length === 1 && glanceCount !== undefined;
  const isCommon = isSampled && glanceCount >= MAX_GLANCED / COMMON;
  const lookups = isSampled ? clauses.filter(() => !isCommon) : await withoutCommon(db, clauses);
  const { ids, isComplete, inLast: beside } = await findRareTerms(db, lookups, [idsInTexts, idsBesideTexts]);
  const needsNoCheck = isComplete && lookups.length === clauses.length;
  if (ids) return [{ find: isOneOf(ids), check: needsNoCheck ? null : where, examine: null }];
  // if few tickets have a term outside of their texts, these are listed, and of the others only the texts are examined
  const check = each(clauses, (clause, sql) => isSomewhere(clause, sql, beside.get(clause) ?? null));
  const examine = (most: number): Attempt => ({ find: null, check, examine: most });
  if (!clauses.every(({ isIndexed }) => isIndexed)) return [examine(MAX_EXAMINED_UNINDEXED)];
  return [examine(MAX_EXAMINED_FIRST), examine(MAX_EXAMINED), byIndexes(clauses, beside)];
}

/** All clauses at once, as one condition; PostgreSQL plans it each time. */
const each = (clauses: readonly Clause[], condition: (clause: Clause, sql: Parameters) => string): Condition =>
  plannedEachTime((sql) => clauses.map((clause) => condition(clause, sql)).join(" and "));

/**
 * Lists the tickets by the indexes. If few tickets have a term beside their texts, the indexes of texts intersect all such
 * clauses before a ticket is read; what remains is checked in the order of the list. Otherwise every term is in thousands
 * of comments, and the lists of all clauses are intersected.
 */
function byIndexes(clauses: readonly Clause[], beside: TermMatches["inLast"]): Attempt {
  const inOneRow = clauses.filter((clause) => beside.has(clause));
  const others = clauses.filter((clause) => !beside.has(clause));
  if (inOneRow.length === 0) {
    const lists = plannedEachTime((sql) =>
      clauses.map((clause) => `select id from (${idsOf(clause, sql)}) as matches`).join(" intersect "),
    );
    return { find: (sql) => `t.id in (${lists(sql)})`, check: null, examine: null, isSlow: true };
  }
  const texts = each(inOneRow, (clause, sql) => isInRow(clause, sql, beside.get(clause)!));
  return {
    // `offset 0` keeps PostgreSQL from searching in the order of the list, whose first tickets do not have the term
    find: (sql) => `t.id in (
        select x.id
        from ticket_texts x
        where ${texts(sql)} offset 0)`,
    check: others.length > 0 ? each(others, (clause, sql) => isSomewhere(clause, sql)) : null,
    examine: null,
  };
}
