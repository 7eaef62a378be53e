-- Tickets, comments, attachments; the events that say what happened; the tally that answers counts.

-- the order of the words is the order that ?ordering=status and priority sort by
create type ticket_status as enum ('new', 'assigned', 'in_progress', 'pending', 'resolved', 'closed');
create type ticket_priority as enum ('low', 'medium', 'high', 'urgent');

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
  deleted_by uuid constraint tickets_deleted_by references users on delete set null
) with (fillfactor = 90);

create unique index tickets_number_key on tickets (ticket_number);
-- serves the list as it opens
create index tickets_newest on tickets (created_at desc, id) where deleted_at is null;
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
-- serve ?search=: any part of number, subject and description. A description beyond the 20,000th character (a pasted
-- picture) is not cut into trigrams; the few that are so long are found by the index beside it and read whole.
create index tickets_search on tickets using gin
  (ticket_number gin_trgm_ops, subject gin_trgm_ops, left(description, 20000) gin_trgm_ops);
create index tickets_long on tickets (id) where length(description) > 20000;

create table comments (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint comments_ticket references tickets on delete cascade,
  author uuid constraint comments_author references users on delete set null,
  text text not null,
  is_internal boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index comments_of_ticket on comments (ticket, created_at, id);
create index comments_oldest on comments (created_at, id);
create index comments_of_author on comments (author) where author is not null;

create table attachments (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint attachments_ticket references tickets on delete cascade,
  file text not null,
  name text not null constraint attachments_name_length check (length(name) between 1 and 200),
  size bigint not null constraint attachments_size check (size >= 0),
  sha256 text,
  uploaded_by uuid constraint attachments_uploaded_by references users on delete set null,
  created_at timestamptz not null default now()
);
create unique index attachments_file_key on attachments (file);
create index attachments_of_ticket on attachments (ticket, created_at desc, id);
create index attachments_newest on attachments (created_at desc, id);
create index attachments_of_uploader on attachments (uploaded_by) where uploaded_by is not null;

-- What happened. Written in the transaction of what it tells; never changed.
create table events (
  id bigint generated always as identity primary key,
  -- orders events by commit: all below the oldest running transaction are there to stay, so a reader leaves no hole
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  kind text not null,
  actor uuid,
  ticket uuid,
  about uuid,
  changes jsonb
);
create index events_in_order on events (xid, id);
create index events_of_ticket on events (ticket, id) where ticket is not null;

-- How many tickets there are of each kind, as differences that are summed: a count costs the same at any size, and writers
-- do not wait for each other as they would at a counter. Trash is not counted. due_day (UTC) only while the ticket is open.
create table ticket_tally (
  xid xid8 not null default pg_current_xact_id(),
  status ticket_status,
  priority ticket_priority,
  category text,
  assigned_team text,
  assigned_to uuid,
  n integer not null,
  due_day date,
  due_n integer not null default 0
);
create index ticket_tally_by_xid on ticket_tally (xid);
-- moves when rows of the tally were summed into one: whoever remembers the sum reads it again
create table tally_generation (is_only boolean primary key default true constraint tally_one_row check (is_only), n bigint not null);
insert into tally_generation values (true, 1);

create function due_day(status ticket_status, due_date timestamptz) returns date language sql immutable as
  $$ select case when status < 'resolved' then (due_date at time zone 'UTC')::date end $$;

create function tally_ticket() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (old.status, old.priority, old.category, old.assigned_team, old.assigned_to, -1, due_day(old.status, old.due_date),
            case when due_day(old.status, old.due_date) is null then 0 else -1 end);
  end if;
  if tg_op <> 'DELETE' and new.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (new.status, new.priority, new.category, new.assigned_team, new.assigned_to, 1, due_day(new.status, new.due_date),
            case when due_day(new.status, new.due_date) is null then 0 else 1 end);
  end if;
  return null;
end $$;
create trigger tickets_counted after insert or delete on tickets for each row execute function tally_ticket();
create trigger tickets_recounted after update on tickets for each row
  when ((old.status, old.priority, old.category, old.assigned_team, old.assigned_to, old.due_date, old.deleted_at)
        is distinct from
        (new.status, new.priority, new.category, new.assigned_team, new.assigned_to, new.due_date, new.deleted_at))
  execute function tally_ticket();

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
