import type { FieldErrors } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { TicketValues } from "./tickets.ts";

const TABLE_OF_FIELD = { company: "companies", contact: "contacts", zone: "zones", assigned_to: "users" } as const;
export const NO_NULL = ["This field may not be null."];

/** The error of a body's company: only a ticket with a contact may omit it. */
export function missingCompany(
  { company, contact }: TicketValues,
  how: "create" | "replace" | "change",
): FieldErrors | null {
  if (company || (how === "create" && contact)) return null;
  if (company === undefined) return how === "change" ? null : { company: ["This field is required."] };
  return how === "create" ? { company: NO_NULL } : null;
}

/** The company of a contact; null if it has none. */
export async function companyOfContact(db: Db, contact: string | null | undefined): Promise<string | null> {
  if (!contact) return null;
  const [row] = await query<{ company: string | null }>(db, "select company from contacts where id = $1", [contact]);
  return row?.company ?? null;
}

/** The error of removing a ticket's company: it may have none, but not lose it. */
async function emptiedCompany(db: Db, id: string, { company }: TicketValues): Promise<FieldErrors> {
  if (company !== null) return {};
  const rows = await query(db, "select 1 from tickets where id = $1 and company is not null", [id]);
  return rows.length > 0 ? { company: NO_NULL } : {};
}

/**
 * The errors of a ticket's IDs: those that do not exist, and a contact or zone of another company than its own (null:
 * it has none; undefined: not known yet).
 */
export async function referenceErrors(
  db: Db,
  values: TicketValues,
  company: string | null | undefined,
): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const [name, table] of Object.entries(TABLE_OF_FIELD) as [keyof typeof TABLE_OF_FIELD, string][]) {
    const id = values[name];
    if (!id) continue;
    const ofCompany = "company, (select deleted_at from companies where id = company) as deleted_at";
    const columns = name === "contact" || name === "zone" ? ofCompany : name === "company" ? "deleted_at" : "id";
    const [row] = await query<{ company?: string | null; deleted_at?: string | null }>(
      db,
      // locked, because deleting a company also deletes its tickets, but would miss those that are moved to it in the
      // meantime
      `select ${columns} from ${table} where id = $1 ${name === "company" ? "for share" : ""}`,
      [id],
    );
    if (!row || row.deleted_at) errors[name] = [`Invalid pk "${id}" - object does not exist.`];
    else if (row.company && company !== undefined && row.company !== company)
      errors[name] = [`This ${name} belongs to another company.`];
  }
  return errors;
}

/** The errors of a new ticket's IDs. */
export const newTicketErrors = async (db: Db, values: TicketValues): Promise<FieldErrors> => ({
  ...missingCompany(values, "create"),
  ...(await referenceErrors(db, values, values.company ?? undefined)),
});

/** The errors of the IDs in a change of a ticket. */
export const changeErrors = async (
  db: Db,
  id: string,
  values: TicketValues,
  how: "create" | "replace" | "change",
): Promise<FieldErrors> => ({
  ...missingCompany(values, how),
  ...(await emptiedCompany(db, id, values)),
  ...(await referenceErrors(db, values, undefined)),
});

/** The error of a body's ticket, which must exist if the body names one. */
export async function missingTicket(db: Db, ticket: string | null | undefined): Promise<FieldErrors> {
  if (!ticket) return {};
  const rows = await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [ticket]);
  return rows.length > 0 ? {} : { ticket: [`Invalid pk "${ticket}" - object does not exist.`] };
}
