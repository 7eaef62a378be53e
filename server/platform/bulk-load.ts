import { type Db, query } from "./database.ts";

/** Lets a transaction write thousands of rows at once: its words wait in longer lists to be sorted in, and its commit waits for no disk. */
export async function writeInBulk(db: Db): Promise<void> {
  await query(db, "set local synchronous_commit = off");
  await query(db, "set local gin_pending_list_limit = '16MB'");
}

/**
 * Moves the pending entries of the trigram indexes into the index, because every search reads them. The commit after a
 * bulk load makes everything before it durable.
 */
export const flushPendingLists = (db: Db) =>
  query(
    db,
    `select gin_clean_pending_list(c.oid) from pg_class c join pg_am a on a.oid = c.relam
     where c.relkind = 'i' and a.amname = 'gin' and c.relnamespace = 'public'::regnamespace`,
  );
