-- What reports count by day: each time a ticket was created, resolved, reopened, answered first, moved to the trash or back, or
-- moved to another company or team while open. A row says where the ticket was before and after, so that moving or deleting
-- a ticket later changes no past day. No foreign key: the past stays when a ticket is permanently deleted.
create table ticket_moves (
  id bigint generated always as identity primary key,
  ticket uuid not null,
  -- of the ticket after it
  version bigint not null,
  at timestamptz not null,
  kind text not null,
  -- open and not in the trash
  was_open boolean not null,
  is_open boolean not null,
  was_company uuid,
  company uuid,
  was_team text not null,
  team text not null,
  -- the user who resolved or answered; null: nobody, or not recorded
  actor uuid,
  -- resolved after its due date
  is_late boolean not null default false,
  created_at timestamptz not null,
  constraint ticket_moves_kind
    check (kind in ('created', 'resolved', 'reopened', 'answered', 'moved', 'trashed', 'restored'))
);
create index ticket_moves_of_ticket on ticket_moves (ticket);

create function ticket_move_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
  select t.id, t.version, greatest(x.at, t.created_at), x.kind, x.was_open, x.is_open, t.company, t.company, t.assigned_team, t.assigned_team, x.actor,
    x.is_late, t.created_at
  from inserted t
  cross join lateral (values
    (1, 'created', t.created_at, false, true, null::uuid, false),
    (2, 'answered', t.first_response_at, true, true, null, false),
    -- of an imported ticket nobody recorded who resolved it; the assignee is the best guess
    (3, 'resolved', t.ended_at, true, false, t.assigned_to, coalesce(t.due_date < t.ended_at, false)),
    (4, 'trashed', t.deleted_at, t.ended_at is null, false, null, false)
  ) as x (place, kind, at, was_open, is_open, actor, is_late)
  where x.at is not null
  order by t.created_at, t.id, x.place;
  return null;
end $$;

-- A first response counts where the ticket was at that time.
create function place_first_response(ticket_id uuid) returns void language sql as $$
  update ticket_moves a
  set company = p.company, team = p.team, was_company = p.company, was_team = p.team
  from ticket_moves p
  where a.ticket = ticket_id
    and a.kind = 'answered'
    and p.id = (
      select x.id from ticket_moves x
      where x.ticket = ticket_id and x.kind <> 'answered' and x.at <= a.at
      order by x.at desc, x.id desc
      limit 1)
$$;

create function ticket_move_recorded() returns trigger language plpgsql as $$
declare
  was_open boolean := old.status < 'resolved' and old.deleted_at is null;
  is_open boolean := new.status < 'resolved' and new.deleted_at is null;
  kind text := case
    when old.ended_at is null and new.ended_at is not null then 'resolved'
    when old.ended_at is not null and new.ended_at is null then 'reopened'
    when old.deleted_at is null and new.deleted_at is not null then 'trashed'
    when old.deleted_at is not null and new.deleted_at is null then 'restored'
    else 'moved' end;
  by_user uuid;
begin
  if new.created_at <> old.created_at then
    update ticket_moves m
    set created_at = new.created_at,
      at = case when m.kind = 'created' then new.created_at else greatest(m.at, new.created_at) end
    where m.ticket = new.id;
  end if;
  if kind = 'moved' and new.ended_at <> old.ended_at then
    -- a correction, by an import for example
    update ticket_moves m
    set at = greatest(new.ended_at, new.created_at)
    where m.id = (select max(x.id) from ticket_moves x where x.ticket = new.id and x.kind = 'resolved');
  end if;
  if kind <> 'moved' or (old.company, old.assigned_team) is distinct from (new.company, new.assigned_team) then
    if kind = 'resolved' then
      select case when e.actor_kind = 'user' then e.actor end into by_user
      from events e
      where e.ticket = new.id and e.xid = pg_current_xact_id()
      order by e.id desc
      limit 1;
    end if;
    insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
    values (new.id, new.version,
      case kind when 'resolved' then greatest(new.ended_at, new.created_at) when 'trashed' then new.deleted_at else now() end,
      kind, was_open, is_open, old.company, new.company, old.assigned_team, new.assigned_team, by_user,
      kind = 'resolved' and coalesce(new.due_date < new.ended_at, false), new.created_at);
  end if;
  if new.first_response_at is distinct from old.first_response_at then
    delete from ticket_moves m where m.ticket = new.id and m.kind = 'answered';
    if new.first_response_at is not null then
      select c.author into by_user
      from comments c
      where c.ticket = new.id and not c.is_internal and c.author_kind = 'user' and c.via <> 'automation'
      order by c.created_at, c.id
      limit 1;
      insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, created_at)
      values (new.id, new.version, greatest(new.first_response_at, new.created_at), 'answered', is_open, is_open,
        new.company, new.company, new.assigned_team, new.assigned_team, by_user, new.created_at);
      perform place_first_response(new.id);
    end if;
  end if;
  return null;
end $$;

-- Takes a change and its undo out of what is counted. What happened between them stays, from the state that is now before it.
create function undo_ticket_moves(ticket_id uuid, occasion uuid) returns void language plpgsql as $$
declare
  m ticket_moves;
  present ticket_moves;
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
    if m.was_open = m.is_open then m.is_open := present.is_open; end if;
    if m.company is not distinct from m.was_company then m.company := present.company; end if;
    if m.team = m.was_team then m.team := present.team; end if;
    update ticket_moves x
    set was_open = present.is_open, is_open = m.is_open, was_company = present.company, company = m.company,
      was_team = present.team, team = m.team
    where x.id = m.id;
    present := m;
  end loop;
  perform place_first_response(ticket_id);
end $$;

create function ticket_move_undone() returns trigger language plpgsql as $$
begin
  perform undo_ticket_moves(u.ticket, u.about)
  from (
    select distinct i.ticket, i.about
    from inserted i
    where i.about is not null
      and i.kind in ('ticket.undone', 'ticket.restored', 'ticket.deleted')
      and exists (
        select from events e
        where e.ticket = i.ticket and e.about = i.about and e.id < i.id and e.kind like 'ticket.%')
  ) u;
  return null;
end $$;

-- What happened before this table existed, from the events. Tickets that were only created and resolved need no loop.
do $$
declare
  one tickets;
  step record;
  present ticket_moves;
  next ticket_moves;
  ended boolean;
  in_trash boolean;
begin
  create temporary table moved_before on commit drop as
    select e.id, e.ticket, e.version, e.at, e.kind, e.changes, case when e.actor_kind = 'user' then e.actor end as actor
    from events e
    where e.ticket is not null
      and e.kind like 'ticket.%'
      and (e.changes ?| array['status', 'company', 'assigned_team'] or e.kind in ('ticket.deleted', 'ticket.restored'))
      -- a change and its undo
      and not exists (
        select from events u
        where u.ticket = e.ticket and u.about = e.about and u.id <> e.id and u.kind like 'ticket.%');
  create index on moved_before (ticket, id);
  analyze moved_before;
  insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
  select t.id, t.version, greatest(x.at, t.created_at), x.kind, x.was_open, x.is_open, t.company, t.company, t.assigned_team, t.assigned_team, x.actor,
    x.is_late, t.created_at
  from tickets t
  cross join lateral (values
    (1, 'created', t.created_at, false, true, null::uuid, false),
    (2, 'resolved', t.ended_at, true, false, t.assigned_to, coalesce(t.due_date < t.ended_at, false)),
    (3, 'trashed', t.deleted_at, t.ended_at is null, false, null, false)
  ) as x (place, kind, at, was_open, is_open, actor, is_late)
  where x.at is not null and not exists (select from moved_before b where b.ticket = t.id)
  order by t.created_at, t.id, x.place;
  insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, created_at)
  select t.id, t.version, greatest(t.first_response_at, t.created_at), 'answered', false, false, t.company, t.company,
    t.assigned_team, t.assigned_team, c.author, t.created_at
  from tickets t
  left join lateral (
    select c.author from comments c
    where c.ticket = t.id and not c.is_internal and c.author_kind = 'user' and c.via <> 'automation'
    order by c.created_at, c.id limit 1
  ) c on true
  where t.first_response_at is not null;
  for one in select * from tickets x where exists (select from moved_before b where b.ticket = x.id) order by x.created_at loop
    present.ticket := one.id;
    present.version := 1;
    present.at := one.created_at;
    present.kind := 'created';
    present.was_open := false;
    present.is_open := true;
    present.company := one.company;
    present.team := one.assigned_team;
    for step in
      select distinct on (x.name) x.name, b.changes -> x.name ->> 0 as value
      from moved_before b cross join (values ('company'), ('assigned_team')) x (name)
      where b.ticket = one.id and b.changes ? x.name
      order by x.name, b.id
    loop
      if step.name = 'company' then present.company := step.value::uuid; else present.team := step.value; end if;
    end loop;
    present.was_company := present.company;
    present.was_team := present.team;
    present.created_at := one.created_at;
    insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, created_at)
    values (one.id, 1, one.created_at, 'created', false, true, present.company, present.company, present.team, present.team, one.created_at);
    ended := false;
    in_trash := false;
    for step in
      select b.version, b.at, b.kind, b.changes, b.actor, 0 as place, b.id from moved_before b where b.ticket = one.id
      union all
      -- what no event tells: the state that the ticket has
      select one.version, coalesce(one.ended_at, one.updated_at), 'ticket.updated',
        jsonb_build_object('status', jsonb_build_array(null, one.status)), one.assigned_to, 1, 0
      union all
      select one.version, coalesce(one.deleted_at, one.updated_at),
        case when one.deleted_at is null then 'ticket.restored' else 'ticket.deleted' end, null, null, 2, 0
      order by place, id
    loop
      next := present;
      next.kind := 'moved';
      if step.changes ? 'company' then next.company := (step.changes -> 'company' ->> 1)::uuid; end if;
      if step.changes ? 'assigned_team' then next.team := step.changes -> 'assigned_team' ->> 1; end if;
      if step.changes ? 'status' and (step.changes -> 'status' ->> 1 in ('resolved', 'closed')) <> ended then
        ended := not ended;
        next.kind := case when ended then 'resolved' else 'reopened' end;
      elsif step.kind = 'ticket.deleted' and not in_trash then
        in_trash := true;
        next.kind := 'trashed';
      elsif step.kind = 'ticket.restored' and in_trash then
        in_trash := false;
        next.kind := 'restored';
      end if;
      next.is_open := not ended and not in_trash;
      if next.kind <> 'moved' or (next.company, next.team) is distinct from (present.company, present.team) then
        insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
        values (one.id, coalesce(step.version, one.version), greatest(step.at, one.created_at), next.kind, present.is_open, next.is_open,
          present.company, next.company, present.team, next.team,
          case when next.kind = 'resolved' then step.actor end,
          next.kind = 'resolved' and coalesce(one.due_date < step.at, false), one.created_at);
        present := next;
      end if;
    end loop;
    perform place_first_response(one.id);
  end loop;
end $$;

-- serve what happened in a range of days, and the open tickets of a past day
create index ticket_moves_by_kind on ticket_moves (kind, at) include (company, team, created_at, actor, is_late);
create index ticket_moves_of_open on ticket_moves (at) include (was_open, is_open, was_company, company, was_team, team)
  where (was_open or is_open) and kind <> 'answered';
analyze ticket_moves;

create trigger tickets_moves_begun after insert on tickets referencing new table as inserted for each statement
  execute function ticket_move_begun();
create trigger tickets_moves_recorded after update on tickets for each row
  when ((old.ended_at, old.company, old.assigned_team, old.deleted_at, old.first_response_at, old.created_at)
        is distinct from
        (new.ended_at, new.company, new.assigned_team, new.deleted_at, new.first_response_at, new.created_at))
  execute function ticket_move_recorded();
create trigger events_moves_undone after insert on events referencing new table as inserted for each statement
  execute function ticket_move_undone();

-- reports read these no longer
drop index tickets_ended, tickets_responded, events_reopened;
