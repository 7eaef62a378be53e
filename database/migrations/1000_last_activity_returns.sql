-- A ticket that loses its last message was last active when it got the message before: after a merge is undone, and after a
-- message was moved, split off or deleted.
create function comment_left() returns trigger language plpgsql as $$
begin
  update ticket_activity a set
    at = greatest(t.created_at, (select max(c.created_at) from comments c where c.ticket = t.id))
  from tickets t
  where t.id = old.ticket and a.ticket = t.id and a.at <= old.created_at;
  return null;
end $$;

create constraint trigger comment_left after update of ticket on comments deferrable initially deferred
  for each row when (old.ticket is distinct from new.ticket) execute function comment_left();
create constraint trigger comment_removed after delete on comments deferrable initially deferred
  for each row execute function comment_left();
