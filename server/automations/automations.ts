import { type AutomationActions, MAX_AUTOMATIONS, type Trigger } from "../../wire/automation-words.ts";
import { automationFields } from "../../wire/automations.ts";
import type { Values } from "../../wire/fields.ts";
import { conflict, errorLines, type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { NO_SURVEY_TAG } from "../../wire/survey-words.ts";
import { checkFilters } from "../inbox/check-filters.ts";
import { parseMoment } from "../inbox/moments.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { sortColumns } from "../platform/paging.ts";
import { insertRow, jsonValues, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import { calendarErrors } from "../sla/calendars.ts";
import { referenceErrors } from "../tickets/references.ts";
import { filterCondition } from "./filter-condition.ts";
import { absentMacro, macroProblem } from "./macro-action.ts";
import { checkTexts } from "./texts.ts";

export type AutomationValues = Partial<Values<typeof automationFields>>;

export interface Rule {
  id: string;
  name: string;
  version: number;
  trigger: Trigger;
  filters: Record<string, string>;
  actions: AutomationActions;
  active_since: string;
}

const ERRORS = { automations_name_key: { name: ["Another automation has this name."] } };
const sortable = sortColumns("a");
const RECENT = "r.automation = a.id and r.at > now() - interval '7 days'";
const view: RowView = {
  from: "automations a",
  columns: {
    ...Object.fromEntries(
      "id position name trigger filters actions is_active".split(" ").map((name) => [name, `a.${name}`]),
    ),
    paused_at: "wire_time(a.paused_at)",
    paused_because: "a.paused_because",
    version: "a.version",
    runs: `(select json_build_object('week', count(*), 'failed',
        count(*) filter (where r.outcome in ('failed', 'stopped')),
      'last_at', wire_time((select max(l.at) from automation_runs l where l.automation = a.id)))
      from automation_runs r where ${RECENT})`,
    created_at: "wire_time(a.created_at)",
    updated_at: "wire_time(a.updated_at)",
  },
  sortable: { position: sortable("position", "integer"), name: sortable("name") },
  order: [{ ...sortable("position", "integer"), descending: false }],
  end: [{ ...sortable("id", "uuid"), descending: false }],
};

const JSON_COLUMNS = ["trigger", "filters", "actions"] as const;
const columnsOf = (values: AutomationValues): Record<string, unknown> => ({
  ...jsonValues(values, JSON_COLUMNS),
  ...(values.is_active && { paused_at: null, paused_because: null }),
});

/** Refuses filters, texts and combinations that cannot work. */
export async function checkRule({ trigger, filters, actions }: AutomationValues): Promise<void> {
  if (filters) checkFilters(() => filterCondition(filters));
  if (actions) await checkTexts(actions);
  if (trigger && filters) checkTogether(trigger, filters);
  if (trigger && actions) checkEffect(trigger, filters ?? {}, actions);
}

const END_STATUSES = ["resolved", "closed"];

const isOpenOnly = ({ open = "", status }: Record<string, string>): boolean =>
  /^(?:true|1|t|y|yes|on)$/i.test(open) ||
  (status?.split(",").every((each) => !END_STATUSES.includes(each.trim())) ?? false);

/** Refuses actions that can never take effect: a snooze without an assignee, a survey about an open ticket. */
function checkEffect({ on }: Trigger, filters: Record<string, string>, actions: AutomationActions): void {
  const { changes = {}, snooze, survey, macro } = actions;
  const {
    status,
    assigned_to,
    add_tags = [],
    remove_tags = [],
  } = changes as Record<string, string | null> & TagChanges;
  const hasTag = (tags: readonly string[]) => tags.some((tag) => tag.toLowerCase() === NO_SURVEY_TAG);
  const isEnded = status ? END_STATUSES.includes(status) : null;
  // what a macro sets can be changed later
  const staysOpen = isEnded === false || (isEnded === null && !macro && (on === "unanswered" || isOpenOnly(filters)));
  const staysUnassigned =
    assigned_to === null || (assigned_to === undefined && !macro && filters.assigned_to === "none");
  const wrong =
    (snooze !== undefined &&
      isEnded &&
      "snooze: A ticket that is resolved or closed does not come back. Leave one of them out.") ||
    (snooze !== undefined && staysUnassigned && "snooze: The ticket has no assignee to snooze it for.") ||
    (survey === "start" && staysOpen && "survey: A survey starts only for a ticket that is resolved or closed.") ||
    (survey === "start" && hasTag(add_tags) && `survey: The tag “${NO_SURVEY_TAG}” rules out the survey.`) ||
    (survey === "none" && hasTag(remove_tags) && `survey: Without the tag “${NO_SURVEY_TAG}”, surveys are sent.`);
  if (wrong) throw invalid({ actions: [wrong] });
}

interface TagChanges {
  add_tags?: readonly string[];
  remove_tags?: readonly string[];
}

/** Refuses a rule whose conditions exclude each other: it would never run, and nobody would see why. */
function checkTogether({ on, field, to }: Trigger, filters: Record<string, string>): void {
  const filterValues = (name: string) => filters[name]?.split(",").map((each) => each.trim());
  const contradict = (text: string) => invalid({ filters: [text] });
  const choices =
    on === "changed" && to && field !== "tags" ? filterValues(field === "assigned_team" ? "team" : field!) : null;
  if (choices && to && !to.some((each) => choices.includes(each)))
    throw contradict(`It would never run: ${field} changes to ${to.join(", ")}, but must be ${choices.join(", ")}.`);
  const statuses = filterValues("status");
  const isOpen = /^(?:true|1|t|y|yes|on)$/i.test(filters.open ?? "");
  if (statuses?.every((each) => END_STATUSES.includes(each)) && (isOpen || on === "unanswered"))
    throw contradict(`It would never run: a ticket that is ${statuses.join(" or ")} is not open.`);
  const sla = on === "sla_breached" && filterValues("sla");
  if (sla && !sla.includes("breached"))
    throw contradict(`It would never run: the SLA of such a ticket is breached, not ${sla.join(", ")}.`);
  const span = emptySpan(filters);
  if (span) throw contradict(`It would never run: no time is both ${span}.`);
}

/** The times of a filter between which there is no time, in words; null if there is none. */
function emptySpan(filters: Record<string, string>): string | null {
  const read = (name: string) => {
    const moment = parseMoment(filters[name] ?? "", "UTC");
    return "at" in moment ? Date.parse(moment.at) : Number.NaN;
  };
  const fields = Object.keys(filters).flatMap((name) =>
    name.endsWith("_after") ? [name.slice(0, -"_after".length)] : [],
  );
  const wrong = fields.find((field) => read(`${field}_after`) >= read(`${field}_before`));
  return wrong === undefined ? null : `after ${filters[`${wrong}_after`]} and before ${filters[`${wrong}_before`]}`;
}

// makes concurrent changes wait for each other, so that the positions have no gaps
const lockAutomations = (db: Db) => query(db, "lock table automations in share row exclusive mode");

export async function wrongReferences(db: Db, { trigger, actions }: AutomationValues): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  const { calendar } = await calendarErrors(db, trigger?.calendar);
  if (calendar) errors.trigger = calendar.map((text) => `calendar: ${text}`);
  const absent = await absentMacro(db, trigger?.macros ?? []);
  if (absent) errors.trigger = [`macros: Invalid pk "${absent}" - object does not exist, or is private.`];
  const wrong = await referenceErrors(db, actions?.changes ?? {}, undefined);
  const texts = errorLines(wrong as FieldErrors);
  const users = (actions?.notify?.to ?? []).filter((each) => each.includes("-"));
  const present = await query<{ id: string }>(db, "select id from users where id = any($1::uuid[])", [users]);
  const missing = users.find((id) => !present.some((each) => each.id === id));
  if (missing) texts.push(`notify: Invalid pk "${missing}" - object does not exist.`);
  const unusable = actions?.macro ? await macroProblem(db, actions.macro) : null;
  if (unusable) texts.push(`macro: ${unusable}`);
  return texts.length > 0 ? { ...errors, actions: texts } : errors;
}

export const automationRecords: Records = {
  model: "Automation",
  view,
  fields: automationFields,
  filter: async () => () => [],
  references: wrongReferences,
  create: (db, _actor, values) =>
    transact(db, async (db) => {
      await checkRule(values);
      await lockAutomations(db);
      const [last] = await query<{ n: number; count: number }>(
        db,
        "select coalesce(max(position), 0)::int as n, count(*)::int as count from automations",
      );
      if (last!.count >= MAX_AUTOMATIONS) throw conflict(`There are ${MAX_AUTOMATIONS} automations. Delete one first.`);
      return insertRow(db, "automations", { ...columnsOf(values), position: last!.n + 1 }, ERRORS);
    }),
  update: (db, _actor, id, values) =>
    transact(db, async (db) => {
      await lockAutomations(db);
      const [before] = await query<Rule & { is_active: boolean }>(db, "select * from automations where id = $1", [id]);
      if (!before) return false;
      await checkRule({ ...before, ...values } as AutomationValues);
      await updateRow(db, "automations", id, columnsOf(values), ERRORS);
      const isTurnedOn = Boolean(values.is_active) && !before.is_active;
      await query(
        db,
        `update automations
         set version = version + 1, active_since = case when $2 then now() else active_since end
         where id = $1`,
        [id, isTurnedOn],
      );
      return true;
    }),
  remove: async (db, _actor, id) =>
    (await query(db, "delete from automations where id = $1 returning id", [id])).length > 0,
};

/** Sets the order of the automations. The list must contain each of them once. */
export function reorderAutomations(db: Db, ids: readonly string[]): Promise<void> {
  return transact(db, async (db) => {
    await lockAutomations(db);
    const rows = await query<{ id: string }>(db, "select id from automations");
    if (rows.length !== ids.length || rows.some(({ id }) => !ids.includes(id)))
      throw invalid({ automations: ["Send the ID of every automation once."] });
    await query(
      db,
      // not a new version: a form that is open can still be saved
      `update automations a set position = o.n from unnest($1::uuid[]) with ordinality as o (id, n) where a.id = o.id`,
      [ids],
    );
  });
}

export const activeRules = (db: Db): Promise<Rule[]> =>
  query<Rule>(
    db,
    `select id, name, version, trigger, filters, actions, active_since
     from automations
     where is_active and paused_at is null
     order by position`,
  );

/** Throws unless there is such an automation; the runs of one that was deleted stay. */
export async function requireAutomation(db: Db, id: string): Promise<void> {
  const rows = await query(
    db,
    `select 1 from automations where id = $1
     union all
     (select 1 from automation_runs where automation = $1 limit 1)`,
    [id],
  );
  if (rows.length === 0) throw noSuch("Automation");
}
