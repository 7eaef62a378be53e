import { fullName } from "../users/names.ts";
import { countedTickets, type ReportSql, rowsSql, type Scope, unlessFew } from "./scope.ts";

// A survey counts on the day on which it was sent, with the answer that counts now.
function sentSurveys(scope: Scope): string {
  const { join, where } = countedTickets(scope, "s.ticket");
  return `asked as (
  select s.sent_at as at, s.assigned_to as agent, s.assigned_team as team, s.category, a.rating
  from surveys s
  ${join}
  left join survey_answers a on a.survey = s.id and a.replaced_at is null
  where s.state = 'sent' and ${scope.within("s.sent_at")} and ${where})`;
}

const CUSTOMERS_ARE_SATISFIED = "count(*) filter (where rating >= 4)";
const FIGURES = `count(*) as sent, count(rating) as answered,
  round(100.0 * count(rating) / count(*), 1) as answered_percent,
  ${unlessFew("count(rating)", CUSTOMERS_ARE_SATISFIED)} as satisfied,
  ${unlessFew("count(rating)", `round(100.0 * ${CUSTOMERS_ARE_SATISFIED} / count(rating), 1)`)} as satisfied_percent,
  ${unlessFew("count(rating)", "round(avg(rating), 2)")} as average`;
const CELLS = ["sent", "answered", "answered_percent", "satisfied", "satisfied_percent", "average"] as const;
const columns = [
  { key: "sent", title: "Sent", unit: "number" },
  { key: "answered", title: "Answered", unit: "number" },
  { key: "answered_percent", title: "Answered", unit: "percent" },
  { key: "satisfied", title: "Satisfied", unit: "number" },
  { key: "satisfied_percent", title: "Satisfied", unit: "percent" },
  { key: "average", title: "Average rating", unit: "number" },
] as const;
const totals = `(select json_build_object(${CELLS.map((cell) => `'${cell}', f.${cell}`).join(", ")})
   from figures f
   where f.is_total = 1)`;

/** Surveys sent and answered, by the day or week. */
export const satisfaction: ReportSql = {
  columns: [{ key: "day", title: "Day", unit: "day" }, ...columns, { key: "days", title: "Days", unit: "number" }],
  select(scope) {
    return `with ${sentSurveys(scope)},
        figures as (select d.place, grouping(d.place) as is_total, ${FIGURES}
          from (select asked.*, ${scope.spanOf("asked.at")} as place from asked) d
          group by grouping sets ((d.place), ())
          having count(*) > 0)
      select json_build_object(
        'rows',
          ${rowsSql(
            `d.label, coalesce(f.sent, 0), coalesce(f.answered, 0), f.answered_percent, f.satisfied,
              f.satisfied_percent, f.average, d.days`,
            `${scope.spans()} left join figures f on f.place = d.place and f.is_total = 0`,
            "d.place",
          )},
        'totals', ${totals})`;
  },
};

const groupedBy = (scope: Scope, column: "agent" | "team" | "category") => `with ${sentSurveys(scope)},
  figures as (select ${column}, grouping(${column}) as is_total, ${FIGURES}
    from asked
    group by grouping sets ((${column}), ())
    having count(*) > 0)`;
const cells = CELLS.map((cell) => `f.${cell}`).join(", ");

function satisfactionBy(column: "team" | "category", title: string): ReportSql {
  return {
    columns: [{ key: column, title, unit: "text" }, ...columns],
    select: (scope) => `${groupedBy(scope, column)}
      select json_build_object(
        'rows', ${rowsSql(`f.${column}, ${cells}`, "figures f where f.is_total = 0", `f.answered desc, f.${column}`)},
        'totals', ${totals})`,
  };
}

export const satisfactionByTeam = satisfactionBy("team", "Team");
export const satisfactionByCategory = satisfactionBy("category", "Category");

/** By the assignee at the time of the resolution; agents who have left keep their name. */
export const satisfactionByAgent: ReportSql = {
  columns: [{ key: "user", title: "User", unit: "id" }, { key: "name", title: "Name", unit: "text" }, ...columns],
  select: (scope) => `${groupedBy(scope, "agent")},
    people as (
      select u.id, u.id as shown, ${fullName("u")} as name from users u
      union all
      select f.id, null, f.name from former_people f where f.kind = 'user')
    select json_build_object(
      'rows', ${rowsSql(
        `p.shown, p.name, ${cells}`,
        "figures f left join people p on p.id = f.agent where f.is_total = 0 and f.agent is not null",
        "f.answered desc, p.name, f.agent",
      )},
      'totals', ${totals})`,
};
