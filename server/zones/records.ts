import * as wire from "../../wire/zones.ts";
import { belonging, PRESENT_COMPANIES } from "../companies/company-child.ts";
import type { Records } from "../platform/crud.ts";
import { filterIds, termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";

const sortable = sortColumns("z");
const time = (column: string) => `wire_time(z.${column})`;

const labels = Object.entries(wire.ZONE_STATUS_LABELS)
  .map(([status, label]) => `when '${status}' then '${label}'`)
  .join(" ");

// fields of the Django backend that Docket does not store; responses have them as if they were empty
const columns = {
  id: "z.id",
  company: "z.company",
  company_name: "co.name",
  device: "z.device",
  device_display_name: "nullif(z.device_name, '')",
  name: "z.name",
  platform: "z.platform",
  status: "z.status",
  status_display: `case z.status ${labels} else z.status end`,
  soundtrack_account_id: "''",
  soundtrack_zone_id: "z.soundtrack_zone_id",
  soundtrack_admin_email: "z.soundtrack_admin_email",
  device_name: "z.device_name",
  last_seen_online: time("last_seen_online"),
  notes: "z.notes",
  last_api_sync: time("last_api_sync"),
  is_online: "z.status = 'online'",
  current_contract: "null",
  contract_count: "0",
  is_orphaned: "z.is_orphaned",
  orphaned_at: time("orphaned_at"),
  created_at: time("created_at"),
  updated_at: time("updated_at"),
};

/** How zones are listed, shown and changed. */
export const zoneRecords: Records = {
  ...belonging({ word: "zone", table: "zones", alias: "z", fields: wire.zoneFields, errors: {} }),
  model: "Zone",
  view: {
    size: "octet_length(z.notes)",
    from: "zones z join companies co on co.id = z.company",
    columns,
    sortable: {
      name: sortable("name"),
      platform: sortable("platform"),
      status: sortable("status"),
      created_at: sortable("created_at", "timestamptz"),
      updated_at: sortable("updated_at", "timestamptz"),
    },
    order: [
      { expression: "co.name", type: "text", descending: false },
      { ...sortable("name"), descending: false },
    ],
    end: newestFirst("z"),
  },
  filter: async (db, filters) => {
    const tables = { company: PRESENT_COMPANIES };
    const { company, platform } = await filterIds(db, filters, tables, { platform: wire.PLATFORMS });
    return (sql) => [
      ...(company ? [`z.company = ${sql.add(company)}`] : []),
      ...(platform ? [`z.platform = ${sql.add(platform)}`] : []),
      ...(filters.status ? [`z.status = ${sql.add(filters.status)}`] : []),
      ...termConditions(filters.search, ["z.name", "co.name"], sql),
    ];
  },
};
