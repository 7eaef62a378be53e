-- Customers rate how their tickets were solved. Tokens are never stored, only their SHA-256.

create table survey_settings (
  is_only boolean primary key default true constraint survey_settings_one_row check (is_only),
  is_enabled boolean not null default false,
  -- from the moment when the ticket was resolved
  delay_hours integer not null default 24 constraint survey_settings_delay check (delay_hours between 0 and 720),
  -- whose open hours count; without one every hour counts
  calendar uuid constraint survey_settings_calendar references calendars on delete set null,
  -- whose tickets; none means all
  teams text[] not null default '{}',
  categories text[] not null default '{}',
  updated_at timestamptz not null default now()
);
insert into survey_settings values (true);
comment on table survey_settings is 'Whether, when and about which tickets customers are asked.';

create table surveys (
  id uuid not null default gen_random_uuid(),
  ticket uuid not null,
  contact uuid not null,
  state text not null default 'waiting',
  -- why it was cancelled
  reason text,
  started_by text not null,
  -- as they were when the ticket was resolved
  assigned_to uuid,
  assigned_team text not null default '',
  category text not null,
  due_at timestamptz not null,
  address text,
  language text,
  token_hash bytea,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  expires_at timestamptz,
  constraint surveys_pkey primary key (id),
  constraint surveys_token_key unique (token_hash),
  constraint surveys_state check (state in ('waiting', 'sent', 'cancelled')),
  constraint surveys_started_by check (started_by in ('resolved', 'automation')),
  constraint surveys_ticket foreign key (ticket) references tickets (id) on delete cascade,
  constraint surveys_contact foreign key (contact) references contacts (id) on delete cascade
);
create unique index surveys_waiting on surveys (ticket) where state = 'waiting';
create index surveys_due on surveys (due_at) where state = 'waiting';
create index surveys_of_ticket on surveys (ticket, created_at);
create index surveys_of_contact on surveys (contact, sent_at);
create index surveys_of_address on surveys (lower(address), sent_at) where state = 'sent';
create index surveys_sent on surveys (sent_at) where state = 'sent';
-- a merge moves the email to another ticket
create index outgoing_emails_of_survey on outgoing_emails ((details ->> 'survey')) where kind = 'survey';
comment on table surveys is 'Questions to customers how satisfied they are, one row for each time that a ticket was resolved.';

create table survey_answers (
  id bigint generated always as identity,
  survey uuid not null,
  rating smallint not null,
  comment text not null default '',
  via text not null,
  answered_at timestamptz not null default now(),
  -- when the customer changed it
  replaced_at timestamptz,
  constraint survey_answers_pkey primary key (id),
  constraint survey_answers_rating check (rating between 1 and 5),
  constraint survey_answers_via check (via in ('email', 'portal')),
  constraint survey_answers_survey foreign key (survey) references surveys (id) on delete cascade
);
create unique index survey_answers_current on survey_answers (survey) where replaced_at is null;
create index survey_answers_of_survey on survey_answers (survey, id);
create index survey_answers_by_rating on survey_answers (rating, survey) where replaced_at is null;
comment on table survey_answers is 'Ratings and comments of customers; an answer that was changed stays with the time of the change.';
