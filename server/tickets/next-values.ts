import { type FieldValues, fieldsWith, TICKET_FIELDS, type TicketFieldName } from "../../wire/ticket-fields.ts";
import type { Parameters } from "../platform/parameters.ts";
import { SQL_TYPES } from "./field-columns.ts";
import { endTimes, teamOfColumn } from "./rules.ts";

// The rules for every change of a ticket, as SQL. A single change, an assignment and a bulk change all take their values
// from here.

/** The changes to a ticket; omitted fields stay unchanged. */
export interface TicketChanges extends Partial<FieldValues> {
  add_tags?: string[];
  remove_tags?: string[];
  /** Whether a new assignee leaves the team, and the status of work that has begun or ended, as they are. */
  is_handover?: boolean;
}

/** The columns of a ticket `t` that every change sets. */
export const newVersion = "updated_at = now(), version = t.version + 1";

/** Columns that a bulk change can change, with their types; the end times follow from the status. */
export const BULK_COLUMNS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...fieldsWith(({ isBulk = false }) => isBulk), "tags" as const].map((name) => [name, SQL_TYPES[name]]),
  ),
  resolved_at: "timestamptz",
  closed_at: "timestamptz",
};

const isField = (name: string): name is TicketFieldName => Object.hasOwn(TICKET_FIELDS, name);

/**
 * The fields among these columns whose values events contain: the end times follow from the status, and a description
 * may be large.
 */
export const eventFields = (columns: readonly string[]): string[] =>
  columns.filter((name) => isField(name) && name !== "description");

export interface NextValues {
  /** The columns that a change can change. */
  columns: readonly string[];
  /** Their new values, as a select list. */
  list: string;
  /** The assignments that give a ticket `t` the values of a row named `next`. */
  set: string;
  /** The joins that the values need besides `previous`. */
  from: string;
  /** Whether the assignee does not exist. */
  lacksAssignee: string;
  /** Why the values cannot be set: columns for `next`, and cases that give a reason from them. */
  obstacles: { columns: string; cases: string };
}

/**
 * The new values of the tickets in `previous`. A new assignee also sets their team and the status `assigned`, unless these are
 * given or it is a handover; unassigning sets the team of the category and `new`. `isAssignment`: the same even if the assignee stays.
 */
export function nextValues(changes: TicketChanges, sql: Parameters, isAssignment = false): NextValues {
  const sqlValue = (name: TicketFieldName) => `${sql.add(changes[name])}::${SQL_TYPES[name]}`;
  const { add_tags, remove_tags, status, assigned_to, assigned_team, is_handover, ...others } = changes;
  const columns: Record<string, string> = {};
  for (const name of Object.keys(others))
    if (isField(name) && changes[name] !== undefined) columns[name] = sqlValue(name);
  if (add_tags || remove_tags)
    columns.tags = `with_tags(previous.tags, ${sql.add(add_tags ?? [])}::text[], ${sql.add(remove_tags ?? [])}::text[])`;
  const isAssigned = assigned_to !== undefined;
  const assignee = isAssigned ? sqlValue("assigned_to") : "";
  // clients do not see the ID of a deleted user: for them, the ticket has no assignee
  const visibleAssignee = "(select u.id from users u where u.id = previous.assigned_to)";
  const moves = (then: string, otherwise: string) => {
    if (!isAssigned) return otherwise;
    return isAssignment
      ? then
      : `case when ${assignee} is distinct from ${visibleAssignee} then ${then} else ${otherwise} end`;
  };
  const ofCategory = teamOfColumn(columns.category ?? "previous.category");
  const following = afterAssignment(assigned_to ? "who.role" : ofCategory, Boolean(assigned_to), is_handover);
  const nextTeam = assigned_team ? sqlValue("assigned_team") : moves(following.team, "previous.assigned_team");
  // a ticket without a team gets that of its category
  columns.assigned_team = assigned_team === "" ? ofCategory : `coalesce(nullif(${nextTeam}, ''), ${ofCategory})`;
  if (isAssigned) columns.assigned_to = moves(assignee, "previous.assigned_to");
  const lacksAssignee = assigned_to ? "who.id is null" : "false";
  const who = assigned_to ? ` left join users who on who.id = ${assignee}` : "";
  if (!status && !isAssigned) return { ...lists(columns), from: who, ...obstaclesTo(columns, lacksAssignee) };
  const follows = moves(following.status, "previous.status");
  const ends = endTimes("x.status", "previous.status", "previous.resolved_at", "previous.closed_at");
  const end = (name: keyof typeof ends) => (status ? ends[name] : moves(ends[name], `previous.${name}`));
  Object.assign(columns, { status: "x.status", resolved_at: end("resolved_at"), closed_at: end("closed_at") });
  const from = `${who} cross join lateral (select ${status ? sqlValue("status") : follows} as status) x`;
  return { ...lists(columns), from, ...obstaclesTo(columns, lacksAssignee) };
}

/** The team and the status that a ticket gets with another assignee. */
function afterAssignment(team: string, isAssigned: boolean, isHandover = false): { team: string; status: string } {
  const status = `'${isAssigned ? "assigned" : "new"}'::ticket_status`;
  if (!isHandover) return { team, status };
  const isKept = `previous.status >= '${isAssigned ? "in_progress" : "resolved"}'`;
  return {
    team: `coalesce(nullif(previous.assigned_team, ''), ${team})`,
    status: `case when ${isKept} then previous.status else ${status} end`,
  };
}

function lists(values: Record<string, string>): Pick<NextValues, "columns" | "list" | "set"> {
  const columns = Object.keys(values);
  return {
    columns,
    list: columns.map((name) => `${values[name]} as ${name}`).join(", "),
    set: [...columns.map((name) => `${name} = next.${name}`), newVersion].join(", "),
  };
}

function obstaclesTo(
  columns: Record<string, string>,
  lacksAssignee: string,
): Pick<NextValues, "lacksAssignee" | "obstacles"> {
  const { max } = TICKET_FIELDS.tags;
  const cases = [
    "when next.lacks_assignee then 'The assignee no longer exists.'",
    ...(columns.tags ? [`when length(next.tags) > ${max} then 'The tags would exceed ${max} characters.'`] : []),
  ];
  return {
    lacksAssignee,
    obstacles: { columns: `${lacksAssignee} as lacks_assignee`, cases: cases.join("\n            ") },
  };
}
