import { invalid } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";

/** Refuses another record if the actor owns too many. `records` names them in the error. */
export async function checkOwnLimit(
  db: Db,
  { id }: Actor,
  { table, max, records }: { table: string; max: number; records: string },
): Promise<void> {
  // locked, so that concurrent requests do not exceed the limit
  await query(db, "select 1 from users where id = $1 for update", [id]);
  const [own] = await query<{ n: number }>(db, `select count(*)::int as n from ${table} where owner = $1`, [id]);
  if (own!.n >= max) throw invalid({ non_field_errors: [`You have ${max} ${records}. Delete one first.`] });
}
