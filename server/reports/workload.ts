import { fullName } from "../users/names.ts";
import { openTickets } from "./open.ts";
import { hours, type Report, rounded, rowsOf } from "./scope.ts";

/** Each agent's tickets and replies; inactive and former agents only if they have any, the latter without an id. */
export const workload: Report = {
  columns: [
    { key: "user", title: "User", unit: "id" },
    { key: "name", title: "Name", unit: "text" },
    { key: "open", title: "Open now", unit: "tickets" },
    { key: "resolved", title: "Resolved", unit: "tickets" },
    { key: "replies", title: "Replies", unit: "replies" },
    { key: "median_first_response", title: "First response: median", unit: "hours" },
  ],
  select(scope) {
    const { tickets, within, isNarrowed } = scope;
    // what was written counts whatever became of the ticket, so that it need not be asked where nothing narrows
    const replied = isNarrowed ? ` and exists (select from tickets t where t.id = c.ticket and ${tickets})` : "";
    const median = (n: string) => `percentile_cont(0.5) within group (order by ${n})`;
    const took = hours("(t.first_response_at - t.created_at)");
    const responses = `select t.assigned_to as id, ${took}::float8 as took from tickets t
      where ${tickets} and t.assigned_to is not null and ${within("t.first_response_at")}`;
    return `with open as (select o.id, sum(o.n) as n from ${openTickets(scope, "t.assigned_to as id")} where o.id is not null group by 1),
        resolved as (select t.assigned_to as id, count(*) as n from tickets t
          where ${tickets} and t.assigned_to is not null and ${within("t.ended_at")} group by 1),
        replies as (select c.author as id, count(*) as n from comments c
          where not c.is_internal and c.author is not null and ${within("c.created_at")}${replied} group by 1),
        responses as (${responses}),
        responded as (select id, ${median("took")} as took from responses group by 1),
        people as (select u.id, u.id as shown, ${fullName("u")} as name, u.is_active from users u
          union all select f.id, null, f.name, false from former_people f where f.kind = 'user'),
        agents as (select u.id, u.shown, u.name,
            coalesce(open.n, 0) as open, coalesce(resolved.n, 0) as resolved, coalesce(replies.n, 0) as replies, responded.took
          from people u left join open using (id) left join resolved using (id) left join replies using (id) left join responded using (id)
          where (${isNarrowed ? "false" : "u.is_active"} or open.n > 0 or resolved.n > 0 or replies.n > 0 or responded.took is not null))
      select json_build_object(
        'rows', ${rowsOf(`a.shown, a.name, a.open, a.resolved, a.replies, ${rounded("a.took")}`, "agents a", "a.open desc, a.name, a.id")},
        'totals', (select json_build_object('open', coalesce(sum(open), 0), 'resolved', coalesce(sum(resolved), 0),
          'replies', coalesce(sum(replies), 0),
          'median_first_response', (select ${rounded(median("took"))} from responses)) from agents))`;
  },
};
