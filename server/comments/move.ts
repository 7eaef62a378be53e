import { actorSql, authorSql, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { firstResponse } from "./comments.ts";

const arrival =
  "jsonb_build_object('is_internal', jsonb_build_array(null, moved.is_internal), 'ticket', jsonb_build_array($from, moved.ticket))";

/**
 * Moves messages to another ticket, unchanged: internal ones stay internal, and nobody is notified. Without IDs, all
 * messages of the ticket. Returns them in order.
 */
export async function moveComments(
  db: Db,
  actor: EventActor,
  { from, to, ids = null }: { from: string; to: string; ids?: readonly string[] | null },
): Promise<string[]> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const source = `${sql.add(from)}::uuid`;
  const rows = await query<{ id: string }>(
    db,
    `with moved as (
        update comments set ticket = ${sql.add(to)}::uuid
        where ticket = ${source} and (${sql.add(ids)}::uuid[] is null or id = any(${sql.add(ids)}::uuid[]))
        returning id, ticket, is_internal, created_at),
      event as (${insertEvents("comment.added", "(select * from moved order by created_at, id) moved", {
        actor: by,
        ticket: "moved.ticket",
        about: "moved.id",
        changes: arrival.replace("$from", source),
        triggers: "false",
      })})
      select id from moved order by created_at, id`,
    sql.values,
  );
  return rows.map(({ id }) => id);
}

/** Records in a ticket that a message has left it for another one. */
export const recordDeparture = async (
  db: Db,
  actor: EventActor,
  comment: string,
  { from, to }: { from: string; to: string },
): Promise<void> => {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const ticket = `${sql.add(from)}::uuid`;
  await query(
    db,
    insertEvents("comment.deleted", `comments moved where moved.id = ${sql.add(comment)}::uuid`, {
      actor: by,
      ticket,
      about: "moved.id",
      changes: `jsonb_build_object('is_internal', jsonb_build_array(moved.is_internal, null), 'ticket', jsonb_build_array(${ticket}, ${sql.add(to)}::uuid))`,
      triggers: "false",
    }),
    sql.values,
  );
};

/** Copies the description of a ticket into another one as a message; internal unless it was public. */
export async function copyDescription(db: Db, actor: EventActor, source: string, target: string): Promise<string> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const [copy] = await query<{ id: string }>(
    db,
    `with moved as (
        insert into comments (ticket, author, author_kind, author_contact, author_name, text, is_internal, via,
            created_at, updated_at)
        select ${sql.add(target)}::uuid, created_by, created_by_kind, created_by_contact, created_by_name, description,
          not is_description_public, via, created_at, created_at
        from tickets where id = ${sql.add(source)}::uuid
        returning id, ticket, is_internal),
      event as (${insertEvents("comment.added", "moved", {
        actor: by,
        ticket: "moved.ticket",
        about: "moved.id",
        changes: arrival.replace("$from", `${sql.add(source)}::uuid`),
        triggers: "false",
      })})
      select id from moved`,
    sql.values,
  );
  return copy!.id;
}

/** Removes a message whose text is now the description of another ticket, without any notification. */
export const removeComment = (db: Db, id: string) => query(db, "delete from comments where id = $1", [id]);

/** Makes an internal message from outside public, as written by a contact. */
export async function publishComment(db: Db, actor: EventActor, id: string, contact: string): Promise<void> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const author = authorSql(
    "author",
    { kind: "contact", id: contact, via: "mail" },
    actorSql({ kind: "contact", id: contact, via: "mail" }, sql),
  );
  const [row] = await query<{ ticket: string }>(
    db,
    `with published as (
        update comments set is_internal = false, author = null, author_name = null, updated_at = now(),
          ${Object.entries(author)
            .map(([name, value]) => `${name} = ${value}`)
            .join(", ")}
        where id = ${sql.add(id)}::uuid
        returning id, ticket),
      event as (${insertEvents("comment.updated", "published", {
        actor: by,
        ticket: "published.ticket",
        about: "published.id",
        changes: "jsonb_build_object('is_internal', jsonb_build_array(true, false))",
      })})
      select ticket from published`,
    sql.values,
  );
  await touchConversation(db, row!.ticket);
}

/** Marks a ticket as changed by its messages, and finds its first response again. */
export async function touchConversation(db: Db, ticket: string): Promise<number> {
  const [row] = await query<{ version: number }>(db, touchTicket("$1", firstResponse), [ticket]);
  return row!.version;
}
