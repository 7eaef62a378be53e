-- What keeps several servers one: answers to repeated requests, and counters of attempts.

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
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Losing these in a crash only forgives a few attempts.
create unlogged table attempts (
  key text not null,
  window_start timestamptz not null,
  n integer not null,
  constraint attempts_pkey primary key (key, window_start)
);
create index attempts_by_age on attempts (window_start);
