import type { Question } from "./question.ts";
import { type MoveKind, type ReportSql, roundTo2, rowsSql, tookHours, unlessFew } from "./scope.ts";

/** Durations of tickets that ended in the range, by the day on which they ended, or the week, named by its first day. */
const times =
  (title: string, kind: MoveKind) =>
  ({ by }: Question): ReportSql => ({
    columns: [
      { key: "day", title: by === "week" ? "Week" : "Day", unit: "day" },
      { key: "median", title: `${title}: median`, unit: "hours" },
      { key: "p90", title: `${title}: 90th percentile`, unit: "hours" },
      { key: "tickets", title: "Tickets", unit: "tickets" },
      { key: "days", title: "Days", unit: "number" },
    ],
    select({ moves, spanOf, spans }) {
      const [median, p90] = ["s.p[1]", "s.p[2]"].map((value) => unlessFew("s.n", roundTo2(value)));
      return `with took as (select ${spanOf("m.at")} as place, ${tookHours} as took${moves(kind)}),
          spread as (select place, grouping(place) as is_total, count(*) as n,
              percentile_cont(array[0.5, 0.9]) within group (order by took) as p
            from took group by grouping sets ((place), ()))
        select json_build_object(
          'rows',
            ${rowsSql(
              `d.label, ${median}, ${p90}, coalesce(s.n, 0), d.days`,
              `${spans()} left join spread s on s.place = d.place and s.is_total = 0`,
              "d.place",
            )},
          'totals',
            (select json_build_object('median', ${median}, 'p90', ${p90}, 'tickets', s.n, 'days',
                (select sum(days) from ${spans()}))
              from spread s
              where s.is_total = 1))`;
    },
  });

export const responseTimes = times("First response", "answered");
export const resolutionTimes = times("Resolution", "resolved");
