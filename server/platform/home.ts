import { type Db, query, transact } from "./database.ts";

/**
 * Checks whether this database is still the one that its rows were written in. A restored one (by pg_dump and psql, for
 * example) has transaction numbers that mean nothing here; then `restart` says what to do, before anyone else writes.
 */
export async function detectRestore(db: Db, restart: readonly ((db: Db) => Promise<unknown>)[]): Promise<boolean> {
  const mark = await identityOf(db);
  return transact(db, async (db) => {
    // if several servers start at once, one restarts and the others wait for it
    await query(db, "set local lock_timeout = 0");
    await query(db, "set local statement_timeout = 0");
    await query(db, "lock table home in exclusive mode");
    const [row] = await query<{ mark: string }>(db, "select mark from home");
    const isMoved = row ? row.mark !== mark : await isAhead(db);
    if (isMoved) for (const each of restart) await each(db);
    if (row?.mark !== mark)
      await query(db, "insert into home (mark) values ($1) on conflict (is_only) do update set mark = excluded.mark", [
        mark,
      ]);
    return isMoved;
  });
}

// A restore or a copy never keeps both: the cluster's system identifier and the database's OID. An upgrade by
// pg_upgrade changes them, too, so events restart without need, which does no harm.
async function identityOf(db: Db): Promise<string> {
  const [database] = await query<{ oid: string }>(
    db,
    "select oid::text as oid from pg_database where datname = current_database()",
  );
  const [cluster] = await query<{ id: string }>(
    db,
    "select system_identifier::text as id from pg_control_system()",
  ).catch((error: { code?: string }) => {
    // a hosted PostgreSQL may not show this
    if (error.code !== "42501") throw error;
    return [{ id: "hidden" }];
  });
  return `${cluster!.id}/${database!.oid}`;
}

// a database from before there was an identity: a visible transaction has ended, so an ID from the future came from
// elsewhere
async function isAhead(db: Db): Promise<boolean> {
  const [row] = await query<{ is_ahead: boolean }>(
    db,
    "select exists (select from events where xid >= pg_snapshot_xmax(pg_current_snapshot())) as is_ahead",
  );
  return row!.is_ahead;
}
