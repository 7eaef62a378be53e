-- The trash of contacts and zones. A deleted one leaves its table, so that nothing reads it by mistake and its email is free for
-- another; here lie its row, the rows that are part of it, and what named it.
create table deleted_records (
  id uuid constraint deleted_records_pkey primary key,
  kind text not null constraint deleted_records_kind check (kind in ('contact', 'zone')),
  name text not null,
  company uuid constraint deleted_records_company references companies on delete cascade,
  content jsonb not null,
  -- [{"table", "rows"}]: what is deleted with it
  parts jsonb not null,
  -- [{"table", "column", "ids"}]: what names it, and stays without it
  links jsonb not null,
  deleted_at timestamptz not null default now(),
  deleted_by uuid constraint deleted_records_deleted_by references users on delete set null
);
create index deleted_records_by_age on deleted_records (kind, deleted_at desc, id);
create index deleted_records_of_company on deleted_records (company) where company is not null;
create index deleted_records_of_user on deleted_records (deleted_by) where deleted_by is not null;
comment on table deleted_records is 'Contacts and zones in the trash, with what is needed to restore them.';

-- Moves a contact or zone to the trash; false if there is none. The foreign keys say what belongs to it, so that a table that
-- comes later needs nothing here: its rows either go along (on delete cascade) or lose the name (on delete set null).
create function trash_record(kind text, record_id uuid, actor uuid) returns boolean language plpgsql as $$
declare
  source regclass := (kind || 's')::regclass;
  content jsonb;
  parts jsonb := '[]';
  links jsonb := '[]';
  reference record;
  kept_rows jsonb;
begin
  execute format('select to_jsonb(x) from %s x where id = $1 for update', source) into content using record_id;
  if content is null then
    return false;
  end if;
  for reference in
    select c.conrelid::regclass as child, a.attname as child_column, c.confdeltype = 'c' as is_part
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = source and c.confdeltype in ('c', 'n')
  loop
    if reference.is_part then
      execute format('select jsonb_agg(to_jsonb(x)) from %s x where %I = $1', reference.child, reference.child_column)
        into kept_rows using record_id;
      if kept_rows is not null then
        parts := parts || jsonb_build_object('table', reference.child::text, 'rows', kept_rows);
      end if;
    else
      execute format('select jsonb_agg(id) from %s where %I = $1', reference.child, reference.child_column)
        into kept_rows using record_id;
      if kept_rows is not null then
        links := links
          || jsonb_build_object('table', reference.child::text, 'column', reference.child_column, 'ids', kept_rows);
      end if;
    end if;
  end loop;
  insert into deleted_records (id, kind, name, company, content, parts, links, deleted_by)
  values (record_id, kind, content ->> 'name', (content ->> 'company')::uuid, content, parts, links, actor);
  execute format('delete from %s where id = $1', source) using record_id;
  return true;
end $$;

-- Inserts rows of a table that were kept as JSON. What another row has taken in the meantime (an address) stays with that one.
create function insert_kept_rows(target regclass, rows jsonb, is_optional boolean) returns void language plpgsql as $$
declare
  names text := (
    select string_agg(quote_ident(attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and attgenerated = ''
  );
begin
  execute format('insert into %s (%s) overriding system value select %s from jsonb_populate_recordset(null::%s, $1)%s',
    target, names, names, target, case when is_optional then ' on conflict do nothing' else '' end) using rows;
end $$;

-- Takes a contact or zone out of the trash with its links, and returns the tickets that have it again; null if it is not there.
-- A ticket that has got another one in the meantime, or went to another company, keeps what it has.
create function restore_record(wanted_kind text, record_id uuid) returns uuid[] language plpgsql as $$
declare
  kept deleted_records;
  part jsonb;
  relinked uuid[] := '{}';
begin
  delete from deleted_records d where d.id = record_id and d.kind = wanted_kind returning * into kept;
  if kept.id is null then
    return null;
  end if;
  perform insert_kept_rows((wanted_kind || 's')::regclass, jsonb_build_array(kept.content), false);
  -- what a contact wrote has its name from there while it is gone
  delete from former_people where id = record_id;
  for part in select * from jsonb_array_elements(kept.parts) loop
    perform insert_kept_rows((part ->> 'table')::regclass, part -> 'rows', true);
  end loop;
  for part in select * from jsonb_array_elements(kept.links) loop
    if part ->> 'table' = 'tickets' then
      execute format(
        'with linked as (
           update tickets set %1$I = $1, updated_at = now(), version = version + 1
           where id in (select x::uuid from jsonb_array_elements_text($2) x)
             and %1$I is null
             and company is not distinct from $3
           returning id
         )
         select coalesce(array_agg(id), ''{}'') from linked', part ->> 'column')
        into relinked using record_id, part -> 'ids', kept.company;
    else
      execute format(
        'update %1$s set %2$I = $1 where id in (select x::uuid from jsonb_array_elements_text($2) x) and %2$I is null',
        (part ->> 'table')::regclass, part ->> 'column') using record_id, part -> 'ids';
    end if;
  end loop;
  return relinked;
end $$;
