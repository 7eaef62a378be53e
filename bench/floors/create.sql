\set place random(1, 10000)
with t as (insert into tickets (ticket_number, subject, description, priority, category, company, assigned_team, created_by)
  select next_ticket_number('UTC'), 'Printer prints blank pages',
    repeat('It began after the weekend; a new cartridge and another tray made no difference to it. ', 3), 'high', 'technical',
    (select company from tickets o join bench_ids i on i.id = o.id where i.place = :place), 'Tech', (select id from users order by id limit 1)
  returning *),
said as (insert into events (kind, actor, ticket, triggers_reactions) select 'ticket.created', t.created_by, t.id, false from t)
select row_to_json(t) from t;
