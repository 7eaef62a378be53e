import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";

const PAGE = 500;
// the default max_length of Django's FileField
const MAX_FILE_NAME = 100;

/** The name of an attachment's file in an export: the one that it has here, unless that is too long for the Django backend. */
export const exportedFile = (row: string) => `case
  when length(${row}.file) > ${MAX_FILE_NAME}
  then 'tickets/attachments/' || ${row}.id || coalesce(substring(${row}.file from '\\.\\w{1,20}$'), '')
  else ${row}.file end`;

/** Copies the bytes of all attachments into a folder, under the names that the dump has. */
export async function copyOut(db: Db, storage: Storage, folder: string): Promise<{ files: number; missing: number }> {
  const totals = { files: 0, missing: 0 };
  for (let after: string | null = null; ; ) {
    const page: { id: string; file: string; exported: string }[] = await query(
      db,
      `select a.id, a.file, ${exportedFile("a")} as exported
       from attachments a
       join tickets t on t.id = a.ticket and t.deleted_at is null
       where $1::uuid is null or a.id > $1::uuid order by a.id limit ${PAGE}`,
      [after],
    );
    for (const { file, exported } of page) {
      const bytes = await storage.read(file);
      if (!bytes) {
        totals.missing += 1;
        continue;
      }
      const path = join(folder, exported);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(bytes, createWriteStream(path));
      totals.files += 1;
    }
    if (page.length < PAGE) return totals;
    after = page.at(-1)!.id;
  }
}
