import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { newVersion } from "./next-values.ts";

// The rules for moving tickets to the trash and back. A single ticket and a bulk change use the same two statements. Both
// lock the tickets before (`lockTickets`, `lockTicket`).

/** What happened to a ticket of a change. */
export interface ChangeOutcome {
  ticket: string;
  outcome: "changed" | "unchanged" | "failed";
  reason: string | null;
  /** The previous values of the changed fields. */
  before: object | null;
  version: number | null;
}

/** The event's occasion, such as a bulk change, and whether notifications and automations follow. */
export interface EventOccasion {
  about: string | null;
  triggers: boolean;
}

/** Why a ticket without a row in `previous`, or in the trash, cannot be changed. */
export const MISSING =
  "case when previous.id is null then 'The ticket does not exist.' else 'The ticket is in the trash.' end";

const eventOf = (kind: string, triggers: boolean) =>
  insertEvents(kind, "updated", {
    actor: "$2",
    ticket: "updated.id",
    about: "$3::uuid",
    triggers: String(triggers),
  });

/** Moves tickets to the trash. */
export function trashMany(
  db: Db,
  actor: string | null,
  ids: readonly string[],
  { about, triggers }: EventOccasion,
): Promise<ChangeOutcome[]> {
  return query<ChangeOutcome>(
    db,
    `with previous as (
        select id, deleted_at
        from tickets
        where id = any($1::uuid[])),
      updated as (
        update tickets t
        set deleted_at = now(), deleted_by = $2, ${newVersion}
        from previous
        where t.id = previous.id and previous.deleted_at is null
        returning t.id, t.version),
      event as (${eventOf("ticket.deleted", triggers)})
      select
        ids.id as ticket,
        updated.version,
        case when updated.id is null then 'failed' else 'changed' end as outcome,
        case when updated.id is null then ${MISSING} end as reason,
        case when updated.id is not null then '{"deleted_at": null}'::jsonb end as before
      from unnest($1::uuid[]) ids (id)
      left join previous on previous.id = ids.id
      left join updated on updated.id = ids.id`,
    [ids, actor, about],
  );
}

/** Restores tickets from the trash, unless their company was deleted; `before` says when and by whom they were deleted. */
export function restoreMany(
  db: Db,
  actor: string | null,
  ids: readonly string[],
  { about, triggers }: EventOccasion,
): Promise<ChangeOutcome[]> {
  return query<ChangeOutcome>(
    db,
    `with previous as (
        select t.id, t.deleted_at, t.deleted_by, c.deleted_at is not null as lacks_company
        from tickets t
        left join companies c on c.id = t.company
        where t.id = any($1::uuid[])),
      updated as (
        update tickets t
        set deleted_at = null, deleted_by = null, ${newVersion}
        from previous
        where t.id = previous.id and previous.deleted_at is not null and not previous.lacks_company
        returning t.id, t.version),
      event as (${eventOf("ticket.restored", triggers)})
      select
        ids.id as ticket,
        updated.version,
        case
          when updated.id is not null then 'changed'
          when previous.id is null or previous.deleted_at is not null then 'failed'
          else 'unchanged'
          end as outcome,
        case
          when previous.id is null then 'The ticket does not exist.'
          when previous.deleted_at is not null and updated.id is null then 'Its company was deleted.'
          end as reason,
        case
          when updated.id is not null
            then jsonb_build_object('deleted_at', previous.deleted_at, 'deleted_by', previous.deleted_by)
          end as before
      from unnest($1::uuid[]) ids (id)
      left join previous on previous.id = ids.id
      left join updated on updated.id = ids.id`,
    [ids, actor, about],
  );
}

/**
 * Locks the companies of tickets that are to be restored, so that none of them is deleted meanwhile. It comes before the locks
 * of the tickets, as in the deletion of a company.
 */
export const lockCompanies = (db: Db, tickets: readonly string[]) =>
  query(
    db,
    `select id
     from companies
     where id in (
       select company
       from tickets
       where id = any($1::uuid[]))
     order by id
     for share`,
    [tickets],
  );
