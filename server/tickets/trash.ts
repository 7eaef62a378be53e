import { query, transact } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";

/** Removes for good what has lain in the trash for 30 days, files included. */
export async function emptyTrash({ db, storage }: Docket): Promise<void> {
  for (;;) {
    const files = await transact(db, async (db) => {
      const old = await query<{ id: string }>(
        db,
        "select id from tickets where deleted_at < now() - interval '30 days' order by deleted_at limit 100 for update skip locked",
      );
      const ids = old.map(({ id }) => id);
      const kept = await query<{ file: string }>(db, "select file from attachments where ticket = any($1::uuid[])", [
        ids,
      ]);
      await query(db, "delete from tickets where id = any($1::uuid[])", [ids]);
      return ids.length > 0 ? kept : null;
    });
    if (!files) return;
    for (const { file } of files) await storage.remove(file);
  }
}
