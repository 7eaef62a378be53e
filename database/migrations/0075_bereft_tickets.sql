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

-- Where no event of the transaction tells what was done to the ticket itself, nobody has to read it again.
create or replace function ticket_touched() returns trigger language plpgsql as $$
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
