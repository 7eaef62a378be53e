import { type Db, query, transact } from "../platform/database.ts";
import { type Parameters, parameters, plannedEachTime } from "../platform/parameters.ts";
import { type Clause, type Matcher, matcherIn } from "./terms.ts";

// Which strategy finds the tickets that have some words depends on how many have them, and PostgreSQL guesses that badly for
// parts of words: a wrong plan takes a hundred times as long. So the planner looks first.
//
// All strategies read ticket_texts, the search's copy of each ticket: folded number, subject and description with trigram
// indexes, kept by triggers. Comments, tags, and the names of companies and contacts have indexes of their own.
//
//   glance    The first MAX_GLANCED tickets of the list are examined before anything is looked up. For the commonest words.
//   ids       A term is in at most MAX_LISTED tickets. Their ids are read from the indexes once; the other conditions are
//             checked on those tickets alone. For rare words.
//   examine   Every term is in more tickets than that, so the list's own order soon comes upon some of them: the first
//             tickets of the list are examined one by one. For common words. A few matches are a page: those that
//             follow are examined for the next page.
//   indexes   Examining found next to nothing (common words that are seldom together, or were common long ago). The
//             indexes list the tickets that have the rarer terms, and the other terms are checked in the order of the
//             list until the page is full.
//
// A term that no index finds is only looked for by `examine`.

/** A condition on tickets t; its values are added to the statement's parameters. */
export type Condition = (sql: Parameters) => string;

/** A way to find the tickets: of those that `find` lists by an index, the first `examine` (null: all) are checked. */
export interface Attempt {
  find: Condition | null;
  check: Condition | null;
  examine: number | null;
  /** Whether it can take seconds. */
  isSlow?: boolean;
}

/** A search for text in tickets. */
export interface TextSearch {
  /** Correct for a given ticket; slow as the only condition on all tickets. */
  where: Condition;
  /**
   * The attempts to find a page, each made if the one before did not fill it. `count`: how many of the first MAX_GLANCED
   * tickets match.
   */
  plan(db: Db, count?: number): Promise<Attempt[]>;
}

/**
 * Whether the ticket of a row x of ticket_texts is not in the trash. `not in` reads the trash once; for a join, PostgreSQL may
 * read all texts in the order of their ids.
 */
export const IS_PRESENT = "x.id not in (select id from tickets where deleted_at is not null)";

/** The most ids that are listed: with more tickets, examining them in order is quicker. */
export const MAX_LISTED = 2_000;
/**
 * A ticket costs 15 microseconds to examine, and 120 as long as nothing is cached. If the first attempt finds one match,
 * the second is likely to find a few.
 */
export const MAX_EXAMINED_FIRST = 2_000;
export const MAX_EXAMINED = 10_000;
/** Examined before anything is looked up: they fill a page if every fourth ticket matches. */
export const MAX_GLANCED = 200;
/** The most that are examined for a term that no index finds. */
export const MAX_EXAMINED_UNINDEXED = 2_000;
const MAX_LOOKUPS = 3;

/** Only these tickets. A join, not `= any`: PostgreSQL may evaluate that again for each row of another table. */
export const isOneOf = (ids: readonly string[]): Condition =>
  plannedEachTime((sql) => `t.id in (select unnest(${sql.add(ids)}::uuid[]))`);

/** Attempts for a condition that finds tickets by an index (`find`) and can be checked on a given one (`where`). */
export async function planByListing(db: Db, find: Condition, where: Condition): Promise<Attempt[]> {
  const sql = parameters();
  const text = `select t.id from tickets t where ${find(sql)} limit ${MAX_LISTED + 1}`;
  const ids = (await query<{ id: string }>(db, text, sql.values, { prepare: false })).map(({ id }) => id);
  if (ids.length <= MAX_LISTED) return [{ find: isOneOf(ids), check: null, examine: null }];
  // in a subquery, so that PostgreSQL does not choose an index by its own estimate
  return [
    { find: null, check: plannedEachTime((sql) => `(select ${where(sql)})`), examine: MAX_EXAMINED },
    { find: plannedEachTime(find), check: null, examine: null },
  ];
}

/** The result of looking up the clauses with the longest terms. */
export interface TermMatches {
  /** The tickets that match the rarer clauses; null if all are common. */
  ids: string[] | null;
  /** Whether these tickets match the other clauses, too: every one was looked up as a whole. */
  isComplete: boolean;
  /** The tickets that match a clause in the last source; null if they are too many, or it was not looked up as a whole. */
  inLast: Map<Clause, string[]>;
}

/** A clause is as rare as its shortest term. */
const lengthOf = ({ terms }: Clause): number => Math.min(...terms.map(({ lookup }) => lookup.length));

/**
 * Looks up the clauses with the longest terms, which are the rarest, in each of these sources: statements that select the ids of the tickets
 * that match.
 */
export async function findRareTerms(
  db: Db,
  clauses: readonly Clause[],
  sources: readonly ((matcher: Matcher) => string)[],
): Promise<TermMatches> {
  const lookups = clauses
    .filter(({ isIndexed }) => isIndexed)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, MAX_LOOKUPS);
  if (lookups.length === 0) return { ids: null, isComplete: false, inLast: new Map() };
  const sql = parameters();
  const columns = lookups.flatMap((clause, at) => {
    const matcher = matcherIn(clause, sql, "lookup");
    return sources.map(
      (source, part) =>
        `array(select id from (${source(matcher)}) as matches limit ${MAX_LISTED + 1}) as ids${at}_${part}`,
    );
  });
  const [row] = await readByIndexes<Record<string, string[]>>(db, `select ${columns.join(", ")}`, sql.values);
  const lists = lookups.map((_, at) => sources.map((_, part) => row![`ids${at}_${part}`]!));
  // counts rows, several of which may belong to one ticket: if the list was cut off, others are missing
  const rare = lists.filter((parts) => parts.every(isWhole)).map((parts) => new Set(parts.flat()));
  const [first, ...others] = rare;
  const last = lookups.map((clause, at) => [clause, lists[at]!.at(-1)!] as const);
  return {
    ids: first ? [...others.reduce((all, each) => all.intersection(each), first)] : null,
    isComplete: rare.length === clauses.length && lookups.every(({ isLookedUpWhole }) => isLookedUpWhole),
    inLast: new Map(last.filter(([clause, ids]) => clause.isLookedUpWhole && isWhole(ids))),
  };
}

/**
 * Runs a statement that stops after the first matches. Without this setting PostgreSQL reads the whole table for them, and to
 * read all matches instead takes seconds for a word of 300,000 comments.
 */
const readByIndexes = <Row>(db: Db, text: string, values: readonly unknown[]): Promise<Row[]> =>
  transact(db, async (db) => {
    await query(db, "set local enable_seqscan = off");
    const rows = await query<Row>(db, text, values, { prepare: false });
    // the transaction may be the caller's
    await query(db, "set local enable_seqscan = on");
    return rows;
  });

const isWhole = (ids: readonly string[]) => ids.length <= MAX_LISTED;
