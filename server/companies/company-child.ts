import type { Fields } from "../../wire/fields.ts";
import type { FieldErrors } from "../../wire/problems.ts";
import { insertEvents } from "../events/events.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type ConstraintErrors, insertRow, updateRow } from "../platform/row-change.ts";
import { type RecordKind, trashRecord } from "./trash.ts";

/** Restricts a filter by company to those that are not in the trash. */
export const PRESENT_COMPANIES = "(select id from companies where deleted_at is null) present";

// a new record needs a company; an imported one may stay without
const hasCompany = async (db: Db, table: string, id: string | null) =>
  id === null || (await query(db, `select 1 from ${table} where id = $1 and company is not null`, [id])).length > 0;

interface CompanyChild {
  /** The first part of its events' kinds, as in contact.created. */
  word: RecordKind;
  table: string;
  alias: string;
  fields: Fields;
  errors: ConstraintErrors;
}

/** The error of a record's company; none if it can stay or become that of the record. */
async function companyErrors(db: Db, table: string, company: unknown, id: string | null): Promise<FieldErrors> {
  if (company === null && (await hasCompany(db, table, id))) return { company: ["This field may not be null."] };
  if (!company) return {};
  const rows = await query(db, "select 1 from companies where id = $1 and deleted_at is null", [company]);
  return rows.length > 0 ? {} : { company: [`Invalid pk "${company}" - object does not exist.`] };
}

/** Creates, changes and deletes records that belong to a company: contacts and zones. */
export function belonging({
  word,
  table,
  alias,
  fields,
  errors,
}: CompanyChild): Pick<Records, "fields" | "present" | "references" | "create" | "update" | "remove"> {
  const record = (db: Db, kind: string, actor: Actor, id: string) =>
    query(db, insertEvents(`${word}.${kind}`, `${table} where id = $1`, { actor: "$2", about: "$1::uuid" }), [
      id,
      actor.id,
    ]);
  return {
    fields,
    present: () => ["co.deleted_at is null"],
    references: (db, { company }, id) => companyErrors(db, table, company, id),
    create: (db, actor, values) =>
      transact(db, async (db) => {
        const id = await insertRow(db, table, values, errors);
        await record(db, "created", actor, id);
        return id;
      }),
    update: (db, actor, id, values) =>
      transact(db, async (db) => {
        const there = await query(
          db,
          `select 1
           from ${table} ${alias}
           left join companies co on co.id = ${alias}.company
           where ${alias}.id = $1 and co.deleted_at is null for update of ${alias}`,
          [id],
        );
        if (there.length === 0) return false;
        await updateRow(db, table, id, values, errors);
        await record(db, "updated", actor, id);
        return true;
      }),
    remove: (db, actor, id) => trashRecord(db, word, actor, id),
  };
}
