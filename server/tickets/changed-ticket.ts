import { MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import type { ChangedTicket } from "./change-one.ts";
import { type BuiltTicket, builtTicket } from "./ticket-json.ts";
import { isBefore } from "./ticket-parts.ts";

/** The parts of a ticket's JSON that are not simply replaced. */
interface TicketJson extends Record<string, unknown> {
  status: string;
  due_date: string | null;
  comments: CommentJson[];
  comments_count: number;
  internal_notes_count: number;
}

type CommentJson = Record<"created_at", string> & Record<"is_internal", boolean>;

/**
 * A ticket after a change, built from its JSON at the previous version; null if it must be read again. The database counts a
 * version for each change, so nothing else has changed in between.
 */
export function rebuildTicket(
  { size }: Pick<BuiltTicket, "size">,
  before: string,
  { id, version, namesVersion, fields, added }: ChangedTicket,
): BuiltTicket | null {
  if (!fields || added === null || before.length > MAX_SMALL_BYTES) return null;
  const ticket = JSON.parse(before) as TicketJson;
  if (added && !addComment(ticket, added as CommentJson)) return null;
  // JSON that was shown as overdue may be cached so
  Object.assign(ticket, fields, { is_overdue: false });
  return builtTicket({ id, version, namesVersion, size }, ticket, JSON.stringify(ticket));
}

/** Appends a comment; false if it is older than others, because it waited for their transactions. */
function addComment(ticket: TicketJson, comment: CommentJson): boolean {
  const last = ticket.comments.at(-1);
  if (last && !isBefore(last.created_at, comment.created_at)) return false;
  ticket.comments.push(comment);
  ticket[comment.is_internal ? "internal_notes_count" : "comments_count"] += 1;
  return true;
}
