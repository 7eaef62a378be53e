-- What happened between a change and its undo is counted as if the change had not been made: a reopening of a ticket that was
-- then not resolved counts nowhere, a ticket in the trash is not open, and where the undo still changed something, that counts.
create or replace function undo_ticket_moves(ticket_id uuid, occasion uuid) returns void language plpgsql as $$
declare
  m ticket_moves;
  present ticket_moves;
  ended boolean := false;
  in_trash boolean := false;
  t tickets;
  undo events;
begin
  delete from ticket_moves x
  where x.ticket = ticket_id
    and x.kind not in ('created', 'answered')
    and x.version in (
      select e.version from events e
      where e.ticket = ticket_id and e.about = occasion and e.kind like 'ticket.%');
  for m in select * from ticket_moves x where x.ticket = ticket_id and x.kind <> 'answered' order by x.id loop
    if m.kind = 'created' then
      present := m;
      continue;
    end if;
    if m.company is not distinct from m.was_company then m.company := present.company; end if;
    if m.team = m.was_team then m.team := present.team; end if;
    if m.kind in ('resolved', 'reopened') and ended <> (m.kind = 'resolved') then
      ended := not ended;
    elsif m.kind in ('trashed', 'restored') and in_trash <> (m.kind = 'trashed') then
      in_trash := not in_trash;
    elsif (m.company, m.team) is distinct from (present.company, present.team) then
      m.kind := 'moved';
      m.actor := null;
      m.is_late := false;
    else
      delete from ticket_moves x where x.id = m.id;
      continue;
    end if;
    m.was_open := present.is_open;
    m.is_open := not ended and not in_trash;
    m.was_company := present.company;
    m.was_team := present.team;
    update ticket_moves x
    set kind = m.kind, was_open = m.was_open, is_open = m.is_open, was_company = m.was_company, company = m.company,
      was_team = m.was_team, team = m.team, actor = m.actor, is_late = m.is_late
    where x.id = m.id;
    present := m;
  end loop;
  select * into t from tickets x where x.id = ticket_id;
  if (ended, in_trash, present.company, present.team)
    is distinct from (t.ended_at is not null, t.deleted_at is not null, t.company, t.assigned_team)
  then
    select * into undo from events e
    where e.ticket = ticket_id and e.about = occasion and e.kind like 'ticket.%'
    order by e.id desc
    limit 1;
    insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
    select t.id, t.version, undo.at, x.kind, present.is_open, t.ended_at is null and t.deleted_at is null,
      present.company, t.company, present.team, t.assigned_team,
      case when x.kind = 'resolved' and undo.actor_kind = 'user' then undo.actor end,
      x.kind = 'resolved' and coalesce(t.due_date < undo.at, false), t.created_at
    from (
      select case
        when ended <> (t.ended_at is not null) then case when ended then 'reopened' else 'resolved' end
        when in_trash <> (t.deleted_at is not null) then case when in_trash then 'restored' else 'trashed' end
        else 'moved' end as kind
    ) x;
  end if;
  perform place_first_response(ticket_id);
end $$;
