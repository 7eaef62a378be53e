import * as wire from "../../wire/contacts.ts";
import { belonging, PRESENT_COMPANIES } from "../companies/company-child.ts";
import type { Records } from "../platform/crud.ts";
import { filterFlag, filterIds, termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";

const sortable = sortColumns("ct");
export const ERRORS = {
  contacts_email_key: { email: ["A contact without a company has this address."] },
  contacts_company_email_key: { non_field_errors: ["The fields company, email must make a unique set."] },
};

/** How contacts are listed, shown and changed. */
export const contactRecords: Records = {
  ...belonging({ word: "contact", table: "contacts", alias: "ct", fields: wire.contactFields, errors: ERRORS }),
  model: "Contact",
  view: {
    size: "octet_length(ct.notes)",
    from: "contacts ct left join companies co on co.id = ct.company",
    name: "ct.name",
    columns: {
      id: "ct.id",
      company: "ct.company",
      company_name: "co.name",
      ...Object.fromEntries(
        Object.keys(wire.contactFields)
          .filter((name) => name !== "company")
          .map((name) => [name, `ct.${name}`]),
      ),
      last_contacted: "wire_time(ct.last_contacted)",
      created_at: "wire_time(ct.created_at)",
      updated_at: "wire_time(ct.updated_at)",
    },
    sortable: {
      name: sortable("name"),
      email: sortable("email"),
      created_at: sortable("created_at", "timestamptz"),
      updated_at: sortable("updated_at", "timestamptz"),
    },
    order: [{ ...sortable("name"), descending: false }],
    end: newestFirst("ct"),
  },
  filter: async (db, filters) => {
    const { company } = await filterIds(db, filters, { company: PRESENT_COMPANIES });
    const flags = (["is_active", "is_primary"] as const).map((name) => [name, filterFlag(filters, name)] as const);
    return (sql) => [
      ...(company ? [`ct.company = ${sql.add(company)}`] : []),
      ...flags.flatMap(([name, value]) => (value === null ? [] : [`ct.${name} = ${sql.add(value)}`])),
      ...(filters.contact_type ? [`ct.contact_type = ${sql.add(filters.contact_type)}`] : []),
      ...termConditions(filters.search, ["ct.name", "ct.email", "ct.phone", "co.name"], sql),
    ];
  },
};
