-- Users, their sessions and preferences, and what keeps several servers one.

create extension if not exists pg_trgm;

-- How a time looks on the wire: UTC with Z, microseconds only where there are any.
create function wire_time(at timestamptz) returns text language sql immutable parallel safe as
  $$ select replace((at at time zone 'UTC')::text, ' ', 'T') || 'Z' $$;

create table users (
  id uuid primary key default gen_random_uuid(),
  username text not null constraint users_username_length check (length(username) between 1 and 150),
  password text not null,
  email text not null default '',
  first_name text not null default '',
  last_name text not null default '',
  role text not null default 'Sales' constraint users_role check (role in ('Sales', 'Finance', 'Tech', 'Music', 'Admin')),
  phone text not null default '',
  department text not null default '',
  smtp_email text,
  avatar_url text,
  is_active boolean not null default true,
  last_login timestamptz,
  date_joined timestamptz not null default now()
);
comment on table users is
  'Agents: their sign-in, role and profile.';
-- one account a name, however it is written (case, full-width and other compatible forms); serves login
create unique index users_username_key on users (lower(normalize(username, nfkc)));
-- serves login by e-mail
create index users_by_email on users (lower(email)) where email <> '';
-- serves the list, newest first
create index users_newest on users (date_joined desc, id);

create table sessions (
  id uuid primary key,
  user_id uuid not null constraint sessions_user references users on delete cascade,
  current_refresh uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- the refresh token before the current one still counts for some seconds: two tabs may refresh at once
  previous_refresh uuid,
  rotated_at timestamptz,
  last_used_at timestamptz not null default now(),
  user_agent text not null default '',
  -- the network that it was used from last: attempts from elsewhere do not lock its user out there
  network text not null default ''
);
comment on table sessions is
  'One row per sign-in. An access token names its session, so that signing out ends every token of it.';
create index sessions_of_user on sessions (user_id);
-- serves the removal of what has expired
create index sessions_by_expiry on sessions (expires_at);

-- What servers remember of a user (role, whether active, which sessions ended) is forgotten everywhere at once. Rare writes:
-- the lock that notify takes at commit does not matter here.
create function person_changed() returns trigger language plpgsql as
  $$ begin
    if tg_table_name = 'sessions' then perform pg_notify('person', old.user_id::text);
    else perform pg_notify('person', old.id::text); end if;
    return null;
  end $$;
create trigger users_changed after update on users for each row
  when (old.role is distinct from new.role or old.is_active is distinct from new.is_active) execute function person_changed();
create trigger users_gone after delete on users for each row execute function person_changed();
create trigger sessions_ended after update on sessions for each row
  when (old.revoked_at is distinct from new.revoked_at) execute function person_changed();

create table user_preferences (
  user_id uuid primary key constraint user_preferences_user references users on delete cascade,
  -- only what was chosen; the rest is the wire's to say
  chosen jsonb not null default '{}'
);
comment on table user_preferences is
  'What a user has chosen; the defaults of everything else are in wire/preferences.ts.';

create table idempotency_keys (
  user_id uuid not null constraint idempotency_keys_user references users on delete cascade,
  key text not null,
  fingerprint text not null,
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (user_id, key)
);
comment on table idempotency_keys is
  'Responses to requests with an Idempotency-Key, so that a repeated request changes nothing and gets the same response.';
create index idempotency_keys_by_age on idempotency_keys (created_at);

create unlogged table attempts (
  key text not null,
  window_start timestamptz not null,
  n integer not null,
  constraint attempts_pkey primary key (key, window_start)
);
comment on table attempts is
  'Counts of failed attempts to sign in. A crash may empty it, which only forgives a few.';
create index attempts_by_age on attempts (window_start);

create table home (is_only boolean not null default true constraint home_one_row check (is_only), mark text not null, constraint home_pkey primary key (is_only));
comment on table home is
  'Which database of which PostgreSQL the rows were written in. Restored elsewhere, transaction ids mean nothing.';
