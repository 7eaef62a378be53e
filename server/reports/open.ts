import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "../../wire/ticket-shapes.ts";
import { type ReportSql, rowsSql, type Scope } from "./scope.ts";

/**
 * Open tickets by their values, with numbers `n`, as of now. The tally has every field except the company; its rows are
 * differences that each transaction adds, so their sum is right in every snapshot.
 */
export function openTicketsReport(scope: Scope, columns: string): string {
  const source = scope.isTallied
    ? "(select *, null::timestamptz as deleted_at from ticket_tally)"
    : "(select *, 1 as n from tickets)";
  return `(
      select ${columns}, t.n
      from ${source} t
      where t.status < 'resolved' and ${scope.tickets}) o`;
}

function openBy(column: string, key: string, title: string, words: readonly string[]): ReportSql {
  return {
    isOfNow: true,
    columns: [
      { key, title, unit: "text" },
      { key: "open", title: "Open", unit: "tickets" },
    ],
    select(scope) {
      const positions = `unnest(${scope.sql.add(words)}::text[]) with ordinality as k (word, place)`;
      return `with counted as (select o.word, sum(o.n) as n
        from ${openTicketsReport(scope, `t.${column}::text as word`)}
        group by 1)
        select json_build_object(
          'rows', ${rowsSql("k.word, coalesce(c.n, 0)", `${positions} left join counted c using (word)`, "k.place")},
          'totals', json_build_object('open', (select coalesce(sum(n), 0) from counted)))`;
    },
  };
}

const OPEN_STATUSES = STATUSES.slice(0, STATUSES.indexOf("resolved"));

export const openByStatus = openBy("status", "status", "Status", OPEN_STATUSES);
export const openByPriority = openBy("priority", "priority", "Priority", PRIORITIES);
export const openByCategory = openBy("category", "category", "Category", CATEGORIES);
export const openByTeam = openBy("assigned_team", "team", "Team", [...TEAMS, ""]);
