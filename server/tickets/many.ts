import { changesBetween, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { newVersion, nextValues, type TicketChanges, toldFields } from "./next-values.ts";

/** The changes to each of many tickets; omitted fields stay unchanged. */
export interface ManyChanges extends TicketChanges {
  is_deleted?: boolean;
}

export interface ChangeOutcome {
  ticket: string;
  outcome: "changed" | "unchanged" | "failed";
  reason: string | null;
  /** The previous values of the changed fields. */
  before: object | null;
  version: number | null;
}

/** Locks tickets in one order, so that two bulk changes never wait for each other. */
export const lockTickets = (db: Db, ids: readonly string[]) =>
  query(db, "select id from tickets where id = any($1::uuid[]) order by id for update", [ids]);

/**
 * Changes many tickets in one statement, as updateTicket would change each of them. `about`: the occasion, for their events.
 * Tickets without a difference do not change; those that cannot be changed are returned with the reason.
 */
export async function changeMany(
  db: Db,
  actor: string | null,
  about: string,
  ids: readonly string[],
  changes: ManyChanges,
  triggersReactions = false,
): Promise<ChangeOutcome[]> {
  await lockTickets(db, ids);
  const occasion = { about, triggers: String(triggersReactions) };
  if (changes.is_deleted === undefined) return updateMany(db, actor, occasion, ids, changes);
  return changes.is_deleted ? trashMany(db, actor, occasion, ids) : restoreMany(db, actor, occasion, ids);
}

interface Occasion {
  about: string;
  triggers: string;
}

const MISSING = "case when was.id is null then 'The ticket does not exist.' else 'The ticket is in the trash.' end";

function updateMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
  changes: ManyChanges,
) {
  const sql = parameters();
  const [by, occasion, tickets] = [`${sql.add(actor)}::uuid`, `${sql.add(about)}::uuid`, `${sql.add(ids)}::uuid[]`];
  const { columns, list, set, from, lacksAssignee } = nextValues(changes, sql);
  const fields = columns.map((name) => `t.${name}`).join(", ");
  const row = (source: string) => `(${columns.map((name) => `${source}.${name}`).join(", ")})`;
  const tooLong = columns.includes("tags")
    ? "when length(next.tags) > 500 then 'The tags would exceed 500 characters.'"
    : "";
  const event = insertEvents("ticket.updated", "updated join was on was.id = updated.id", {
    actor: by,
    ticket: "updated.id",
    about: occasion,
    changes: changesBetween("was", "updated", toldFields(columns)),
    triggers,
  });
  return query<ChangeOutcome>(
    db,
    `with was as (
        select t.*
        from tickets t
        where t.id = any(${tickets})),
      next as (
        select was.id, ${list}, ${lacksAssignee} as lacks_assignee
        from was${from}),
      checked as (
        select ids.id,
          case when was.id is null or was.deleted_at is not null then ${MISSING}
            when next.lacks_assignee then 'The assignee no longer exists.'
            ${tooLong} end as reason,
          ${row("was")} is distinct from ${row("next")} as differs
        from unnest(${tickets}) ids (id)
        left join was on was.id = ids.id
        left join next on next.id = was.id),
      updated as (
        update tickets t
        set ${set}
        from next
        join checked on checked.id = next.id
        where t.id = next.id and checked.reason is null and checked.differs
        returning t.id, t.version, ${fields}),
      event as (${event})
      select checked.id as ticket, checked.reason, updated.version,
        case when checked.reason is not null then 'failed'
          when updated.id is null then 'unchanged'
          else 'changed'
          end as outcome,
        (select jsonb_object_agg(key, pair -> 0)
         from jsonb_each(${changesBetween("was", "updated", columns)}) as e (key, pair)
         where updated.id is not null) as before
      from checked
      left join was on was.id = checked.id
      left join updated on updated.id = checked.id`,
    sql.values,
  );
}

function trashMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
): Promise<ChangeOutcome[]> {
  return query<ChangeOutcome>(
    db,
    `with was as (select id, deleted_at from tickets where id = any($1::uuid[])),
      updated as (update tickets t set deleted_at = now(), deleted_by = $2, ${newVersion} from was
        where t.id = was.id and was.deleted_at is null returning t.id, t.version),
      event as (${insertEvents("ticket.deleted", "updated", {
        actor: "$2",
        ticket: "updated.id",
        about: "$3::uuid",
        triggers,
      })})
      select ids.id as ticket, updated.version, case
        when updated.id is null then 'failed'
        else 'changed'
        end as outcome,
        case when updated.id is null then ${MISSING} end as reason,
        case when updated.id is not null then '{"deleted_at": null}'::jsonb end as before
      from unnest($1::uuid[]) ids (id) left join was on was.id = ids.id left join updated on updated.id = ids.id`,
    [ids, actor, about],
  );
}

/** Restores tickets from the trash; `before` says when and by whom they were deleted. */
function restoreMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
): Promise<ChangeOutcome[]> {
  return query<ChangeOutcome>(
    db,
    `with was as (select t.id, t.deleted_at, t.deleted_by, c.deleted_at is not null as lacks_company
        from tickets t left join companies c on c.id = t.company where t.id = any($1::uuid[])),
      updated as (update tickets t set deleted_at = null, deleted_by = null, ${newVersion} from was
        where t.id = was.id and was.deleted_at is not null and not was.lacks_company returning t.id, t.version),
      event as (${insertEvents("ticket.restored", "updated", {
        actor: "$2",
        ticket: "updated.id",
        about: "$3::uuid",
        triggers,
      })})
      select ids.id as ticket, updated.version,
        case when updated.id is not null then 'changed' when was.id is null
          or was.deleted_at is not null then 'failed' else 'unchanged' end as outcome,
        case when was.id is null then 'The ticket does not exist.' when was.deleted_at is not null
          and updated.id is null then 'Its company was deleted.' end as reason,
        case when updated.id is not null then jsonb_build_object('deleted_at', was.deleted_at, 'deleted_by',
            was.deleted_by)
          end as before
      from unnest($1::uuid[]) ids (id) left join was on was.id = ids.id left join updated on updated.id = ids.id`,
    [ids, actor, about],
  );
}
