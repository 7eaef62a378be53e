import { fullName } from "../users/names.ts";
import { countedTickets, type ReportSql, roundTo2, rowsSql, type Scope, unlessFew } from "./scope.ts";

// Reports of automatic assignments, automations and macros.

/** A statement of figures by name, and their totals. */
const byName = (source: string, figures: readonly string[], expressions: string, order: string) => `with ${source},
    figures as (
      select name, grouping(name) as is_total, ${expressions}
      from counted
      group by grouping sets ((name), ())
      having count(*) > 0)
  select json_build_object(
    'rows', ${rowsSql(
      ["name", ...figures].map((each) => `f.${each}`).join(", "),
      "figures f where f.is_total = 0",
      `f.${order} desc, f.name`,
    )},
    'totals', (
      select json_build_object(${figures.map((each) => `'${each}', f.${each}`).join(", ")})
      from figures f
      where f.is_total = 1))`;

const name = { key: "name", title: "Name", unit: "text" } as const;
function assignedTickets(scope: Scope): string {
  const { join, where } = countedTickets(scope, "x.ticket");
  return `people as (
  select u.id, ${fullName("u")} as name from users u
  union all
  select f.id, f.name from former_people f where not exists (select from users u where u.id = f.id)),
counted as (
  select p.name, x.reason ->> 'mode' as mode, (x.reason ->> 'is_sticky')::boolean as is_sticky,
    x.undone_at is not null as is_undone, x.waited_seconds
  from ticket_routings x
  ${join}
  left join people p on p.id = x.user_id
  where ${scope.within("x.at")} and ${where})`;
}
const ASSIGNMENT_COLUMNS = [
  "assigned",
  "round_robin",
  "least_loaded",
  "skill",
  "sticky",
  "undone",
  "median_wait",
] as const;
const inMode = (mode: string) => `count(*) filter (where mode = '${mode}' and not is_sticky) as ${mode}`;

/** The agents who got tickets, by mode, and how long the tickets had waited. */
export const assignments: ReportSql = {
  columns: [
    name,
    { key: "assigned", title: "Assigned", unit: "number" },
    { key: "round_robin", title: "Round robin", unit: "number" },
    { key: "least_loaded", title: "Least loaded", unit: "number" },
    { key: "skill", title: "By skill", unit: "number" },
    { key: "sticky", title: "Same agent", unit: "number" },
    { key: "undone", title: "Undone", unit: "number" },
    { key: "median_wait", title: "Median wait", unit: "hours" },
  ],
  select: (scope) =>
    byName(
      assignedTickets(scope),
      ASSIGNMENT_COLUMNS,
      `count(*) as assigned, ${["round_robin", "least_loaded", "skill"].map(inMode).join(", ")},
        count(*) filter (where is_sticky) as sticky,
        count(*) filter (where is_undone) as undone,
        ${unlessFew("count(*)", roundTo2("percentile_cont(0.5) within group (order by waited_seconds) / 3600"))}
          as median_wait`,
      "assigned",
    ),
};

/** Macros by use. Private ones are left out, because they concern only their owner. */
export const macrosUsed: ReportSql = {
  columns: [
    name,
    { key: "uses", title: "Uses", unit: "number" },
    { key: "tickets", title: "Tickets", unit: "tickets" },
    { key: "agents", title: "Agents", unit: "number" },
  ],
  select(scope) {
    const { join, where } = countedTickets(scope, "x.ticket");
    return byName(
      `counted as (
         select m.name, x.ticket, x.user_id
         from macro_uses x
         join macros m on m.id = x.macro and m.scope <> 'own'
         ${join}
         where ${scope.within("x.used_at")} and x.ticket is not null and ${where})`,
      ["uses", "tickets", "agents"],
      "count(*) as uses, count(distinct ticket) as tickets, count(distinct user_id) as agents",
      "uses",
    );
  },
};

/** Automations by runs; runs are kept for 30 days. */
export const automationsFired: ReportSql = {
  columns: [
    name,
    { key: "runs", title: "Runs", unit: "number" },
    { key: "changed", title: "Changed something", unit: "number" },
    { key: "tickets", title: "Tickets", unit: "tickets" },
    { key: "failed", title: "Failed", unit: "number" },
  ],
  select(scope) {
    const { join, where } = countedTickets(scope, "r.ticket");
    return byName(
      `counted as (
         select r.name, r.ticket, r.outcome
         from automation_runs r
         ${join}
         where ${scope.within("r.at")} and ${where})`,
      ["runs", "changed", "tickets", "failed"],
      `count(*) as runs, count(*) filter (where outcome = 'done') as changed,
        count(distinct ticket) as tickets, count(*) filter (where outcome in ('failed', 'stopped')) as failed`,
      "runs",
    );
  },
};
