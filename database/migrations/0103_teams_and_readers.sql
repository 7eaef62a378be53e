create table teams (
  name text not null,
  position integer not null,
  constraint teams_pkey primary key (name)
);
insert into teams (name, position) values ('Sales', 1), ('Finance', 2), ('Tech', 3), ('Music', 4), ('Admin', 5);
create table team_leads (
  team text not null,
  user_id uuid not null,
  constraint team_leads_pkey primary key (team, user_id),
  constraint team_leads_team foreign key (team) references teams (name) on delete cascade,
  constraint team_leads_user foreign key (user_id) references users (id) on delete cascade
);
create index team_leads_of_user on team_leads (user_id);

-- How far each reaction has read the events. The position moves in the transaction of what the reaction writes.
create table event_readers (
  name text not null,
  xid xid8 not null,
  id bigint not null,
  failures integer not null default 0,
  failed_event bigint,
  next_try_at timestamptz not null default now(),
  last_error text,
  constraint event_readers_pkey primary key (name)
);
-- An event that a reaction failed on again and again, so that it does not hold up the ones behind it.
create table skipped_events (
  reader text not null,
  event bigint not null,
  error text not null,
  skipped_at timestamptz not null default now(),
  constraint skipped_events_pkey primary key (reader, event)
);

-- Whether a bulk change starts notifications and automations; the person who makes it decides.
alter table bulk_changes add column triggers_reactions boolean not null default false;
