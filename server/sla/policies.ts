import { invalid, Problem } from "../../wire/problems.ts";
import { policyFields } from "../../wire/sla.ts";
import { reminderGoal } from "../../wire/sla-fields.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { checkFilters } from "../inbox/check-filters.ts";
import { inboxFilter } from "../inbox/filter.ts";
import type { Actor } from "../platform/actor.ts";
import { NOBODY } from "../platform/actor.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { sortColumns } from "../platform/paging.ts";
import type { Parameters } from "../platform/parameters.ts";
import { insertRow, jsonValues, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import { calendarErrors } from "./calendars.ts";
import { type PolicyValues, renewTerms } from "./terms.ts";

const ERRORS = {
  sla_policies_name_key: { name: ["Another SLA policy has this name."] },
};
const sortable = sortColumns("p");
const view: RowView = {
  from: "sla_policies p",
  columns: {
    ...Object.fromEntries(
      "id position name filters calendar clock pauses_on targets reminders is_active version"
        .split(" ")
        .map((name) => [name, `p.${name}`]),
    ),
    calendar_name: "(select c.name from calendars c where c.id = p.calendar)",
    created_at: "wire_time(p.created_at)",
    updated_at: "wire_time(p.updated_at)",
  },
  sortable: { position: sortable("position", "integer"), name: sortable("name") },
  order: [{ ...sortable("position", "integer"), descending: false }],
  end: [{ ...sortable("id", "uuid"), descending: false }],
};

const JSON_COLUMNS = ["filters", "pauses_on", "targets", "reminders"] as const;
const columnsOf = (values: Partial<PolicyValues>): Record<string, unknown> => jsonValues(values, JSON_COLUMNS);

// a policy depends on the ticket, not on the user who looks at it
const DECIDER: Actor = { ...NOBODY, role: "Admin" };

/** The condition on tickets t that match a policy's filters. */
const conditionOf = (filters: Record<string, string>) => inboxFilter(filters, DECIDER, "UTC", { includesTrash: true });

/** Refuses new values of a policy that could never have an effect beside its other values. */
function checkTogether(values: Partial<PolicyValues>, { clock, filters, targets, reminders }: PolicyValues): void {
  if (values.calendar && clock === "always")
    throw invalid({ calendar: ["Every hour counts, so a calendar has no effect. Leave it out, or count open hours."] });
  if (!values.filters && !values.targets && !values.reminders) return;
  const priorities = PRIORITIES.filter((each) => !filters.priority || filters.priority.split(",").includes(each));
  const minutes = priorities.flatMap((each) => Object.values(targets[each]).filter((target) => target !== null));
  if (minutes.length === 0)
    throw invalid({ targets: [`No target would ever apply: the filters choose only ${priorities.join(", ")}.`] });
  const early = reminders.find(({ before }) => reminderGoal(before, Math.max(...minutes) * 60) === null);
  if (early) throw invalid({ reminders: [`${early.before}: Every target is shorter, so it would never be sent.`] });
}

// makes concurrent changes wait for each other, so that the positions have no gaps
const lockPolicies = (db: Db) => query(db, "lock table sla_policies in share row exclusive mode");

/**
 * Makes room for a new policy: before the first one that matches every ticket, below which it would never apply, or else at the
 * end. Returns its position.
 */
async function placeFor(db: Db, filters: Record<string, string>): Promise<number> {
  const [row] = await query<{ n: number }>(
    db,
    `select coalesce(
       min(position) filter (where filters = '{}' and is_active and $1),
       max(position) + 1,
       1)::int as n
     from sla_policies`,
    [Object.keys(filters).length > 0],
  );
  await query(db, "update sla_policies set position = position + 1 where position >= $1", [row!.n]);
  return row!.n;
}

export const policyRecords: Records = {
  model: "SlaPolicy",
  view,
  fields: policyFields,
  filter: async () => () => [],
  references: (db, { calendar }) => calendarErrors(db, calendar),
  create: (db, _actor, values) =>
    transact(db, async (db) => {
      checkFilters(() => conditionOf(values.filters as Record<string, string>));
      checkTogether(values, values as unknown as PolicyValues);
      await lockPolicies(db);
      const position = await placeFor(db, values.filters as Record<string, string>);
      const id = await insertRow(db, "sla_policies", { ...columnsOf(values), position }, ERRORS);
      await renewTerms(db, id);
      return id;
    }),
  update: (db, _actor, id, values) =>
    transact(db, async (db) => {
      checkFilters(() => conditionOf((values.filters as Record<string, string> | undefined) ?? {}));
      await lockPolicies(db);
      const [before] = await query<PolicyValues>(db, "select * from sla_policies where id = $1", [id]);
      if (!before) return false;
      checkTogether(values, { ...before, ...values });
      // a calendar has no effect on a policy whose clocks count every hour
      const calendar = values.clock === "always" ? { calendar: null } : {};
      await updateRow(db, "sla_policies", id, columnsOf({ ...values, ...calendar }), ERRORS);
      await query(db, "update sla_policies set version = version + 1 where id = $1", [id]);
      await renewTerms(db, id);
      return true;
    }),
  remove: async (db, _actor, id) =>
    (await query(db, "delete from sla_policies where id = $1 returning id", [id])).length > 0,
};

/** Sets the order of policies. The list must contain each of them once. */
export function reorderPolicies(db: Db, ids: readonly string[]): Promise<void> {
  return transact(db, async (db) => {
    await lockPolicies(db);
    const rows = await query<{ id: string }>(db, "select id from sla_policies");
    if (rows.length !== ids.length || rows.some(({ id }) => !ids.includes(id)))
      throw invalid({ policies: ["Send the ID of every policy once."] });
    await query(
      db,
      `update sla_policies p set position = o.n from unnest($1::uuid[]) with ordinality as o (id, n) where p.id = o.id`,
      [ids],
    );
  });
}

interface ActivePolicy {
  id: string;
  name: string;
  terms: number;
  filters: Record<string, string>;
}

export const activePolicies = (db: Db): Promise<ActivePolicy[]> =>
  query<ActivePolicy>(
    db,
    "select id, name, terms, filters from sla_policies where is_active and terms is not null order by position",
  );

/** The position in the list of the first policy that matches tickets t, as SQL; null if none does. */
export function firstMatch(policies: readonly ActivePolicy[], sql: Parameters): string {
  if (policies.length === 0) return "null::int";
  const cases = policies.flatMap(({ filters }, n) => {
    try {
      return [`when ${conditionOf(filters).where(sql)} then ${n}`];
    } catch (error) {
      // a filter by a field that no longer exists matches nothing
      if (error instanceof Problem) return [];
      throw error;
    }
  });
  return cases.length > 0 ? `case ${cases.join(" ")} end` : "null::int";
}
