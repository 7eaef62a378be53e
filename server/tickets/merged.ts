import { noSuch, Problem } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { newVersion } from "./next-values.ts";

/** Redirects to the ticket that a ticket was merged into (307); 404 if it was not merged. */
export async function mergedElsewhere(db: Db, id: string, more = ""): Promise<Problem> {
  const [target] = await query<{ id: string; ticket_number: string }>(
    db,
    `select t.id, t.ticket_number
     from tickets t
     where t.id = merged_ticket($1) and t.id <> $1 and t.deleted_at is null`,
    [id],
  );
  if (!target) return noSuch("Ticket");
  const detail = `This ticket was merged into ${target.ticket_number}.`;
  return new Problem(307, { detail }, { location: `/api/v1/tickets/${target.id}/${more}` });
}

/** Moves a ticket to the trash because all of its content is now in another one, and says so in both. */
export const trashMerged = (db: Db, actor: Actor, source: string, target: string): Promise<void> =>
  changeMerged(db, [source, target, actor.id], {
    kind: "ticket.merged",
    set: "deleted_at = now(), deleted_by = $3",
    change: (number) => `jsonb_build_array(null, ${number})`,
  });

/** Restores a merged ticket from the trash, and says so in both. */
export const restoreMerged = (db: Db, actor: Actor, source: string, target: string): Promise<void> =>
  changeMerged(db, [source, target, actor.id], {
    kind: "ticket.unmerged",
    set: "deleted_at = null, deleted_by = null",
    change: (number) => `jsonb_build_array(${number}, null)`,
  });

interface MergeChange {
  kind: "ticket.merged" | "ticket.unmerged";
  set: string;
  /** The change that an event tells, by the number of the other ticket. */
  change: (number: string) => string;
}

async function changeMerged(
  db: Db,
  values: readonly [source: string, target: string, actor: string],
  { kind, set, change }: MergeChange,
): Promise<void> {
  const event = (name: string, ticket: string, other: string) =>
    insertEvents(kind, "updated, other", {
      actor: "$3",
      ticket: `${ticket}.id`,
      about: `${other}.id`,
      changes: `jsonb_build_object('${name}', ${change(`${other}.ticket_number`)})`,
      triggers: "false",
    });
  await query(
    db,
    `with updated as (update tickets t
      set ${set}, ${newVersion}
      where id = $1
      returning id, ticket_number),
      other as (select id, ticket_number from tickets where id = $2),
      left_event as (${event("merged_into", "updated", "other")})
      ${event("merged", "other", "updated")}`,
    [...values],
  );
}

/** Marks the description of a ticket as visible to its contact, because it came from there or was sent. */
export const publishDescription = (db: Db, ticket: string) =>
  query(db, `update tickets t set is_description_public = true, ${newVersion} where id = $1`, [ticket]);

/** Keeps the description of a ticket from being sent, because it was an internal note. */
export const keepDescriptionInternal = (db: Db, ticket: string) =>
  query(db, "insert into internal_descriptions (ticket) values ($1)", [ticket]);
