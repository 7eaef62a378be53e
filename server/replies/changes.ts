import { BULK_UNDO_HOURS } from "../../wire/bulk.ts";
import { conflict, forbidden, invalid, noSuch } from "../../wire/problems.ts";
import { maySetFields } from "../../wire/ticket-fields.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { changeMany, type ManyChanges } from "../tickets/many.ts";
import { referenceErrors } from "../tickets/references.ts";
import { undoMany } from "../tickets/undo-many.ts";

/** The changes that go with a reply cannot be made any more. */
export class CannotChange extends Error {}

/** Refuses changes that the actor may not make, and an assignee who does not exist. */
export async function checkChanges(db: Db, actor: Actor, changes: ManyChanges): Promise<void> {
  if (!maySetFields(actor, Object.keys(changes))) throw forbidden();
  const { assigned_to } = await referenceErrors(db, { assigned_to: changes.assigned_to }, undefined);
  if (assigned_to) throw invalid({ changes: assigned_to.map((text) => `assigned_to: ${text}`) });
}

/** Makes the changes that go with a reply, in the transaction that sends it, and keeps the previous values for an undo. */
export async function applyChanges(
  db: Db,
  actor: Actor,
  { id, ticket }: { id: string; ticket: string },
  changes: ManyChanges,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  if (!maySetFields(actor, Object.keys(changes))) throw new CannotChange("Its author may not make these changes.");
  const [outcome] = await changeMany(db, actor.id, id, [ticket], changes, true);
  if (outcome!.outcome === "failed") throw new CannotChange(outcome!.reason!);
  await query(db, "update replies set before = $2::jsonb, changed_version = $3 where id = $1", [
    id,
    outcome!.before && JSON.stringify(outcome!.before),
    outcome!.version,
  ]);
}

interface ReplyChange {
  state: string;
  before: object | null;
  version: number | null;
  is_undone: boolean;
  is_late: boolean;
}

/** Undoes all changes that came with a reply, unless someone else has changed the ticket since. The reply stays. */
export function undoReplyChanges(db: Db, actor: Actor, ticket: string, id: string): Promise<void> {
  return transact(db, async (db) => {
    const [reply] = await query<ReplyChange>(
      db,
      `select state, before, changed_version as version, changes_undone_at is not null as is_undone,
         ended_at < now() - interval '${BULK_UNDO_HOURS} hours' as is_late
       from replies
       where id = $1 and ticket = $2 and author = $3
       for update`,
      [id, ticket, actor.id],
    );
    if (!reply) throw noSuch("Reply");
    if (reply.state !== "sent") throw conflict("This reply has not been sent.");
    if (reply.is_undone) throw conflict("The changes of this reply have already been undone.");
    if (reply.is_late) throw conflict(`The changes of a reply can only be undone for ${BULK_UNDO_HOURS} hours.`);
    if (!reply.before) throw conflict("This reply changed no fields of the ticket.");
    const [result] = await undoMany(db, actor.id, id, [{ ticket, version: reply.version!, before: reply.before }]);
    if (result!.reason) throw conflict(result!.reason);
    await query(db, "update replies set changes_undone_at = now() where id = $1", [id]);
  });
}
