\set place random(1, 10000)
with t as (update tickets set version = version + 1, updated_at = now() where id = (select id from bench_ids where place = :place) returning id),
m as (insert into comments (ticket, author, text)
  select t.id, (select id from users order by id limit 1), 'Swapped the cable and watched it for an hour: no drop since.' from t
  returning id, ticket, author)
insert into events (kind, actor, ticket, about, triggers_reactions) select 'comment.added', m.author, m.ticket, m.id, false from m;
