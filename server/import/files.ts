import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";

interface Wanted {
  id: string;
  file: string;
}

const PAGE = 500;

/** Refuses rows whose file would lie outside of the media folder. */
export const refuseStrayFiles = (db: Db) =>
  query(
    db,
    `with no as (update staged_attachments set outcome = 'refused'
       where outcome is null and (file ~ '(^|/)(\\.{0,2}|\\.incoming)(/|$)' or file ~ '[\\\\[:cntrl:]]') returning id, file)
     insert into remarks (model, pk, reason, is_refused)
     select 'ticketattachment', id::text, 'its file ' || file || ' lies outside of the media folder', true from no`,
  );

/** Copies the files of attachments that are new, or whose file was missing at an earlier import. */
export async function copyFiles(db: Db, storage: Storage, media: string | null): Promise<void> {
  let after = 0;
  for (;;) {
    const wanted = await query<Wanted & { n: number }>(
      db,
      `select s.n, s.id, s.file from staged_attachments s where s.outcome is null and s.n > $1
         and (exists (select from staged_tickets t where t.id = s.ticket) or exists (select from tickets t where t.id = s.ticket))
         and not exists (select from attachments a where (a.id = s.id or a.file = s.file) and not (a.id = s.id and a.file = s.file and a.sha256 is null))
         and not exists (select from gone g where g.id = s.id)
       order by s.n limit ${PAGE}`,
      [after],
    );
    for (const each of wanted) await copyFile(db, storage, media, each);
    if (wanted.length < PAGE) return;
    after = wanted.at(-1)!.n;
  }
}

async function copyFile(db: Db, storage: Storage, media: string | null, { id, file }: Wanted): Promise<void> {
  const path = media && join(media, file);
  const found = path ? await stat(path).catch(() => null) : null;
  if (!path || !found?.isFile()) {
    await query(db, "insert into remarks (model, pk, reason, is_refused) values ('ticketattachment', $1, $2, false)", [
      id,
      `taken, but its file ${file} is missing in the media folder${media ? "" : " (name it with --media)"}`,
    ]);
    return;
  }
  const { size, sha256 } = await storage.put(file, createReadStream(path));
  await query(db, "update staged_attachments set size = $2, sha256 = $3 where id = $1", [id, size, sha256]);
  await query(db, "update attachments set size = $2, sha256 = $3 where id = $1 and file = $4 and sha256 is null", [
    id,
    size,
    sha256,
    file,
  ]);
}

/** Removes the bytes of attachments that were not taken after all. */
export async function removeUnused(db: Db, storage: Storage): Promise<void> {
  const unused = await query<{ file: string }>(
    db,
    `select distinct file from staged_attachments s where outcome = 'refused' and sha256 is not null
       and not exists (select from attachments a where a.file = s.file)`,
  );
  for (const { file } of unused) await storage.remove(file);
}
