import "../lib/later-texts.ts";
import type { ReactNode } from "react";
import type { InboxSearch } from "../inbox/address.ts";
import { useTexts } from "../lib/texts.ts";
import { Bars } from "./Bars.tsx";
import { BusiestHours } from "./BusiestHours.tsx";
import type { ChartName } from "./charts.ts";
import { DayChart, type Series } from "./DayChart.tsx";
import type { Report, ReportQuery } from "./report.ts";
import { type FigureSearch, searchIn, searchOfDay } from "./searches.ts";

const FIRST = "var(--c-1)";
const SECOND = "var(--c-2)";

/** How a report is drawn. */
export interface Drawing {
  /** What the colors of its bars mean, beside the title; a chart of days has its own legend. */
  legend?: readonly Series[];
  draw: (report: Report) => ReactNode;
  /** The list of tickets behind a figure of a row. */
  search?: FigureSearch;
}

const days = (unit: "tickets" | "hours", shape: "bars" | "lines", of: Series[], search?: FigureSearch): Drawing => ({
  ...(search && { search }),
  draw: (report) => <DayChart report={report} unit={unit} shape={shape} series={of} {...(search && { search })} />,
});

const barsOf =
  (query: ReportQuery) =>
  (name: string, of: Series[], words?: (word: string) => string, link?: keyof InboxSearch): Drawing => {
    const search: FigureSearch | undefined = link && ((row, figure) => searchIn(link, figure, row, query));
    return {
      ...(of.length > 1 && { legend: of }),
      ...(search && { search }),
      draw: (report) => (
        <Bars report={report} name={name} series={of} {...(words && { words })} {...(search && { search })} />
      ),
    };
  };

const firstResponses = (query: ReportQuery, median: Series): Drawing => ({
  draw: (report) => (
    <Bars
      report={report}
      name="name"
      series={[median]}
      isLeastFirst
      search={(row) => searchIn("assigned_to", "first_responses", row, query)}
    />
  ),
});

type Translate = ReturnType<typeof useTexts>;

function seriesIn(t: Translate) {
  const series = (key: string, label: string, color = FIRST): Series => ({ key, label, color });
  const open = series("open", t("dashboard.columns.open"));
  const createdSeries = series("created", t("dashboard.columns.created"));
  const resolvedSeries = series("resolved", t("dashboard.columns.resolved"), SECOND);
  const times = [series("median", t("dashboard.columns.median")), series("p90", t("dashboard.columns.p90"), SECOND)];
  const sla = [series("met", t("dashboard.columns.met")), series("breached", t("dashboard.columns.breached"), SECOND)];
  const ratedSeries = [
    series("answered", t("dashboard.columns.answered")),
    series("satisfied", t("dashboard.columns.satisfied"), SECOND),
  ];
  const counts = {
    assigned: series("assigned", t("dashboard.columns.assigned")),
    undone: series("undone", t("dashboard.columns.undone"), SECOND),
    uses: series("uses", t("dashboard.columns.uses")),
    runs: series("runs", t("dashboard.columns.runs")),
    changed: series("changed", t("dashboard.columns.changed"), SECOND),
  };
  return { open, created: createdSeries, resolved: resolvedSeries, times, sla, rated: ratedSeries, counts };
}

export function useDrawings(query: ReportQuery): Record<ChartName, Drawing> {
  const t = useTexts();
  const { open, created, resolved, times, sla, rated, counts } = seriesIn(t);
  const teamName = (word: string) => (word ? t(`roles.${word as "Tech"}`) : t("inbox.noTeam"));
  const priorityName = (word: string) => t(`priorities.${word as "low"}`);
  const statusName = (word: string) => t(`statuses.${word as "new"}`);
  const categoryName = (word: string) => t(`categories.${word as "general"}`);
  const bars = barsOf(query);
  return {
    created_resolved: days("tickets", "bars", [created, resolved], (day, figure) => searchOfDay(figure, day, query)),
    backlog: days("tickets", "lines", [open]),
    response_times: days("hours", "lines", times),
    resolution_times: days("hours", "lines", times),
    open_by_status: bars("status", [open], statusName, "status"),
    open_by_priority: bars("priority", [open], priorityName, "priority"),
    open_by_category: bars("category", [open], categoryName, "category"),
    open_by_team: bars("team", [open], teamName, "team"),
    first_response_by_agent: firstResponses(query, times[0]!),
    workload: bars("name", [open, resolved], undefined, "assigned_to"),
    companies: bars("name", [created, { ...open, color: SECOND }], undefined, "company"),
    sla: days("tickets", "bars", sla),
    sla_by_policy: bars("policy", sla),
    sla_by_team: bars("team", sla, teamName),
    sla_by_priority: bars("priority", sla, priorityName),
    satisfaction: days("tickets", "bars", rated),
    satisfaction_by_agent: bars("name", rated),
    satisfaction_by_team: bars("team", rated, teamName),
    satisfaction_by_category: bars("category", rated, categoryName),
    assignments: bars("name", [counts.assigned, counts.undone]),
    macros_used: bars("name", [counts.uses]),
    automations_fired: bars("name", [counts.runs, counts.changed]),
    busiest_hours: {
      draw: (report) => <BusiestHours report={report} weekStart={query.week_start ?? "monday"} />,
    },
  };
}
