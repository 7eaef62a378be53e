import type { ReadEvent } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";

/** The parts of an event that say what it undoes. */
interface Occasion {
  kind: string;
  /** The bulk change, the reply or the other ticket that it belongs to. */
  about: string | null;
}

// the undo of a change has the same occasion as the change
const UNDONE_BY: Readonly<Record<string, string>> = {
  "ticket.undone": "ticket.updated",
  "ticket.restored": "ticket.deleted",
  "ticket.deleted": "ticket.restored",
  "ticket.unmerged": "ticket.merged",
};

/** A ticket's events, in order, without changes that were undone and without their undo. */
export function withoutUndone<E extends Occasion>(events: readonly E[]): E[] {
  const lasting: E[] = [];
  for (const event of events) {
    const undoneKind = UNDONE_BY[event.kind];
    const at = lasting.findLastIndex(
      ({ kind, about }) => kind === undoneKind && about !== null && about === event.about,
    );
    if (at < 0) lasting.push(event);
    else lasting.splice(at, 1);
  }
  return lasting;
}

/** Removes the policies that began to apply to tickets because of changes that have been undone. */
export async function forgetUndonePolicies(db: Db, events: readonly ReadEvent[]): Promise<void> {
  const undos = events.filter(({ kind, ticket, about }) => kind === "ticket.undone" && ticket && about);
  if (undos.length === 0) return;
  await query(
    db,
    `delete from sla_ticket_terms s
     using unnest($1::uuid[], $2::uuid[]) as undone (ticket, about)
     join events e on e.ticket = undone.ticket and e.about = undone.about and e.kind = 'ticket.updated'
     where s.ticket = e.ticket and s.at = e.at`,
    [undos.map(({ ticket }) => ticket), undos.map(({ about }) => about)],
  );
}
