create table company_trashings (
  company uuid primary key
    constraint company_trashings_company references companies (id) on delete cascade,
  actor uuid,
  begun_at timestamptz not null default now()
);
comment on table company_trashings is
  'Deleted companies whose tickets are not all in the trash yet. They follow a few thousand at a time.';

-- A server that moves the tickets itself, in batches, says so. Older servers and imports leave it to the trigger.
create or replace function company_trashed() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null then
    if coalesce(current_setting('docket.moves_tickets_of_company', true), '') = 'on' then
      return null;
    end if;
    update tickets set deleted_at = new.deleted_at, version = version + 1 where company = new.id and deleted_at is null;
  else
    update tickets set deleted_at = null, version = version + 1 where company = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end $$;

-- To delete a company is never an undo. The second time, all moves of its tickets were read and written again for nothing.
create or replace function ticket_move_undone() returns trigger language plpgsql as $$
begin
  if new.kind = 'ticket.deleted' and exists (select from companies where id = new.about) then
    return null;
  end if;
  perform undo_ticket_moves(new.ticket, new.about)
  where exists (
    select from events e
    where e.ticket = new.ticket and e.about = new.about and e.id < new.id and e.kind like 'ticket.%');
  return null;
end $$;
