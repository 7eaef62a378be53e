-- Each trigger function writes the tables of one feature (database/triggers.md): the search keeps its copy of a ticket, the
-- inbox its last activity.
create function ticket_text_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_texts (id, company, created_at, deleted_at, title, body, has_markup, is_folded)
    select t.id, t.company, t.created_at, t.deleted_at, d.title, d.body, d.has_markup, d.is_folded
    from inserted t, lateral search_document(t.ticket_number, t.subject, t.description) d;
  return null;
end $$;
create or replace function ticket_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_activity (ticket, at, version, actor, since)
    select id, created_at, version, created_by, 0 from inserted;
  return null;
end $$;
drop trigger tickets_begun on tickets;
create trigger tickets_begun after insert on tickets referencing new table as inserted for each statement
  execute function ticket_begun();
create trigger tickets_text_begun after insert on tickets referencing new table as inserted for each statement
  execute function ticket_text_begun();

create function ticket_text_removed() returns trigger language plpgsql as $$
begin
  delete from ticket_texts x using removed r where x.id = r.id;
  return null;
end $$;
create function ticket_activity_removed() returns trigger language plpgsql as $$
begin
  delete from ticket_activity x using removed r where x.ticket = r.id;
  return null;
end $$;
drop trigger tickets_removed on tickets;
drop function ticket_removed;
create trigger tickets_text_removed after delete on tickets referencing old table as removed for each statement
  execute function ticket_text_removed();
create trigger tickets_activity_removed after delete on tickets referencing old table as removed for each statement
  execute function ticket_activity_removed();
