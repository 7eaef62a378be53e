import { noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { type Conditions, type RowQuery, type RowView, showRow } from "../platform/row-list.ts";
import { commentExpressions } from "../tickets/ticket-json.ts";

const sortable = sortColumns("m");
/** The rows that the lists of comments show. */
export const commentView: RowView = {
  size: "octet_length(m.text)",
  from: `comments m
    join tickets t on t.id = m.ticket and t.deleted_at is null
    left join users w on w.id = m.author`,
  columns: commentExpressions,
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    updated_at: sortable("updated_at", "timestamptz"),
    text: sortable("text", "text"),
    is_internal: sortable("is_internal", "boolean"),
    author: sortable("author", "uuid"),
    ticket: sortable("ticket", "uuid"),
    id: sortable("id", "uuid"),
  },
  order: [{ ...sortable("created_at", "timestamptz"), descending: false }],
  end: newestFirst("m"),
};

/** The comments that an actor may see, of all tickets or of one. */
export const commentsFor =
  (actor: Actor, ticket: string | null | undefined): Conditions =>
  (sql) => [visibleTo(actor, sql), ...(ticket ? [`m.ticket = ${sql.add(ticket)}`] : [])];

/** A comment with its version as ETag: the time of its last change, which its ticket's JSON contains as well. */
export async function showComment(
  { db, actor, query: params }: RowQuery & { db: Db; actor: Actor },
  id: string,
): Promise<{ body: string; headers: { etag: string } }> {
  // reads the version before the comment, so that a change in between is refused later instead of overwritten
  const [comment] = await query<{ version: string }>(
    db,
    "select wire_time(updated_at) as version from comments where id = $1",
    [id],
  );
  const body = await showRow(db, commentView, { actor, query: params }, id, (sql) => [visibleTo(actor, sql)]);
  if (!body || !comment) throw noSuch("TicketComment");
  return { body, headers: { etag: `"${comment.version}"` } };
}
