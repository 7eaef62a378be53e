import { may } from "../../wire/permissions.ts";
import { noSuch } from "../../wire/problems.ts";
import type { DeletedView } from "../../wire/views.ts";
import { checkOwnLimit } from "../access/own-limit.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { doerId, doerName, fullName } from "../users/names.ts";
import { MAX_VIEWS, tellOfView, VIEW_COLUMNS } from "./views.ts";

/** The most that are listed. */
const MAX_SHOWN = 50;

// the same people as may delete it: the owner, and Admins if it was shared
const RESTORABLE = "(d.owner = $1 or (d.is_shared and $2))";

/** The deleted views that the actor may restore, the latest first. */
export const listDeletedViews = (db: Db, actor: Actor) =>
  query<DeletedView>(
    db,
    `select d.id, d.name, d.owner, ${fullName("u")} as owner_name, d.is_shared,
       wire_time(d.deleted_at) as deleted_at,
       ${doerId("d.deleted_by")} as deleted_by, ${doerName("d.deleted_by")} as deleted_by_name
     from deleted_views d
     left join users u on u.id = d.owner
     where ${RESTORABLE}
     order by d.deleted_at desc, d.id
     limit ${MAX_SHOWN}`,
    [actor.id, may(actor, "view.change_any")],
  );

/** Restores a deleted view as it was, with its ID. */
export const restoreView = (db: Db, actor: Actor, id: string): Promise<void> =>
  transact(db, async (db) => {
    const [view] = await query<{ owner: string | null; is_shared: boolean }>(
      db,
      `select d.owner, d.is_shared from deleted_views d where d.id = $3 and ${RESTORABLE} for update`,
      [actor.id, may(actor, "view.change_any"), id],
    );
    if (!view) throw noSuch("View");
    if (view.owner === actor.id) await checkOwnLimit(db, actor, { table: "views", max: MAX_VIEWS, records: "views" });
    await query(
      db,
      `with back as (delete from deleted_views where id = $1 returning ${VIEW_COLUMNS})
       insert into views (${VIEW_COLUMNS})
       select ${VIEW_COLUMNS} from back`,
      [id],
    );
    if (view.is_shared) await tellOfView(db, actor, "view.created", id);
  });

/** Permanently deletes views 30 days after they were deleted, and private ones of deleted users. */
export const forgetDeletedViews = (db: Db) =>
  query(
    db,
    `delete from deleted_views
     where deleted_at < now() - interval '30 days' or (owner is null and not is_shared)`,
  );
