import { openTicketsReport } from "./open.ts";
import type { Question } from "./question.ts";
import { type MoveKind, type ReportSql, roundTo2, type Scope, scopeOf, tookHours, unlessFew } from "./scope.ts";

interface Figure {
  key: string;
  title: string;
  unit: "tickets" | "hours" | "number";
  value(scope: Scope): string;
  /** The same for the previous range; null if it is no longer known. */
  before: ((scope: Scope) => string) | null;
  /** The number of tickets behind a median. */
  tickets?: (scope: Scope) => string;
}

const count = (kind: MoveKind, condition = "true") => {
  const value = ({ moves }: Scope) => `(select count(*)${moves(kind)} and ${condition})`;
  return { value, before: value };
};
const median = (kind: MoveKind) => {
  const value = ({ moves }: Scope) =>
    `(select ${unlessFew(
      "count(*)",
      roundTo2(`percentile_cont(0.5) within group (order by ${tookHours})`),
    )}${moves(kind)})`;
  return { value, before: value, tickets: count(kind).value };
};
const openNow = (scope: Scope, condition = "true") =>
  `(
     select coalesce(sum(o.n), 0)
     from ${openTicketsReport(scope, "t.assigned_to")}
     where ${condition})`;

const FIGURES: readonly Figure[] = [
  { key: "created", title: "Created", unit: "tickets", ...count("created") },
  { key: "resolved", title: "Resolved", unit: "tickets", ...count("resolved") },
  {
    key: "open",
    title: "Open now",
    unit: "tickets",
    value: (scope) => openNow(scope),
    // as of the end of the range before
    before: (scope) =>
      `(${openNow(scope)} - (select coalesce(sum(x.n), 0)${scope.openChanges(scope.isAfter("m.at"))}))`,
  },
  {
    key: "unassigned",
    title: "Unassigned now",
    unit: "tickets",
    value: (scope) => openNow(scope, "o.assigned_to is null"),
    before: null,
  },
  {
    key: "overdue",
    title: "Overdue now",
    unit: "tickets",
    value: ({ tickets }) =>
      `(
         select count(*)
         from tickets t
         where ${tickets} and t.status < 'resolved' and t.due_date < now())`,
    before: null,
  },
  { key: "ended_late", title: "Resolved late", unit: "tickets", ...count("resolved", "m.is_late") },
  { key: "median_first_response", title: "First response: median", unit: "hours", ...median("answered") },
  { key: "median_resolution", title: "Resolution: median", unit: "hours", ...median("resolved") },
  { key: "reopened", title: "Reopened", unit: "number", ...count("reopened") },
];

/** The tiles of a dashboard, each with its value in the previous range. */
export const summary = (question: Question): ReportSql => ({
  columns: [
    { key: "figure", title: "Figure", unit: "text" },
    { key: "title", title: "Title", unit: "text" },
    { key: "unit", title: "Unit", unit: "text" },
    { key: "value", title: "Value", unit: "number" },
    { key: "before", title: "Before", unit: "number" },
    { key: "tickets", title: "Tickets", unit: "tickets" },
  ],
  isOfNow: true,
  select(scope) {
    const earlier = scopeOf(question, true, scope.sql);
    const rows = FIGURES.map(({ key, title, unit, value, before, tickets }) => {
      const cells = [value(scope), before?.(earlier) ?? "null", tickets?.(scope) ?? "null"];
      return `json_build_array('${key}', '${title}', '${unit}', ${cells.join(", ")})`;
    });
    return `select json_build_object('rows', json_build_array(${rows.join(", ")}), 'totals', null)`;
  },
});
