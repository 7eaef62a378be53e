-- Recurring tickets: a template, and a rule that says when a ticket is created from it.

create table recurrences (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  owner uuid constraint recurrences_owner references users on delete set null,
  template uuid not null constraint recurrences_template references ticket_templates,
  company uuid constraint recurrences_company references companies on delete set null,
  contact uuid constraint recurrences_contact references contacts on delete set null,
  zone uuid constraint recurrences_zone references zones on delete set null,
  inputs jsonb not null default '{}',
  -- an RRULE of RFC 5545, its first date and time of day, and the zone of both
  rrule text not null,
  starts_at timestamp not null,
  time_zone text not null,
  calendar uuid constraint recurrences_calendar references calendars on delete set null,
  on_closed_day text not null default 'keep'
    constraint recurrences_on_closed_day check (on_closed_day in ('keep', 'next_open_day', 'skip')),
  missed text not null default 'one' constraint recurrences_missed check (missed in ('one', 'all', 'skip')),
  is_active boolean not null default true,
  -- the next planned local time, and when its ticket is created; null if there is none
  next_local timestamp,
  next_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint recurrences_next check ((next_local is null) = (next_at is null))
);
comment on table recurrences is
  'Recurring tickets: the template, the customer and the rule, and when the next ticket is created.';
create index recurrences_due on recurrences (next_at) where is_active and next_at is not null;
create index recurrences_of_template on recurrences (template);
create index recurrences_of_owner on recurrences (owner);
create index recurrences_of_company on recurrences (company);
create index recurrences_of_contact on recurrences (contact);
create index recurrences_of_zone on recurrences (zone);
create index recurrences_of_calendar on recurrences (calendar);

create table recurrence_runs (
  recurrence uuid not null constraint recurrence_runs_recurrence references recurrences on delete cascade,
  planned_at timestamptz not null,
  outcome text not null constraint recurrence_runs_outcome check (outcome in ('created', 'missed', 'failed')),
  ticket uuid constraint recurrence_runs_ticket references tickets on delete set null,
  error text,
  ran_at timestamptz not null default now(),
  primary key (recurrence, planned_at)
);
comment on table recurrence_runs is
  'What became of each planned date of a recurring ticket. Its key keeps two servers from creating one twice.';
create index recurrence_runs_of_ticket on recurrence_runs (ticket);
