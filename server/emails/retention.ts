import { BATCH_SIZE, changeInBatches } from "../platform/batches.ts";
import type { Db } from "../platform/database.ts";

/** Deletes the texts of emails that ended this many days ago; 0 keeps them. Subject, address, state and attempts stay. */
export async function deleteOldTexts(db: Db, days: number): Promise<number> {
  if (days === 0) return 0;
  return changeInBatches(
    db,
    `with old as (
       select id from outgoing_emails where text_deleted_at is null and ended_at < now() - make_interval(days => $1)
         and state in ('accepted', 'delivered', 'bounced', 'failed', 'suppressed', 'cancelled')
       order by ended_at limit ${BATCH_SIZE} for update skip locked)
     update outgoing_emails e set body_text = null, body_html = null,
       details = details - 'report', text_deleted_at = now()
     from old where e.id = old.id returning e.id`,
    [days],
  );
}
