import { type Db, query, UNPREPARED } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";

export type Condition = (sql: Parameters) => string;

/** Something that is sought in tickets t: its condition, and how that is made quick where few tickets meet it. */
export interface Sought {
  where: Condition;
  lookUp(db: Db): Promise<Condition>;
}

// With no more tickets than this what is sought is a list of ids; with more, walking through the tickets in their order soon
// comes upon a page of them.
export const MOST_LISTED = 5_000;

/** The condition that it is one of these tickets. */
export const isOneOf =
  (ids: readonly string[]): Condition =>
  (sql) =>
    `${UNPREPARED} t.id = any(${sql.add(ids)}::uuid[])`;

/**
 * Looked up it is the ids of the few tickets that meet the condition; itself where they are many, and then out of sight of
 * the indexes: how many they are is often far from what PostgreSQL expects, and the wrong plan takes a hundred times as long.
 */
export const listable = (where: Condition): Sought => ({
  where,
  async lookUp(db) {
    const sql = parameters();
    const text = `select t.id from tickets t where ${where(sql)} limit ${MOST_LISTED + 1}`;
    const ids = (await query<{ id: string }>(db, text, sql.values)).map(({ id }) => id);
    return ids.length > MOST_LISTED ? (sql) => `${UNPREPARED} (select ${where(sql)})` : isOneOf(ids);
  },
});
