import { answererOf } from "../inbox/moved-by.ts";
import { fullName } from "../users/names.ts";
import { openTicketsReport } from "./open.ts";
import { type ReportSql, roundTo2, rowsSql, type Scope, tookHours, unlessFew } from "./scope.ts";

const PEOPLE = `select u.id, u.id as shown, ${fullName("u")} as name, u.is_active from users u
  union all select f.id, null, f.name, false from former_people f where f.kind = 'user'`;

/** How long each ticket that was first answered in the range waited for its answer, and for whose. */
const responsesIn = ({ moves }: Scope): string => `select ${answererOf("r")} as id, r.took
  from (select m.actor, m.ticket, ${tookHours} as took${moves("answered")}) r`;

const percentile = (share: number, n: string) =>
  unlessFew("count(took)", `percentile_cont(${share}) within group (order by ${n})`);

/** How soon each agent answers; agents who answered no ticket first are left out, former ones have no ID. */
export const firstResponseByAgent: ReportSql = {
  columns: [
    { key: "user", title: "User", unit: "id" },
    { key: "name", title: "Name", unit: "text" },
    { key: "median", title: "Median", unit: "hours" },
    { key: "p90", title: "90th percentile", unit: "hours" },
    { key: "tickets", title: "Tickets", unit: "tickets" },
  ],
  select: (scope) => `with responses as (${responsesIn(scope)}),
      responded as (
        select id, count(*) as n, ${percentile(0.5, "took")} as median, ${percentile(0.9, "took")} as p90
        from responses
        group by 1),
      agents as (
        select p.shown, p.name, p.id, r.median, r.p90, r.n
        from responded r
        join (${PEOPLE}) p using (id))
    select json_build_object(
      'rows', ${rowsSql(`a.shown, a.name, ${roundTo2("a.median")}, ${roundTo2("a.p90")}, a.n`, "agents a", "a.median nulls last, a.name, a.id")},
      'totals', (select json_build_object('median', ${roundTo2(percentile(0.5, "took"))},
        'p90', ${roundTo2(percentile(0.9, "took"))}, 'tickets', count(*)) from responses))`,
};

/** The work of each agent. Inactive and former agents are listed only if there is some; the latter without an ID. */
export const workload: ReportSql = {
  columns: [
    { key: "user", title: "User", unit: "id" },
    { key: "name", title: "Name", unit: "text" },
    { key: "open", title: "Open now", unit: "tickets" },
    { key: "resolved", title: "Resolved", unit: "tickets" },
    { key: "replies", title: "Replies", unit: "replies" },
    { key: "median_first_response", title: "First response: median", unit: "hours" },
    { key: "first_responses", title: "First responses", unit: "tickets" },
  ],
  select(scope) {
    const { moves, within, isNarrowed } = scope;
    // counts a reply whatever became of its ticket, so that tickets are read only if a filter needs them
    const inScope = isNarrowed
      ? ` and exists (
          select from tickets t
          where t.id = c.ticket and ${scope.everyTicket})`
      : "";
    return `with open as (select o.id, sum(o.n) as n
      from ${openTicketsReport(scope, "t.assigned_to as id")}
      where o.id is not null
      group by 1),
        resolved as (select m.actor as id, count(*) as n${moves("resolved")} and m.actor is not null group by 1),
        replies as (select c.author as id, count(*) as n from comments c
          where not c.is_internal and c.author is not null and ${within("c.created_at")}${inScope} group by 1),
        responses as (${responsesIn(scope)}),
        responded as (select id, count(*) as n, ${percentile(0.5, "took")} as took
          from responses
          where id is not null
          group by 1),
        people as (${PEOPLE}),
        agents as (select u.id, u.shown, u.name, coalesce(open.n, 0) as open, coalesce(resolved.n, 0) as resolved,
            coalesce(replies.n, 0) as replies, responded.took, coalesce(responded.n, 0) as responses
          from people u
          left join open using (id)
          left join resolved using (id)
          left join replies using (id)
          left join responded using (id)
          where (${isNarrowed ? "false" : "u.is_active"}
              or open.n > 0
              or resolved.n > 0
              or replies.n > 0
              or responded.n > 0))
      select json_build_object(
        'rows',
          ${rowsSql(`a.shown, a.name, a.open, a.resolved, a.replies, ${roundTo2("a.took")}, a.responses`, "agents a", "a.open desc, a.name, a.id")},
        'totals', (select json_build_object('open', coalesce(sum(open), 0), 'resolved', coalesce(sum(resolved), 0),
          'replies', coalesce(sum(replies), 0),
          'median_first_response', (select ${roundTo2(percentile(0.5, "took"))} from responses),
          'first_responses', coalesce(sum(responses), 0)) from agents))`;
  },
};
