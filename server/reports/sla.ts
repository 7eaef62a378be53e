import { countedTickets, type ReportSql, roundTo2, rowsSql, type Scope, unlessFew } from "./scope.ts";

type By = "policy" | "team" | "priority";

/**
 * The clocks of one range, or of a range and the one before it, read once. A clock counts on the day that decided it: when it
 * stopped in time, or when its due time passed.
 */
function decidedClocks(scope: Scope, before: Scope | null, column?: By): string {
  const tickets = countedTickets(scope, "c.ticket");
  // by the ticket's current team
  const join = column === "team" ? "join tickets t on t.id = c.ticket" : tickets.join;
  const isNow = scope.within("c.decided_at");
  return `decided as (
  select c.decided_at as at, ${before ? `not ${isNow}` : "false"} as is_before, c.metric, c.priority,
    ${column === "team" ? "t.assigned_team" : "null::text"} as team, x.body ->> 'name' as policy,
    (c.stopped_at is not null and c.stopped_at <= c.due_at) as is_met,
    case when c.stopped_at is not null then c.counted_seconds end as counted
  from sla_clocks c
  ${join}
  left join sla_terms x on x.id = c.terms
  where c.state <> 'dropped' and c.decided_at is not null
    and ${before ? `(${isNow} or ${before.within("c.decided_at")})` : isNow}
    and c.due_at is not null and (c.stopped_at is not null or c.due_at < now()) and ${tickets.where})`;
}

const METRICS = ["first_response", "next_response", "resolution"] as const;
const percent = (part: string, all: string) => `round(100.0 * ${part} / nullif(${all}, 0), 1)`;
const TOTALS = `sum(met)::int8 as met, sum(breached)::int8 as breached, ${percent("sum(met)", "sum(met + breached)")} as met_percent`;
const figuresOf = (metric: string) => {
  const those = `filter (where metric = '${metric}')`;
  return `${percent(`sum(met) ${those}`, `sum(met + breached) ${those}`)} as ${metric}_percent,
      max(median) ${those} as ${metric}_median`;
};
const MEDIAN = unlessFew(
  "cardinality(counted)",
  roundTo2("(select percentile_cont(0.5) within group (order by s) from unnest(counted) s) / 3600"),
);

/**
 * Met and breached targets by `name`, with the median of each metric. Times are collected in arrays, because an aggregate that
 * needs an order would sort all clocks by their group first, which took half of the time.
 */
const figuresBy = (name: By) => `gathered as (select is_before, ${name} as name, metric,
    count(*) filter (where is_met) as met, count(*) filter (where not is_met) as breached,
    array_agg(counted) filter (where counted is not null) as counted
  from decided
  group by is_before, ${name}, metric),
figures as (select is_before, name, ${TOTALS},
    ${METRICS.map(figuresOf).join(",\n    ")}
  from (select gathered.*, ${MEDIAN} as median from gathered) g
  group by is_before, name)`;

const columns = [
  { key: "met", title: "Met", unit: "number" },
  { key: "breached", title: "Breached", unit: "number" },
  { key: "met_percent", title: "Met", unit: "percent" },
] as const;
const totalsOf = (isBefore: boolean) => `(
  select json_build_object('met', f.met, 'breached', f.breached,
    'met_percent', round(100.0 * f.met / nullif(f.met + f.breached, 0), 1))
  from (select coalesce(sum(met), 0) as met, coalesce(sum(breached), 0) as breached
    from figures
    where is_before = ${isBefore}) f)`;

/** A report with groups of clocks, which are read once, even for two ranges. */
function reportOf(
  columns: ReportSql["columns"],
  figures: (scope: Scope, before: Scope | null) => string,
  rows: (scope: Scope, isBefore: boolean) => string,
): ReportSql {
  const answer = (scope: Scope, isBefore: boolean) =>
    `json_build_object('rows', ${rows(scope, isBefore)}, 'totals', ${totalsOf(isBefore)})`;
  return {
    columns,
    select: (scope) => `with ${figures(scope, null)} select ${answer(scope, false)}`,
    compare: (scope, before) => `with ${figures(scope, before)}
      select ${answer(scope, false)} as figures, ${answer(before, true)} as before`,
  };
}

/** Targets met and breached, by the day or week. */
export const sla = reportOf(
  [{ key: "day", title: "Day", unit: "day" }, ...columns, { key: "days", title: "Days", unit: "number" }],
  (scope, before) => {
    const place = (of: Scope) => of.spanOf("decided.at");
    const placeColumn = before ? `case when is_before then ${place(before)} else ${place(scope)} end` : place(scope);
    return `${decidedClocks(scope, before)},
      counted as (select is_before, ${placeColumn} as place,
          count(*) filter (where is_met) as met, count(*) filter (where not is_met) as breached
        from decided
        group by 1, 2),
      figures as (
        select is_before, place, ${TOTALS}
        from counted
        group by is_before, place)`;
  },
  (scope, isBefore) =>
    rowsSql(
      "d.label, coalesce(f.met, 0), coalesce(f.breached, 0), f.met_percent, d.days",
      `${scope.spans()} left join figures f on f.place = d.place and f.is_before = ${isBefore}`,
      "d.place",
    ),
);

const MEDIAN_TITLES = {
  first_response: "First response: median counted time",
  next_response: "Next response: median counted time",
  resolution: "Resolution: median counted time",
};

function slaBy(column: By, title: string): ReportSql {
  const cells = [
    "met_percent",
    ...METRICS.map((each) => `${each}_percent`),
    ...METRICS.map((each) => `${each}_median`),
  ];
  return reportOf(
    [
      { key: column, title, unit: "text" },
      ...columns,
      { key: "first_response_percent", title: "First response: met", unit: "percent" },
      { key: "next_response_percent", title: "Next response: met", unit: "percent" },
      { key: "resolution_percent", title: "Resolution: met", unit: "percent" },
      ...METRICS.map((metric) => ({ key: `${metric}_median`, title: MEDIAN_TITLES[metric], unit: "hours" as const })),
    ],
    (scope, before) => `${decidedClocks(scope, before, column)}, ${figuresBy(column)}`,
    (_scope, isBefore) =>
      rowsSql(
        ["name", "met", "breached", ...cells].map((each) => `f.${each}`).join(", "),
        `figures f where f.is_before = ${isBefore}`,
        "f.name",
      ),
  );
}

export const slaByPolicy = slaBy("policy", "Policy");
export const slaByTeam = slaBy("team", "Team");
export const slaByPriority = slaBy("priority", "Priority");
