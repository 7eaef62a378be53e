-- The events that say what happened, and the tally that answers counts.

create table events (
  id bigint generated always as identity primary key,
  -- orders events by commit: all below the oldest running transaction are there to stay, so a reader leaves no hole
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  kind text not null,
  actor uuid,
  ticket uuid,
  about uuid,
  changes jsonb,
  -- the version of the ticket once the transaction is committed: what happened after a version was read
  version bigint,
  -- for timelines only: an import tells followers once, at its end
  is_quiet boolean not null default false
);
comment on table events is
  'What happened. Each is inserted in the transaction of what it tells, and never changed.';
-- serves the feed: what is told to followers, in the order of the transactions
create index events_in_order on events (xid, id) where not is_quiet;
create index events_of_ticket on events (ticket, id) where ticket is not null;
-- serves how often tickets were reopened in a range of days; an undo is no reopening
create index events_reopened on events (at) include (ticket)
  where changes -> 'status' ->> 0 in ('resolved', 'closed') and changes -> 'status' ->> 1 not in ('resolved', 'closed') and kind <> 'ticket.undone';

create function event_version() returns trigger language plpgsql as $$
begin
  select t.version + case when t.xmin = pg_current_xact_id()::xid then 0 else 1 end into new.version
  from tickets t where t.id = new.ticket;
  return new;
end $$;
create trigger events_versioned before insert on events for each row
  when (new.ticket is not null and new.version is null) execute function event_version();

create table ticket_tally (
  xid xid8 not null default pg_current_xact_id(),
  status ticket_status,
  priority ticket_priority,
  category text,
  assigned_team text,
  assigned_to uuid,
  n integer not null,
  due_day date,
  due_n integer not null default 0
);
comment on table ticket_tally is
  'Differences of the number of tickets by status, priority, category, team, assignee and due day; their sums are the counts.';
create index ticket_tally_by_xid on ticket_tally (xid);

create table tally_generation (is_only boolean primary key default true constraint tally_one_row check (is_only), n bigint not null);
comment on table tally_generation is
  'Moves when rows of the tally were added up: a server that remembers sums reads them again.';
insert into tally_generation values (true, 1);

create function due_day(status ticket_status, due_date timestamptz) returns date language sql immutable as
  $$ select case when status < 'resolved' then (due_date at time zone 'UTC')::date end $$;

create function tally_ticket() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (old.status, old.priority, old.category, old.assigned_team, old.assigned_to, -1, due_day(old.status, old.due_date),
            case when due_day(old.status, old.due_date) is null then 0 else -1 end);
  end if;
  if tg_op <> 'DELETE' and new.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (new.status, new.priority, new.category, new.assigned_team, new.assigned_to, 1, due_day(new.status, new.due_date),
            case when due_day(new.status, new.due_date) is null then 0 else 1 end);
  end if;
  return null;
end $$;
create trigger tickets_counted after insert or delete on tickets for each row execute function tally_ticket();
create trigger tickets_recounted after update on tickets for each row
  when ((old.status, old.priority, old.category, old.assigned_team, old.assigned_to, old.due_date, old.deleted_at)
        is distinct from
        (new.status, new.priority, new.category, new.assigned_team, new.assigned_to, new.due_date, new.deleted_at))
  execute function tally_ticket();
