import { BULK_UNDO_HOURS, SHOWN_FAILURES, SHOWN_TICKETS } from "../../wire/bulk.ts";
import { may } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import { newestFirst } from "../platform/paging.ts";
import type { Conditions, RowView } from "../platform/row-list.ts";
import { fullName } from "../users/names.ts";

const nameOf = (column: string) => `(
    select ${fullName("u")}
    from users u
    where u.id = ${column})`;

const first = (condition: string, reason: string) =>
  `(select coalesce(json_agg(x), '[]')
   from (select i.ticket, i.ticket_number, i.${reason} as reason from bulk_change_items i
    where i.bulk_change = b.id and ${condition} order by i.ticket_number, i.ticket limit ${SHOWN_FAILURES}) x)`;
const isFailed = "i.outcome = 'failed'";
const isSkipped = "i.undo = 'skipped'";

// there is no index on their numbers, and a change may have a million of them
const tickets = `(select coalesce(json_agg(x order by x.ticket_number), '[]')
   from (select i.ticket as id, i.ticket_number, t.subject
    from bulk_change_items i
    left join tickets t on t.id = i.ticket
    where i.bulk_change = b.id and i.ticket_number is not null limit ${SHOWN_TICKETS}) x)`;

const heading = {
  id: "b.id",
  state: "b.state",
  total: "b.total",
  done: "case when b.state = 'undoing' then b.restored + b.skipped else b.changed + b.unchanged + b.failed end",
  changed: "b.changed",
  unchanged: "b.unchanged",
  failed: "b.failed",
};
const rest = {
  tickets,
  changes: "b.changes",
  macro_name: "b.message ->> 'name'",
  is_internal: "(b.message ->> 'is_internal')::boolean",
  starts_at: "wire_time(b.starts_at)",
  notify: "b.triggers_reactions",
  created_by: "b.created_by",
  created_by_name: nameOf("b.created_by"),
  created_at: "wire_time(b.created_at)",
  finished_at: "wire_time(b.finished_at)",
  can_undo: `b.state in ('done', 'stopped', 'failed')
      and b.changed > 0
      and b.changes <> '{}'
      and b.finished_at > now() - interval '${BULK_UNDO_HOURS} hours'
    or b.state = 'running' and coalesce(b.starts_at > now(), false)`,
  undo: `case
    when b.undone_at is not null then json_build_object('restored', b.restored, 'skipped',
        ${first(isSkipped, "undo_reason")},
    'skipped_count', b.skipped, 'undone_by', b.undone_by, 'undone_at', wire_time(b.undone_at)) end`,
};

const view = (columns: Record<string, string>): RowView => ({
  from: "bulk_changes b",
  columns,
  sortable: {},
  order: [],
  end: newestFirst("b"),
});

export const bulkChange = view({ ...heading, failures: first(isFailed, "reason"), ...rest });
export const bulkChangeInList = view({ ...heading, ...rest });

/** The bulk changes that a user may see: their own, or all. */
export const bulkChangesOf =
  (actor: Actor): Conditions =>
  (sql) =>
    may(actor, "bulk.manage_any") ? [] : [`b.created_by = ${sql.add(actor.id)}`];

/** A list of a bulk change's tickets, each with a reason. */
export interface BulkItemList {
  view: RowView;
  /** The condition on the tickets of a bulk change. */
  of(bulkChange: string): Conditions;
}

const itemsWith = (reason: string, condition: string): BulkItemList => ({
  view: {
    from: "bulk_change_items i",
    columns: { ticket: "i.ticket", ticket_number: "i.ticket_number", reason: `i.${reason}` },
    sortable: {},
    order: [],
    end: [
      { expression: "i.ticket_number", type: "text", descending: false },
      { expression: "i.ticket", type: "uuid", descending: false },
    ],
  },
  of: (id) => (sql) => [`i.bulk_change = ${sql.add(id)}`, condition],
});

export const failures = itemsWith("reason", isFailed);
export const skips = itemsWith("undo_reason", isSkipped);
