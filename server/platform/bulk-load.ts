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
 * Moves the pending entries of the trigram indexes into the index, because every search reads them. The commit also makes
 * everything before it durable.
 */
export const flushPendingLists = (db: Db) =>
  query(
    db,
    `select gin_clean_pending_list(c.oid) from pg_class c join pg_am a on a.oid = c.relam
     where c.relkind = 'i' and a.amname = 'gin' and c.relnamespace = 'public'::regnamespace`,
  );

/**
 * Vacuums and analyzes the tables that have grown by a fifth. Until PostgreSQL does so itself, minutes later and slowly, it plans
 * by old statistics, and requests do part of the work: they mark the new rows as visible. `writers`: who wrote the rows.
 */
export async function settleTables(pool: Db, writers: readonly Db[]): Promise<void> {
  for (const db of writers) await query(db, "select pg_stat_force_next_flush()");
  const tables = await query<{ name: string }>(
    pool,
    `select c.oid::regclass::text as name
     from pg_class c
     join pg_stat_user_tables s on s.relid = c.oid
     where c.relnamespace = 'public'::regnamespace and s.n_ins_since_vacuum > c.reltuples / 5
     order by pg_table_size(c.oid) desc`,
  );
  await vacuumTables(
    pool,
    tables.map(({ name }) => name),
  );
}

/**
 * Vacuums without a time limit, on two connections, because PostgreSQL uses one processor per connection. Skips tables that
 * are being vacuumed already. Name the largest tables first.
 */
export async function vacuumTables(pool: Db, tables: readonly string[]): Promise<void> {
  // both take from the same iterator
  const rest = tables.values();
  const takeInTurn = async (db: Db) => {
    await query(db, "set statement_timeout = 0");
    for (const table of rest) await query(db, `vacuum (analyze, skip_locked) ${table}`);
    await query(db, "reset statement_timeout");
  };
  await Promise.all([pool.connect(takeInTurn), pool.connect(takeInTurn)]);
}

/**
 * Merges pending entries on another connection, beside the one that writes: a third of the time of a bulk load goes into it. Call
 * `next` after each commit, and `end` at last.
 */
export function mergeBeside(pool: Db): { next(): void; end(): Promise<void> } {
  let merging: Promise<unknown> | null = null;
  return {
    next() {
      // the rest is merged at the end, or by a job
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
