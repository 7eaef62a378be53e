import { badRequest, conflict, invalid, noSuch } from "../../wire/problems.ts";
import { attach } from "../attachments/attachments.ts";
import type { NewFile } from "../attachments/receive-file.ts";
import { claimFile, leaveFiles } from "../attachments/unclaimed.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { attachmentColumns } from "../tickets/ticket-json.ts";
import { filesJson } from "./draft-json.ts";

const MOST = 200;

/** Stores an uploaded file for a draft of its owner. */
export async function addFile(db: Db, owner: string, file: NewFile): Promise<string> {
  const [id] = await addFiles(db, owner, [file]);
  return id!;
}

/** Adds files to a user's drafts, all or none, and returns their IDs. Other rows may have the same bytes. */
export function addFiles(
  db: Db,
  owner: string,
  files: readonly Pick<DraftFileRow, "file" | "name" | "size" | "sha256">[],
): Promise<string[]> {
  return transact(db, async (db) => {
    // counts concurrent uploads of a user one after the other
    await query(db, "select pg_advisory_xact_lock(hashtextextended('draft files of ' || $1, 0))", [owner]);
    const ids: string[] = [];
    for (const { file, name, size, sha256 } of files) {
      const [row] = await query<{ id: string }>(
        db,
        `with claimed as (${claimFile("$2")})
         insert into draft_files (owner, file, name, size, sha256) select $1::uuid, $2, $3, $4, $5
         where (
           select count(*)
           from draft_files
           where owner = $1::uuid) < ${MOST}
         returning id`,
        [owner, file, name, size, sha256],
      );
      if (!row) throw badRequest(`You have reached the limit of ${MOST} unsent files. Send or delete some first.`);
      ids.push(row.id);
    }
    return ids;
  });
}

/** Takes unsent files with these IDs from their owner, for another holder. */
export const giveAway = (db: Db, owner: string, ids: readonly string[]) =>
  query<DraftFileRow>(
    db,
    `delete from draft_files
     where id = any($1::uuid[]) and owner = $2 and reply is null
     returning id, file, name, size, sha256`,
    [ids, owner],
  );

/** Draft files as JSON text, in the order of their IDs. */
export async function showFiles(db: Db, owner: string, ids: readonly string[]): Promise<string> {
  const [row] = await query<{ json: string }>(db, `select (${filesJson("$1::uuid[]", "f.owner = $2")})::text as json`, [
    ids,
    owner,
  ]);
  return row!.json;
}

/** A draft file as JSON text. */
export async function showFile(db: Db, id: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select row_to_json(x)::text as json from (
       select id, name, size, file, wire_time(created_at) as created_at
       from draft_files
       where id = $1) x`,
    [id],
  );
  return row!.json;
}

/** Deletes a draft file and returns the key of its bytes, which the caller deletes after the commit. */
export function dropFile(db: Db, owner: string, id: string): Promise<string> {
  return transact(db, async (db) => {
    const [row] = await query<{ file: string; reply: string | null }>(
      db,
      "select file, reply from draft_files where id = $1 and owner = $2 for update",
      [id, owner],
    );
    if (!row) throw noSuch("DraftFile");
    if (row.reply) throw conflict("The file belongs to a reply that is being sent.");
    await query(db, `with deleted as (delete from draft_files where id = $1 returning file) ${leaveFiles("deleted")}`, [
      id,
    ]);
    return row.file;
  });
}

const missing = (ids: readonly string[], files: readonly { id: string }[]) => {
  const id = ids.find((each) => !files.some((row) => row.id === each));
  return id && invalid({ files: [`Invalid pk "${id}" - object does not exist.`] });
};

/** Reserves files for a reply; from now on nothing else can take them. */
export async function giveFilesToReply(db: Db, owner: string, ids: readonly string[], reply: string): Promise<void> {
  const rows = await query<{ id: string }>(
    db,
    "update draft_files set reply = $3 where id = any($1::uuid[]) and owner = $2 and reply is null returning id",
    [ids, owner, reply],
  );
  const problem = missing(ids, rows);
  if (problem) throw problem;
}

/** Gives a reply's files back to the drafts. */
export const releaseFiles = (db: Db, reply: string) =>
  query(db, "update draft_files set reply = null where reply = $1", [reply]);

interface DraftFileRow {
  id: string;
  file: string;
  name: string;
  size: number;
  sha256: string | null;
}

/** Turns draft files into attachments of a ticket, with the same IDs: all of them or none. */
export function takeFiles(
  db: Db,
  actor: Actor,
  ticket: string,
  ids: readonly string[],
  { reply = null, comment }: { reply?: string | null; comment?: string } = {},
): Promise<void> {
  return transact(db, async (db) => {
    const rows = await query<DraftFileRow>(
      db,
      `delete from draft_files where id = any($1::uuid[]) and owner = $2 and reply is not distinct from $3::uuid
       returning id, file, name, size, sha256`,
      [ids, actor.id, reply],
    );
    const problem = missing(ids, rows);
    if (problem) throw problem;
    for (const id of ids) {
      const file = rows.find((each) => each.id === id)!;
      if (!(await attach(db, actor, { ticket, comment, ...file }))) throw noSuch("Ticket");
    }
  });
}

/** Whether a saved draft or a waiting reply names a file f, as SQL. */
const IS_USED = `(f.reply is not null
  or exists (select from drafts d where d.owner = f.owner and f.id = any(d.files))
  or exists (select from new_ticket_drafts d where d.owner = f.owner and f.id = any(d.files)))`;

/**
 * Notes which files are unused, and deletes those that have been for a week, so that a file taken out of a draft can be put
 * back. Those of deleted users go at once.
 */
export const sweepFiles = (db: Db) =>
  query(
    db,
    `with noted as (
       update draft_files f
       set unused_since = case when f.unused_since is null then now() end
       where f.owner is not null and ${IS_USED} = (f.unused_since is not null)),
     deleted as (
       delete from draft_files f
       where not ${IS_USED} and (f.owner is null or f.unused_since < now() - interval '7 days')
       returning file)
     ${leaveFiles("deleted")}`,
  );

/** Files that a ticket has just taken, as JSON text. */
export async function showTaken(db: Db, ids: readonly string[]): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select json_build_object('results', (select coalesce(json_agg(row_to_json(x)), '[]') from (
       select ${attachmentColumns}
       from attachments a left join users w on w.id = a.uploaded_by
       where a.id = any ($1::uuid[])
       order by a.created_at) x))::text as json`,
    [ids],
  );
  return row!.json;
}
