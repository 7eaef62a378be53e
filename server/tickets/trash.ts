import { MERGE_UNDO_HOURS } from "../../wire/merges.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, forbidden, noSuch } from "../../wire/problems.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import type { TicketVersion } from "./change-one.ts";
import { changeMany } from "./many.ts";
import { lockTicket } from "./tickets.ts";

const BATCH_SIZE = 100;

/** Moves a ticket to the trash, from where an Admin can restore it. */
export function trashTicket(db: Db, actor: Actor, id: string, expectedVersion: number | null): Promise<void> {
  return transact(db, async (db) => {
    await lockTicket(db, id, expectedVersion);
    await changeMany(db, actor.id, null, [id], { is_deleted: true }, true);
  });
}

/** Restores a ticket from the trash: an Admin any ticket, others what they deleted within the hour. */
export async function restoreTicket(db: Db, actor: Actor, id: string): Promise<TicketVersion> {
  if (!may(actor, "ticket.restore_any")) {
    const own = "select 1 from tickets where id = $1 and deleted_by = $2 and deleted_at > now() - interval '1 hour'";
    if ((await query(db, own, [id, actor.id])).length === 0) throw forbidden();
  }
  await requireNotMerged(db, id);
  const [ticket] = await transact(db, (db) => changeMany(db, actor.id, null, [id], { is_deleted: false }, true));
  if (ticket!.outcome !== "changed") throw noSuch("Ticket");
  return { id, version: ticket!.version! };
}

/** Refuses to restore a merged ticket, whose messages are in another one, and says what to do instead. */
async function requireNotMerged(db: Db, id: string): Promise<void> {
  const [merge] = await query<{ number: string; is_trashed: boolean; can_undo: boolean }>(
    db,
    `select
       t.ticket_number as number,
       t.deleted_at is not null as is_trashed,
       t.version = m.target_version and m.merged_at > now() - interval '${MERGE_UNDO_HOURS} hours' as can_undo
     from ticket_merges m
     join tickets t on t.id = m.target
     where m.source = $1 and m.undone_at is null`,
    [id],
  );
  if (!merge) return;
  const { number, is_trashed, can_undo } = merge;
  const way = is_trashed
    ? `Restore ${number} instead.`
    : can_undo
      ? `Undo the merge instead (POST /api/v1/tickets/${id}/unmerge/).`
      : "Its messages are there, and the merge can no longer be undone. Split off what belongs elsewhere.";
  throw conflict(`This ticket was merged into ${number}. ${way}`);
}

/** Permanently deletes what has been in the trash for 30 days; a job of its own deletes the files. */
export async function emptyTrash(db: Db): Promise<void> {
  for (;;) {
    const rows = await query(
      db,
      `delete from tickets where id in (
         select t.id
         from tickets t
         where t.deleted_at < now() - interval '30 days'
           -- a restored company's tickets come back one batch after the other
           and not exists (
             select from company_restores r where r.company = t.company and r.deleted_at = t.deleted_at)
         order by t.deleted_at limit ${BATCH_SIZE} for update skip locked)
       returning id`,
    );
    if (rows.length < BATCH_SIZE) return;
  }
}
