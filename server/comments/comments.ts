import { mayChangeComment } from "../../wire/permissions.ts";
import { forbidden, noSuch, staleComment } from "../../wire/problems.ts";
import { actorSql, authorSql, changed, type EventActor, recordFrom } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import type { Versioned } from "../tickets/change-one.ts";
import { touchTicket } from "../tickets/tickets.ts";

/**
 * Adds a comment; the first public one by an agent is the first response to the ticket. `recipients`: who gets it by email, if
 * its author has chosen.
 */
export async function addComment(
  db: Db,
  actor: EventActor,
  ticket: string,
  text: string,
  isInternal: boolean,
  { id = null, recipients = null }: { id?: string | null; recipients?: readonly object[] | null } = {},
): Promise<Versioned & { comment: string }> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const isResponse = !isInternal && actor.kind === "user" && actor.via !== "automation";
  const first = isResponse ? ", first_response_at = coalesce(t.first_response_at, now())" : "";
  const given = {
    id: `coalesce(${sql.add(id)}::uuid, gen_random_uuid())`,
    text: sql.add(text),
    is_internal: `${sql.add(isInternal)}::boolean`,
    via: sql.add(actor.via),
    ...(recipients && { recipients: `${sql.add(JSON.stringify(recipients))}::jsonb` }),
    ...authorSql("author", actor, by),
  };
  const [made] = await query<Versioned & { comment: string }>(
    db,
    `with t as (${touchTicket(sql.add(ticket), first)}),
      made as (insert into comments (ticket, ${Object.keys(given).join(", ")}) select t.id, ${Object.values(given).join(", ")} from t
        returning id, ticket, is_internal),
      said as (${recordFrom("comment.added", "made", { actor: by, ticket: "made.ticket", about: "made.id", changes: "jsonb_build_object('is_internal', jsonb_build_array(null, made.is_internal))" })})
      select t.id, t.version, made.id as comment from t, made`,
    sql.values,
  );
  if (!made) throw noSuch("Ticket");
  return made;
}

interface Comment {
  id: string;
  ticket: string;
  author: string | null;
  version: string;
}

/** `expectedVersion`: the one that the caller has read (If-Match); null if it does not matter. */
async function lockOwn(db: Db, actor: Actor, id: string, expectedVersion: string | null): Promise<Comment> {
  const [comment] = await query<Comment>(
    db,
    `select c.id, c.ticket, c.author, wire_time(c.updated_at) as version from comments c join tickets t on t.id = c.ticket
     where c.id = $1 and t.deleted_at is null for update`,
    [id],
  );
  if (!comment) throw noSuch("TicketComment");
  if (!mayChangeComment(actor, comment)) throw forbidden();
  if (expectedVersion !== null && expectedVersion !== comment.version) throw staleComment(comment.version);
  return comment;
}

// the first response is an agent's first public comment that is left; one that came from an older ticket was there at once
const recomputed = `, first_response_at = (
  select case when count(*) > 0 then greatest(min(created_at), t.created_at) end from comments
  where ticket = t.id and not is_internal and author_kind = 'user' and via <> 'automation')`;

// a comment that goes to another ticket is gone from the one and new in the other
const moved = (before: string, after: string) =>
  `jsonb_build_object('is_internal', jsonb_build_array(${before}, ${after}), 'ticket', jsonb_build_array(was.ticket, made.ticket))`;

export function updateComment(
  db: Db,
  actor: Actor,
  id: string,
  values: { text?: string; is_internal?: boolean; ticket?: string },
  expectedVersion: string | null = null,
): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockOwn(db, actor, id, expectedVersion);
    await query(
      db,
      `with was as (select * from comments where id = $1),
        made as (update comments c set text = coalesce($2, c.text), is_internal = coalesce($3::boolean, c.is_internal),
          ticket = coalesce($4::uuid, c.ticket), updated_at = now() where c.id = $1 returning c.*),
        left_behind as (${recordFrom("comment.deleted", "made, was where made.ticket <> was.ticket", { actor: "$5", ticket: "was.ticket", about: "made.id", changes: moved("was.is_internal", "null") })}),
        arrived as (${recordFrom("comment.added", "made, was where made.ticket <> was.ticket", { actor: "$5", ticket: "made.ticket", about: "made.id", changes: moved("null", "made.is_internal") })})
        ${recordFrom("comment.updated", "made, was where made.ticket = was.ticket", { actor: "$5", ticket: "made.ticket", about: "made.id", changes: changed("was", "made", ["text", "is_internal"]) })}`,
      [id, values.text ?? null, values.is_internal ?? null, values.ticket ?? null, actor.id],
    );
    for (const ticket of new Set([comment.ticket, values.ticket ?? comment.ticket]))
      await query(db, touchTicket("$1", recomputed), [ticket]);
  });
}

export function deleteComment(db: Db, actor: Actor, id: string, expectedVersion: string | null = null): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockOwn(db, actor, id, expectedVersion);
    await query(
      db,
      `with gone as (delete from comments where id = $1 returning *)
       ${recordFrom("comment.deleted", "gone", { actor: "$2", ticket: "gone.ticket", about: "gone.id", changes: "jsonb_build_object('text', jsonb_build_array(gone.text, null), 'is_internal', jsonb_build_array(gone.is_internal, null))" })}`,
      [id, actor.id],
    );
    await query(db, touchTicket("$1", recomputed), [comment.ticket]);
  });
}
