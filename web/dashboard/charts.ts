import type { ReportName } from "../../wire/reports.ts";

export type ChartName = Exclude<ReportName, "summary">;

/** The charts in the order of a dashboard that nobody has arranged. */
export const CHARTS: readonly ChartName[] = [
  "created_resolved",
  "backlog",
  "open_by_category",
  "workload",
  "response_times",
  "companies",
  "busiest_hours",
  "open_by_status",
  "open_by_priority",
  "open_by_team",
  "resolution_times",
  "sla",
  "sla_by_policy",
  "sla_by_team",
  "sla_by_priority",
  "satisfaction",
  "satisfaction_by_agent",
  "satisfaction_by_team",
  "satisfaction_by_category",
  "assignments",
  "macros_used",
  "automations_fired",
];

/** Charts that need twice the width of the others. */
export const WIDE: ReadonlySet<ChartName> = new Set(["created_resolved"]);

/** The charts that a person sees: their own choice and order, or all of them. */
export const chartsOf = (chosen: readonly string[]): readonly ChartName[] => {
  const known = CHARTS.filter((name) => chosen.includes(name));
  return known.length > 0 ? known.toSorted((a, b) => chosen.indexOf(a) - chosen.indexOf(b)) : CHARTS;
};
