import { type Db, query, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { type Clause, type Matcher, matcherIn } from "./terms.ts";
import { isSomewhere } from "./text-conditions.ts";

// How common the terms of a search are. The planner looks before it chooses a strategy.

/** The most IDs that are listed: with more tickets, examining them in order is quicker. */
export const MAX_LISTED = 2_000;
const MAX_LOOKUPS = 3;
const SAMPLE_SIZE = 200;
/** A term is common if it is in at least one of this many tickets of the newest. */
export const COMMON = 10;

/**
 * The clauses with an index that only a few of the newest tickets have. To look up a term that is in every tenth ticket,
 * PostgreSQL reads lists of hundreds of thousands of matches: 0.1 s for each source.
 */
export async function withoutCommon(db: Db, clauses: readonly Clause[]): Promise<Clause[]> {
  const indexedClauses = clauses.filter(({ isIndexed }) => isIndexed);
  if (indexedClauses.length === 0) return [];
  const sql = parameters();
  const counts = indexedClauses.map(
    (clause, at) => `count(*) filter (where ${isSomewhere(clause, sql)})::int as n${at}`,
  );
  const text = `
    select ${counts.join(", ")}
    from (
      select *
      from tickets
      where deleted_at is null
      order by created_at desc, id
      limit ${SAMPLE_SIZE}) t`;
  const [row] = await query<Record<string, number>>(db, text, sql.values, { prepare: false });
  return indexedClauses.filter((_, at) => row![`n${at}`]! < SAMPLE_SIZE / COMMON);
}

/** The result of looking up the clauses with the longest terms. */
export interface TermMatches {
  /** The tickets that match the rarer clauses; null if all are common. */
  ids: string[] | null;
  /** Whether these tickets match the other clauses, too: every one was looked up as a whole. */
  isComplete: boolean;
  /** The tickets that match a clause in the last source; without clauses that too many match, or looked up in part. */
  inLast: Map<Clause, string[]>;
}

/** A statement that selects the IDs of the tickets that match a clause in one place, such as their texts. */
type Source = (matcher: Matcher) => string;

/** A clause is as rare as its shortest term. */
const lengthOf = ({ terms }: Clause): number => Math.min(...terms.map(({ lookup }) => lookup.length));

/** Looks up the clauses with the longest terms, which are the rarest, in each of the sources. */
export async function findRareTerms(
  db: Db,
  clauses: readonly Clause[],
  sources: readonly Source[],
): Promise<TermMatches> {
  const lookups = clauses
    .filter(({ isIndexed }) => isIndexed)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, MAX_LOOKUPS);
  if (lookups.length === 0) return { ids: null, isComplete: false, inLast: new Map() };
  const matches = await readMatches(db, lookups, sources);
  // counts rows, several of which may belong to one ticket: if a list was cut off, others are missing
  const rare = matches.filter(({ lists }) => lists.every(isWhole)).map(({ lists }) => new Set(lists.flat()));
  const [first, ...others] = rare;
  const last = matches.map(({ clause, lists }) => [clause, lists.at(-1)!] as const);
  return {
    ids: first ? [...others.reduce((all, each) => all.intersection(each), first)] : null,
    isComplete: rare.length === clauses.length && lookups.every(({ isLookedUpWhole }) => isLookedUpWhole),
    inLast: new Map(last.filter(([clause, ids]) => clause.isLookedUpWhole && isWhole(ids))),
  };
}

const isWhole = (ids: readonly string[]) => ids.length <= MAX_LISTED;

/** The IDs of the tickets that match each clause, a list for each source, which may be one longer than MAX_LISTED. */
async function readMatches(db: Db, clauses: readonly Clause[], sources: readonly Source[]) {
  const sql = parameters();
  const columns = clauses.flatMap((clause, at) => {
    const matcher = matcherIn(clause, sql, "lookup");
    return sources.map((source, part) => {
      const ids = `select id from (${source(matcher)}) as matches limit ${MAX_LISTED + 1}`;
      return `array(${ids}) as ids${at}_${part}`;
    });
  });
  const [row] = await readByIndexes<Record<string, string[]>>(db, `select ${columns.join(", ")}`, sql);
  return clauses.map((clause, at) => ({ clause, lists: sources.map((_, part) => row![`ids${at}_${part}`]!) }));
}

/**
 * Runs a statement that stops after the first matches. Without this setting PostgreSQL reads the whole table for them, and to
 * read all matches instead takes seconds for a word of 300,000 comments.
 */
const readByIndexes = <Row>(db: Db, text: string, { values }: Parameters): Promise<Row[]> =>
  transact(db, async (db) => {
    await query(db, "set local enable_seqscan = off");
    const rows = await query<Row>(db, text, values, { prepare: false });
    // the transaction may be the caller's
    await query(db, "set local enable_seqscan = on");
    return rows;
  });
