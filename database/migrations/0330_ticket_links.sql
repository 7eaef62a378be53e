create table ticket_links (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('related', 'blocks', 'parent')),
  ticket uuid not null constraint ticket_links_ticket references tickets on delete cascade,
  other uuid not null constraint ticket_links_other references tickets on delete cascade,
  created_by uuid constraint ticket_links_created_by references users on delete set null,
  created_at timestamptz not null default now(),
  constraint ticket_links_of_two check (ticket <> other)
);
comment on table ticket_links is
  'Two tickets that have to do with each other: the first is related to the other, blocks it, or is its parent.';
-- one link between two tickets, whichever is named first
create unique index ticket_links_pair on ticket_links (least(ticket, other), greatest(ticket, other));
create unique index ticket_links_one_parent on ticket_links (other) where kind = 'parent';
create index ticket_links_of_ticket on ticket_links (ticket);
create index ticket_links_of_other on ticket_links (other);
create index ticket_links_created_by on ticket_links (created_by) where created_by is not null;
