import { hours, type Report, rounded, rowsOf } from "./scope.ts";

/** How long it took, of what happened in the range; by the day (or week, told by its Monday) on which it happened. */
function times(title: string, at: string): Report {
  return {
    columns: [
      { key: "day", title: "Day", unit: "day" },
      { key: "median", title: `${title}: median`, unit: "hours" },
      { key: "p90", title: `${title}: 90th percentile`, unit: "hours" },
      { key: "tickets", title: "Tickets", unit: "tickets" },
    ],
    select({ tickets, spanOf, spans, within }) {
      const spread = "percentile_cont(array[0.5, 0.9]) within group (order by took) as p, count(*) as n";
      return `with took as (select ${spanOf(at)} as place, ${hours(`(${at} - t.created_at)`)}::float8 as took from tickets t
            where ${tickets} and ${within(at)}),
          spread as (select place, grouping(place) as is_total, ${spread} from took group by grouping sets ((place), ()))
        select json_build_object(
          'rows', ${rowsOf(`d.label, ${rounded("s.p[1]")}, ${rounded("s.p[2]")}, coalesce(s.n, 0)`, `${spans()} left join spread s on s.place = d.place and s.is_total = 0`, "d.place")},
          'totals', (select json_build_object('median', ${rounded("s.p[1]")}, 'p90', ${rounded("s.p[2]")}, 'tickets', s.n) from spread s where s.is_total = 1))`;
    },
  };
}

export const responseTimes = times("First response", "t.first_response_at");
export const resolutionTimes = times("Resolution", "t.ended_at");
