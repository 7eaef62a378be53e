import { changesBetween, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { lockTickets } from "./many.ts";
import { BULK_COLUMNS, eventFields, newVersion } from "./next-values.ts";

// Undoes a change of many tickets: each ticket gets the values from before the change. A ticket that has changed since
// keeps its values, and the answer says who changed it. All of that is one statement:
//
//   items       the tickets of the change, with their values before it and their version after it
//   was         the same tickets as they are now
//   checked     why a ticket is not restored, or null
//   restorable  the tickets that are restored
//   updated     these tickets with their former values
//
// and an event for each of them, which depends on what the change did: it deleted the ticket, restored it, or changed its
// fields.

/** A changed ticket: the version after the change, and the previous values. */
export interface TicketBefore {
  ticket: string;
  version: number;
  before: object;
}

export interface UndoResult {
  ticket: string;
  /** Why it was not restored; null if it was. */
  reason: string | null;
}

/** Restores the previous values of a change's fields in many tickets; skips tickets that someone else has changed since. */
export async function undoMany(
  db: Db,
  actor: string | null,
  about: string,
  items: readonly TicketBefore[],
): Promise<UndoResult[]> {
  await lockTickets(
    db,
    items.map(({ ticket }) => ticket),
  );
  return query<UndoResult>(db, UNDO, [JSON.stringify(items), actor, about]);
}

const COLUMNS = Object.keys(BULK_COLUMNS);
const FIELDS = COLUMNS.map((name) => `t.${name}`).join(", ");

/** The value from before the change; the present one if the change did not touch this column. */
const valueBefore = (column: string, before: string) => `case
      when restorable.before ? '${column}' then ${before}
      else t.${column}
      end`;
const textBefore = (column: string) => `restorable.before ->> '${column}'`;

// whoever deleted it may no longer exist
const DELETED_BY = `case
      when restorable.before ? 'deleted_at' then (
        select id
        from users
        where id = (${textBefore("deleted_by")})::uuid)
      else t.deleted_by
      end`;

const SET = [
  ...COLUMNS.map((name) => `${name} = ${valueBefore(name, `(${textBefore(name)})::${BULK_COLUMNS[name]}`)}`),
  newVersion,
  `deleted_at = ${valueBefore("deleted_at", `(${textBefore("deleted_at")})::timestamptz`)}`,
  `deleted_by = ${DELETED_BY}`,
].join(",\n      ");

// Later changes by the same user do not prevent the undo if the fields still have the values that this change set. So
// several changes can be undone one after the other.
const IS_ONLY_OWN = `
  not exists (
    select from events e
    where e.ticket = previous.id
      and e.version > previous.changed_version
      and e.kind <> 'email.updated'
      and e.actor is distinct from $2::uuid)
  and (previous.deleted_at is not null) = coalesce(previous.before -> 'deleted_at' = 'null', false)
  and not exists (
    select from events e
    cross join lateral jsonb_each(e.changes) x (key, pair)
    where e.ticket = previous.id
      and e.about = $3::uuid
      and e.kind = 'ticket.updated'
      and to_jsonb(previous) -> x.key is distinct from x.pair -> 1)`;

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

const NAME = "coalesce(nullif(btrim(u.first_name || ' ' || u.last_name), ''), u.username, 'Somebody')";
const VERB = `case e.kind
      ${Object.entries(EVENT_VERBS)
        .map(([kind, words]) => `when '${kind}' then '${words}'`)
        .join("\n      ")}
      else 'changed it'
      end`;
const CHANGED_FIELDS = `
      select string_agg(replace(key, '_', ' '), ', ' order by key)
      from jsonb_object_keys(case when e.kind like 'ticket.%' then e.changes end) key`;

// "Ann Lee changed it (priority, status) afterwards.", by the last event that does not belong to this change
const WHO_CHANGED = `coalesce((
    select ${NAME} || ' ' || ${VERB} || coalesce(' (' || (${CHANGED_FIELDS}) || ')', '') || ' afterwards.'
    from events e
    left join users u on u.id = e.actor
    where e.ticket = previous.id
      and e.about is distinct from $3::uuid
      and e.kind <> 'email.updated'
    order by e.id desc
    limit 1),
    'The ticket was changed since.')`;

const IS_COMPANY_DELETED = `exists (
        select from companies c
        where c.id = previous.company and c.deleted_at is not null)`;
const HAS_ASSIGNEE = `exists (
        select from users u
        where u.id = (previous.before ->> 'assigned_to')::uuid)`;

/** Why a ticket is not restored. `deleted_at` was null before the change if that deleted the ticket. */
const REASON = `case
      when previous.id is null then 'The ticket was permanently deleted.'
      when previous.version <> previous.changed_version and not (${IS_ONLY_OWN}) then ${WHO_CHANGED}
      when previous.before -> 'deleted_at' = 'null' and ${IS_COMPANY_DELETED} then 'Its company was deleted.'
      when previous.before ->> 'assigned_to' is not null and not ${HAS_ASSIGNEE}
        then 'The previous assignee no longer exists.'
      end`;

const eventOf = (kind: string, condition: string, changes?: string) =>
  insertEvents(kind, `updated join restorable on restorable.id = updated.id where ${condition}`, {
    actor: "$2",
    ticket: "updated.id",
    about: "$3::uuid",
    ...(changes && { changes }),
    triggers: "false",
  });

const UNDO = `
  with items as (
    select *
    from jsonb_to_recordset($1::jsonb) as x (ticket uuid, version bigint, before jsonb)),
  previous as (
    select t.id, t.version, t.deleted_at, t.company, ${FIELDS}, items.before, items.version as changed_version
    from items
    join tickets t on t.id = items.ticket),
  checked as (
    select items.ticket, ${REASON} as reason
    from items
    left join previous on previous.id = items.ticket),
  restorable as (
    select previous.*
    from previous
    join checked on checked.ticket = previous.id
    where checked.reason is null),
  updated as (
    update tickets t
    set ${SET}
    from restorable
    where t.id = restorable.id
    returning t.id, ${FIELDS}),
  restored as (${eventOf("ticket.restored", "restorable.before -> 'deleted_at' = 'null'")}),
  trashed as (${eventOf("ticket.deleted", "restorable.before ->> 'deleted_at' is not null")}),
  undone as (${eventOf(
    "ticket.undone",
    "not restorable.before ? 'deleted_at'",
    changesBetween("restorable", "updated", eventFields(COLUMNS)),
  )})
  select ticket, reason
  from checked`;
