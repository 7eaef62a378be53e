-- Rules that act on tickets after an event or a time, and every run of them.

create table automations (
  id uuid primary key default gen_random_uuid(),
  -- rules for one event run in this order
  position integer not null,
  name text not null,
  -- {"on": "created", "via": ["mail"]}, as wire/automation-fields.ts reads it
  trigger jsonb not null,
  filters jsonb not null default '{}',
  -- {"changes": {...}, "note": "...", "reply": "...", "notify": {...}}
  actions jsonb not null,
  is_active boolean not null default true,
  -- Docket paused it, for this reason, until an Admin turns it on again
  paused_at timestamptz,
  paused_because text,
  version integer not null default 1,
  -- nothing from before it was turned on makes it act on a breach
  active_since timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index automations_name_key on automations (lower(name));

create table automation_runs (
  id bigint generated always as identity primary key,
  -- the rule may be deleted; its name and what it said stay with the run
  automation uuid not null,
  name text not null,
  version integer not null,
  rule jsonb not null,
  ticket uuid not null constraint automation_runs_ticket references tickets on delete cascade,
  -- what makes it one run: an event, or the time from which a ticket waits
  occasion text not null,
  event bigint,
  depth smallint not null default 0,
  outcome text not null constraint automation_runs_outcome check (outcome in ('done', 'unchanged', 'failed', 'stopped')),
  -- {"field": [before, after]}
  changes jsonb,
  -- the events that it caused
  caused bigint[] not null default '{}',
  error text,
  at timestamptz not null default now(),
  constraint automation_runs_key unique (automation, ticket, occasion)
);
create index automation_runs_latest on automation_runs (automation, id);
create index automation_runs_of_ticket on automation_runs (ticket, id);
create index automation_runs_old on automation_runs (at);

comment on table automations is 'Rules that act on tickets after an event or a time, in their order.';
comment on table automation_runs is 'Each run of an automation on a ticket, kept for 30 days.';
