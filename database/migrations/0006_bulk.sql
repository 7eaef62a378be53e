-- Bulk changes: what was to be changed, on which tickets, how it went, and what to put back.

create table bulk_changes (
  id uuid primary key default gen_random_uuid(),
  created_by uuid constraint bulk_changes_created_by references users on delete set null,
  state text not null default 'running'
    constraint bulk_changes_state check (state in ('running', 'done', 'undoing', 'undone', 'failed')),
  changes jsonb not null,
  total integer not null,
  changed integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  restored integer not null default 0,
  skipped integer not null default 0,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_by uuid constraint bulk_changes_undone_by references users on delete set null,
  undone_at timestamptz,
  -- when followers of events were told last how far it is
  told_at timestamptz
);
-- serve the lists: everybody's for an Admin, one's own
create index bulk_changes_newest on bulk_changes (created_at desc, id);
create index bulk_changes_of_user on bulk_changes (created_by, created_at desc, id);
-- serves the search for work
create index bulk_changes_at_work on bulk_changes (created_at) where state in ('running', 'undoing');

-- The tickets are cut into lots, each worked on by one server at a time in one transaction: a row to claim, not a thousand.
create table bulk_change_lots (
  bulk_change uuid not null constraint bulk_change_lots_of references bulk_changes on delete cascade,
  lot integer not null,
  is_done boolean not null default false,
  is_undone boolean not null default false,
  constraint bulk_change_lots_pkey primary key (bulk_change, lot)
);

-- No foreign key to the ticket: what is said of it stays when the trash is emptied.
create table bulk_change_items (
  bulk_change uuid not null constraint bulk_change_items_of references bulk_changes on delete cascade,
  lot integer not null,
  ticket uuid not null,
  ticket_number text,
  outcome text constraint bulk_change_items_outcome check (outcome in ('changed', 'unchanged', 'failed')),
  reason text,
  -- the fields that changed, as they were; the version that the change led to
  before jsonb,
  version bigint,
  undo text constraint bulk_change_items_undo check (undo in ('restored', 'skipped')),
  undo_reason text,
  constraint bulk_change_items_pkey primary key (bulk_change, lot, ticket)
) with (fillfactor = 70);
-- serve the lists of what failed and of what was not put back
create index bulk_change_items_failed on bulk_change_items (bulk_change, ticket_number, ticket) where outcome = 'failed';
create index bulk_change_items_skipped on bulk_change_items (bulk_change, ticket_number, ticket) where undo = 'skipped';

-- A ticket's tags ("vip, hotel") with some added and some taken away, in any case of letters; as they were when that
-- changes nothing.
create function with_tags(tags text, added text[], removed text[]) returns text language sql immutable parallel safe as $$
  with had as (select btrim(x.tag) as tag, x.n from string_to_table(tags, ',') with ordinality as x (tag, n) where btrim(x.tag) <> ''),
    kept as (select tag, n from had where lower(tag) <> all (select lower(x) from unnest(removed) x)),
    more as (select btrim(x.tag) as tag, 1000 + x.n as n from unnest(added) with ordinality as x (tag, n)
      where lower(btrim(x.tag)) <> all (select lower(tag) from kept))
  select case when (select count(*) from had) = (select count(*) from kept) and not exists (select from more) then tags
    else coalesce((select string_agg(tag, ', ' order by n) from (select * from kept union all select * from more) x), '') end
$$;

-- Reports. When a ticket ended: the original closed tickets that nobody had resolved, and they ended too.
alter table tickets add column ended_at timestamptz
  generated always as (case when status >= 'resolved' then coalesce(resolved_at, closed_at, created_at) end) stored;
-- serve what was resolved, and how fast, in a range of days
create index tickets_ended on tickets (ended_at) include (created_at, assigned_to) where ended_at is not null and deleted_at is null;
create index tickets_responded on tickets (first_response_at) include (created_at, assigned_to)
  where first_response_at is not null and deleted_at is null;
-- serves who replied how often in a range of days
create index comments_replied on comments (created_at) include (author) where not is_internal and author is not null;
-- serves how often tickets were reopened in a range of days; an undo is no reopening
create index events_reopened on events (at) include (ticket)
  where changes -> 'status' ->> 0 in ('resolved', 'closed') and changes -> 'status' ->> 1 not in ('resolved', 'closed') and kind <> 'ticket.undone';
