import { Problem } from "../../wire/problems.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";

/** The condition on a ticket `t` that some of it is older than what contacts see. */
const IS_HIDDEN = `t.deleted_at is null and t.public_since is distinct from '-infinity'
  and t.created_at < coalesce(t.public_since, (select public_since from desk_settings), 'infinity')`;

type Where = (sql: Parameters) => string;

/** How many of these tickets contacts do not see from their beginning. */
export async function countHidden(db: Db, where: Where): Promise<number> {
  const sql = parameters();
  const [row] = await query<{ count: number }>(
    db,
    `select count(*)::int as count from tickets t where ${IS_HIDDEN} and ${where(sql)}`,
    sql.values,
  );
  return row!.count;
}

/** Lets contacts see these tickets from their beginning; 409 unless they are as many as the user was shown. */
export const openTicketsToContacts = (db: Db, where: Where, expected: number): Promise<number> =>
  transact(db, async (db) => {
    const sql = parameters();
    const rows = await query(
      db,
      `update tickets t set public_since = '-infinity' where ${IS_HIDDEN} and ${where(sql)} returning 1`,
      sql.values,
    );
    if (rows.length === expected) return expected;
    const detail = `The filter now matches ${rows.length} tickets, not ${expected}.`;
    throw new Problem(409, { detail, count: rows.length });
  });
