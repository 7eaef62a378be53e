create table ticket_openings (
  id uuid primary key default gen_random_uuid(),
  opened_by uuid not null,
  opened_at timestamptz not null default now(),
  ticket_count integer not null,
  closed_by uuid,
  closed_at timestamptz
);
comment on table ticket_openings is
  'Each time that an Admin showed customers tickets from before the desk had a mailbox or help center.';
comment on column ticket_openings.closed_at is 'When an Admin hid these tickets again.';

create table opened_tickets (
  ticket uuid primary key references tickets on delete cascade,
  opening uuid not null references ticket_openings
);
create index opened_tickets_opening on opened_tickets (opening);
comment on table opened_tickets is
  'The tickets of openings that are still in effect. Their public_since is -infinity, and was null before.';
