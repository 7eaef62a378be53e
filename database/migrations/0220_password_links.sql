-- Links that let a user choose a password: each works once. The link itself is derived from SECRET_KEY and never stored.

create table password_links (
  id uuid primary key,
  user_id uuid not null constraint password_links_user references users on delete cascade,
  purpose text not null constraint password_links_purpose check (purpose in ('invitation', 'password_reset')),
  -- SHA-256 of the link's token
  token_hash bytea not null,
  -- null: the user asked for it
  created_by uuid constraint password_links_created_by references users on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- used, or void because the password or the email address has changed
  ended_at timestamptz
);
create unique index password_links_token_key on password_links (token_hash);
create index password_links_of_user on password_links (user_id, created_at desc);
create index password_links_created_by on password_links (created_by) where created_by is not null;
-- serves the removal of what has expired
create index password_links_by_expiry on password_links (expires_at);

-- Who has asked for a new password, by name. A server with WORKER looks for the account, so that the request itself does the
-- same work for every name.
create table password_reset_requests (
  id bigint generated always as identity primary key,
  name text not null,
  requested_at timestamptz not null default now()
);
