create table deleted_views (
  id uuid primary key,
  owner uuid constraint deleted_views_owner references users (id) on delete set null,
  name text not null,
  is_shared boolean not null,
  filters jsonb not null,
  ordering text not null,
  columns text[] not null,
  position integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz not null default now(),
  deleted_by uuid not null
);
create index deleted_views_of_owner on deleted_views (owner);
comment on table deleted_views is
  'Views that can be restored for 30 days.';
