import { companyFields, MAX_COMPANIES_COUNTED } from "../../wire/companies.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { strip } from "../../wire/python-values.ts";
import { filterUuid, notAUuid } from "../../wire/query.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import { filterFlag, foldedText, termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import type { RowQuery } from "../platform/row-list.ts";

const sortable = sortColumns("co");
const ERRORS = { companies_name_key: { name: ["company with this name already exists."] } };

const record = (db: Db, kind: string, actor: Actor, id: string) =>
  query(db, insertEvents(kind, "companies where id = $1", { actor: "$2", about: "$1::uuid" }), [id, actor.id]);

/** Moves the tickets of a company that is being deleted or restored. */
export interface TicketsOfCompany {
  trash(db: Db, actor: Actor, company: string): Promise<void>;
  /** Restores the tickets that were deleted with it, at `deletedAt`. */
  restore(db: Db, actor: Actor, company: string, deletedAt: string): Promise<void>;
}

// the trigger would move all of them in this transaction
const leaveTickets = (db: Db) => query(db, "select set_config('docket.moves_tickets_of_company', 'on', true)");

export const companyRecords = (tickets: TicketsOfCompany): Records => ({
  ...ofCompanies,
  remove: (db, actor, id) =>
    transact(db, async (db) => {
      await takeTime(db);
      await leaveTickets(db);
      // during a restore it goes back to the tickets that are still in the trash
      const rows = await query(
        db,
        `update companies
         set deleted_at = coalesce((
           select r.deleted_at
           from company_restores r
           where r.company = $1), now())
         where id = $1 and deleted_at is null
         returning id`,
        [id],
      );
      if (rows.length === 0) return false;
      await record(db, "company.deleted", actor, id);
      await tickets.trash(db, actor, id);
      return true;
    }),
});

const ofCompanies: Omit<Records, "remove"> = {
  model: "Company",
  fields: companyFields,
  view: {
    size: "octet_length(co.notes) + octet_length(co.it_notes)",
    from: "companies co",
    name: "co.name",
    columns: {
      id: "co.id",
      ...Object.fromEntries(Object.keys(companyFields).map((name) => [name, `co.${name}`])),
      created_at: "wire_time(co.created_at)",
      updated_at: "wire_time(co.updated_at)",
    },
    sortable: {
      name: sortable("name"),
      country: sortable("country"),
      city: sortable("city"),
      created_at: sortable("created_at", "timestamptz"),
      updated_at: sortable("updated_at", "timestamptz"),
    },
    order: [{ ...sortable("name"), descending: false }],
    end: newestFirst("co"),
  },
  present: () => ["co.deleted_at is null"],
  filter: async (_db, filters) => (sql) => [
    ...["country", "industry", "billing_entity"].flatMap((name) =>
      filters[name] ? [`co.${name} = ${sql.add(filters[name])}`] : [],
    ),
    ...(filterFlag(filters, "is_active") === null
      ? []
      : [`co.is_active = ${sql.add(filterFlag(filters, "is_active"))}`]),
    ...(filterFlag(filters, "similar") ? [SIMILAR] : []),
    ...termConditions(filters.search, ["co.name", "co.country", "co.city", "co.industry"], sql),
  ],
  create: (db, actor, values) =>
    transact(db, async (db) => {
      await refuseSimilar(db, values.name as string, null);
      const id = await insertRow(db, "companies", values, ERRORS);
      await record(db, "company.created", actor, id);
      return id;
    }),
  update: (db, actor, id, values) =>
    transact(db, async (db) => {
      if (!(await isPresent(db, id))) return false;
      if (values.name !== undefined) await refuseSimilar(db, values.name as string, id);
      if (!(await updateRow(db, "companies", id, values, ERRORS))) return false;
      await record(db, "company.updated", actor, id);
      return true;
    }),
};

const SIMILAR = `exists (select from companies o
  where o.deleted_at is null and o.id <> co.id and company_key(o.name) = company_key(co.name))`;

/**
 * Refuses a name that differs from another company's only in case, accents, spaces or punctuation. Imported companies with
 * similar names stay; each can be changed as long as its name becomes no more similar.
 */
async function refuseSimilar(db: Db, name: string, id: string | null): Promise<void> {
  // of two requests at the same time, the second waits for the first
  await query(db, "select pg_advisory_xact_lock(hashtextextended('company ' || company_key($1), 0))", [name]);
  const [similar] = await query<{ name: string }>(
    db,
    `select name from companies where deleted_at is null and company_key(name) = company_key($1) and name <> $1
       and not exists (
         select from companies own
         where own.id = $2 and company_key(own.name) = company_key($1))
     order by created_at limit 1`,
    [name, id],
  );
  if (similar) throw invalid({ name: [`A company with a similar name already exists: ${similar.name}.`] });
}

const isPresent = async (db: Db, id: string) =>
  (await query(db, "select 1 from companies where id = $1 and deleted_at is null for update", [id])).length > 0;

/** Restores a deleted company, with the tickets that were deleted with it. */
export function restoreCompany(db: Db, actor: Actor, id: string, tickets: TicketsOfCompany): Promise<void> {
  return transact(db, async (db) => {
    await takeTime(db);
    const [company] = await query<{ deleted_at: string }>(
      db,
      "select deleted_at::text from companies where id = $1 and deleted_at is not null for update",
      [id],
    );
    if (!company) throw noSuch("Company");
    await leaveTickets(db);
    // null among other values: the constraint of the name may refuse it
    await updateRow(db, "companies", id, { deleted_at: null }, ERRORS);
    await record(db, "company.restored", actor, id);
    await tickets.restore(db, actor, id, company.deleted_at);
  });
}

/** The number of open tickets of each of these companies, in one statement that reads open tickets only. */
export function openTicketsOf(db: Db, { company = "" }: RowQuery["query"]): Promise<object[]> {
  const ids = company.split(",").map(strip).filter(Boolean).slice(0, MAX_COMPANIES_COUNTED);
  const wrong = ids.filter((each) => !filterUuid(each));
  if (wrong.length > 0) throw invalid({ company: wrong.map(notAUuid) });
  return query(
    db,
    `select company, count(*)::int as count from tickets
     where company = any($1::uuid[]) and deleted_at is null and status < 'resolved' group by company`,
    [ids.map(filterUuid)],
  );
}

/** All companies in short, for pickers. */
export async function simpleCompanies(db: Db, filters: Record<string, string | undefined>): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(x order by x.name, x.id), '[]')::text as json
     from (select id, name, billing_entity, country from companies
           where deleted_at is null
             and ($1 = ''
                 or name ilike '%' || replace(replace(replace($1, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
               or ${foldedText("name")} like (select search_pattern($1)))
             and ($2 = '' or billing_entity = $2)) x`,
    [(filters.search ?? "").replaceAll("\0", "").toWellFormed(), filters.billing_entity ?? ""],
  );
  return row!.json;
}
