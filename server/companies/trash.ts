import { invalid, noSuch } from "../../wire/problems.ts";
import { insertDetachEvents, insertEvents } from "../events/events.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { newestFirst } from "../platform/paging.ts";
import { type ConstraintErrors, mapConstraintErrors } from "../platform/row-change.ts";
import type { Conditions, RowView } from "../platform/row-list.ts";
import { doerId, doerName } from "../users/names.ts";

// The trash of contacts and zones: see migration 0122.

export type RecordKind = "contact" | "zone";

/** Moves a contact or zone to the trash; its tickets lose it. False if there is none. */
export function trashRecord(db: Db, kind: RecordKind, actor: Actor, id: string): Promise<boolean> {
  return transact(db, async (db) => {
    await takeTime(db);
    // locked, so that no ticket starts to refer to it
    await query(db, `select 1 from ${kind}s where id = $1 for update`, [id]);
    await query(db, insertDetachEvents(kind, "$1", "$2"), [id, actor.id]);
    await query(db, insertEvents(`${kind}.deleted`, `${kind}s where id = $1`, { actor: "$2", about: "$1::uuid" }), [
      id,
      actor.id,
    ]);
    const [row] = await query<{ is_trashed: boolean }>(db, "select trash_record($1, $2, $3) as is_trashed", [
      kind,
      id,
      actor.id,
    ]);
    return row!.is_trashed;
  });
}

/** Restores a contact or zone from the trash, with the links to its tickets. */
export function restoreRecord(db: Db, kind: RecordKind, actor: Actor, id: string, errors: ConstraintErrors) {
  return transact(db, async (db) => {
    await takeTime(db);
    const [record] = await query<{ is_orphan: boolean }>(
      db,
      `select exists (
         select from companies c
         where c.id = d.company and c.deleted_at is not null) as is_orphan
       from deleted_records d
       where d.id = $1 and d.kind = $2
       for update`,
      [id, kind],
    );
    if (!record) throw noSuch(kind === "contact" ? "Contact" : "Zone");
    if (record.is_orphan) throw invalid({ company: ["Its company was deleted. Restore the company first."] });
    const [row] = await mapConstraintErrors(
      query<{ tickets: string[] }>(db, "select restore_record($1, $2) as tickets", [kind, id]),
      errors,
    );
    await query(db, insertEvents(`${kind}.restored`, `${kind}s where id = $1`, { actor: "$2", about: "$1::uuid" }), [
      id,
      actor.id,
    ]);
    await query(
      db,
      insertEvents("ticket.updated", "tickets t where t.id = any ($1::uuid[]) and t.deleted_at is null", {
        actor: "$2",
        ticket: "t.id",
        changes: `jsonb_build_object('${kind}', jsonb_build_array(null, $3::uuid))`,
      }),
      [row!.tickets, actor.id, id],
    );
  });
}

/** Permanently deletes what has been in the trash for 30 days. */
export const deleteExpiredRecords = (db: Db) =>
  query(db, "delete from deleted_records where deleted_at < now() - interval '30 days'");

export const recordsInTrash: RowView = {
  from: "deleted_records d left join companies co on co.id = d.company",
  columns: {
    id: "d.id",
    name: "d.name",
    company: "d.company",
    company_name: "co.name",
    tickets: `(select coalesce(sum(jsonb_array_length(x -> 'ids')), 0)::int
       from jsonb_array_elements(d.links) x
       where x ->> 'table' = 'tickets')`,
    deleted_at: "wire_time(d.deleted_at)",
    deleted_by: doerId("d.deleted_by"),
    deleted_by_name: doerName("d.deleted_by"),
  },
  sortable: {},
  order: [],
  end: newestFirst("d", "deleted_at"),
};

export const ofKind =
  (kind: RecordKind): Conditions =>
  (sql) => [`d.kind = ${sql.add(kind)}`];
