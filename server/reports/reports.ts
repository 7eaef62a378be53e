import type { ReportName } from "../../wire/reports.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { companies } from "./companies.ts";
import { backlog, busiestHours, createdResolved } from "./flow.ts";
import { openByCategory, openByPriority, openByStatus, openByTeam } from "./open.ts";
import { type Question, type Range, unknownZone } from "./question.ts";
import { type Column, type Report, scopeOf } from "./scope.ts";
import { summary } from "./summary.ts";
import { resolutionTimes, responseTimes } from "./times.ts";
import { workload } from "./workload.ts";

export type Cell = string | number | null;
interface Figures {
  rows: Cell[][];
  totals: Record<string, Cell> | null;
}
export interface Answer extends Figures, Range {
  report: ReportName;
  tz: string;
  columns: readonly Column[];
  previous: (Figures & Range) | null;
}

const REPORT: Record<ReportName, Report | ((question: Question) => Report)> = {
  summary,
  created_resolved: createdResolved,
  backlog,
  open_by_status: openByStatus,
  open_by_priority: openByPriority,
  open_by_category: openByCategory,
  open_by_team: openByTeam,
  response_times: responseTimes,
  resolution_times: resolutionTimes,
  workload,
  busiest_hours: busiestHours,
  companies,
};

/** A report, and the range before where that is asked for, in one statement. */
export async function runReport(db: Db, name: ReportName, question: Question): Promise<Answer> {
  const known = REPORT[name];
  const report = typeof known === "function" ? known(question) : known;
  const sql = parameters();
  const before = report.isOfNow ? null : question.before;
  const now = report.select(scopeOf(question, question, sql));
  const earlier = before ? `(${report.select(scopeOf(question, before, sql))})` : "null::json";
  const text = `select (${now}) as figures, ${earlier} as before`;
  const [row] = await query<{ figures: Figures; before: Figures | null }>(db, text, sql.values, {
    prepare: false,
  }).catch((error) => {
    throw (error as { code?: string }).code === "22023" ? unknownZone() : error;
  });
  const { from, to, tz } = question;
  return {
    report: name,
    from,
    to,
    tz,
    columns: report.columns,
    ...row!.figures,
    previous: before && row!.before ? { ...before, ...row!.before } : null,
  };
}
