import { type Db, query } from "../platform/database.ts";

// more events than there can have been since the backup, so that no ID that a client saw is used again
const SKIPPED_IDS = 100_000_000;

/**
 * Restarts the order of events in a restored database: all restored ones come before all later ones, and clients that
 * saw one of them last are told to reload everything. Reactions continue with later events.
 */
export async function restartEvents(db: Db): Promise<void> {
  await query(db, "lock table events in share row exclusive mode");
  await query(db, "update events set xid = '0' where xid <> '0'");
  await query(
    db,
    `update event_readers
     set xid = '0', id = (select coalesce(max(id), 0) from events), failures = 0, failed_event = null,
       last_error = null`,
  );
  await query(
    db,
    `select setval(pg_get_serial_sequence('events', 'id'), max(id) + ${SKIPPED_IDS})
     from events
     having max(id) is not null`,
  );
}
