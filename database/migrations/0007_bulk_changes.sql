-- Changes of many tickets: what was to be changed, how it went, and what to restore.

create table bulk_changes (
  id uuid primary key default gen_random_uuid(),
  created_by uuid constraint bulk_changes_created_by references users on delete set null,
  state text not null default 'running'
    constraint bulk_changes_state check (state in ('running', 'done', 'stopped', 'undoing', 'undone', 'failed')),
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
comment on table bulk_changes is
  'Changes of many tickets, each with its progress and its undo.';
-- serve the lists: everybody's for an Admin, one's own
create index bulk_changes_newest on bulk_changes (created_at desc, id);
create index bulk_changes_of_user on bulk_changes (created_by, created_at desc, id);
-- serves the search for work
create index bulk_changes_at_work on bulk_changes (created_at) where state in ('running', 'undoing');

create table bulk_change_lots (
  bulk_change uuid not null constraint bulk_change_lots_of references bulk_changes on delete cascade,
  lot integer not null,
  is_done boolean not null default false,
  is_undone boolean not null default false,
  constraint bulk_change_lots_pkey primary key (bulk_change, lot)
);
comment on table bulk_change_lots is
  'The parts of a bulk change. One server at a time works on one, in one transaction.';

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
comment on table bulk_change_items is
  'The tickets of a bulk change, what was done to each, and its values before. Stays when the ticket is deleted.';
-- serve the lists of what failed and of what was not put back
create index bulk_change_items_failed on bulk_change_items (bulk_change, ticket_number, ticket) where outcome = 'failed';
create index bulk_change_items_skipped on bulk_change_items (bulk_change, ticket_number, ticket) where undo = 'skipped';
