-- Mailboxes: the addresses that the desk writes from, and how it reaches the server that takes the emails.

create table mailboxes (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint mailboxes_name_length check (length(name) between 1 and 100),
  address text not null constraint mailboxes_address_length check (length(address) between 3 and 254),
  language text not null default 'en' constraint mailboxes_language check (language in ('en', 'th')),
  -- HTML below every reply
  signature text not null default '',
  -- who is told that a ticket was received
  acknowledge text not null default 'customers' constraint mailboxes_acknowledge
    check (acknowledge in ('nobody', 'customers', 'everyone')),
  -- environment: SMTP_URL and MAIL_FROM set it at each start
  origin text not null default 'api' constraint mailboxes_origin check (origin in ('api', 'environment')),
  is_enabled boolean not null default false,
  is_default boolean not null default false,
  smtp_host text not null default '',
  smtp_port integer not null default 587 constraint mailboxes_smtp_port check (smtp_port between 1 and 65535),
  smtp_security text not null default 'starttls' constraint mailboxes_smtp_security
    check (smtp_security in ('tls', 'starttls', 'none')),
  smtp_username text not null default '',
  -- sealed, as every secret here
  smtp_password bytea,
  dkim_selector text not null default '',
  dkim_key bytea,
  -- the server delivers support+anything@ to support@
  has_plus_addresses boolean not null default true,
  max_connections integer not null default 4 constraint mailboxes_max_connections check (max_connections between 1 and 50),
  -- consecutive failures to reach the server; from the fifth on it is only tried again at retry_at
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  retry_at timestamptz,
  first_enabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index mailboxes_address_key on mailboxes (lower(address));
create unique index mailboxes_default_key on mailboxes (is_default) where is_default;
create unique index mailboxes_environment_key on mailboxes (origin) where origin = 'environment';

-- The last check of each mailbox. A server with WORKER runs it: no request waits for the network.
create table mailbox_checks (
  mailbox uuid primary key constraint mailbox_checks_mailbox references mailboxes on delete cascade,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  steps jsonb not null default '[]'
);
-- serves the worker that looks for checks to run
create index mailbox_checks_waiting on mailbox_checks (requested_at) where finished_at is null;
