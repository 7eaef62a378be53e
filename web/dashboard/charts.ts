import type { ReportName } from "../../wire/reports.ts";

export type ChartName = Exclude<ReportName, "summary">;

/** The charts in the order of a dashboard that nobody has arranged. */
export const CHARTS: readonly ChartName[] = [
  "created_resolved",
  "backlog",
  "open_by_category",
  "workload",
  "response_times",
  "first_response_by_agent",
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

/** Parts of the desk that not every desk uses. Each is named like the chart that shows whether it is in use. */
export type OptionalPart = "sla" | "satisfaction";
const partOf = (name: ChartName): OptionalPart | undefined =>
  (["sla", "satisfaction"] as const).find((part) => name.startsWith(part));

/** The charts that a person sees: their own choice and order, or all of them, except those of unused parts. */
export const chartsOf = (names: readonly string[], unusedParts: ReadonlySet<OptionalPart>): readonly ChartName[] => {
  const charts = CHARTS.filter((name) => names.includes(name));
  if (charts.length > 0) return charts.toSorted((a, b) => names.indexOf(a) - names.indexOf(b));
  return CHARTS.filter((name) => {
    const part = partOf(name);
    return !part || !unusedParts.has(part);
  });
};

/** Whether a report has a figure that is not zero. */
export const hasFigures = (totals: Record<string, string | number | null> | null | undefined): boolean =>
  Object.values(totals ?? {}).some((figure) => Number(figure) > 0);
