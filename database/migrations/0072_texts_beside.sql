-- What is searched in a ticket stands beside it, in a narrow table that triggers keep: a change of its status or assignee, which
-- rewrites the ticket's row, then leaves the costly index of trigrams alone, and a search reads no more than it needs. The
-- columns are named as those of tickets, so that one condition on t fits both; the company is there because its name is searched.
create table ticket_texts (
  id uuid constraint ticket_texts_pkey primary key constraint ticket_texts_ticket references tickets on delete cascade,
  company uuid not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  title text not null,
  text text not null
);

-- In lower case, with a separator that keeps a term from being found across two fields. A description beyond the 20,000th
-- character (a pasted picture) is left out; the few that may be so long are found by the index tickets_long and read whole.
create function ticket_title(number text, subject text) returns text language sql immutable parallel safe as
  $$ select lower(number || E'\x1f' || subject) $$;
create function ticket_text(number text, subject text, description text) returns text language sql immutable parallel safe as
  $$ select lower(number || E'\x1f' || subject || E'\x1f' || left(description, 20000)) $$;

insert into ticket_texts (id, company, created_at, deleted_at, title, text)
  select id, company, created_at, deleted_at, ticket_title(ticket_number, subject), search_text from tickets;
set local maintenance_work_mem = '512MB';
-- drops the index on it too
alter table tickets drop column search_text;
-- serves ?search= and ?q=: any part of the text. What waits to be sorted in is read by every search, so it is kept short.
create index ticket_texts_search on ticket_texts using gin (text gin_trgm_ops) with (gin_pending_list_limit = 512);
create index ticket_texts_of_company on ticket_texts (company);
-- tells that hardly any description is long: a third is guessed otherwise
create statistics tickets_length on octet_length(description) from tickets;
analyze tickets, ticket_texts;

create or replace function ticket_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_activity (ticket, at, version, actor, since) select id, updated_at, version, created_by, 0 from fresh;
  insert into ticket_texts (id, company, created_at, deleted_at, title, text)
    select id, company, created_at, deleted_at, ticket_title(ticket_number, subject), ticket_text(ticket_number, subject, description)
    from fresh;
  return null;
end $$;

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
