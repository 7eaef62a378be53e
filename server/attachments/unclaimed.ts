import { afterCommit, type Db, query } from "../platform/database.ts";
import type { Docket, RouteServices } from "../platform/docket.ts";

type FileServices = Pick<RouteServices, "independentQuery" | "storage" | "log">;

/** Whether no row refers to a file, as SQL. A macro's file and its copies in replies share their bytes. */
const isUnused = (file: string) =>
  `(not exists (select from attachments a where a.file = ${file})
     and not exists (select from draft_files d where d.file = ${file})
     and not exists (select from saved_files s where s.file = ${file})
     and not exists (select from kb_files k where k.file = ${file}))`;

/** Notes a file before it is stored: if its upload breaks off, it is deleted a day later. */
export const expectFile = ({ independentQuery }: Pick<RouteServices, "independentQuery">, file: string) =>
  independentQuery(
    `insert into unclaimed_files (file, remove_after)
     values ($1, now() + interval '1 day')
     on conflict (file) do nothing`,
    [file],
  );

/**
 * Deletes the bytes of files that nothing uses, once that is certain. If the store is down, a job does so later. Waits for
 * transactions that are about to use one of them and may still commit.
 */
export const removeFiles = (db: Db, services: FileServices, files: readonly string[]): Promise<void> =>
  afterCommit(db, async () => {
    const { independentQuery, storage, log } = services;
    try {
      const due = await independentQuery<{ file: string }>(
        `update unclaimed_files u
         set remove_after = now()
         where file = any ($1::text[]) and ${isUnused("u.file")}
         returning file`,
        [files],
      );
      for (const { file } of due) {
        await storage.remove(file);
        await independentQuery("delete from unclaimed_files where file = $1", [file]);
      }
    } catch (error) {
      log.warn({ err: error, files }, "could not delete files; retrying later");
    }
  });

/** The statement that assigns a file to a row of another table. */
export const claimFile = (file: string): string => `delete from unclaimed_files where file = ${file}`;

/** The text of a statement that marks the files of `source` (rows with a `file`) for removal. */
export const leaveFiles = (source: string): string =>
  `insert into unclaimed_files (file, remove_after) select file, now() from ${source} on conflict (file) do nothing`;

const BATCH_SIZE = 100;

/** Deletes the leftovers of deleted attachments and broken uploads. */
export async function removeUnclaimed({ db, storage }: Docket): Promise<void> {
  for (;;) {
    const due = await dueFiles(db);
    for (const { file } of due) {
      await storage.remove(file);
      await query(db, "delete from unclaimed_files where file = $1", [file]);
    }
    if (due.length < BATCH_SIZE) return;
  }
}

const dueFiles = (db: Db) =>
  query<{ file: string }>(
    db,
    `select file
     from unclaimed_files u
     where remove_after < now() and ${isUnused("u.file")}
     order by remove_after
     limit ${BATCH_SIZE}`,
  );
