-- Business hours, SLA policies, and the clocks of tickets.

create table calendars (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  time_zone text not null,
  -- {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], ...}, local time
  windows jsonb not null,
  -- where its holidays were imported from
  country text not null default '',
  region text not null default '',
  -- [{"date": "2026-04-13", "name": "Songkran", "windows": []}, ...]
  days jsonb not null default '[]',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index calendars_name_key on calendars (lower(name));

create table sla_policies (
  id uuid primary key default gen_random_uuid(),
  -- the first one whose filters let a ticket through applies
  position integer not null,
  name text not null,
  filters jsonb not null default '{}',
  calendar uuid constraint sla_policies_calendar references calendars on delete restrict,
  clock text not null constraint sla_policies_clock check (clock in ('business', 'always')),
  pauses_on jsonb not null,
  -- minutes by priority and metric; null: no target
  targets jsonb not null,
  reminders jsonb not null,
  is_active boolean not null default true,
  version integer not null default 1,
  -- what it says now
  terms bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index sla_policies_name_key on sla_policies (lower(name));
create index sla_policies_of_calendar on sla_policies (calendar);

-- What a policy said with its calendar, never changed: clocks that run keep theirs.
create table sla_terms (
  id bigint generated always as identity primary key,
  -- it may be deleted
  policy uuid not null,
  body jsonb not null,
  created_at timestamptz not null default now()
);

-- Which terms apply to a ticket from when on; null: none any more.
create table sla_ticket_terms (
  id bigint generated always as identity primary key,
  ticket uuid not null constraint sla_ticket_terms_ticket references tickets on delete cascade,
  at timestamptz not null,
  terms bigint constraint sla_ticket_terms_terms references sla_terms
);
create index sla_ticket_terms_of_ticket on sla_ticket_terms (ticket, id);

-- A picture of each clock as of its ticket's last change. What it is now follows from the ticket's history.
create table sla_clocks (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint sla_clocks_ticket references tickets on delete cascade,
  metric text not null constraint sla_clocks_metric check (metric in ('first_response', 'next_response', 'resolution')),
  -- "ticket", the id of a message, or the second of a late reopening
  begun_by text not null,
  terms bigint constraint sla_clocks_terms references sla_terms,
  priority ticket_priority not null,
  state text not null constraint sla_clocks_state check (state in ('running', 'paused', 'met', 'breached', 'dropped')),
  target_seconds integer,
  counted_seconds integer not null,
  started_at timestamptz not null,
  stopped_at timestamptz,
  -- null while paused, and if it is dropped
  due_at timestamptz,
  -- when it is known whether the target was met
  decided_at timestamptz generated always as (least(due_at, stopped_at)) stored,
  constraint sla_clocks_key unique (ticket, metric, begun_by)
);
-- serves the reports
create index sla_clocks_decided on sla_clocks (decided_at) where state <> 'dropped' and decided_at is not null;

-- Reminders of clocks: each is written once, by one server.
create table sla_alerts (
  clock uuid not null constraint sla_alerts_clock references sla_clocks on delete cascade,
  reminder text not null,
  at timestamptz not null,
  written_at timestamptz,
  constraint sla_alerts_pkey primary key (clock, reminder)
);
create index sla_alerts_waiting on sla_alerts (at) where written_at is null;

-- Tickets whose clocks are to be counted again, by any server.
create table sla_recounts (
  ticket uuid primary key constraint sla_recounts_ticket references tickets on delete cascade
);

-- How the ticket stands in lists: by the clock that ends first. Beside the last activity, which every list reads anyway.
alter table ticket_activity
  add column sla_metric text,
  -- null while it is paused
  add column sla_due_at timestamptz,
  add column sla_soon_at timestamptz,
  -- of a paused clock, in seconds
  add column sla_left integer,
  -- the open hours until it is due: what is left at any time is the part of them that lies ahead
  add column sla_open tstzmultirange;
create index ticket_activity_sla on ticket_activity (sla_due_at, ticket) where sla_metric is not null;

comment on table calendars is
  'Open hours of a week in a time zone, and days that differ.';
comment on table sla_policies is
  'How soon tickets are to be answered and resolved. The first one whose filters a ticket passes applies.';
comment on table sla_terms is
  'What a policy said with its calendar, never changed.';
comment on table sla_ticket_terms is
  'Which terms apply to a ticket from when on.';
comment on table sla_clocks is
  'A picture of each clock as of its ticket''s last change.';
comment on table sla_alerts is
  'Reminders of clocks, each written once.';
comment on table sla_recounts is
  'Tickets whose clocks are to be counted again.';
