import { hasFigures, type OptionalPart } from "./charts.ts";
import { daysOf } from "./days.ts";
import { type ReportQuery, useReport } from "./report.ts";

/** The parts of the desk without a figure in a year: their charts would be empty. Until that is clear, they count as unused. */
export function useUnusedParts(query: ReportQuery, today: string, isWanted: boolean): ReadonlySet<OptionalPart> {
  const isUsed = {
    sla: useIsUsed("sla", query, today, isWanted),
    satisfaction: useIsUsed("satisfaction", query, today, isWanted),
  };
  const parts = Object.keys(isUsed) as OptionalPart[];
  return new Set(parts.filter((part) => !isUsed[part]));
}

/** Whether a part has figures in the days of the dashboard, which are read anyway, or else in the year. */
function useIsUsed(part: OptionalPart, query: ReportQuery, today: string, isWanted: boolean): boolean {
  const now = useReport(part, query, isWanted);
  const isEmpty = now.data !== undefined && !hasFigures(now.data.totals);
  const year = useReport(part, { ...daysOf({ range: "365d" }, today), tz: query.tz }, isWanted && isEmpty);
  return hasFigures(now.data?.totals) || hasFigures(year.data?.totals);
}
