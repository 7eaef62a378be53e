import { MAX_MESSAGES, SHOWN_FAILURES } from "../../wire/bulk.ts";
import { SHOWN_PREVIEWS } from "../../wire/bulk-macros.ts";
import { renderForTickets } from "../macros/apply.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import type { BulkSelection } from "./bulk.ts";
import { limitMessages, type ManyMacro } from "./messages.ts";

/** The condition that a bulk change includes a ticket `t`. */
export const selectionCondition = ({ ids, where, except }: BulkSelection, sql: Parameters): string =>
  `${ids ? `t.id = any(${sql.add(ids)}::uuid[]) and t.deleted_at is null` : where!(sql)}
   and t.id <> all(${sql.add(except)}::uuid[])`;

/** The tickets that would get a text, in their order; one more than may get one if there are too many. */
export async function ticketsForText(db: Db, selection: BulkSelection): Promise<string[]> {
  const sql = parameters();
  const rows = await query<{ id: string }>(
    db,
    `select t.id
     from tickets t
     where ${selectionCondition(selection, sql)}
     order by t.ticket_number
     limit ${MAX_MESSAGES + 1}`,
    sql.values,
    sql,
  );
  return rows.map(({ id }) => id);
}

/** A macro's text for the first of many tickets, and the tickets in which a placeholder has no value. */
export async function previewForMany(
  db: Db,
  actor: Actor,
  selection: BulkSelection,
  { changes, message }: ManyMacro,
): Promise<object> {
  const tickets = await ticketsForText(db, selection);
  const head = { count: tickets.length, is_internal: message?.is_internal ?? false, changes };
  if (!message) return { ...head, previews: [], blanks: [], blank_count: 0 };
  limitMessages(tickets.length);
  const texts = await renderForTickets(db, actor.id, message, tickets);
  const open = texts.filter(({ blanks }) => blanks.length > 0);
  return {
    ...head,
    previews: texts.slice(0, SHOWN_PREVIEWS).map(({ problem: _, ...text }) => text),
    blanks: open
      .slice(0, SHOWN_FAILURES)
      .map(({ ticket, ticket_number, blanks }) => ({ ticket, ticket_number, blanks })),
    blank_count: open.length,
  };
}
