import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { remarkFrom } from "./remarks.ts";

interface FileToCopy {
  id: string;
  file: string;
  /** Its path in the media folder. */
  media_path: string;
}

const PAGE = 500;

/** Refuses rows whose file would be outside of the media folder. */
export const refuseStrayFiles = (db: Db) =>
  query(
    db,
    `with s as (update staged_attachments s set outcome = 'refused'
       where outcome is null and (file ~ '(^|/)(\\.{0,2}|\\.incoming)(/|$)' or file ~ '[\\\\[:cntrl:]]') returning s.*)
     ${remarkFrom("ticketattachment", "s", { level: "refused", cause: "'its file lies outside of the media folder'", detail: "s.file" })}`,
  );

/** Gives attachments that share a file a copy each; otherwise deleting one would delete the other's file. */
export async function separateFiles(db: Db): Promise<void> {
  await query(db, "update staged_attachments set media_path = file where outcome is null");
  await query(
    db,
    `update staged_attachments s set file = regexp_replace(s.file, '([^/]*)$', s.id || '/\\1')
     from (select n, row_number() over (partition by file order by created_at, id) as nth
       from staged_attachments
       where outcome is null) x
     where x.n = s.n and (x.nth > 1 or exists (
       select from attachments a
       where a.file = s.file and a.id <> s.id))
       and not exists (select from attachments a where a.id = s.id and a.file = s.file)`,
  );
}

/** How many bytes of files an import will copy. */
export async function bytesToCopy(db: Db, media: string | null): Promise<number> {
  let bytes = 0;
  if (!media) return 0;
  for await (const { media_path } of filesToCopy(db)) {
    const location = await find(media, media_path);
    if (typeof location === "object") bytes += (await stat(location.path)).size;
  }
  return bytes;
}

/** Copies the files of attachments that are new, or whose file was missing at an earlier import. */
export async function copyFiles(db: Db, storage: Storage | null, media: string | null): Promise<void> {
  for await (const each of filesToCopy(db)) await copyFile(db, storage, media, each);
}

async function* filesToCopy(db: Db): AsyncGenerator<FileToCopy> {
  let after = 0;
  for (;;) {
    const rows = await query<FileToCopy & { n: number }>(
      db,
      `select s.n, s.id, s.file, s.media_path from staged_attachments s where s.outcome is null and s.n > $1
         and (exists (select from staged_tickets t where t.id = s.ticket)
             or exists (select from tickets t where t.id = s.ticket))
         and not exists (select from attachments a
           where (a.id = s.id or a.file = s.file) and not (a.id = s.id and a.file = s.file and a.sha256 is null))
         and not exists (select from deleted_ids g where g.id = s.id)
       order by s.n limit ${PAGE}`,
      [after],
    );
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.n;
  }
}

async function copyFile(db: Db, storage: Storage | null, media: string | null, row: FileToCopy): Promise<void> {
  const { id, file, media_path } = row;
  const location = media ? await find(media, media_path) : "nowhere";
  if (location === "nowhere" || location === "outside") {
    const why = location === "outside" ? "links out of" : "is missing in";
    await query(
      db,
      remarkFrom("ticketattachment", "staged_attachments s where s.id = $1", {
        level: "incomplete",
        cause: `'imported, but its file ${why} the media folder${media ? "" : "; name the folder with --media"}'`,
        detail: "s.media_path",
      }),
      [id],
    );
    return;
  }
  // a dry run copies nothing
  if (!storage) return;
  const { size, sha256 } = await storage.put(file, createReadStream(location.path));
  await query(db, "update staged_attachments set size = $2, sha256 = $3 where id = $1", [id, size, sha256]);
  await query(db, "update attachments set size = $2, sha256 = $3 where id = $1 and file = $4 and sha256 is null", [
    id,
    size,
    sha256,
    file,
  ]);
}

/** The file's path with links followed, if it is in the folder. */
async function find(media: string, source: string): Promise<{ path: string } | "nowhere" | "outside"> {
  const path = await realpath(join(media, source)).catch(() => null);
  if (!path || !(await stat(path).catch(() => null))?.isFile()) return "nowhere";
  return path.startsWith(`${await realpath(media)}${sep}`) ? { path } : "outside";
}

/** Removes the bytes of attachments that were not imported in the end. */
export async function removeUnused(db: Db, storage: Storage): Promise<void> {
  const unusedFiles = await query<{ file: string }>(
    db,
    `select distinct file from staged_attachments s where outcome = 'refused' and sha256 is not null
       and not exists (select from attachments a where a.file = s.file)`,
  );
  for (const { file } of unusedFiles) await storage.remove(file);
}
