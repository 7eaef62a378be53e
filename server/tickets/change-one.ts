import { noSuch, stale } from "../../wire/problems.ts";
import { actorSql, changesBetween, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { nextValues, type TicketChanges, toldFields } from "./next-values.ts";
import { changedFields } from "./ticket-json.ts";

export interface Versioned {
  id: string;
  version: number;
}

/** A changed ticket, and the differences that turn its JSON before the change into the JSON after it. */
export interface ChangedTicket extends Versioned {
  namesVersion: number;
  /** The changed fields of the ticket; null if its JSON is not cached, or they must be read again. */
  fields: Record<string, unknown> | null;
  /** The added comment as it is in the JSON; null if it is large. */
  added?: Record<string, unknown> | null;
}

interface How {
  /** The version that the caller read (If-Match); null to skip the check. */
  expectedVersion: number | null;
  isAssignment?: boolean;
  /** Whether the ticket's JSON is cached, so that the changed fields make the new JSON. They cost a tenth of a change. */
  isCached?: boolean;
}

/**
 * Changes a ticket in one statement, by the rules of `nextValues`. 404 if there is none, 412 if it is not at the version that
 * the caller read; null if the assignee does not exist. Other references must have been checked.
 */
export async function changeOne(
  db: Db,
  actor: EventActor,
  id: string,
  changes: TicketChanges,
  { expectedVersion, isAssignment = false, isCached = false }: How,
): Promise<ChangedTicket | null> {
  const sql = parameters();
  const ticket = sql.add(id);
  const { columns, list, set, from, lacksAssignee } = nextValues(changes, sql, isAssignment);
  const isExpectedVersion = expectedVersion === null ? "true" : `was.version = ${sql.add(expectedVersion)}::bigint`;
  const event = insertEvents(isAssignment ? "ticket.assigned" : "ticket.updated", "updated, was", {
    actor: actorSql(actor, sql),
    ticket: "updated.id",
    changes: changesOf(columns),
    version: "updated.version",
  });
  // a description is read again
  const ticketFields = isCached && !columns.includes("description") ? changedFields([...columns, "updated_at"]) : null;
  const [row] = await query<Omit<ChangedTicket, "id"> & { id: string | null }>(
    db,
    `with was as (
        select *
        from tickets
        where id = ${ticket} and deleted_at is null
        for update),
      next as (
        select was.id as ticket, ${list}
        from was${from}
        where ${isExpectedVersion} and not (${lacksAssignee})),
      updated as (
        update tickets t
        set ${set}
        from next
        where t.id = next.ticket
        returning t.*),
      event as (${event})
      select t.id, coalesce(t.version, was.version) as version, (select n from name_epoch) as "namesVersion",
        ${ticketFields?.json ?? "null"} as fields
      from was
      left join updated t on true
      ${ticketFields?.joins ?? ""}`,
    sql.values,
  );
  if (!row) throw noSuch("Ticket");
  if (row.id) return { ...row, id: row.id };
  if (expectedVersion !== null && row.version !== expectedVersion) throw stale(row.version);
  return null;
}

// a description may contain pictures, so the event only says that it changed
function changesOf(columns: readonly string[]): string {
  const changes = changesBetween("was", "updated", toldFields(columns));
  if (!columns.includes("description")) return changes;
  return `nullif(
    coalesce(${changes}, '{}') || case
      when updated.description is distinct from was.description then '{"description": [null, null]}'::jsonb
      else '{}' end,
    '{}')`;
}
