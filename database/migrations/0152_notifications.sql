-- What each user wants to be told by email, and what waits for the next digest.

create table notification_settings (
  user_id uuid primary key constraint notification_settings_user references users on delete cascade,
  -- only what was chosen: {"assigned": "digest"}
  choices jsonb not null default '{}',
  digest_minutes integer not null default 1440 constraint notification_settings_digest check (digest_minutes in (15, 60, 240, 1440)),
  -- out of office: until then everything waits for one digest
  away_until timestamptz,
  last_digest_at timestamptz
);

create table digest_items (
  id bigint generated always as identity primary key,
  user_id uuid not null constraint digest_items_user references users on delete cascade,
  kind text not null,
  ticket uuid not null constraint digest_items_ticket references tickets on delete cascade,
  actor_name text not null default '',
  cause bigint not null,
  at timestamptz not null default now(),
  -- the digest that tells it
  email uuid constraint digest_items_email references outgoing_emails on delete cascade
);
create unique index digest_items_cause_key on digest_items (cause, user_id);
-- serves the job that writes digests
create index digest_items_waiting on digest_items (user_id, id) where email is null;
create index digest_items_of_email on digest_items (email, id) where email is not null;
create index digest_items_of_ticket on digest_items (ticket);

-- Reminders that were written: one of each kind for a ticket and its due date.
create table due_reminders (
  ticket uuid not null constraint due_reminders_ticket references tickets on delete cascade,
  kind text not null constraint due_reminders_kind check (kind in ('due_soon', 'overdue')),
  due_date timestamptz not null,
  written_at timestamptz not null default now(),
  constraint due_reminders_pkey primary key (ticket, kind, due_date)
);
-- What is due or overdue already when the desk is upgraded is no news.
insert into due_reminders (ticket, kind, due_date)
  select id, 'overdue', due_date from tickets where status < 'resolved' and due_date <= now();
insert into due_reminders (ticket, kind, due_date)
  select id, 'due_soon', due_date from tickets where status < 'resolved' and due_date <= now() + interval '24 hours';
