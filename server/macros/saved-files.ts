import { invalid } from "../../wire/problems.ts";
import { attach } from "../attachments/attachments.ts";
import { addFiles, giveAway, showFiles } from "../drafts/files.ts";
import type { EventActor } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";

// The files of a macro or a ticket template. Their bytes are stored once: a reply that takes a file along has a row of its own
// for the same bytes, so that neither the macro nor the reply can take the file from the other.

/** The owner of the files: a macro or a ticket template, by its ID. */
export type Holder = { macro: string } | { template: string };

export interface SavedFile {
  id: string;
  file: string;
  name: string;
  size: number;
  sha256: string | null;
}

/** The files of an owner `m` as JSON; their addresses are signed later. */
export const savedFilesJson = (column: "macro" | "template") => `(
    select coalesce(json_agg(json_build_object('id', f.id, 'name', f.name, 'size', f.size, 'file', f.file,
        'created_at', wire_time(f.created_at)) order by f.position), '[]')
    from saved_files f
    where f.${column} = m.id)`;

const columnOf = (holder: Holder) => ("macro" in holder ? "macro" : "template");
const idOf = (holder: Holder) => ("macro" in holder ? holder.macro : holder.template);

/** Sets the files of an owner, in this order. Files that it has stay, and unsent files of the user move to it. */
export async function setFiles(db: Db, user: string, holder: Holder, ids: readonly string[]): Promise<void> {
  const [column, id] = [columnOf(holder), idOf(holder)];
  await query(db, `delete from saved_files where ${column} = $1 and id <> all($2::uuid[])`, [id, ids]);
  const draftFiles = await giveAway(db, user, ids);
  await query(
    db,
    `insert into saved_files (id, ${column}, position, file, name, size, sha256)
     select x.id, $1::uuid, 0, x.file, x.name, x.size, x.sha256
     from json_to_recordset($2::json) as x (id uuid, file text, name text, size bigint, sha256 text)`,
    [id, JSON.stringify(draftFiles)],
  );
  const rows = await query<{ id: string }>(
    db,
    `update saved_files f
     set position = n.position
     from unnest($2::uuid[]) with ordinality as n (id, position)
     where f.${column} = $1 and f.id = n.id
     returning f.id`,
    [id, ids],
  );
  const missing = ids.find((each) => !rows.some((row) => row.id === each));
  if (missing) throw invalid({ files: [`Invalid pk "${missing}" - object does not exist.`] });
}

/** The files of an owner, in order, locked against deletion until the transaction ends. */
export const lockFiles = (db: Db, holder: Holder) =>
  query<SavedFile>(
    db,
    `select id, file, name, size::float8 as size, sha256
     from saved_files
     where ${columnOf(holder)} = $1
     order by position
     for key share`,
    [idOf(holder)],
  );

/** Copies the files into a user's drafts, for a reply or a ticket that they write; as JSON text. */
export const draftFilesOf = (db: Db, user: string, holder: Holder): Promise<string> =>
  transact(db, async (db) => showFiles(db, user, await addFiles(db, user, await lockFiles(db, holder))));

/** Attaches these locked files to a ticket, with their comment. */
export async function attachFiles(
  db: Db,
  actor: EventActor,
  files: readonly SavedFile[],
  to: { ticket: string; comment?: string },
): Promise<void> {
  for (const { file, name, size, sha256 } of files) await attach(db, actor, { ...to, file, name, size, sha256 });
}
