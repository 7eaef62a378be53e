import { invalid } from "../../wire/problems.ts";
import { skillFields } from "../../wire/skills.ts";
import { filterCondition } from "../automations/filter-condition.ts";
import { checkFilters } from "../inbox/check-filters.ts";
import type { Records } from "../platform/crud.ts";
import { query } from "../platform/database.ts";
import { sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";

const ERRORS = { skills_name_key: { name: ["Another skill has this name."] } };
const sortable = sortColumns("s");
const view: RowView = {
  from: "skills s",
  columns: {
    id: "s.id",
    name: "s.name",
    filters: "s.filters",
    agents: "(select count(*) from agent_skills a where a.skill = s.id)",
    created_at: "wire_time(s.created_at)",
    updated_at: "wire_time(s.updated_at)",
  },
  sortable: { name: sortable("name") },
  order: [{ ...sortable("name"), descending: false }],
  end: [{ ...sortable("id", "uuid"), descending: false }],
};

function columnsOf(values: Record<string, unknown>): Record<string, unknown> {
  if (values.filters === undefined) return values;
  const filters = values.filters as Record<string, string>;
  if (Object.keys(filters).length === 0) throw invalid({ filters: ["Choose which tickets need this skill."] });
  checkFilters(() => filterCondition(filters));
  return { ...values, filters: JSON.stringify(filters) };
}

export const skillRecords: Records = {
  model: "Skill",
  view,
  fields: skillFields,
  filter: async () => () => [],
  create: async (db, _actor, values) => insertRow(db, "skills", columnsOf(values), ERRORS),
  update: async (db, _actor, id, values) => updateRow(db, "skills", id, columnsOf(values), ERRORS),
  remove: async (db, _actor, id) => (await query(db, "delete from skills where id = $1 returning id", [id])).length > 0,
};
