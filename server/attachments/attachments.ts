import { mayChangeFile } from "../../wire/permissions.ts";
import { forbidden, noSuch } from "../../wire/problems.ts";
import { actorSql, authorSql, changesBetween, type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { touchTicket } from "../tickets/tickets.ts";
import { claimFile, leaveFiles } from "./unclaimed.ts";

export interface NewAttachment {
  ticket: string;
  file: string;
  name: string;
  size: number;
  sha256: string | null;
  /** Its ID, if it already has one. */
  id?: string;
  /** The comment that it belongs to. */
  comment?: string;
  /** Its Content-ID in an email, and whether the email's text shows it. */
  contentId?: string | null;
  isInline?: boolean;
}

/** Puts a stored file on a ticket; null if the ticket no longer exists. */
export async function attach(db: Db, actor: EventActor, file: NewAttachment): Promise<string | null> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const key = sql.add(file.file);
  const columns = {
    id: `coalesce(${sql.add(file.id ?? null)}::uuid, gen_random_uuid())`,
    file: key,
    name: sql.add(file.name),
    size: sql.add(file.size),
    sha256: sql.add(file.sha256),
    comment: `${sql.add(file.comment ?? null)}::uuid`,
    origin: sql.add(actor.via),
    ...(file.contentId && { content_id: sql.add(file.contentId) }),
    ...(file.isInline && { is_inline: "true" }),
    ...authorSql("uploaded_by", actor, by),
    created_at: "clock_timestamp()",
  };
  const [row] = await query<{ id: string }>(
    db,
    `with t as (${touchTicket(sql.add(file.ticket))}),
      claimed as (${claimFile(key)} and exists (select from t)),
      inserted as (insert into attachments (ticket, ${Object.keys(columns).join(", ")})
        select t.id, ${Object.values(columns).join(", ")} from t returning id, ticket, name),
      event as (${insertEvents("attachment.added", "inserted", {
        actor: by,
        ticket: "inserted.ticket",
        about: "inserted.id",
        changes: "jsonb_build_object('name', jsonb_build_array(null, inserted.name))",
      })})
      select id from inserted`,
    sql.values,
  );
  return row?.id ?? null;
}

async function lockAttachment(
  db: Db,
  actor: Actor,
  id: string,
): Promise<{ ticket: string; file: string; name: string }> {
  const [row] = await query<{ ticket: string; file: string; name: string; uploaded_by: string | null }>(
    db,
    `select a.ticket, a.file, a.name, a.uploaded_by
     from attachments a
     join tickets t on t.id = a.ticket
     where a.id = $1 and t.deleted_at is null for update`,
    [id],
  );
  if (!row) throw noSuch("TicketAttachment");
  if (!mayChangeFile(actor, row)) throw forbidden();
  return row;
}

export function rename(db: Db, actor: Actor, id: string, name: string): Promise<void> {
  return transact(db, async (db) => {
    const { ticket, name: before } = await lockAttachment(db, actor, id);
    if (name === before) return;
    await query(
      db,
      `with before as (select * from attachments where id = $1),
        updated as (update attachments set name = $2 where id = $1 returning *)
       ${insertEvents("attachment.renamed", "updated, before", {
         actor: "$3",
         ticket: "updated.ticket",
         about: "updated.id",
         changes: changesBetween("before", "updated", ["name"]),
       })}`,
      [id, name, actor.id],
    );
    await query(db, touchTicket("$1"), [ticket]);
  });
}

/** Replaces the file of an attachment, and returns where the previous one is stored. */
export function replaceFile(db: Db, actor: Actor, id: string, next: Omit<NewAttachment, "ticket">): Promise<string> {
  return transact(db, async (db) => {
    const { ticket, file } = await lockAttachment(db, actor, id);
    await query(db, claimFile("$1"), [next.file]);
    await query(
      db,
      `with before as (select * from attachments where id = $1),
        updated as (update attachments set file = $2, name = $3, size = $4, sha256 = $5 where id = $1 returning *)
       ${insertEvents("attachment.replaced", "updated, before", {
         actor: "$6",
         ticket: "updated.ticket",
         about: "updated.id",
         changes:
           "jsonb_build_object('name', jsonb_build_array(before.name, updated.name), 'size', jsonb_build_array(before.size, updated.size))",
       })}`,
      [id, next.file, next.name, next.size, next.sha256, actor.id],
    );
    await query(db, leaveFiles("(values ($1)) as before (file)"), [file]);
    await query(db, touchTicket("$1"), [ticket]);
    return file;
  });
}

/** The text of an insert of the events about deleted attachments, the rows of `deleted`. */
export const insertAttachmentDeleted = (values: { actor: string; triggers?: string }): string =>
  insertEvents("attachment.deleted", "deleted", {
    ...values,
    ticket: "deleted.ticket",
    about: "deleted.id",
    changes: "jsonb_build_object('name', jsonb_build_array(deleted.name, null))",
  });

/** Removes a file from its ticket. The caller deletes the bytes once the transaction has committed. */
export function detach(db: Db, actor: Actor, id: string): Promise<string> {
  return transact(db, async (db) => {
    const { ticket, file } = await lockAttachment(db, actor, id);
    await query(
      db,
      `with deleted as (delete from attachments where id = $1 returning *)
       ${insertAttachmentDeleted({ actor: "$2" })}`,
      [id, actor.id],
    );
    await query(db, touchTicket("$1"), [ticket]);
    return file;
  });
}

/** Moves the files of a comment to the comment's new ticket. */
export const moveFilesOf = (db: Db, comment: string, ticket: string) =>
  query(db, "update attachments set ticket = $2 where comment = $1", [comment, ticket]);
