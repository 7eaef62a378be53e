-- Of all events only an undo has moves to take back; the condition costs other events nothing.
drop trigger events_moves_undone on events;
create or replace function ticket_move_undone() returns trigger language plpgsql as $$
begin
  perform undo_ticket_moves(new.ticket, new.about)
  where exists (
    select from events e
    where e.ticket = new.ticket and e.about = new.about and e.id < new.id and e.kind like 'ticket.%');
  return null;
end $$;
create trigger events_moves_undone after insert on events for each row
  when (new.about is not null and new.kind in ('ticket.undone', 'ticket.restored', 'ticket.deleted'))
  execute function ticket_move_undone();
