import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReportName } from "../../wire/reports.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useFormer } from "../tickets/people.ts";
import type { WeekStart } from "./week.ts";

export type Report = AnswerOf<"GET", "/reports/{name}/">;
export type Cell = Report["rows"][number][number];

/** The parameters that all reports of a dashboard share. */
export interface ReportQuery {
  from: string;
  to: string;
  tz: string;
  compare?: string;
  team?: string;
  week_start?: WeekStart;
}

export function useReport(name: ReportName, asked: ReportQuery) {
  const former = useFormer();
  return useQuery({
    queryKey: ["reports", name, asked],
    queryFn: ({ signal }) => api.get("/reports/{name}/", { path: { name }, query: { ...asked }, signal }),
    placeholderData: keepPreviousData,
    // who has left has a name and no id
    select: (report) =>
      name === "workload" ? { ...report, rows: report.rows.map((row) => marked(row, former)) } : report,
  });
}

const marked = ([id, name, ...figures]: Cell[], former: (name: string) => string): Cell[] => [
  id ?? null,
  id === null && typeof name === "string" ? former(name) : (name ?? null),
  ...figures,
];

/** The rows of a report as records, with the figures of the range before beside them as `before_…`. */
export function recordsOf({ columns, rows, previous }: Report): Record<string, Cell>[] {
  const record = (row: Cell[] | undefined, prefix = "") =>
    Object.fromEntries(columns.map(({ key }, at) => [prefix + key, row?.[at] ?? null]));
  // of a report by day the n-th day is compared with the n-th
  const isByDay = columns[0]?.unit === "day";
  return rows.map((row, at) => ({ ...record(row), ...(isByDay && previous && record(previous.rows[at], "before_")) }));
}

/** Whether the rows of a report are weeks, named by their first day. */
export function isByWeek({ columns, rows }: Report): boolean {
  const at = columns.findIndex(({ key }) => key === "days");
  return at >= 0 && rows.some((row) => Number(row[at]) > 1);
}

/** How many days of a week the range has; null for a whole week, and for a report by day. */
export const daysOfWeek = (report: Report, days: Cell | undefined): number | null =>
  isByWeek(report) && typeof days === "number" && days < 7 ? days : null;

/** Whether a time is missing because there were too few tickets. */
export const isTooFew = ({ columns }: Report, row: readonly Cell[]): boolean =>
  columns.some(({ key }, at) => (key === "tickets" || key === "first_responses") && Number(row[at]) > 0);
