import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";

const PAGE = 500;

/** Copies the bytes of all attachments into a folder, under the names that the dump has. */
export async function copyOut(db: Db, storage: Storage, folder: string): Promise<{ files: number; missing: number }> {
  const done = { files: 0, missing: 0 };
  for (let after: string | null = null; ; ) {
    const page: { id: string; file: string }[] = await query(
      db,
      `select a.id, a.file from attachments a join tickets t on t.id = a.ticket and t.deleted_at is null
       where $1::uuid is null or a.id > $1::uuid order by a.id limit ${PAGE}`,
      [after],
    );
    for (const { file } of page) {
      const bytes = await storage.read(file);
      if (!bytes) {
        done.missing += 1;
        continue;
      }
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(bytes, createWriteStream(path));
      done.files += 1;
    }
    if (page.length < PAGE) return done;
    after = page.at(-1)!.id;
  }
}
