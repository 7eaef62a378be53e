import pg from "pg";
import type { ClientConfig } from "./fill.ts";

// Values are a hash of the ticket's ID, so that every run has the same records.
const SHARE = "(hashtextextended(t.id::text, 7) & 1023) / 1024.0";

const FILLS = [
  `insert into sla_terms (policy, body) select gen_random_uuid(), jsonb_build_object('name', 'Policy ' || n)
   from generate_series(1, 5) n`,
  // two clocks per ticket; a seventh of the responses and a fifth of the resolutions are late
  `insert into sla_clocks (ticket, metric, begun_by, terms, priority, state, target_seconds, counted_seconds,
     started_at, stopped_at, due_at)
   select t.id, m.metric, 'created', (array(select id from sla_terms order by id))[1 + mod(hashtextextended(t.id::text, 3) & 1023, 5)],
     t.priority,
     case when x.stopped_at > x.due_at then 'breached' when x.stopped_at is null then 'running' else 'met' end,
     m.target, extract(epoch from coalesce(x.stopped_at, t.created_at + interval '1 hour') - t.created_at)::int,
     t.created_at, x.stopped_at, x.due_at
   from tickets t
     cross join (values ('first_response', 14400, 7), ('resolution', 259200, 5)) m (metric, target, late)
     cross join lateral (
       select t.created_at + make_interval(secs => m.target) as due_at,
         case
           when m.metric = 'first_response' or t.status >= 'resolved' then t.created_at + make_interval(
             secs => m.target * (0.2 + ${SHARE} * 0.7
               + case when mod(hashtextextended(t.id::text, m.late) & 1023, m.late) = 0 then 1 else 0 end))
         end as stopped_at) x`,
  `insert into surveys (ticket, contact, state, started_by, assigned_to, assigned_team, category, due_at, created_at, sent_at)
   select t.id, t.contact, 'sent', 'resolved', t.assigned_to, t.assigned_team, t.category, t.created_at, t.created_at,
     t.created_at + interval '2 days'
   from tickets t where t.status >= 'resolved' and t.contact is not null`,
  `insert into survey_answers (survey, rating, via, answered_at)
   select s.id, 1 + mod(hashtextextended(s.ticket::text, 1) & 1023, 5), 'email', s.sent_at + interval '3 hours'
   from surveys s where mod(hashtextextended(s.ticket::text, 2) & 1023, 3) = 0`,
  `insert into ticket_routings (ticket, team, user_id, reason, text, event, waited_seconds, at)
   select t.id, t.assigned_team, t.assigned_to, jsonb_build_object('mode', case
       when ${SHARE} < 0.4 then 'round_robin' when ${SHARE} < 0.8 then 'least_loaded' else 'skill' end),
     '', -row_number() over (), (${SHARE} * 900)::int, t.created_at + interval '5 minutes'
   from tickets t where t.assigned_to is not null`,
  `insert into macros (name, scope) select 'Macro ' || n, 'shared' from generate_series(1, 40) n`,
  `insert into macro_uses (macro, ticket, user_id, used_at)
   select m.id, t.id, u.id, t.created_at + interval '1 hour'
   from tickets t
     join users u on u.id = t.assigned_to
     join (select id, row_number() over (order by name) - 1 as n from macros) m
       on m.n = mod(hashtextextended(t.id::text, 4) & 1023, 40)`,
  // runs are kept for 30 days: three for each ticket of these days
  `insert into automation_runs (automation, name, version, rule, ticket, occasion, outcome, at)
   select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Automation ' || n, 1, '{}', t.id, 'created',
     case when ${SHARE} < 0.8 then 'done' when ${SHARE} < 0.98 then 'unchanged' else 'failed' end, t.created_at
   from tickets t cross join generate_series(1, 3) n where t.created_at >= '2026-10-21'`,
  "analyze sla_clocks, surveys, survey_answers, ticket_routings, macro_uses, automation_runs",
];

/**
 * Adds the other records of a desk of this size, for the reports on SLA, surveys, automatic assignment, macros and
 * automations. Does nothing if they exist.
 */
export async function fillRecords(connection: ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query("select from sla_clocks limit 1");
    if (rows.length > 0) return;
    await client.query("set synchronous_commit = off");
    await client.query("begin");
    for (const fill of FILLS) await client.query(fill);
    await client.query("commit");
    await client.query("vacuum sla_clocks, surveys, survey_answers, ticket_routings, macro_uses, automation_runs");
  } finally {
    await client.end();
  }
}
