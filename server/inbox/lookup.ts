import { anywhere } from "../../wire/query.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters, plannedEachTime } from "../platform/parameters.ts";

export type Condition = (sql: Parameters) => string;

/** Something that is sought in tickets t: its condition, and how that is made quick where few tickets meet it. */
export interface Sought {
  where: Condition;
  lookUp(db: Db): Promise<Looked>;
}

/** What a look at the tickets has made of a condition: for a page of them, and to count them all. */
export interface Looked {
  where: Condition;
  counted: Condition;
}

export const forBoth = (where: Condition): Looked => ({ where, counted: where });

// With no more tickets than this what is sought is a list of ids; with more, walking through the tickets in their order soon
// comes upon a page of them.
export const MOST_LISTED = 5_000;

/** The condition that it is one of these tickets. A join with them, not `= any`: that PostgreSQL may ask again for each row of another table. */
export const isOneOf = (ids: readonly string[]): Condition =>
  plannedEachTime((sql) => `t.id in (select unnest(${sql.add(ids)}::uuid[]))`);

/**
 * A condition that finds tickets; `told` asks the same of a ticket at hand, where there is a better way to.
 *
 * Looked up it is the ids of the few tickets that meet the condition; itself where they are many, and then out of sight of
 * the indexes: how many they are is often far from what PostgreSQL expects, and the wrong plan takes a hundred times as long.
 */
export const listable = (where: Condition, told = where): Sought => ({
  where: told,
  async lookUp(db) {
    const sql = parameters();
    const text = `select t.id from tickets t where ${where(sql)} limit ${MOST_LISTED + 1}`;
    const ids = (await query<{ id: string }>(db, text, sql.values, sql)).map(({ id }) => id);
    return forBoth(ids.length > MOST_LISTED ? plannedEachTime((sql) => `(select ${told(sql)})`) : isOneOf(ids));
  },
});

// the longest are the rarest, and a few of them are enough
const MOST_LOOKED_UP = 3;
// a longer term is looked up by its beginning: each of its trigrams is one more list for the index to read
const LONGEST_LOOKED_UP = 60;
const SHORTEST_LOOKED_UP = 3;

/** What is known of the tickets that have certain terms. */
export interface Rare {
  /** The ids of those that have the rarer terms; null when all are common. */
  ids: string[] | null;
  /** Whether these have the other terms too: all were looked up, each as a whole. */
  isWhole: boolean;
}

/** Looks up the rarer terms; the sources are a statement that finds the ids of the tickets that have a pattern. */
export async function withRareTerms(
  db: Db,
  terms: readonly string[],
  sources: (pattern: string) => string,
): Promise<Rare> {
  const wanted = terms
    .filter(isIndexed)
    .map((term) => [...term])
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_LOOKED_UP);
  if (wanted.length === 0) return { ids: null, isWhole: false };
  const found = await query<{ ids: string[] }>(
    db,
    `select array(select id from (${sources("x.pattern")}) f limit ${MOST_LISTED + 1}) as ids from unnest($1::text[]) as x (pattern)`,
    [wanted.map((characters) => anywhere(characters.slice(0, LONGEST_LOOKED_UP).join("")))],
  );
  // by its rows, of which several may be of one ticket: where they were cut off, others are missing
  const rare = found.filter(({ ids }) => ids.length <= MOST_LISTED).map(({ ids }) => new Set(ids));
  const [first, ...others] = rare;
  return {
    ids: first ? [...others.reduce((all, each) => all.intersection(each), first)] : null,
    isWhole: rare.length === terms.length && wanted.every(({ length }) => length <= LONGEST_LOOKED_UP),
  };
}

/** Whether the indexes of trigrams can find a term. */
export const isIndexed = (term: string) => [...term].length >= SHORTEST_LOOKED_UP;
