-- Counters of attempts to sign in, in the shape that rate-limiter-flexible reads and writes.
-- Losing these in a crash only forgives a few attempts.
create unlogged table sign_in_attempts (
  key varchar(255) not null constraint sign_in_attempts_pkey primary key,
  points integer not null default 0,
  -- milliseconds since 1970
  expire bigint
);
create index sign_in_attempts_by_expiry on sign_in_attempts (expire);
drop table attempts;

-- An answer that is not kept for a repeated request is read again from its object.
alter table idempotency_keys
  add column is_body_kept boolean not null default true,
  add column object_id uuid;
