import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReportName } from "../../wire/reports.ts";
import type { WeekStart } from "../../wire/week-starts.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useFormer } from "../tickets/shown-names.ts";

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

/** Reports whose rows begin with the ID and the name of an agent. */
const OF_AGENTS: readonly ReportName[] = ["workload", "first_response_by_agent"];

export function useReport(name: ReportName, query: ReportQuery, isWanted = true) {
  const former = useFormer();
  return useQuery({
    queryKey: ["reports", name, query],
    queryFn: ({ signal }) => api.get("/reports/{name}/", { path: { name }, query: { ...query }, signal }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
    // a former agent has a name and no ID
    select: (report) =>
      OF_AGENTS.includes(name) ? { ...report, rows: report.rows.map((row) => withMark(row, former)) } : report,
  });
}

const withMark = ([id, name, ...figures]: Cell[], former: (name: string) => string): Cell[] => [
  id ?? null,
  id === null && typeof name === "string" ? former(name) : (name ?? null),
  ...figures,
];
