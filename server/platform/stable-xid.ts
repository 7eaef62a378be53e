import { type Db, query } from "./database.ts";

/**
 * Every transaction of this database with a lower id has ended (see migration 0120). Use it in a later statement than the one
 * that reads it: only then are all their rows visible.
 */
export async function readStableXid(db: Db): Promise<bigint> {
  const [row] = await query<{ xid: string }>(db, "select stable_xid()::text as xid");
  return BigInt(row!.xid);
}
