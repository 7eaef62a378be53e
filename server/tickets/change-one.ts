import { noSuch, stale } from "../../wire/problems.ts";
import { actorSql, changesBetween, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { eventFields, nextValues, type TicketChanges } from "./next-values.ts";
import { changedFields } from "./ticket-json.ts";
import { changedPartsSql, type TicketParts } from "./ticket-parts.ts";

export interface TicketVersion {
  id: string;
  version: number;
}

/** A changed ticket, and the differences that turn its JSON before the change into the JSON after it. */
export interface ChangedTicket extends TicketVersion {
  namesVersion: number;
  /** The changed fields of the ticket; null if its JSON is not cached, or they must be read again. */
  fields: Record<string, unknown> | null;
  /** The added comment as it is in the JSON; null if it is large. */
  added?: Record<string, unknown> | null;
  /** The whole ticket; null if no one needs it, its texts are large, or someone else changed it at the same time. */
  parts: TicketParts | null;
}

/** What a change returns: the changed fields, which make the new JSON from the one before; or the whole ticket. */
export type Returning = "changes" | "ticket" | "nothing";

interface How {
  /** The version that the caller read (If-Match); null to skip the check. */
  expectedVersion: number | null;
  isAssignment?: boolean;
  returning?: Returning;
}

/** The columns of a changed ticket `t` that every change returns. */
export const KEY = 't.id, t.version, (select n from name_epoch) as "namesVersion"';

type ChangeResult = TicketParts & { id: string | null; current: number; fields: Record<string, unknown> | null };

/**
 * Changes a ticket in one statement, by the rules of `nextValues`. 404 if there is none, 412 if it is not at the version that
 * the caller read; null if the assignee does not exist. Other references must have been checked.
 */
export async function changeOne(
  db: Db,
  actor: EventActor,
  id: string,
  changes: TicketChanges,
  { expectedVersion, isAssignment = false, returning = "nothing" }: How,
): Promise<ChangedTicket | null> {
  const sql = parameters();
  const ticket = sql.add(id);
  const { columns, list, set, from, lacksAssignee } = nextValues(changes, sql, isAssignment);
  const isExpectedVersion =
    expectedVersion === null ? "true" : `previous.version = ${sql.add(expectedVersion)}::bigint`;
  const event = insertEvents(isAssignment ? "ticket.assigned" : "ticket.updated", "updated, previous", {
    actor: actorSql(actor, sql),
    ticket: "updated.id",
    changes: changesOf(columns),
    version: "updated.version",
  });
  // a description is read again
  const hasFields = returning === "changes" && !columns.includes("description");
  const ticketFields = hasFields ? changedFields([...columns, "updated_at"]) : null;
  const whole = returning !== "nothing" && !hasFields ? changedPartsSql(ticket) : null;
  const [row] = await query<ChangeResult>(
    db,
    `with previous as (
        select *
        from tickets
        where id = ${ticket} and deleted_at is null
        for update),
      next as (
        select previous.id as ticket, ${list}
        from previous${from}
        where ${isExpectedVersion} and not (${lacksAssignee})),
      updated as (
        update tickets t
        set ${set}
        from next
        where t.id = next.ticket
        returning t.*),
      event as (${event})
      select previous.version as current, ${whole?.columns ?? KEY},
        ${ticketFields?.json ?? "null"} as fields
      from previous
      left join updated t on true
      ${ticketFields?.joins ?? whole?.joins ?? ""}`,
    sql.values,
  );
  if (!row) throw noSuch("Ticket");
  if (row.id !== null) return { ...row, parts: row.ticket ? row : null };
  if (expectedVersion !== null && row.current !== expectedVersion) throw stale(row.current);
  return null;
}

// a description may contain pictures, so the event only says that it changed
function changesOf(columns: readonly string[]): string {
  const changes = changesBetween("previous", "updated", eventFields(columns));
  if (!columns.includes("description")) return changes;
  return `nullif(
    coalesce(${changes}, '{}') || case
      when updated.description is distinct from previous.description then '{"description": [null, null]}'::jsonb
      else '{}' end,
    '{}')`;
}
