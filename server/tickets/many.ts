import { changesBetween, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { eventFields, nextValues, type TicketChanges } from "./next-values.ts";
import {
  type ChangeOutcome,
  type EventOccasion,
  lockCompanies,
  MISSING,
  restoreMany,
  trashMany,
} from "./trash-many.ts";

/** The changes to each of many tickets; omitted fields stay unchanged. */
export interface ManyChanges extends TicketChanges {
  is_deleted?: boolean;
}

/** Locks tickets in one order, so that two bulk changes never wait for each other. */
export const lockTickets = (db: Db, ids: readonly string[]) =>
  query(db, "select id from tickets where id = any($1::uuid[]) order by id for update", [ids]);

/**
 * Changes many tickets in one statement, as updateTicket would change each of them. `about`: the occasion, for their events; null for a single change.
 * Tickets without a difference do not change; those that cannot be changed are returned with the reason.
 */
export async function changeMany(
  db: Db,
  actor: string | null,
  about: string | null,
  ids: readonly string[],
  changes: ManyChanges,
  triggersReactions = false,
): Promise<ChangeOutcome[]> {
  const occasion = { about, triggers: triggersReactions };
  if (changes.is_deleted === false) await lockCompanies(db, ids);
  await lockTickets(db, ids);
  if (changes.is_deleted === undefined) return updateMany(db, actor, ids, changes, occasion);
  return changes.is_deleted ? trashMany(db, actor, ids, occasion) : restoreMany(db, actor, ids, occasion);
}

function updateMany(
  db: Db,
  actor: string | null,
  ids: readonly string[],
  changes: ManyChanges,
  { about, triggers }: EventOccasion,
) {
  const sql = parameters();
  const [by, occasion, tickets] = [`${sql.add(actor)}::uuid`, `${sql.add(about)}::uuid`, `${sql.add(ids)}::uuid[]`];
  const { columns, list, set, from, obstacles } = nextValues(changes, sql);
  const fields = columns.map((name) => `t.${name}`).join(", ");
  const row = (source: string) => `(${columns.map((name) => `${source}.${name}`).join(", ")})`;
  const event = insertEvents("ticket.updated", "updated join previous on previous.id = updated.id", {
    actor: by,
    ticket: "updated.id",
    about: occasion,
    changes: changesBetween("previous", "updated", eventFields(columns)),
    triggers: String(triggers),
  });
  return query<ChangeOutcome>(
    db,
    `with previous as (
        select t.*
        from tickets t
        where t.id = any(${tickets})),
      next as (
        select previous.id, ${list}, ${obstacles.columns}
        from previous${from}),
      checked as (
        select ids.id,
          case
            when previous.id is null or previous.deleted_at is not null then ${MISSING}
            ${obstacles.cases}
            end as reason,
          ${row("previous")} is distinct from ${row("next")} as differs
        from unnest(${tickets}) ids (id)
        left join previous on previous.id = ids.id
        left join next on next.id = previous.id),
      updated as (
        update tickets t
        set ${set}
        from next
        join checked on checked.id = next.id
        where t.id = next.id and checked.reason is null and checked.differs
        returning t.id, t.version, ${fields}),
      event as (${event})
      select checked.id as ticket, checked.reason, updated.version,
        case
          when checked.reason is not null then 'failed'
          when updated.id is null then 'unchanged'
          else 'changed'
          end as outcome,
        (select jsonb_object_agg(key, pair -> 0)
         from jsonb_each(${changesBetween("previous", "updated", columns)}) as e (key, pair)
         where updated.id is not null) as before
      from checked
      left join previous on previous.id = checked.id
      left join updated on updated.id = checked.id`,
    sql.values,
  );
}
