import { noSuch, Problem } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { touched } from "./next-values.ts";

/** Leads to the ticket that a ticket was merged into (307); 404 if it was not. */
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

/** Moves a ticket to the trash because all of its content is in another one now, and says so in both. */
export async function trashMerged(db: Db, actor: Actor, source: string, target: string): Promise<void> {
  await query(
    db,
    `with updated as (update tickets t
      set deleted_at = now(), deleted_by = $3, ${touched}
      where id = $1
      returning id, ticket_number),
      other as (select id, ticket_number from tickets where id = $2),
      left_event as (${insertEvents("ticket.merged", "updated, other", {
        actor: "$3",
        ticket: "updated.id",
        about: "other.id",
        changes: "jsonb_build_object('merged_into', jsonb_build_array(null, other.ticket_number))",
        triggers: "false",
      })})
      ${insertEvents("ticket.merged", "updated, other", {
        actor: "$3",
        ticket: "other.id",
        about: "updated.id",
        changes: "jsonb_build_object('merged', jsonb_build_array(null, updated.ticket_number))",
        triggers: "false",
      })}`,
    [source, target, actor.id],
  );
}

/** Takes a ticket that was merged out of the trash again, and says so in both. */
export async function restoreMerged(db: Db, actor: Actor, source: string, target: string): Promise<void> {
  await query(
    db,
    `with updated as (update tickets t
      set deleted_at = null, deleted_by = null, ${touched}
      where id = $1
      returning id, ticket_number),
      other as (select id, ticket_number from tickets where id = $2),
      left_event as (${insertEvents("ticket.unmerged", "updated, other", {
        actor: "$3",
        ticket: "updated.id",
        about: "other.id",
        changes: "jsonb_build_object('merged_into', jsonb_build_array(other.ticket_number, null))",
        triggers: "false",
      })})
      ${insertEvents("ticket.unmerged", "updated, other", {
        actor: "$3",
        ticket: "other.id",
        about: "updated.id",
        changes: "jsonb_build_object('merged', jsonb_build_array(updated.ticket_number, null))",
        triggers: "false",
      })}`,
    [source, target, actor.id],
  );
}

/** Marks the description of a ticket as visible to its contact, because it came from there or was sent. */
export const publishDescription = (db: Db, ticket: string) =>
  query(db, `update tickets t set is_description_public = true, ${touched} where id = $1`, [ticket]);
