import { forbidden, noSuch } from "../../wire/problems.ts";
import { changed, recordFrom } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { touchTicket, type Versioned } from "../tickets/tickets.ts";

/** Adds a comment; the first public one is the first response to the ticket. */
export async function addComment(
  db: Db,
  actor: Actor,
  ticket: string,
  text: string,
  isInternal: boolean,
  id: string | null = null,
): Promise<Versioned & { comment: string }> {
  const first = isInternal ? "" : ", first_response_at = coalesce(t.first_response_at, now())";
  const [made] = await query<Versioned & { comment: string }>(
    db,
    `with t as (${touchTicket("$1", first)}),
      made as (insert into comments (id, ticket, author, text, is_internal) select coalesce($5::uuid, gen_random_uuid()), t.id, $2, $3, $4 from t returning id, ticket),
      said as (${recordFrom("comment.added", "made", { actor: "$2", ticket: "made.ticket", about: "made.id", changes: "jsonb_build_object('is_internal', jsonb_build_array(null, $4::boolean))" })})
      select t.id, t.version, made.id as comment from t, made`,
    [ticket, actor.id, text, isInternal, id],
  );
  if (!made) throw noSuch("Ticket");
  return made;
}

interface Comment {
  id: string;
  ticket: string;
  author: string | null;
}

async function lockOwn(db: Db, actor: Actor, id: string): Promise<Comment> {
  const [comment] = await query<Comment>(
    db,
    `select c.id, c.ticket, c.author from comments c join tickets t on t.id = c.ticket
     where c.id = $1 and t.deleted_at is null for update`,
    [id],
  );
  if (!comment) throw noSuch("TicketComment");
  if (comment.author !== actor.id && actor.role !== "Admin") throw forbidden();
  return comment;
}

// the first response is that of the first public comment that is left
const recomputed = `, first_response_at = (select min(created_at) from comments where ticket = t.id and not is_internal)`;

// a comment that goes to another ticket is gone from the one and new in the other
const moved = (before: string, after: string) =>
  `jsonb_build_object('is_internal', jsonb_build_array(${before}, ${after}), 'ticket', jsonb_build_array(was.ticket, made.ticket))`;

export function updateComment(
  db: Db,
  actor: Actor,
  id: string,
  values: { text?: string; is_internal?: boolean; ticket?: string },
): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockOwn(db, actor, id);
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

export function deleteComment(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    const comment = await lockOwn(db, actor, id);
    await query(
      db,
      `with gone as (delete from comments where id = $1 returning *)
       ${recordFrom("comment.deleted", "gone", { actor: "$2", ticket: "gone.ticket", about: "gone.id", changes: "jsonb_build_object('text', jsonb_build_array(gone.text, null), 'is_internal', jsonb_build_array(gone.is_internal, null))" })}`,
      [id, actor.id],
    );
    await query(db, touchTicket("$1", recomputed), [comment.ticket]);
  });
}
