import { changesBetween } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { eventFields, nextValues, type TicketChanges } from "./next-values.ts";

/** The effect of a change on a ticket; `changes` in the format of events, null if the ticket already has these values. */
export interface Preview {
  /** Why it cannot be changed. */
  reason: string | null;
  changes: Record<string, [unknown, unknown]> | null;
}

/** The two columns of a preview for the rows of `previous`, which have the columns of tickets and a `key`, as SQL. */
export function previewSql(changes: TicketChanges, sql: Parameters): string {
  const { columns, list, from, obstacles } = nextValues(changes, sql);
  return `
    select
      previous.key,
      case ${obstacles.cases} end as reason,
      ${changesBetween("previous", "next", eventFields(columns))} as changes
    from previous
    join (
      select previous.key, ${list}, ${obstacles.columns}
      from previous${from}) next on next.key = previous.key`;
}

/**
 * The effect that a change would have on a ticket, by the rules for every change; null if the ticket does not exist or is in
 * the trash.
 */
export async function previewChange(db: Db, ticket: string, changes: TicketChanges): Promise<Preview | null> {
  const sql = parameters();
  const id = sql.add(ticket);
  const [row] = await query<Preview>(
    db,
    `with previous as (
       select t.id as key, t.*
       from tickets t
       where t.id = ${id} and t.deleted_at is null
       for update)
     ${previewSql(changes, sql)}`,
    sql.values,
  );
  return row ?? null;
}
