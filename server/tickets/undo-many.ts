import { changesBetween, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { lockTickets } from "./many.ts";
import { BULK_COLUMNS, newVersion, toldFields } from "./next-values.ts";

const RESTORED = "updated join restorable on restorable.id = updated.id";

const COLUMNS = Object.keys(BULK_COLUMNS);

/** A changed ticket: the version after the change, and the previous values. */
export interface Changed {
  ticket: string;
  version: number;
  before: object;
}

export interface Undone {
  ticket: string;
  /** Why it was not restored; null if it was. */
  reason: string | null;
}

/** Restores the previous values of a change's fields in many tickets; skips tickets that someone else has changed since. */
export async function undoMany(
  db: Db,
  actor: string | null,
  about: string,
  items: readonly Changed[],
): Promise<Undone[]> {
  await lockTickets(
    db,
    items.map(({ ticket }) => ticket),
  );
  const sets = COLUMNS.map(
    (name) =>
      `${name} = case
        when restorable.before ? '${name}' then (restorable.before ->> '${name}')::${BULK_COLUMNS[name]}
        else t.${name}
        end`,
  );
  const fields = COLUMNS.map((name) => `t.${name}`).join(", ");
  return query<Undone>(
    db,
    `with items as (select * from jsonb_to_recordset($1::jsonb) as x (ticket uuid, version bigint, before jsonb)),
      was as (select t.id, t.version, t.deleted_at, t.company, ${fields}, items.before, items.version as known
        from items join tickets t on t.id = items.ticket),
      checked as (select items.ticket, case
          when was.id is null then 'The ticket was permanently deleted.'
          when was.version <> was.known and not (${isOnlyOwn}) then ${whoChanged}
          when was.before -> 'deleted_at' = 'null'
            and exists (select from companies c where c.id = was.company and c.deleted_at is not null)
            then 'Its company was deleted.'
          when was.before ->> 'assigned_to' is not null
            and not exists (select from users u where u.id = (was.before ->> 'assigned_to')::uuid)
            then 'The previous assignee no longer exists.' end as reason
        from items left join was on was.id = items.ticket),
      restorable as (select was.* from was join checked on checked.ticket = was.id where checked.reason is null),
      updated as (update tickets t set ${sets.join(", ")}, ${newVersion},
          deleted_at = case
            when restorable.before ? 'deleted_at' then (restorable.before ->> 'deleted_at')::timestamptz
            else t.deleted_at
            end,
          deleted_by = case
            when restorable.before ? 'deleted_at' then (select id
              from users
              where id = (restorable.before ->> 'deleted_by')::uuid)
            else t.deleted_by
            end
        from restorable where t.id = restorable.id returning t.id, ${fields}),
      restored as (${insertEvents("ticket.restored", `${RESTORED} where restorable.before -> 'deleted_at' = 'null'`, {
        actor: "$2",
        ticket: "updated.id",
        about: "$3::uuid",
        triggers: "false",
      })}),
      trashed as (${insertEvents("ticket.deleted", `${RESTORED} where restorable.before ->> 'deleted_at' is not null`, {
        actor: "$2",
        ticket: "updated.id",
        about: "$3::uuid",
        triggers: "false",
      })}),
      event as (${insertEvents("ticket.undone", `${RESTORED} where not restorable.before ? 'deleted_at'`, {
        actor: "$2",
        ticket: "updated.id",
        about: "$3::uuid",
        changes: changesBetween("restorable", "updated", toldFields(COLUMNS)),
        triggers: "false",
      })})
      select ticket, reason from checked`,
    [JSON.stringify(items), actor, about],
  );
}

const EVENT_VERBS: Record<string, string> = {
  "ticket.updated": "changed it",
  "ticket.assigned": "assigned it",
  "ticket.deleted": "deleted it",
  "ticket.restored": "restored it",
  "ticket.undone": "undid a change of it",
  "comment.added": "commented on it",
  "comment.updated": "changed a comment of it",
  "comment.deleted": "deleted a comment of it",
  "attachment.added": "added a file to it",
  "attachment.deleted": "deleted a file of it",
};

// Later changes by the same user do not prevent the undo if the fields still have the values that this change set. So
// several changes can be undone one after the other.
const isOnlyOwn = `not exists (select from events e
  where e.ticket = was.id and e.version > was.known and e.kind <> 'email.updated' and e.actor is distinct from $2::uuid)
    and (was.deleted_at is not null) = coalesce(was.before -> 'deleted_at' = 'null', false)
    and not exists (select from events e cross join lateral jsonb_each(e.changes) x (key, pair)
      where e.ticket = was.id
        and e.about = $3::uuid
        and e.kind = 'ticket.updated'
        and to_jsonb(was) -> x.key is distinct from x.pair -> 1)`;

// The last event that does not belong to this change names who changed the ticket since.
const whoChanged = `coalesce((select coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username,
    'Somebody') || ' '
    || case e.kind ${Object.entries(EVENT_VERBS)
      .map(([kind, words]) => `when '${kind}' then '${words}'`)
      .join(" ")} else 'changed it' end
    || coalesce(' (' || (select string_agg(replace(key, '_', ' '), ', ' order by key) from jsonb_object_keys(
        case when e.kind like 'ticket.%' then e.changes end) key) || ')', '') || ' afterwards.'
  from events e left join users u on u.id = e.actor
  where e.ticket = was.id and e.about is distinct from $3::uuid and e.kind <> 'email.updated'
    order by e.id desc limit 1),
    'The ticket was changed since.')`;
