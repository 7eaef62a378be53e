import type { Values } from "../../wire/fields.ts";
import { mayChangeView } from "../../wire/permissions.ts";
import { forbidden, noSuch } from "../../wire/problems.ts";
import type { View, viewFields } from "../../wire/views.ts";
import { checkOwnLimit } from "../access/own-limit.ts";
import { insertEvents } from "../events/events.ts";
import { checkFilters } from "../inbox/check-filters.ts";
import { inboxFilter } from "../inbox/filter.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { fullName } from "../users/names.ts";

export type ViewValues = Partial<Values<typeof viewFields>>;

export const MAX_VIEWS = 100;
/** Those that `views` and `deleted_views` share. */
export const VIEW_COLUMNS = "id, owner, name, is_shared, filters, ordering, columns, position, created_at, updated_at";
const columns = `v.id, v.name, v.owner, ${fullName("u")} as owner_name,
  v.is_shared, v.filters, v.ordering, v.columns, v.position, wire_time(v.created_at) as created_at, wire_time(v.updated_at) as updated_at`;
const VIEWS = "views v left join users u on u.id = v.owner";
const visible = "(v.owner = $1 or v.is_shared)";

/** The user's own views and those that are shared. */
export const listViews = (db: Db, actor: Actor) =>
  query<View>(db, `select ${columns} from ${VIEWS} where ${visible} order by v.position, v.name, v.id`, [actor.id]);

export async function showView(db: Db, actor: Actor, id: string): Promise<View> {
  const [view] = await query<View>(db, `select ${columns} from ${VIEWS} where v.id = $2 and ${visible}`, [
    actor.id,
    id,
  ]);
  if (!view) throw noSuch("View");
  return view;
}

const columnsOf = ({ filters, ...values }: ViewValues) => ({
  ...values,
  ...(filters && { filters: JSON.stringify(filters) }),
});

export async function createView(db: Db, zone: string, actor: Actor, values: ViewValues): Promise<string> {
  checkFilters(() => inboxFilter(values.filters ?? {}, actor, zone));
  return transact(db, async (db) => {
    await checkOwnLimit(db, actor, { table: "views", max: MAX_VIEWS, records: "views" });
    const id = await insertRow(db, "views", { ...columnsOf(values), owner: actor.id }, {});
    if (values.is_shared) await tellOfView(db, actor, "view.created", id);
    return id;
  });
}

export async function updateView(db: Db, zone: string, actor: Actor, id: string, values: ViewValues): Promise<View> {
  checkFilters(() => inboxFilter(values.filters ?? {}, actor, zone));
  return transact(db, async (db) => {
    const wasShared = await lockView(db, actor, id);
    await updateRow(db, "views", id, columnsOf(values), {});
    if (wasShared || values.is_shared) await tellOfView(db, actor, "view.updated", id);
    // without the condition of visibility: an Admin may have just made it another user's private view
    const [view] = await query<View>(db, `select ${columns} from ${VIEWS} where v.id = $1`, [id]);
    return view!;
  });
}

/** Deletes a view, which can be restored for 30 days. */
export function deleteView(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    const wasShared = await lockView(db, actor, id);
    if (wasShared) await tellOfView(db, actor, "view.deleted", id);
    await query(
      db,
      `with deleted as (delete from views where id = $1 returning ${VIEW_COLUMNS})
       insert into deleted_views (${VIEW_COLUMNS}, deleted_by)
       select ${VIEW_COLUMNS}, $2 from deleted`,
      [id, actor.id],
    );
  });
}

/** Writes an event, but only for shared views: everyone follows events, and private views concern their owner only. */
export const tellOfView = (db: Db, actor: Actor, kind: string, id: string) =>
  query(db, insertEvents(kind, "views where id = $1", { actor: "$2", about: "$1::uuid" }), [id, actor.id]);

/** Locks a view for a change by this actor; whether it is shared. */
async function lockView(db: Db, actor: Actor, id: string): Promise<boolean> {
  const [view] = await query<{ owner: string | null; is_shared: boolean }>(
    db,
    `select v.owner, v.is_shared from views v where v.id = $2 and ${visible} for update`,
    [actor.id, id],
  );
  if (!view) throw noSuch("View");
  if (!mayChangeView(actor, view)) throw forbidden();
  return view.is_shared;
}
