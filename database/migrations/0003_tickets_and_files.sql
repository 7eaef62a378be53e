-- Tickets, their comments and files.

-- the order of the words is the order that ?ordering=status and priority sort by
create type ticket_status as enum ('new', 'assigned', 'in_progress', 'pending', 'resolved', 'closed');

create type ticket_priority as enum ('low', 'medium', 'high', 'urgent');

-- The tags of a ticket, one by one.
create function tag_list(tags text) returns text[] language sql immutable parallel safe as
  $$ select array_remove(string_to_array(regexp_replace(lower(btrim(tags)), '\s*,\s*', ',', 'g'), ','), '') $$;

create table tickets (
  id uuid primary key default gen_random_uuid(),
  ticket_number text not null constraint tickets_number_length check (length(ticket_number) between 1 and 50),
  subject text not null constraint tickets_subject_length check (length(subject) between 1 and 200),
  description text not null,
  status ticket_status not null default 'new',
  priority ticket_priority not null default 'medium',
  category text not null default 'general' constraint tickets_category
    check (category in ('technical', 'billing', 'zone_config', 'account', 'feature_request', 'general')),
  company uuid not null constraint tickets_company references companies on delete cascade,
  contact uuid constraint tickets_contact references contacts on delete set null,
  zone uuid constraint tickets_zone references zones on delete set null,
  assigned_to uuid constraint tickets_assigned_to references users on delete set null,
  assigned_team text not null default '' constraint tickets_team
    check (assigned_team in ('', 'Sales', 'Finance', 'Tech', 'Music', 'Admin')),
  created_by uuid constraint tickets_created_by references users on delete set null,
  first_response_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  due_date timestamptz,
  tags text not null default '' constraint tickets_tags_length check (length(tags) <= 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- moves with every change of the ticket, its comments and its files; the ETag, and the key of what is remembered of it
  version bigint not null default 1,
  deleted_at timestamptz,
  deleted_by uuid constraint tickets_deleted_by references users on delete set null,
  -- when it ended; a ticket that nobody resolved ended when it was closed
  ended_at timestamptz generated always as
    (case when status >= 'resolved' then coalesce(resolved_at, closed_at, created_at) end) stored
) with (fillfactor = 75);
comment on table tickets is
  'What customers ask for. Every change of a ticket, its comments or its files moves its version.';
create unique index tickets_number_key on tickets (ticket_number);
-- serves the list as it opens, and reports of what was created
create index tickets_newest on tickets (created_at desc, id) include (assigned_team) where deleted_at is null;
-- serves ?ordering=-priority
create index tickets_most_urgent on tickets (priority desc, created_at desc, id) where deleted_at is null;
-- serves ?ordering=due_date
create index tickets_due on tickets (due_date, created_at desc, id) where deleted_at is null;
-- serves ?status=… and ?ordering=status
create index tickets_by_status on tickets (status, created_at desc, id) where deleted_at is null;
-- serves ?status=…&priority=…
create index tickets_by_status_priority on tickets (status, priority, created_at desc, id) where deleted_at is null;
-- serve ?company= ?contact= ?zone= ?assigned_to= ?my_tickets=true
create index tickets_of_company on tickets (company, created_at desc, id);
create index tickets_of_contact on tickets (contact, created_at desc, id) where contact is not null;
create index tickets_of_zone on tickets (zone, created_at desc, id) where zone is not null;
create index tickets_of_assignee on tickets (assigned_to, created_at desc, id) where assigned_to is not null;
create index tickets_created_by on tickets (created_by) where created_by is not null;
-- serves the trash and its emptying
create index tickets_trash on tickets (deleted_at desc, id) where deleted_at is not null;
-- serves ?overdue=true and its count
create index tickets_overdue on tickets (due_date) where deleted_at is null and status < 'resolved';
-- serves ?resolved_after= and the view of what was resolved lately
create index tickets_resolved on tickets (resolved_at desc) where deleted_at is null and resolved_at is not null;
-- serve reports of what was resolved, and of first responses; with the team, so that no ticket has to be read
create index tickets_ended on tickets (ended_at) include (created_at, assigned_to, assigned_team)
  where ended_at is not null and deleted_at is null;
create index tickets_responded on tickets (first_response_at) include (created_at, assigned_to, assigned_team)
  where first_response_at is not null and deleted_at is null;
-- serves ?tags= (the list) and ?q= (any part)
create index tickets_tags on tickets using gin (tag_list(tags), tags gin_trgm_ops) where tags <> '';

-- Numbers of a day come from a sequence of that day: writers do not wait for each other, none is given out twice.
create function open_ticket_day(day date) returns void language plpgsql as $$
declare
  sequence_name text := 'ticket_numbers_' || to_char(day, 'YYYYMMDD');
  highest bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(sequence_name, 0));
  select coalesce(max(substr(ticket_number, 12)::bigint), 0) into highest from tickets
  where ticket_number >= 'T-' || to_char(day, 'YYYYMMDD') || '-' and ticket_number < 'T-' || to_char(day, 'YYYYMMDD') || '.'
    and substr(ticket_number, 12) ~ '^[0-9]{1,15}$';
  -- whoever waited for the lock may not see yet that there is one; `if not exists` looks again
  execute format('create sequence if not exists %I start %s', sequence_name, highest + 1);
end $$;

create function next_ticket_number(zone_name text) returns text language plpgsql as $$
declare
  day text := to_char(now() at time zone zone_name, 'YYYYMMDD');
  sequence_name text := 'ticket_numbers_' || day;
  serial bigint;
begin
  if to_regclass(sequence_name) is null then perform open_ticket_day(to_date(day, 'YYYYMMDD')); end if;
  serial := nextval(sequence_name::regclass);
  return 'T-' || day || '-' || case when serial < 10000 then to_char(serial, 'FM0000') else serial::text end;
end $$;

-- A ticket's tags ("vip, hotel") with some added and some taken away, in any case of letters; as they were when that
-- changes nothing.
create function with_tags(tags text, added text[], removed text[]) returns text language sql immutable parallel safe as $$
  with had as (select btrim(x.tag) as tag, x.n from string_to_table(tags, ',') with ordinality as x (tag, n) where btrim(x.tag) <> ''),
    kept as (select tag, n from had where lower(tag) <> all (select lower(x) from unnest(removed) x)),
    more as (select btrim(x.tag) as tag, 1000 + x.n as n from unnest(added) with ordinality as x (tag, n)
      where lower(btrim(x.tag)) <> all (select lower(tag) from kept))
  select case when (select count(*) from had) = (select count(*) from kept) and not exists (select from more) then tags
    else coalesce((select string_agg(tag, ', ' order by n) from (select * from kept union all select * from more) x), '') end
$$;

create table comments (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint comments_ticket references tickets on delete cascade,
  author uuid constraint comments_author references users on delete set null,
  text text not null,
  is_internal boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table comments is
  'Replies and internal notes.';
create index comments_of_ticket on comments (ticket, created_at, id);
create index comments_oldest on comments (created_at, id);
create index comments_of_author on comments (author) where author is not null;
-- serves who replied how often in a range of days
create index comments_replied on comments (created_at) include (author) where not is_internal and author is not null;

create table attachments (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint attachments_ticket references tickets on delete cascade,
  file text not null,
  name text not null constraint attachments_name_length check (length(name) between 1 and 200),
  size bigint not null constraint attachments_size check (size >= 0),
  sha256 text,
  uploaded_by uuid constraint attachments_uploaded_by references users on delete set null,
  created_at timestamptz not null default now(),
  -- the comment that brought it
  comment uuid constraint attachments_comment references comments on delete set null
);
comment on table attachments is
  'Files of tickets and comments; the bytes are in the file store.';
create unique index attachments_file_key on attachments (file);
create index attachments_of_ticket on attachments (ticket, created_at desc, id);
create index attachments_newest on attachments (created_at desc, id);
create index attachments_of_uploader on attachments (uploaded_by) where uploaded_by is not null;
create index attachments_of_comment on attachments (comment) where comment is not null;

create table unclaimed_files (
  file text not null,
  remove_after timestamptz not null,
  constraint unclaimed_files_pkey primary key (file)
);
comment on table unclaimed_files is
  'Files in the store that no attachment has: of uploads that have not ended, and of deleted attachments. A job removes them.';
-- serves the job that removes them
create index unclaimed_files_due on unclaimed_files (remove_after);

create function file_unclaimed() returns trigger language plpgsql as
  $$ begin insert into unclaimed_files values (old.file, now()) on conflict (file) do nothing; return null; end $$;
create trigger attachments_deleted after delete on attachments for each row execute function file_unclaimed();

-- The tickets of a deleted company go to the trash with it, and come back with it.
create function company_trashed() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null then
    update tickets set deleted_at = new.deleted_at, version = version + 1 where company = new.id and deleted_at is null;
  else
    update tickets set deleted_at = null, version = version + 1 where company = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end $$;
create trigger companies_trashed after update on companies for each row
  when (old.deleted_at is distinct from new.deleted_at) execute function company_trashed();

-- Who or what is deleted is gone from the tickets that showed it: that is a change of them, and moves their time and version,
-- so that nobody changes one on the grounds of what it was before. What the foreign keys would set to null is so already.
create function ticket_bereft() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'contacts' then
    update tickets set contact = null, updated_at = now(), version = version + 1 where contact = old.id;
  elsif tg_table_name = 'zones' then
    update tickets set zone = null, updated_at = now(), version = version + 1 where zone = old.id;
  else
    update tickets set assigned_to = nullif(assigned_to, old.id), created_by = nullif(created_by, old.id),
      updated_at = now(), version = version + 1
    where id in (select id from tickets where assigned_to = old.id
      union select id from tickets where created_by = old.id
      union select ticket from comments where author = old.id
      union select ticket from attachments where uploaded_by = old.id);
  end if;
  return old;
end $$;
create trigger contacts_leave before delete on contacts for each row execute function ticket_bereft();
create trigger zones_leave before delete on zones for each row execute function ticket_bereft();
create trigger users_leave before delete on users for each row execute function ticket_bereft();
