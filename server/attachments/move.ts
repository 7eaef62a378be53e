import { type Db, query } from "../platform/database.ts";

/** The files that moved with a ticket to another one, and those of its description, which a message there now has. */
export interface MovedFiles {
  files: string[];
  described: string[];
}

/**
 * Moves the files of a ticket to another. Files that its creator sent with the description belong to the message that
 * now holds it, because a file without a message is internal.
 */
export async function moveFiles(db: Db, from: string, to: string, description: string): Promise<MovedFiles> {
  const ownFiles = await query<{ id: string }>(
    db,
    `update attachments a set comment = $2
     from tickets t
     where t.id = $1 and a.ticket = t.id and a.comment is null
       and a.uploaded_by_kind = t.created_by_kind and a.uploaded_by_contact is not distinct from t.created_by_contact
       and a.uploaded_by is not distinct from t.created_by and a.created_at < t.created_at + interval '1 minute'
     returning a.id`,
    [from, description],
  );
  const files = await query<{ id: string }>(db, "update attachments set ticket = $2 where ticket = $1 returning id", [
    from,
    to,
  ]);
  return { files: files.map(({ id }) => id), described: ownFiles.map(({ id }) => id) };
}

export async function returnFiles(db: Db, { files, described }: MovedFiles, from: string, to: string): Promise<void> {
  await query(db, "update attachments set comment = null where id = any($1::uuid[])", [described]);
  await query(db, "update attachments set ticket = $3 where id = any($1::uuid[]) and ticket = $2", [files, from, to]);
}

/** Lets the files of a message follow it, when it becomes the description of another ticket. */
export const detachFiles = (db: Db, comment: string, ticket: string) =>
  query(db, "update attachments set ticket = $2, comment = null where comment = $1", [comment, ticket]);
