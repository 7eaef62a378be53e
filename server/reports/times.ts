import { hours, type Report, rounded, rowsOf } from "./scope.ts";

/** How long it took, of what happened in the range; by the day (or week, told by its Monday) on which it happened. */
function times(title: string, at: string, condition: string): Report {
  return {
    columns: [
      { key: "day", title: "Day", unit: "day" },
      { key: "median", title: `${title}: median`, unit: "hours" },
      { key: "p90", title: `${title}: 90th percentile`, unit: "hours" },
      { key: "tickets", title: "Tickets", unit: "tickets" },
    ],
    select({ tickets, local, within, from, to, by }) {
      const bucket = (day: string) => (by === "week" ? `date_trunc('week', ${day})::date` : `${day}::date`);
      const spread = "percentile_cont(array[0.5, 0.9]) within group (order by took) as p, count(*) as n";
      return `with took as (select ${bucket(local(at))} as day, ${hours(`(${at} - t.created_at)`)}::float8 as took from tickets t
            where ${tickets} and ${condition} and ${within(at)}),
          spread as (select day, grouping(day) as is_total, ${spread} from took group by grouping sets ((day), ())),
          days as (select distinct ${bucket("d")} as day from generate_series(${from}, ${to}, interval '1 day') d)
        select json_build_object(
          'rows', ${rowsOf(`d.day, ${rounded("s.p[1]")}, ${rounded("s.p[2]")}, coalesce(s.n, 0)`, "days d left join spread s on s.day = d.day and s.is_total = 0", "d.day")},
          'totals', (select json_build_object('median', ${rounded("s.p[1]")}, 'p90', ${rounded("s.p[2]")}, 'tickets', s.n) from spread s where s.is_total = 1))`;
    },
  };
}

export const responseTimes = times("First response", "t.first_response_at", "t.first_response_at is not null");
export const resolutionTimes = times("Resolution", "t.ended_at", "t.ended_at is not null");
