import { type Db, query } from "../platform/database.ts";

const LOT = 100;

/** Removes for good what has lain in the trash for 30 days; the files are left unclaimed, and go by a job of their own. */
export async function emptyTrash(db: Db): Promise<void> {
  for (;;) {
    const gone = await query(
      db,
      `delete from tickets where id in (
         select id from tickets where deleted_at < now() - interval '30 days' order by deleted_at limit ${LOT} for update skip locked)
       returning id`,
    );
    if (gone.length < LOT) return;
  }
}
