import { forbidden } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";

/** Locks a record and returns it as `show` does, which throws if the actor may not see it; 403 if they may not change it. */
export async function lockChangeable<Row extends { can_change: boolean }>(
  db: Db,
  { table, id, show }: { table: string; id: string; show: () => Promise<Row> },
): Promise<Row> {
  await query(db, `select 1 from ${table} where id = $1 for update`, [id]);
  const row = await show();
  if (!row.can_change) throw forbidden();
  return row;
}
