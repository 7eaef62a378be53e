import { type Db, query } from "../platform/database.ts";
import type { ImportSource } from "./import.ts";

/** Runs work on a separate connection while no import or undo of one is running. */
export const runAlone = <T>(pool: Db, work: (db: Db) => Promise<T>): Promise<T> =>
  withOwnConnection(pool, async (db) => {
    if (!(await lockImports(db))) throw new Error("Another import is running. Try again when it has finished.");
    try {
      return await work(db);
    } finally {
      // if the connection was lost, the caller gets that error, and the locks are already released
      await unlockImports(db).catch(() => {});
    }
  });

/** Runs work on a connection whose statements may take as long as they need. Settings that it changes are reset. */
export const withOwnConnection = <T>(pool: Db, work: (db: Db) => Promise<T>): Promise<T> =>
  pool.connect(async (db) => {
    await query(db, "set statement_timeout = 0");
    // longer than a server ever holds the locks that an import needs
    await query(db, "set lock_timeout = '60s'");
    try {
      return await work(db);
    } finally {
      await reset(db).catch(() => {});
    }
  });

async function reset(db: Db): Promise<void> {
  for (const setting of ["statement_timeout", "lock_timeout", "timezone", "search_path"])
    await query(db, `reset ${setting}`);
}

/** Whether no other import is running. If so, none begins until `unlockImports`. */
export async function lockImports(db: Db): Promise<boolean> {
  const [lock] = await query<{ is_ours: boolean }>(
    db,
    "select pg_try_advisory_lock(hashtextextended('docket import', 0)) as is_ours",
  );
  return lock!.is_ours;
}

export const unlockImports = (db: Db) => query(db, "select pg_advisory_unlock(hashtextextended('docket import', 0))");

/**
 * Refuses a dump whose times without a zone would be read in another zone than those of earlier imports, so that no
 * time moves between two imports.
 */
export async function checkZone(db: Db, { zone, isZoneSet }: ImportSource, zoneless: string | null): Promise<void> {
  if (!zoneless) return;
  const [earlier] = await query<{ zone: string }>(db, "select zone from imports order by id limit 1");
  if (earlier && earlier.zone !== zone)
    throw new Error(
      `Earlier imports read times without a zone in ${earlier.zone}, and TZ_NAME is ${zone} now. Set TZ_NAME=${earlier.zone} and import again. Nothing was imported.`,
    );
  if (!earlier && !isZoneSet)
    throw new Error(
      `The dump has times without a time zone, such as ${zoneless}. Set TZ_NAME to the TIME_ZONE of the Django backend (TZ_NAME=UTC if it had none) and import again. Nothing was imported.`,
    );
}

/** Records that an import begins to write. */
export const noteImport = (db: Db, zone: string) =>
  query(db, "insert into imports (last_event, zone) select coalesce(max(id), 0), $1 from events", [zone]);
