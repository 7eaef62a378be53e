import { z } from "zod";
import { endpoint, type Parameter } from "./endpoint.ts";
import { inboxFilters } from "./inbox.ts";
import { FIGURE_DEFINITIONS, REPORT_DEFINITIONS } from "./report-definitions.ts";

export const REPORTS = [
  "summary",
  "created_resolved",
  "backlog",
  "open_by_status",
  "open_by_priority",
  "open_by_category",
  "open_by_team",
  "response_times",
  "first_response_by_agent",
  "resolution_times",
  "workload",
  "busiest_hours",
  "companies",
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
] as const;
export type ReportName = (typeof REPORTS)[number];

export const UNITS = [
  "day",
  "week",
  "text",
  "id",
  "tickets",
  "replies",
  "hours",
  "percent",
  "weekday",
  "hour",
  "number",
] as const;
export type Unit = (typeof UNITS)[number];

export const DEFAULT_DAYS = 30;
export const MAX_YEARS = 5;

const Cell = z.union([z.string(), z.number(), z.null()]);
// columns that describe the present and have no earlier period to compare with
const OF_NOW: Partial<Record<ReportName, string>> = { workload: "open", companies: "open" };

/** Whether a report's column describes the present, whatever the period. */
export const isOfNow = (report: ReportName, column: string): boolean => OF_NOW[report] === column;

const Totals = z.record(z.string(), Cell).nullable();

const Report = z.object({
  report: z.enum(REPORTS),
  from: z.iso.date(),
  to: z.iso.date(),
  tz: z.string().meta({ examples: ["Asia/Bangkok"] }),
  columns: z.array(z.object({ key: z.string(), title: z.string(), unit: z.enum(UNITS) })),
  rows: z.array(z.array(Cell)).meta({ description: "One cell per column; null where there is no value." }),
  totals: Totals.meta({ description: "Totals by column over the whole range; null if a total makes no sense." }),
  previous: z
    .object({
      from: z.iso.date(),
      to: z.iso.date(),
      until: z.iso.datetime().nullable(),
      rows: z.array(z.array(Cell)),
      totals: Totals,
    })
    .nullable()
    .meta({
      description:
        "With `compare=true`, the same for the previous period of the same length. If the range includes today, the previous period ends at the same time of day (`until`). A cut-off week is compared with as many days. `open` of `workload` and `companies` is null here, because only its current value is known.",
    }),
});

const day = (name: string, example: string, description: string): Parameter => ({
  name,
  description,
  schema: { type: "string", format: "date" },
  example,
});

/** Reports take the filters of the inbox, except the trash. */
export const reportFilters = inboxFilters.filter(({ name }) => name !== "trash");

const query: readonly Parameter[] = [
  day(
    "from",
    "2026-11-01",
    `First day, included. Defaults to the first of the ${DEFAULT_DAYS} days that end with \`to\`.`,
  ),
  day("to", "2026-11-30", "Last day, included. Defaults to today."),
  {
    name: "tz",
    description: "Time zone of the days (IANA name). Defaults to the server's `TZ_NAME`.",
    example: "Asia/Bangkok",
  },
  {
    name: "compare",
    description: "`true` adds the same figures for the previous period.",
    schema: { type: "string", enum: ["true"] },
  },
  {
    name: "by",
    description:
      "For `response_times` and `resolution_times`: one row per day or per week. Defaults to weeks for ranges longer than 92 days.",
    schema: { type: "string", enum: ["day", "week"] },
  },
  {
    name: "week_start",
    description: "First day of the week. Defaults to Monday.",
    schema: { type: "string", enum: ["monday", "sunday", "saturday"] },
  },
  ...reportFilters,
];

const about =
  "The filters `company` and `team` apply to what a ticket had at that time. All other filters apply to the tickets as they are now, and so do all filters of replies, SLA targets, surveys, automatic assignments, macros and automations. Undone changes are not counted.";

const listText = (definitions: Record<string, string>) =>
  Object.entries(definitions)
    .map(([name, text]) => `- \`${name}\`: ${text}`)
    .join("\n");
const definitions = `\n\nReports:\n\n${listText(REPORT_DEFINITIONS)}\n\nFigures of \`summary\`:\n\n${listText(FIGURE_DEFINITIONS)}`;

export const showReport = endpoint({
  method: "GET",
  path: "/reports/{name}/",
  words: { name: REPORTS },
  access: "user",
  permission: "report.view",
  tag: "Reports",
  status: 200,
  summary: "Show a report",
  description: `All reports have the same shape. ${about}${definitions}`,
  query,
  answer: Report,
  problems: [400, 401, 404],
});
export const downloadReport = endpoint({
  method: "GET",
  path: "/reports/{name}/csv/",
  words: { name: REPORTS },
  access: "user",
  permission: "report.view",
  tag: "Reports",
  status: 200,
  summary: "Download a report as CSV",
  description: `RFC 4180, UTF-8 with a byte order mark. With \`compare=true\` the columns come twice, those of the previous period with "(before)". Texts that a spreadsheet would run as a formula begin with an apostrophe. \`GET /reports/{name}/\` explains each report. ${about}`,
  query,
  answer: z.string(),
  answerType: "csv",
  problems: [400, 401, 404],
});
export const downloadWorkbook = endpoint({
  method: "GET",
  path: "/reports/{name}/xlsx/",
  words: { name: REPORTS },
  access: "user",
  permission: "report.view",
  tag: "Reports",
  status: 200,
  summary: "Download a report as an Excel workbook",
  description: `Days are dates, figures are numbers, and texts are never formulas. With \`compare=true\` the columns come twice, as in the CSV. \`GET /reports/{name}/\` explains each report. ${about}`,
  query,
  answer: z.string(),
  answerType: "xlsx",
  problems: [400, 401, 404],
});
