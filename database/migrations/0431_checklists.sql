create table checklist_items (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint checklist_items_ticket references tickets on delete cascade,
  -- counted anew from 1 with each change of the order
  position integer not null,
  text text not null,
  done_at timestamptz,
  done_by uuid constraint checklist_items_done_by references users on delete set null,
  created_by uuid constraint checklist_items_created_by references users on delete set null,
  created_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table checklist_items is
  'The steps of tickets, for the team alone: in their order, and by whom and when each was done.';
create index checklist_items_of_ticket on checklist_items (ticket, position);
create index checklist_items_done_by on checklist_items (done_by) where done_by is not null;
create index checklist_items_created_by on checklist_items (created_by) where created_by is not null;
