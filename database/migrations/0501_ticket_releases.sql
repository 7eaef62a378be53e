create table ticket_releases (
  user_id uuid primary key,
  actor uuid,
  begun_at timestamptz not null default now()
);
comment on table ticket_releases is
  'Deleted users who still have open tickets. These return to their teams a few hundred at a time.';
