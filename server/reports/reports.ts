import { isOfNow, type ReportName } from "../../wire/reports.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { companies } from "./companies.ts";
import type { Range } from "./days.ts";
import { backlog, busiestHours, createdResolved } from "./flow.ts";
import { openByCategory, openByPriority, openByStatus, openByTeam } from "./open.ts";
import type { Question } from "./question.ts";
import { assignments, automationsFired, macrosUsed } from "./rules.ts";
import { satisfaction, satisfactionByAgent, satisfactionByCategory, satisfactionByTeam } from "./satisfaction.ts";
import { previousOf, type ReportColumn, type ReportSql, scopeOf } from "./scope.ts";
import { sla, slaByPolicy, slaByPriority, slaByTeam } from "./sla.ts";
import { summary } from "./summary.ts";
import { resolutionTimes, responseTimes } from "./times.ts";
import { firstResponseByAgent, workload } from "./workload.ts";

export type Cell = string | number | null;
interface Figures {
  rows: Cell[][];
  totals: Record<string, Cell> | null;
}
export interface ReportAnswer extends Figures, Range {
  report: ReportName;
  tz: string;
  columns: readonly ReportColumn[];
  /** `until`: the time of day at which its last day ends, if that is today; null if the day counts in full. */
  previous: (Figures & Range & { until: string | null }) | null;
}

const REPORT: Record<ReportName, ReportSql | ((question: Question) => ReportSql)> = {
  summary,
  created_resolved: createdResolved,
  backlog,
  open_by_status: openByStatus,
  open_by_priority: openByPriority,
  open_by_category: openByCategory,
  open_by_team: openByTeam,
  response_times: responseTimes,
  first_response_by_agent: firstResponseByAgent,
  resolution_times: resolutionTimes,
  workload,
  busiest_hours: busiestHours,
  companies,
  sla,
  sla_by_policy: slaByPolicy,
  sla_by_team: slaByTeam,
  sla_by_priority: slaByPriority,
  satisfaction,
  satisfaction_by_agent: satisfactionByAgent,
  satisfaction_by_team: satisfactionByTeam,
  satisfaction_by_category: satisfactionByCategory,
  assignments,
  macros_used: macrosUsed,
  automations_fired: automationsFired,
};

/** Runs a report in one statement, with the previous range on request. */
export async function runReport(db: Db, name: ReportName, question: Question): Promise<ReportAnswer> {
  const definition = REPORT[name];
  const report = typeof definition === "function" ? definition(question) : definition;
  const sql = parameters();
  const isCompared = question.isCompared && !report.isOfNow;
  const scope = scopeOf(question, false, sql);
  const before = isCompared ? scopeOf(question, true, sql) : null;
  const text =
    before && report.compare
      ? report.compare(scope, before)
      : `select (${report.select(scope)}) as figures, ${before ? `(${report.select(before)})` : "null::json"} as before`;
  const [row] = await query<{ figures: Figures; before: Figures | null }>(db, text, sql.values, {
    prepare: false,
  });
  const { from, to, tz } = question;
  return {
    report: name,
    from,
    to,
    tz,
    columns: report.columns,
    ...row!.figures,
    previous: row!.before && { ...previousOf(question), ...withoutPresent(name, report.columns, row!.before) },
  };
}

/** Removes the values that an earlier range cannot have, because only the present ones are stored. */
function withoutPresent(name: ReportName, columns: readonly ReportColumn[], { rows, totals }: Figures): Figures {
  const isPresent = columns.map(({ key }) => isOfNow(name, key));
  const entries = Object.entries(totals ?? {}).map(([key, value]) => [key, isOfNow(name, key) ? null : value]);
  return {
    rows: rows.map((row) => row.map((cell, at) => (isPresent[at] ? null : cell))),
    totals: totals && Object.fromEntries(entries),
  };
}
