-- The desk's logo, at most 200 kB, in the database, so that a backup of it is whole and every server has it.
create table desk_logo (
  is_only boolean primary key default true constraint desk_logo_one_row check (is_only),
  type text not null constraint desk_logo_type check (type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea not null constraint desk_logo_size check (octet_length(bytes) <= 204800),
  hash text not null,
  updated_at timestamptz not null default now()
);
comment on table desk_logo is 'The picture that the help center and emails show beside the desk''s name; no row: none.';
