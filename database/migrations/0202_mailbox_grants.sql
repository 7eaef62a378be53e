-- Mailboxes that sign in by OAuth 2.0 with what Google or Microsoft has granted.

alter table mailboxes add column sign_in text not null default 'password'
  constraint mailboxes_sign_in check (sign_in in ('password', 'google', 'microsoft'));

-- What was granted. One server at a time refreshes a grant.
create table mailbox_grants (
  mailbox uuid primary key constraint mailbox_grants_mailbox references mailboxes on delete cascade,
  provider text not null constraint mailbox_grants_provider check (provider in ('google', 'microsoft')),
  -- sealed
  refresh_token bytea not null,
  access_token bytea not null,
  expires_at timestamptz not null,
  refresh_lease uuid,
  refreshing_until timestamptz,
  granted_at timestamptz not null default now()
);

-- Consents that Admins have begun and not yet come back from.
create table mailbox_authorizations (
  state_hash bytea primary key,
  mailbox uuid not null constraint mailbox_authorizations_mailbox references mailboxes on delete cascade,
  provider text not null constraint mailbox_authorizations_provider check (provider in ('google', 'microsoft')),
  -- sealed
  code_verifier bytea not null,
  created_by uuid not null constraint mailbox_authorizations_created_by references users on delete cascade,
  created_at timestamptz not null default now()
);
create index mailbox_authorizations_of_mailbox on mailbox_authorizations (mailbox);
create index mailbox_authorizations_created_by on mailbox_authorizations (created_by);

comment on table mailbox_grants is
  'What Google or Microsoft has granted to a mailbox: tokens, sealed. One server at a time refreshes them.';
comment on table mailbox_authorizations is 'Consents to use a mailbox that an Admin has begun and not yet completed.';
