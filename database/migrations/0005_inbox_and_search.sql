-- What the inbox shows beside the tickets, saved views, and what search reads.

create table ticket_activity (
  ticket uuid primary key constraint ticket_activity_ticket references tickets on delete cascade,
  at timestamptz not null,
  version bigint not null,
  actor uuid,
  since bigint not null
);
comment on table ticket_activity is
  'When each ticket was last active, and who did it. Beside the tickets, so that their indexes do not change.';
-- serves the inbox as it opens
create index ticket_activity_latest on ticket_activity (at desc, ticket);

-- At the end of the transaction, when its event is there whatever the order of the statements. If no event of the transaction is
-- about the ticket itself, nobody has to read it again.
create function ticket_touched() returns trigger language plpgsql as $$
declare
  last record;
begin
  select actor, xid = pg_current_xact_id() as is_now into last from events where ticket = new.id order by id desc limit 1;
  if last.is_now then
    update ticket_activity a set at = new.updated_at, version = new.version, actor = last.actor,
      since = case when a.actor = last.actor then a.since else old.version end
    where a.ticket = new.id;
  else
    update ticket_activity a set at = new.updated_at where a.ticket = new.id;
  end if;
  return null;
end $$;
create constraint trigger tickets_touched after update on tickets deferrable initially deferred for each row
  when (old.version is distinct from new.version) execute function ticket_touched();

create table ticket_reads (
  user_id uuid not null constraint ticket_reads_user references users on delete cascade,
  ticket uuid not null constraint ticket_reads_ticket references tickets on delete cascade,
  version bigint not null,
  constraint ticket_reads_pkey primary key (user_id, ticket)
);
comment on table ticket_reads is
  'The version up to which each user has read a ticket; -1 if marked as unread.';
-- serves the removal of a ticket
create index ticket_reads_of_ticket on ticket_reads (ticket);

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
comment on table views is
  'Saved views. A shared one outlives its owner.';
create index views_of_owner on views (owner, position, id);
create index views_shared on views (position, id) where is_shared;

create function view_orphaned() returns trigger language plpgsql as
  $$ begin delete from views where id = new.id; return null; end $$;
create trigger views_orphaned after update of owner on views for each row
  when (new.owner is null and not new.is_shared) execute function view_orphaned();

create table ticket_texts (
  id uuid constraint ticket_texts_pkey primary key constraint ticket_texts_ticket references tickets on delete cascade,
  company uuid not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  title text not null,
  text text not null
);
comment on table ticket_texts is
  'The copy of each ticket that search reads. Triggers keep it, so that other changes leave its large index alone.';
-- serves ?search= and ?q=: any part of the text. What waits to be sorted in is read by every search, so it is kept short.
create index ticket_texts_search on ticket_texts using gin (text gin_trgm_ops);
-- serves the search while typing: any part of a ticket's number and subject
create index ticket_texts_title on ticket_texts using gin (title gin_trgm_ops);
create index ticket_texts_of_company on ticket_texts (company);
create index tickets_long on tickets (id) where octet_length(description) > 20000;

-- tells that hardly any description is long: a third is guessed otherwise
create statistics tickets_length on octet_length(description) from tickets;
-- serve ?q=: any part of a comment (as of a description, see tickets_search), of a contact's name and address
create index comments_search on comments using gin (left(text, 20000) gin_trgm_ops);
create index comments_long on comments (ticket) where length(text) > 20000;

-- In lower case, with a separator that keeps a term from being found across two fields. A description beyond the 20,000th
-- character (a pasted picture) is left out; the few that may be so long are found by the index tickets_long and read whole.
create function ticket_title(number text, subject text) returns text language sql immutable parallel safe as
  $$ select lower(number || E'\x1f' || subject) $$;

create function ticket_text(number text, subject text, description text) returns text language sql immutable parallel safe as
  $$ select lower(number || E'\x1f' || subject || E'\x1f' || left(description, 20000)) $$;

create function ticket_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_activity (ticket, at, version, actor, since) select id, updated_at, version, created_by, 0 from fresh;
  insert into ticket_texts (id, company, created_at, deleted_at, title, text)
    select id, company, created_at, deleted_at, ticket_title(ticket_number, subject), ticket_text(ticket_number, subject, description)
    from fresh;
  return null;
end $$;
create trigger tickets_begun after insert on tickets referencing new table as fresh for each statement
  execute function ticket_begun();

create function ticket_reworded() returns trigger language plpgsql as $$
begin
  update ticket_texts set title = ticket_title(new.ticket_number, new.subject),
    text = ticket_text(new.ticket_number, new.subject, new.description)
  where id = new.id;
  return null;
end $$;
create trigger tickets_reworded after update of ticket_number, subject, description on tickets for each row
  when ((old.ticket_number, old.subject, old.description) is distinct from (new.ticket_number, new.subject, new.description))
  execute function ticket_reworded();

create function ticket_text_moved() returns trigger language plpgsql as $$
begin
  update ticket_texts set company = new.company, created_at = new.created_at, deleted_at = new.deleted_at where id = new.id;
  return null;
end $$;
create trigger tickets_text_moved after update of company, created_at, deleted_at on tickets for each row
  when ((old.company, old.created_at, old.deleted_at) is distinct from (new.company, new.created_at, new.deleted_at))
  execute function ticket_text_moved();
