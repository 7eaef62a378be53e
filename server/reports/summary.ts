import { openTickets } from "./open.ts";
import { type Question, type Range, rangeBefore } from "./question.ts";
import { hours, type Report, rounded, type Scope, scopeOf } from "./scope.ts";

interface Figure {
  key: string;
  title: string;
  unit: "tickets" | "hours" | "number";
  value(scope: Scope): string;
  /** The same of a range that is over; null where nobody knows it any more. */
  before: ((scope: Scope) => string) | null;
}

const count = (scope: Scope, condition: string) =>
  `(select count(*) from tickets t where ${scope.tickets} and ${condition})`;
const median = (scope: Scope, at: string) =>
  `(select ${rounded(`percentile_cont(0.5) within group (order by ${hours(`(${at} - t.created_at)`)}::float8)`)}
    from tickets t where ${scope.tickets} and ${scope.within(at)})`;
const openNow = (scope: Scope, condition = "true") =>
  `(select coalesce(sum(o.n), 0) from ${openTickets(scope, "t.assigned_to")} where ${condition})`;

const created = (scope: Scope) => count(scope, scope.within("t.created_at"));
const resolved = (scope: Scope) => count(scope, scope.within("t.ended_at"));
const firstResponse = (scope: Scope) => median(scope, "t.first_response_at");
const resolution = (scope: Scope) => median(scope, "t.ended_at");
// as the index events_reopened has it
const isReopening =
  "e.changes -> 'status' ->> 0 in ('resolved', 'closed') and e.changes -> 'status' ->> 1 not in ('resolved', 'closed') and e.kind <> 'ticket.undone'";
const reopened = (scope: Scope) =>
  `(select count(*) from events e join tickets t on t.id = e.ticket where ${scope.tickets} and ${isReopening}
    and ${scope.within("e.at")})`;

const FIGURES: readonly Figure[] = [
  { key: "created", title: "Created", unit: "tickets", value: created, before: created },
  { key: "resolved", title: "Resolved", unit: "tickets", value: resolved, before: resolved },
  {
    key: "open",
    title: "Open now",
    unit: "tickets",
    value: (scope) => openNow(scope),
    // at the end of the range before
    before: (scope) =>
      `(${openNow(scope)} - ${count(scope, scope.isAfter("t.created_at"))} + ${count(scope, scope.isAfter("t.ended_at"))})`,
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
    value: (scope) => count(scope, "t.status < 'resolved' and t.due_date < now()"),
    before: null,
  },
  {
    key: "median_first_response",
    title: "First response: median",
    unit: "hours",
    value: firstResponse,
    before: firstResponse,
  },
  { key: "median_resolution", title: "Resolution: median", unit: "hours", value: resolution, before: resolution },
  { key: "reopened", title: "Reopened", unit: "number", value: reopened, before: reopened },
];

/** The tiles of a dashboard, each with its value of the range before. */
export const summary = (question: Question): Report => ({
  columns: [
    { key: "figure", title: "Figure", unit: "text" },
    { key: "title", title: "Title", unit: "text" },
    { key: "unit", title: "Unit", unit: "text" },
    { key: "value", title: "Value", unit: "number" },
    { key: "before", title: "Before", unit: "number" },
  ],
  isOfNow: true,
  select(scope) {
    const past: Range = rangeBefore(question);
    const earlier = scopeOf(question, past, scope.sql);
    const rows = FIGURES.map(
      ({ key, title, unit, value, before }) =>
        `json_build_array('${key}', '${title}', '${unit}', ${value(scope)}, ${before ? before(earlier) : "null"})`,
    );
    return `select json_build_object('rows', json_build_array(${rows.join(", ")}), 'totals', null)`;
  },
});
