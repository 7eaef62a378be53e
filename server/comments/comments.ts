import { mayChangeComment } from "../../wire/permissions.ts";
import { forbidden, noSuch, staleComment } from "../../wire/problems.ts";
import { actorSql, authorSql, changesBetween, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { type ChangedTicket, KEY, type Returning } from "../tickets/change-one.ts";
import { changedFields, commentColumns } from "../tickets/ticket-json.ts";
import { changedPartsSql, type PartsSql, type TicketParts, withComment } from "../tickets/ticket-parts.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { insertMentions, renewMentions } from "./mentions.ts";

interface AboutComment {
  id?: string | null;
  recipients?: readonly object[] | null;
  macros?: readonly string[];
  returning?: Returning;
}

/** A ticket with a new comment. */
interface CommentedTicket extends ChangedTicket {
  comment: string;
}

const ticketFields = changedFields(["updated_at", "first_response_at"]);
const commentJson = `case
  when octet_length(m.text) <= ${MAX_SMALL_BYTES} then (
    select row_to_json(x)
    from (select ${commentColumns}) x)
  end`;

/**
 * Adds a comment. The first public one by an agent is the ticket's first response. `recipients`: who gets it by email, if the
 * author has chosen. `macros`: those that it was written with. `returning`: what the answer needs.
 */
export async function addComment(
  db: Db,
  actor: EventActor,
  ticket: string,
  text: string,
  isInternal: boolean,
  { id = null, recipients = null, macros = [], returning = "nothing" }: AboutComment = {},
): Promise<CommentedTicket> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const isResponse = !isInternal && actor.kind === "user" && actor.via !== "automation";
  const first = isResponse ? ", first_response_at = coalesce(t.first_response_at, now())" : "";
  const columns = {
    id: `coalesce(${sql.add(id)}::uuid, gen_random_uuid())`,
    text: sql.add(text),
    is_internal: `${sql.add(isInternal)}::boolean`,
    via: sql.add(actor.via),
    ...(recipients && { recipients: `${sql.add(JSON.stringify(recipients))}::jsonb` }),
    ...authorSql("author", actor, by),
    // an automation may write several comments in one transaction; distinct times keep their order
    ...(actor.kind === "automation" && { created_at: "statement_timestamp()", updated_at: "statement_timestamp()" }),
  };
  const mentions = actor.kind === "contact" ? null : insertMentions(text, "inserted m, t", sql);
  const ticketId = sql.add(ticket);
  const output = outputOf(returning, ticketId);
  const [row] = await query<Omit<CommentedTicket, "parts"> & TicketParts>(
    db,
    `with t as (${touchTicket(ticketId, first, "t.*")}),
      inserted as (insert into comments (ticket, ${Object.keys(columns).join(", ")})
        select t.id, ${Object.values(columns).join(", ")}
        from t
        returning *),
      event as (${insertEvents("comment.added", "inserted, t", {
        actor: by,
        ticket: "t.id",
        version: "t.version",
        about: "inserted.id",
        changes: `jsonb_build_object('is_internal', jsonb_build_array(null, inserted.is_internal))${appliedMacros(macros, sql)}`,
      })})
      ${mentions ? `, mentioned as (${mentions})` : ""}
      select ${output.columns}, m.id as comment
      from t
      cross join inserted m
      ${output.joins}`,
    sql.values,
  );
  if (!row) throw noSuch("Ticket");
  return { ...row, parts: returning === "ticket" ? withComment(row, row.added!) : null };
}

/** What the statement returns of its ticket `t` and the new comment `m`. */
function outputOf(returning: Returning, ticket: string): PartsSql {
  if (returning === "ticket") {
    const { columns, joins } = changedPartsSql(ticket);
    return { columns: `${columns}, null as fields, row_to_json(m) as added`, joins };
  }
  if (returning === "nothing") return { columns: `${KEY}, null as fields, null as added`, joins: "" };
  return {
    columns: `${KEY}, ${ticketFields.json} as fields, ${commentJson} as added`,
    joins: "left join users w on w.id = m.author",
  };
}

const appliedMacros = (macros: readonly string[], sql: Parameters) =>
  macros.length > 0
    ? ` || jsonb_build_object('macros', jsonb_build_array(null, to_jsonb(${sql.add(macros)}::uuid[])))`
    : "";

interface Comment {
  id: string;
  ticket: string;
  author: string | null;
  version: string;
}

/** `expectedVersion`: the version that the caller read (If-Match); null to skip the check. */
async function lockComment(db: Db, actor: Actor, id: string, expectedVersion: string | null): Promise<Comment> {
  const [comment] = await query<Comment>(
    db,
    `select c.id, c.ticket, c.author, wire_time(c.updated_at) as version
     from comments c
     join tickets t on t.id = c.ticket
     where c.id = $1 and t.deleted_at is null for update`,
    [id],
  );
  if (!comment) throw noSuch("TicketComment");
  if (!mayChangeComment(actor, comment)) throw forbidden();
  if (expectedVersion !== null && expectedVersion !== comment.version) throw staleComment(comment.version);
  return comment;
}

// the first response is an agent's first remaining public comment; one moved from an older ticket counts from this
// ticket's beginning
export const firstResponse = `, first_response_at = (
  select case when count(*) > 0 then greatest(min(created_at), t.created_at) end from comments
  where ticket = t.id and not is_internal and author_kind = 'user' and via <> 'automation')`;

// a comment that moves is deleted from one ticket and added to the other
const moveChanges = (before: string, after: string) =>
  `jsonb_build_object('is_internal', jsonb_build_array(${before}, ${after}), 'ticket', jsonb_build_array(before.ticket, updated.ticket))`;

export function updateComment(
  db: Db,
  actor: Actor,
  id: string,
  values: { text?: string; is_internal?: boolean; ticket?: string },
  expectedVersion: string | null = null,
): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockComment(db, actor, id, expectedVersion);
    await query(
      db,
      `with before as (select * from comments where id = $1),
        updated as (update comments c
          set text = coalesce($2, c.text), is_internal = coalesce($3::boolean, c.is_internal),
          ticket = coalesce($4::uuid, c.ticket), updated_at = now() where c.id = $1 returning c.*),
        left_behind as (${insertEvents("comment.deleted", "updated, before where updated.ticket <> before.ticket", {
          actor: "$5",
          ticket: "before.ticket",
          about: "updated.id",
          changes: moveChanges("before.is_internal", "null"),
        })}),
        arrived as (${insertEvents("comment.added", "updated, before where updated.ticket <> before.ticket", {
          actor: "$5",
          ticket: "updated.ticket",
          about: "updated.id",
          changes: moveChanges("null", "updated.is_internal"),
        })})
        ${insertEvents("comment.updated", "updated, before where updated.ticket = before.ticket", {
          actor: "$5",
          ticket: "updated.ticket",
          about: "updated.id",
          changes: changesBetween("before", "updated", ["text", "is_internal"]),
        })}`,
      [id, values.text ?? null, values.is_internal ?? null, values.ticket ?? null, actor.id],
    );
    for (const ticket of new Set([comment.ticket, values.ticket ?? comment.ticket]))
      await query(db, touchTicket("$1", firstResponse), [ticket]);
    if (values.text !== undefined) await renewMentions(db, id, values.text);
  });
}

/** The text of an insert of the events about deleted comments, the rows of `deleted`. */
export const insertCommentDeleted = (values: { actor: string; triggers?: string }): string =>
  insertEvents("comment.deleted", "deleted", {
    ...values,
    ticket: "deleted.ticket",
    about: "deleted.id",
    changes: `jsonb_build_object('text', jsonb_build_array(deleted.text, null),
      'is_internal', jsonb_build_array(deleted.is_internal, null))`,
  });

export function deleteComment(db: Db, actor: Actor, id: string, expectedVersion: string | null = null): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockComment(db, actor, id, expectedVersion);
    await query(
      db,
      `with deleted as (delete from comments where id = $1 returning *)
       ${insertCommentDeleted({ actor: "$2" })}`,
      [id, actor.id],
    );
    await query(db, touchTicket("$1", firstResponse), [comment.ticket]);
  });
}
