import type { OTHER_ORDERINGS } from "../../wire/inbox.ts";
import { mapFields } from "../../wire/ticket-fields.ts";
import { newestFirst, type SortKey, sortColumns } from "../platform/paging.ts";
import { SQL_TYPES } from "../tickets/field-columns.ts";
import { fullName } from "../users/names.ts";

type Ordering = Omit<SortKey, "descending">;

const LAST_ACTIVITY = "a.at";
export const COMPANY_NAME = "co.name";
const ASSIGNEE_NAME = fullName("u");
export const SLA_DUE = "sa.sla_due_at";

/** The joins that these sort keys need, besides tickets t. */
export const JOINS: Record<string, string> = {
  [LAST_ACTIVITY]: "join ticket_activity a on a.ticket = t.id",
  [COMPANY_NAME]: "left join companies co on co.id = t.company",
  [ASSIGNEE_NAME]: "left join users u on u.id = t.assigned_to",
  [SLA_DUE]: "join ticket_activity sa on sa.ticket = t.id",
};

const column = (name: string, type: string) => ({ ...sortColumns("t")(name, type), isAlwaysThere: true });
const OTHER_SORT_KEYS: Record<(typeof OTHER_ORDERINGS)[number], Ordering> = {
  updated_at: { expression: LAST_ACTIVITY, type: "timestamptz", isAlwaysThere: true },
  created_at: column("created_at", "timestamptz"),
  resolved_at: { expression: "t.resolved_at", type: "timestamptz" },
  ticket_number: column("ticket_number", "text"),
  company_name: { expression: COMPANY_NAME, type: "text" },
  assigned_to_name: { expression: ASSIGNEE_NAME, type: "text" },
  sla_due_at: { expression: SLA_DUE, type: "timestamptz" },
};

/** What the inbox can be sorted by. */
export const SORTABLE: Record<string, Ordering> = {
  ...OTHER_SORT_KEYS,
  ...mapFields(
    ({ kind }, name) => ({ ...column(name, SQL_TYPES[name]), isAlwaysThere: kind !== "instant" }),
    ({ ordering }) => ordering !== undefined,
  ),
};

export const LAST_ACTIVE: readonly SortKey[] = [{ ...OTHER_SORT_KEYS.updated_at, descending: true }];
export const NEWEST: readonly SortKey[] = newestFirst("t").map((key) => ({ ...key, isAlwaysThere: true }));
