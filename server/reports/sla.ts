import { countedTickets, type Report, rounded, rowsOf, type Scope, unlessFew } from "./scope.ts";

// A clock counts on the day on which it was known whether its target was met: when it stopped in time, or when its time passed.
function decided(scope: Scope, column?: "policy" | "team" | "priority"): string {
  const tickets = countedTickets(scope, "c.ticket");
  // the team is that of the ticket now
  const join = column === "team" ? "join tickets t on t.id = c.ticket" : tickets.join;
  return `decided as (
  select c.decided_at as at, c.metric, c.priority, ${column === "team" ? "t.assigned_team" : "null::text"} as team,
    x.body ->> 'name' as policy,
    (c.stopped_at is not null and c.stopped_at <= c.due_at) as is_met,
    case when c.stopped_at is not null then c.counted_seconds end as counted
  from sla_clocks c
  ${join}
  left join sla_terms x on x.id = c.terms
  where c.state <> 'dropped' and c.decided_at is not null and ${scope.within("c.decided_at")} and c.due_at is not null
    and (c.stopped_at is not null or c.due_at < now()) and ${tickets.where})`;
}

const METRICS = ["first_response", "next_response", "resolution"] as const;
const share = (condition: string) =>
  `round(100.0 * count(*) filter (where is_met and ${condition}) / nullif(count(*) filter (where ${condition}), 0), 1)`;
const medianOf = (metric: string) =>
  unlessFew(
    `count(*) filter (where metric = '${metric}' and counted is not null)`,
    rounded(`(percentile_cont(0.5) within group (order by counted) filter (where metric = '${metric}')) / 3600`),
  );
const FIGURES = `count(*) filter (where is_met) as met, count(*) filter (where not is_met) as breached,
  ${share("true")} as met_percent,
  ${METRICS.map((metric) => `${share(`metric = '${metric}'`)} as ${metric}_percent, ${medianOf(metric)} as ${metric}_median`).join(", ")}`;
const columns = [
  { key: "met", title: "Met", unit: "number" },
  { key: "breached", title: "Breached", unit: "number" },
  { key: "met_percent", title: "Met", unit: "percent" },
] as const;
const totals = `(select json_build_object('met', f.met, 'breached', f.breached, 'met_percent', f.met_percent)
   from figures f
   where f.is_total = 1)`;

/** Targets met and breached, by the day or week. */
export const sla: Report = {
  columns: [{ key: "day", title: "Day", unit: "day" }, ...columns, { key: "days", title: "Days", unit: "number" }],
  select(scope) {
    return `with ${decided(scope)},
        figures as (select d.place, grouping(d.place) as is_total, ${FIGURES}
          from (select decided.*, ${scope.spanOf("decided.at")} as place from decided) d
          group by grouping sets ((d.place), ()))
      select json_build_object(
        'rows',
          ${rowsOf(
            "d.label, coalesce(f.met, 0), coalesce(f.breached, 0), f.met_percent, d.days",
            `${scope.spans()} left join figures f on f.place = d.place and f.is_total = 0`,
            "d.place",
          )},
        'totals', ${totals})`;
  },
};

const MEDIAN_TITLES = {
  first_response: "First response: median counted time",
  next_response: "Next response: median counted time",
  resolution: "Resolution: median counted time",
};

function slaBy(column: "policy" | "team" | "priority", title: string): Report {
  return {
    columns: [
      { key: column, title, unit: "text" },
      ...columns,
      { key: "first_response_percent", title: "First response: met", unit: "percent" },
      { key: "next_response_percent", title: "Next response: met", unit: "percent" },
      { key: "resolution_percent", title: "Resolution: met", unit: "percent" },
      ...METRICS.map((metric) => ({ key: `${metric}_median`, title: MEDIAN_TITLES[metric], unit: "hours" as const })),
    ],
    select(scope) {
      const cells = [
        "met",
        "breached",
        "met_percent",
        ...METRICS.map((each) => `${each}_percent`),
        ...METRICS.map((each) => `${each}_median`),
      ];
      return `with ${decided(scope, column)},
          figures as (select ${column} as name, grouping(${column}) as is_total, ${FIGURES}
            from decided group by grouping sets ((${column}), ()))
        select json_build_object(
          'rows',
            ${rowsOf(
              ["name", ...cells].map((each) => `f.${each}`).join(", "),
              "figures f where f.is_total = 0",
              "f.name",
            )},
          'totals', ${totals})`;
    },
  };
}

export const slaByPolicy = slaBy("policy", "Policy");
export const slaByTeam = slaBy("team", "Team");
export const slaByPriority = slaBy("priority", "Priority");
