-- Used by the statements in floors/: tickets to choose from, and the JSON of a ticket built in one statement.
create unlogged table bench_ids as
select row_number() over ()::int as place, id from (select id from tickets order by md5(id::text) limit 10000) x;
alter table bench_ids add primary key (place);
analyze bench_ids;

create function bench_ticket(t tickets) returns setof json language sql stable as $$
  select row_to_json(x) from (
    select (t).*, co.name as company_name, ct.name as contact_name, z.name as zone_name, z.platform as zone_platform,
      u.first_name || ' ' || u.last_name as assigned_to_name, b.first_name || ' ' || b.last_name as created_by_name,
      c.comments, c.public, c.internal, f.files
    from companies co
    left join contacts ct on ct.id = (t).contact
    left join zones z on z.id = (t).zone
    left join users u on u.id = (t).assigned_to
    left join users b on b.id = (t).created_by
    cross join lateral (
      select coalesce(json_agg(row_to_json(y)), '[]') as comments, count(*) filter (where not y.is_internal) as public,
        count(*) filter (where y.is_internal) as internal
      from (select m.*, w.first_name || ' ' || w.last_name as author_name, w.role as author_role
            from comments m left join users w on w.id = m.author where m.ticket = (t).id order by m.created_at, m.id) y) c
    cross join lateral (
      select coalesce(json_agg(row_to_json(y)), '[]') as files
      from (select a.*, w.first_name || ' ' || w.last_name as uploaded_by_name
            from attachments a left join users w on w.id = a.uploaded_by where a.ticket = (t).id order by a.created_at desc, a.id) y) f
    where co.id = (t).company) x
$$;
