-- Reports that are sent by email at set times.

create table report_schedules (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  owner uuid constraint report_schedules_owner references users on delete set null,
  -- names of reports, in the order of the email
  reports text[] not null,
  -- which tickets count, as the reports' own parameters say it
  filters jsonb not null default '{}',
  -- how many days the figures cover; the last one is the day before the email
  days smallint not null constraint report_schedules_days check (days between 1 and 92),
  every text not null constraint report_schedules_every check (every in ('day', 'weekday', 'week')),
  -- of a weekly one
  weekday text not null default 'mon'
    constraint report_schedules_weekday check (weekday in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
  -- HH:MM in the time zone
  time_of_day text not null,
  time_zone text not null,
  is_active boolean not null default true,
  next_at timestamptz not null,
  last_sent_at timestamptz,
  -- why the last one could not be written
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table report_schedules is 'Reports that are sent by email at set times, and when the next email is due.';
create index report_schedules_due on report_schedules (next_at) where is_active;
create index report_schedules_of_owner on report_schedules (owner);

create table report_recipients (
  schedule uuid not null constraint report_recipients_schedule references report_schedules on delete cascade,
  user_id uuid not null constraint report_recipients_user references users on delete cascade,
  -- the latest time whose email is written, so that an interrupted round continues where it stopped
  sent_for timestamptz,
  primary key (schedule, user_id)
);
comment on table report_recipients is 'The users who get each scheduled report.';
create index report_recipients_of_user on report_recipients (user_id);
