import { passOverReminders } from "../emails/digests.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, isInTransaction, query, transact } from "../platform/database.ts";
import { changeMany, type ManyChanges } from "../tickets/many.ts";
import type { ChangeOutcome } from "../tickets/trash-many.ts";
import { type TicketBefore, type UndoResult, undoMany } from "../tickets/undo-many.ts";
import { type BulkMessage, writeMany } from "./messages.ts";

interface Bulk {
  state: string;
  changes: ManyChanges;
  created_by: string | null;
  undone_by: string | null;
  triggers_reactions: boolean;
  message: BulkMessage | null;
}

/** Works on a bulk change until it is finished, or the disk is low. Any number of servers may do so at once. */
export async function work(db: Db, id: string, stop?: AbortSignal, isDiskLow = () => false): Promise<void> {
  for (let faults = 0; !stop?.aborted && !isDiskLow(); ) {
    try {
      if (!(await runBatch(db, id))) return;
      faults = 0;
    } catch (error) {
      faults += 1;
      // inside the transaction of a request, a fault undoes everything
      if (isInTransaction(db)) throw error;
      const code = String((error as { code?: unknown }).code);
      if (isOfData(code)) await fail(db, id);
      // another transaction held a lock, or there was a deadlock
      if (faults > 5 || !/^(40|55P03)/.test(code)) throw error;
    }
  }
}

// the tables do not accept a value, so trying again would not help
const isOfData = (code: string) => /^(22|23)/.test(code);

const fail = (db: Db, id: string) =>
  query(
    db,
    `update bulk_changes
     set state = 'failed', finished_at = coalesce(finished_at, now())
     where id = $1 and state in ('running', 'undoing')`,
    [id],
  );

/** The bulk change was stopped while one of its batches was running. */
class StoppedError extends Error {}

/** Runs one batch in one transaction; false if none is left. */
export async function runBatch(db: Db, id: string): Promise<boolean> {
  try {
    return await transact(db, (db) => claimBatch(db, id));
  } catch (error) {
    if (error instanceof StoppedError) return false;
    throw error;
  }
}

async function claimBatch(db: Db, id: string): Promise<boolean> {
  const [bulk] = await query<Bulk>(
    db,
    `select state, changes, message, created_by, undone_by, triggers_reactions
     from bulk_changes
     where id = $1 and (state = 'undoing' or state = 'running' and coalesce(starts_at <= now(), true))`,
    [id],
  );
  if (!bulk) return false;
  const isUndo = bulk.state === "undoing";
  const [row] = await query<{ batch: number }>(
    db,
    `select lot as batch
     from bulk_change_lots
     where bulk_change = $1 and ${isUndo ? "is_done and not is_undone" : "not is_done"}
       order by lot limit 1 for update skip locked`,
    [id],
  );
  if (!row) return false;
  if (isUndo) await undoBatch(db, id, row.batch, bulk);
  else await changeBatch(db, id, row.batch, bulk);
  return true;
}

async function changeBatch(
  db: Db,
  id: string,
  batch: number,
  { changes, message, created_by, triggers_reactions }: Bulk,
): Promise<void> {
  const items = await query<{ ticket: string }>(
    db,
    "select ticket from bulk_change_items where bulk_change = $1 and lot = $2",
    [id, batch],
  );
  const ids = items.map(({ ticket }) => ticket);
  const outcomes = message
    ? await writeMany(db, { id, created_by, changes, message, triggers_reactions }, ids)
    : await changeMany(db, created_by, id, ids, changes, triggers_reactions);
  await query(
    db,
    `with done as (update bulk_change_items i
      set outcome = x.outcome, reason = x.reason, before = x.before, version = x.version
        from jsonb_to_recordset($3::jsonb) as x (ticket uuid, outcome text, reason text, before jsonb, version bigint)
        where i.bulk_change = $1 and i.lot = $2 and i.ticket = x.ticket)
     update bulk_change_lots set is_done = true where bulk_change = $1 and lot = $2`,
    [id, batch, JSON.stringify(outcomes)],
  );
  if (!triggers_reactions) await passOverReminders(db, "t.id = any($1::uuid[])", [ids]);
  const n = (outcome: ChangeOutcome["outcome"]) => outcomes.filter((each) => each.outcome === outcome).length;
  await count(db, id, created_by, { changed: n("changed"), unchanged: n("unchanged"), failed: n("failed") });
}

async function undoBatch(db: Db, id: string, batch: number, { undone_by }: Bulk): Promise<void> {
  const items = await query<TicketBefore>(
    db,
    "select ticket, version, before from bulk_change_items where bulk_change = $1 and lot = $2 and outcome = 'changed'",
    [id, batch],
  );
  const changedItems = items.filter(({ before }) => before !== null);
  const ids = changedItems.map(({ ticket }) => ticket);
  const results: UndoResult[] = [
    ...(await undoMany(db, undone_by, id, changedItems)),
    // a message that has been sent stays
    ...items.filter(({ before }) => before === null).map(({ ticket }) => ({ ticket, reason: "No field changed." })),
  ];
  await passOverReminders(db, "t.id = any($1::uuid[])", [ids]);
  await query(
    db,
    `with done as (update bulk_change_items i
      set undo = case when x.reason is null then 'restored' else 'skipped' end, undo_reason = x.reason
        from jsonb_to_recordset($3::jsonb) as x (ticket uuid, reason text)
        where i.bulk_change = $1 and i.lot = $2 and i.ticket = x.ticket)
     update bulk_change_lots set is_undone = true where bulk_change = $1 and lot = $2`,
    [id, batch, JSON.stringify(results)],
  );
  const skipCount = results.filter(({ reason }) => reason !== null).length;
  await count(db, id, undone_by, { restored: results.length - skipCount, skipped: skipCount });
}

const PROGRESS_MS = 400;
const DONE = "changed + c.unchanged + c.failed";
const UNDONE_COUNT = "restored + c.skipped";

// The counters decide when everything is done. Batches update them one after the other, so one batch sees that nothing is
// left. A batch of a bulk change that was stopped since is rolled back.
async function count(db: Db, id: string, actor: string | null, more: Record<string, number>): Promise<void> {
  const isUndo = "restored" in more;
  const names = Object.keys(more);
  const size = Object.values(more).reduce((sum, n) => sum + n, 0);
  const counters = isUndo ? UNDONE_COUNT : DONE;
  const isLast = `c.${counters} + $3 = ${isUndo ? "c.changed" : "c.total"}`;
  const shouldReport = `${isLast} or c.told_at is null or c.told_at < clock_timestamp() - interval '${PROGRESS_MS} ms'`;
  const progress = `jsonb_build_object('state', jsonb_build_array('${isUndo ? "undoing" : "running"}', c.state),
    'done', jsonb_build_array(c.${counters} - $3::int, c.${counters}), 'total', jsonb_build_array(c.total, c.total))`;
  const rows = await query(
    db,
    `with c as (update bulk_changes c set ${names.map((name, at) => `${name} = c.${name} + $${at + 4}`).join(", ")},
        state = case when ${isLast} then '${isUndo ? "undone" : "done"}' else c.state end,
        finished_at = case when ${isLast} and not ${isUndo} then clock_timestamp() else c.finished_at end,
        told_at = case when ${shouldReport} then clock_timestamp() else c.told_at end
      where c.id = $1 and c.state = '${isUndo ? "undoing" : "running"}' returning c.*),
      event as (${insertEvents("bulk.progress", "c where c.told_at > statement_timestamp()", {
        actor: "$2",
        about: "c.id",
        changes: progress,
      })})
      select 1 from c`,
    [id, actor, size, ...names.map((name) => more[name])],
  );
  if (rows.length === 0) throw new StoppedError();
}
