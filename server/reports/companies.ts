import { openTicketsReport } from "./open.ts";
import { type ReportSql, rowsSql } from "./scope.ts";

const MAX_SHOWN = 20;

/**
 * The companies with the most tickets created in the range; then rows without an ID: all other companies, and tickets without
 * one.
 */
export const companies: ReportSql = {
  columns: [
    { key: "company", title: "Company", unit: "id" },
    { key: "name", title: "Name", unit: "text" },
    { key: "created", title: "Created", unit: "tickets" },
    { key: "open", title: "Open now", unit: "tickets" },
  ],
  select(scope) {
    const { tickets, moves } = scope;
    const openOf = (company: string) => `(
            select count(*)
            from tickets t
            where ${tickets} and t.company ${company} and t.status < 'resolved')`;
    return `with created as (
          select m.company as id, count(*) as n${moves("created")}
          group by 1),
        top as (
          select m.id, c.name, m.n, ${openOf("= m.id")} as open
          from (
            select created.*
            from created
            join companies c using (id)
            order by created.n desc, c.name, id
            limit ${MAX_SHOWN}) m
          join companies c using (id)),
        total as (
          select
            (select coalesce(sum(n), 0) from created) as n,
            (select coalesce(sum(o.n), 0) from ${openTicketsReport(scope, "1 as one")}) as open),
        without as (
          select
            null::uuid as id,
            'No company' as name,
            coalesce((select n from created where id is null), 0) as n,
            ${openOf("is null")} as open),
        rest as (
          select
            null::uuid as id,
            'Other companies' as name,
            total.n - without.n - coalesce(sum(top.n), 0) as n,
            total.open - without.open - coalesce(sum(top.open), 0) as open
          from total
          cross join without
          left join top on true
          group by total.n, total.open, without.n, without.open),
        shown as (
          select *, 0 as place
          from top
          union all
          select *, 1
          from rest
          where n > 0 or open > 0
          union all
          select *, 2
          from without
          where n > 0 or open > 0)
      select json_build_object(
        'rows', ${rowsSql("s.id, s.name, s.n, s.open", "shown s", "s.place, s.n desc, s.name, s.id")},
        'totals', (select json_build_object('created', n, 'open', open) from total))`;
  },
};
