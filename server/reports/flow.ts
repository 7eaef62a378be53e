import { openTickets } from "./open.ts";
import { type Report, rowsOf, type Scope } from "./scope.ts";

const perDay = ({ tickets, dayOf, within }: Scope, column: string) =>
  `select ${dayOf(column)} as place, count(*) as n from tickets t where ${tickets} and ${within(column)} group by 1`;

const total = (from: string) => `(select coalesce(sum(n), 0) from ${from})`;

export const createdResolved: Report = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "created", title: "Created", unit: "tickets" },
    { key: "resolved", title: "Resolved", unit: "tickets" },
  ],
  select: (scope) => `with made as (${perDay(scope, "t.created_at")}),
      ended as (${perDay(scope, "t.ended_at")})
    select json_build_object(
      'rows', ${rowsOf("d.label, coalesce(made.n, 0), coalesce(ended.n, 0)", `${scope.days()} left join made using (place) left join ended using (place)`, "place")},
      'totals', json_build_object('created', ${total("made")}, 'resolved', ${total("ended")}))`,
};

/** The open tickets at a day's end are those of now, less what was created since, and what ended since. */
export const backlog: Report = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "open", title: "Open at the day's end", unit: "tickets" },
  ],
  select(scope) {
    const { tickets, dayOf, isSinceStart, beginOf } = scope;
    const since = (column: string, sign: string) =>
      `select ${dayOf(column)} as place, ${sign}count(*) as n from tickets t where ${tickets} and ${isSinceStart(column)} group by 1`;
    return `with moved as materialized (select place, sum(n) as n from (${since("t.created_at", "")} union all ${since("t.ended_at", "-")}) x group by 1),
        now_open as materialized (select coalesce(sum(o.n), 0) as n from ${openTickets(scope, "1 as one")}),
        later as (select coalesce(sum(n), 0) as n from moved where place > (select count(*) from ${scope.days()})),
        told as (select d.label, place, case when ${beginOf("place::int")} <= now() then (select n from now_open) - (select n from later)
            - coalesce(sum(moved.n) over (order by place desc rows between unbounded preceding and 1 preceding), 0) end as n
          from ${scope.days()} left join moved using (place))
      select json_build_object(
        'rows', ${rowsOf("told.label, told.n", "told", "told.place")},
        'totals', json_build_object('open', (select n from told where n is not null order by place desc limit 1)))`;
  },
};

/** Weekdays are those of ISO 8601: 1 is Monday. */
export const busiestHours: Report = {
  columns: [
    { key: "weekday", title: "Weekday", unit: "weekday" },
    { key: "hour", title: "Hour", unit: "hour" },
    { key: "created", title: "Created", unit: "tickets" },
  ],
  select({ tickets, local, within }) {
    const at = local("quarter");
    // clocks differ by whole quarters of an hour
    return `with quarters as (select date_bin('15 minutes', t.created_at, timestamptz '2000-01-01 00:00Z') as quarter, count(*) as n
          from tickets t where ${tickets} and ${within("t.created_at")} group by 1),
        made as (select extract(isodow from ${at})::int as weekday, extract(hour from ${at})::int as hour, sum(n) as n from quarters group by 1, 2)
      select json_build_object(
        'rows', ${rowsOf("weekday, hour, coalesce(made.n, 0)", "generate_series(1, 7) weekday cross join generate_series(0, 23) hour left join made using (weekday, hour)", "weekday, hour")},
        'totals', json_build_object('created', ${total("made")}))`;
  },
};
