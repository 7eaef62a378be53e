-- The inbox: what was active last, what each user has read, saved views; indexes for its filters and its search.

-- Where a ticket's last activity stands. Beside the tickets and not an index on their updated_at: a comment or a file, which
-- changes nothing else of the ticket's row, then goes on leaving all indexes of tickets alone, the costly ones of the search
-- among them. `actor` did the last changes in a row, those after version `since`: what one does oneself is not unread.
create table ticket_activity (
  ticket uuid primary key constraint ticket_activity_ticket references tickets on delete cascade,
  at timestamptz not null,
  version bigint not null,
  actor uuid,
  since bigint not null
);
insert into ticket_activity (ticket, at, version, actor, since)
  select id, updated_at, version, case when version = 1 then created_by end, 0 from tickets;
-- serves the inbox as it opens
create index ticket_activity_latest on ticket_activity (at desc, ticket);

create function ticket_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_activity (ticket, at, version, actor, since) select id, updated_at, version, created_by, 0 from fresh;
  return null;
end $$;
create trigger tickets_begun after insert on tickets referencing new table as fresh for each statement
  execute function ticket_begun();

-- At the end of the transaction, when the event that tells who did it is there whatever the order of the statements.
create function ticket_touched() returns trigger language plpgsql as $$
declare
  who uuid;
begin
  select case when xid = pg_current_xact_id() then actor end into who from events
  where ticket = new.id order by id desc limit 1;
  update ticket_activity a set at = new.updated_at, version = new.version, actor = who,
    since = case when a.actor = who then a.since else old.version end
  where a.ticket = new.id;
  return null;
end $$;
create constraint trigger tickets_touched after update on tickets deferrable initially deferred for each row
  when (old.version is distinct from new.version) execute function ticket_touched();

-- How far each user has read a ticket; -1 where one has marked it unread.
create table ticket_reads (
  user_id uuid not null constraint ticket_reads_user references users on delete cascade,
  ticket uuid not null constraint ticket_reads_ticket references tickets on delete cascade,
  version bigint not null,
  constraint ticket_reads_pkey primary key (user_id, ticket)
);
-- serves the removal of a ticket
create index ticket_reads_of_ticket on ticket_reads (ticket);

-- A view outlives its owner where it is shared.
create table views (
  id uuid primary key default gen_random_uuid(),
  owner uuid constraint views_owner references users on delete set null,
  name text not null constraint views_name_length check (length(name) between 1 and 100),
  is_shared boolean not null default false,
  filters jsonb not null default '{}',
  ordering text not null default '',
  columns text[] not null default '{}',
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index views_of_owner on views (owner, position, id);
create index views_shared on views (position, id) where is_shared;
create function view_orphaned() returns trigger language plpgsql as
  $$ begin delete from views where id = new.id; return null; end $$;
create trigger views_orphaned after update of owner on views for each row
  when (new.owner is null and not new.is_shared) execute function view_orphaned();

-- The tags of a ticket, one by one.
create function tag_list(tags text) returns text[] language sql immutable parallel safe as
  $$ select array_remove(string_to_array(regexp_replace(lower(btrim(tags)), '\s*,\s*', ',', 'g'), ','), '') $$;
-- serves ?tags= (the list) and ?q= (any part)
create index tickets_tags on tickets using gin (tag_list(tags), tags gin_trgm_ops) where tags <> '';
-- serves ?overdue=true and its count
create index tickets_overdue on tickets (due_date) where deleted_at is null and status < 'resolved';
-- serves ?resolved_after= and the view of what was resolved lately
create index tickets_resolved on tickets (resolved_at desc) where deleted_at is null and resolved_at is not null;
-- serve ?q=: any part of a comment (as of a description, see tickets_search), of a contact's name and address
create index comments_search on comments using gin (left(text, 20000) gin_trgm_ops);
create index comments_long on comments (ticket) where length(text) > 20000;
create index contacts_search on contacts using gin (name gin_trgm_ops, email gin_trgm_ops);
