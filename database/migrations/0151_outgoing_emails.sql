-- Emails that leave the desk: one row for each recipient of each message, and every attempt to deliver it.

create table outgoing_emails (
  id uuid primary key default gen_random_uuid(),
  -- the order in which emails about a ticket reach one recipient
  serial bigint generated always as identity,
  kind text not null,
  ticket uuid constraint outgoing_emails_ticket references tickets on delete cascade,
  comment uuid constraint outgoing_emails_comment references comments on delete set null,
  -- null while the desk has none
  mailbox uuid constraint outgoing_emails_mailbox references mailboxes on delete set null,
  contact uuid constraint outgoing_emails_contact references contacts on delete set null,
  user_id uuid constraint outgoing_emails_user references users on delete cascade,
  address text not null,
  name text not null default '',
  -- among the recipients of one message: whom it is for, and who gets a copy
  role text not null default 'to' constraint outgoing_emails_role check (role in ('to', 'cc')),
  -- what the text says beside ticket and comment
  details jsonb not null default '{}',
  -- the event that it tells about; one email a person and event
  cause bigint,
  -- set by the first attempt and kept by every later one, so that a second copy is recognized as such
  message_id text,
  subject text,
  body_text text,
  body_html text,
  state text not null constraint outgoing_emails_state check (state in ('waiting', 'sending', 'deferred', 'unknown', 'accepted',
    'delivered', 'bounced', 'failed', 'suppressed', 'cancelled', 'held')),
  -- why it is held, cancelled, suppressed or failed
  reason text,
  -- the undo time of what it tells
  not_before timestamptz not null default now(),
  next_try_at timestamptz not null default now(),
  claimed_at timestamptz,
  first_tried_at timestamptz,
  -- refusals of the email itself, without those times when the server could not be reached
  tries integer not null default 0,
  -- attempts that ended after the message was sent and before the server's reply
  unknowns integer not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 80);
create unique index outgoing_emails_message_id_key on outgoing_emails (message_id) where message_id is not null;
create unique index outgoing_emails_cause_key on outgoing_emails (cause, lower(address)) where cause is not null;
-- serves the delivery
create index outgoing_emails_due on outgoing_emails (mailbox, next_try_at, serial) where state in ('waiting', 'deferred', 'unknown');
create index outgoing_emails_sending on outgoing_emails (mailbox, claimed_at) where state = 'sending';
-- serves the order: what is under way to a person about a ticket
create index outgoing_emails_under_way on outgoing_emails (ticket, lower(address), serial)
  where state in ('waiting', 'sending', 'deferred', 'unknown');
-- serve the lists
create index outgoing_emails_newest on outgoing_emails (created_at desc, id);
create index outgoing_emails_by_state on outgoing_emails (state, created_at desc, id);
create index outgoing_emails_of_ticket on outgoing_emails (ticket, serial) where ticket is not null;
create index outgoing_emails_of_comment on outgoing_emails (comment) where comment is not null;
create index outgoing_emails_of_contact on outgoing_emails (contact) where contact is not null;
create index outgoing_emails_of_user on outgoing_emails (user_id, created_at desc) where user_id is not null;
create index outgoing_emails_of_mailbox on outgoing_emails (mailbox, created_at desc) where mailbox is not null;

create table delivery_attempts (
  id bigint generated always as identity primary key,
  email uuid not null constraint delivery_attempts_email references outgoing_emails on delete cascade,
  at timestamptz not null default now(),
  -- null while it runs
  outcome text constraint delivery_attempts_outcome
    check (outcome in ('accepted', 'deferred', 'failed', 'unknown', 'unreachable', 'delivered', 'delayed', 'bounced')),
  smtp_code integer,
  enhanced_code text,
  reply text,
  server text,
  ms integer
);
create index delivery_attempts_of_email on delivery_attempts (email, id);

-- Addresses that get no email.
create table suppressions (
  id uuid primary key default gen_random_uuid(),
  -- lower case
  address text not null,
  -- all: nothing at all; notifications: none of what the desk writes by itself
  scope text not null default 'all' constraint suppressions_scope check (scope in ('all', 'notifications')),
  because text not null constraint suppressions_because check (because in ('bounce', 'complaint', 'unsubscribe', 'admin')),
  note text not null default '',
  email uuid constraint suppressions_email references outgoing_emails on delete set null,
  created_by uuid constraint suppressions_created_by references users on delete set null,
  created_at timestamptz not null default now(),
  -- null: for good
  until timestamptz
);
create unique index suppressions_address_key on suppressions (address);
create index suppressions_newest on suppressions (created_at desc, id);
create index suppressions_of_email on suppressions (email) where email is not null;
create index suppressions_created_by on suppressions (created_by) where created_by is not null;

-- How emails look.
create table email_settings (
  is_only boolean primary key default true constraint email_settings_one_row check (is_only),
  desk_name text not null default '',
  color text not null default '#2f6fde' constraint email_settings_color check (color ~ '^#[0-9a-f]{6}$'),
  updated_at timestamptz not null default now()
);
insert into email_settings values (true);

-- Texts that an Admin has written in place of Docket's own.
create table email_templates (
  kind text not null,
  language text not null,
  subject text not null,
  body text not null,
  updated_by uuid constraint email_templates_updated_by references users on delete set null,
  updated_at timestamptz not null default now(),
  constraint email_templates_pkey primary key (kind, language)
);
create index email_templates_updated_by on email_templates (updated_by) where updated_by is not null;

-- The mailbox that a ticket's conversation goes through, where it is not the default.
create table ticket_mailboxes (
  ticket uuid primary key constraint ticket_mailboxes_ticket references tickets on delete cascade,
  mailbox uuid not null constraint ticket_mailboxes_mailbox references mailboxes on delete cascade
);
create index ticket_mailboxes_of_mailbox on ticket_mailboxes (mailbox);

-- Who takes part in the conversation of a ticket beside its contact.
create table participants (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint participants_ticket references tickets on delete cascade,
  contact uuid constraint participants_contact references contacts on delete cascade,
  -- as written; compared in lower case
  address text not null,
  name text not null default '',
  -- proposed: named in an email, and gets nothing until an agent accepts it
  state text not null default 'accepted' constraint participants_state check (state in ('accepted', 'proposed')),
  added_by uuid constraint participants_added_by references users on delete set null,
  created_at timestamptz not null default now()
);
create unique index participants_address_key on participants (ticket, lower(address));
create index participants_of_contact on participants (contact) where contact is not null;
create index participants_added_by on participants (added_by) where added_by is not null;
