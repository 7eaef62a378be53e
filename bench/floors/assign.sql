\set place random(1, 10000)
with was as (select * from tickets where id = (select id from bench_ids where place = :place) for update),
t as (update tickets t set assigned_to = u.id, assigned_team = u.role, status = 'assigned', version = t.version + 1, updated_at = now()
  from was, (select id, role from users order by random() limit 1) u where t.id = was.id
  returning t.id, t.version, t.assigned_to)
insert into events (kind, actor, ticket, changes, version, triggers_reactions)
select 'ticket.assigned', t.assigned_to, t.id,
  jsonb_build_object('assigned_to', jsonb_build_array(was.assigned_to, t.assigned_to)), t.version, false
from t, was;
