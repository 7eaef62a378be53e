import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import type { Conditions, RowView } from "../platform/row-list.ts";
import { attachmentExpressions } from "../tickets/ticket-json.ts";

const sortable = sortColumns("a");

/** The rows that the lists of attachments show. `addressOf`: the signed address of a file. */
export const attachmentView = (addressOf: (file: string) => string): RowView => ({
  from: `attachments a
    join tickets t on t.id = a.ticket and t.deleted_at is null
    left join users w on w.id = a.uploaded_by`,
  columns: attachmentExpressions,
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    name: sortable("name", "text"),
    size: sortable("size", "bigint"),
    uploaded_by: sortable("uploaded_by", "uuid"),
    ticket: sortable("ticket", "uuid"),
    file: sortable("file", "text"),
    id: sortable("id", "uuid"),
  },
  order: [],
  end: newestFirst("a"),
  finish: (json) => {
    const row = JSON.parse(json) as { file?: string };
    return row.file === undefined ? json : JSON.stringify({ ...row, file: addressOf(row.file) });
  },
});

/** The attachments that an actor may see, of all tickets or of one. */
export const attachmentsFor =
  (actor: Actor, ticket?: string | null): Conditions =>
  (sql) => [visibleTo(actor, sql), ...(ticket ? [`a.ticket = ${sql.add(ticket)}`] : [])];
