import { type Report, rowsOf, type Scope } from "./scope.ts";

const perDay = ({ tickets, local, within }: Scope, column: string, condition = "") =>
  `select ${local(column)}::date as day, count(*) as n from tickets t where ${tickets}${condition} and ${within(column)} group by 1`;

const days = ({ from, to }: Scope) => `select d::date as day from generate_series(${from}, ${to}, interval '1 day') d`;

const total = (from: string) => `(select coalesce(sum(n), 0) from ${from})`;

export const createdResolved: Report = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "created", title: "Created", unit: "tickets" },
    { key: "resolved", title: "Resolved", unit: "tickets" },
  ],
  select: (scope) => `with made as (${perDay(scope, "t.created_at")}),
      ended as (${perDay(scope, "t.ended_at", ` and t.ended_at is not null`)})
    select json_build_object(
      'rows', ${rowsOf("d.day, coalesce(made.n, 0), coalesce(ended.n, 0)", `(${days(scope)}) d left join made using (day) left join ended using (day)`, "d.day")},
      'totals', json_build_object('created', ${total("made")}, 'resolved', ${total("ended")}))`,
};

/** The open tickets at a day's end are those of now, less what was created since, and what ended since. */
export const backlog: Report = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "open", title: "Open at the day's end", unit: "tickets" },
  ],
  select(scope) {
    const { tickets, local, from, to } = scope;
    // the days that follow the range are one
    const since = (column: string, sign: string) =>
      `select least(${local(column)}::date, ${to} + 1) as day, ${sign}count(*) as n from tickets t
         where ${tickets} and ${column} >= (${from} - 1)::timestamp at time zone 'UTC' group by 1`;
    return `with moved as (select day, sum(n) as n from (${since("t.created_at", "")} union all ${since("t.ended_at", "-")}) x group by 1),
        now_open as (select count(*) as n from tickets t where ${tickets} and t.status < 'resolved'),
        at_end as (select d.day, (select n from now_open) - coalesce(sum(moved.n) over (order by d.day desc rows between unbounded preceding and 1 preceding), 0) as n
          from (select d::date as day from generate_series(${from}, ${to} + 1, interval '1 day') d) d left join moved using (day)),
        told as (select d.day, case when d.day <= ${local("now()")}::date then at_end.n end as n from (${days(scope)}) d join at_end using (day))
      select json_build_object(
        'rows', ${rowsOf("told.day, told.n", "told", "told.day")},
        'totals', json_build_object('open', (select n from told where n is not null order by day desc limit 1)))`;
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
    const at = local("t.created_at");
    return `with made as (select extract(isodow from ${at})::int as weekday, extract(hour from ${at})::int as hour, count(*) as n
          from tickets t where ${tickets} and ${within("t.created_at")} group by 1, 2)
      select json_build_object(
        'rows', ${rowsOf("weekday, hour, coalesce(made.n, 0)", "generate_series(1, 7) weekday cross join generate_series(0, 23) hour left join made using (weekday, hour)", "weekday, hour")},
        'totals', json_build_object('created', ${total("made")}))`;
  },
};
