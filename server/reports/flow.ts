import { openTicketsReport } from "./open.ts";
import { type MoveKind, type ReportSql, rowsSql, type Scope } from "./scope.ts";

const perDay = ({ moves, dayOf }: Scope, kind: MoveKind) =>
  `select ${dayOf("m.at")} as place, count(*) as n${moves(kind)} group by 1`;

const total = (from: string) => `(select coalesce(sum(n), 0) from ${from})`;

export const createdResolved: ReportSql = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "created", title: "Created", unit: "tickets" },
    { key: "resolved", title: "Resolved", unit: "tickets" },
  ],
  select: (scope) => `with created as (${perDay(scope, "created")}),
      resolved as (${perDay(scope, "resolved")})
    select json_build_object(
      'rows',
        ${rowsSql("d.label, coalesce(created.n, 0), coalesce(resolved.n, 0)", `${scope.days()} left join created using (place) left join resolved using (place)`, "place")},
      'totals', json_build_object('created', ${total("created")}, 'resolved', ${total("resolved")}))`,
};

/** The open tickets at the end of a day are the present ones minus all changes since. */
export const backlog: ReportSql = {
  columns: [
    { key: "day", title: "Day", unit: "day" },
    { key: "open", title: "Open at the day's end", unit: "tickets" },
  ],
  select(scope) {
    const { dayOf, isSinceStart, hasBegun } = scope;
    return `with changes as materialized (
          select ${dayOf("m.at")} as place, sum(x.n) as n${scope.openChanges(isSinceStart("m.at"))} group by 1),
        now_open as materialized (select coalesce(sum(o.n), 0) as n from ${openTicketsReport(scope, "1 as one")}),
        later as (
          select coalesce(sum(n), 0) as n
          from changes
          where place > (select count(*) from ${scope.days()})),
        open as (
          select d.label, place,
            case
              when ${hasBegun("place::int")} then (select n from now_open) - (select n from later)
                - coalesce(sum(changes.n) over later_days, 0)
              end as n
          from ${scope.days()}
          left join changes using (place)
          window later_days as (order by place desc rows between unbounded preceding and 1 preceding))
      select json_build_object(
        'rows', ${rowsSql("open.label, open.n", "open", "open.place")},
        'totals', json_build_object('open', (
          select n
          from open
          where n is not null
          order by place desc
          limit 1)))`;
  },
};

/** Weekdays are those of ISO 8601: 1 is Monday. */
export const busiestHours: ReportSql = {
  columns: [
    { key: "weekday", title: "Weekday", unit: "weekday" },
    { key: "hour", title: "Hour", unit: "hour" },
    { key: "created", title: "Created", unit: "tickets" },
  ],
  select({ moves, local }) {
    const at = local("quarter");
    // offsets of time zones differ by quarters of an hour
    return `with quarters as (
          select date_bin('15 minutes', m.at, timestamptz '2000-01-01 00:00Z') as quarter,
            count(*) as n${moves("created")}
          group by 1),
        created as (select extract(isodow from ${at})::int as weekday, extract(hour from ${at})::int as hour,
          sum(n) as n
          from quarters
          group by 1, 2)
      select json_build_object(
        'rows',
          ${rowsSql("weekday, hour, coalesce(created.n, 0)", "generate_series(1, 7) weekday cross join generate_series(0, 23) hour left join created using (weekday, hour)", "weekday, hour")},
        'totals', json_build_object('created', ${total("created")}))`;
  },
};
