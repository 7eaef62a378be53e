import { type Db, query } from "./database.ts";

/**
 * Lets a transaction write thousands of rows at once: its commit waits for no disk, and the entries of the trigram indexes wait in
 * longer lists to be merged into the index, as long as `pending` says.
 */
export async function writeInBulk(db: Db, pending = "16MB"): Promise<void> {
  await query(db, "set local synchronous_commit = off");
  await query(db, "select set_config('gin_pending_list_limit', $1, true)", [pending]);
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

/**
 * Merges pending entries on another connection, beside the one that writes: a third of the time of a bulk load goes into it. Call
 * `next` after each commit, and `end` at last.
 */
export function mergeBeside(pool: Db): { next(): void; end(): Promise<void> } {
  let merging: Promise<unknown> | null = null;
  return {
    next() {
      // what is not merged now is merged at the end, or by a job
      merging ??= pool
        .connect((db) => flushPendingLists(db))
        .catch(() => {})
        .finally(() => {
          merging = null;
        });
    },
    end: async () => void (await merging),
  };
}
