import { leaveFiles } from "../attachments/unclaimed.ts";
import { BATCH_SIZE, changeInBatches } from "../platform/batches.ts";
import type { Db } from "../platform/database.ts";

/**
 * Deletes the sources of incoming emails that were processed this many days ago; 0 keeps them. The outcome, sender, checksum
 * and message of each email stay. An email that waits for a decision keeps its source.
 */
export async function deleteOldSources(db: Db, days: number): Promise<number> {
  if (days === 0) return 0;
  return changeInBatches(
    db,
    `with old as (
       select id, file from incoming_emails
       where file is not null and ended_at < now() - make_interval(days => $1) and state in ('done', 'rejected')
       order by ended_at limit ${BATCH_SIZE} for update skip locked),
     left_files as (${leaveFiles("old")})
     update incoming_emails i set file = null from old where i.id = old.id returning i.id`,
    [days],
  );
}
