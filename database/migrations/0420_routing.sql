-- Automatic assignment: how each team does it, who takes tickets, which wait, and why each was given to whom.

create table team_routing (
  team text not null,
  mode text not null default 'manual' constraint team_routing_mode check (mode in ('manual', 'round_robin', 'least_loaded', 'skill')),
  -- how much an agent has at once; each ticket counts as its priority weighs
  capacity integer not null default 10 constraint team_routing_capacity check (capacity between 1 and 1000),
  weights jsonb not null default '{"low": 1, "medium": 1, "high": 1, "urgent": 1}',
  counts_pending boolean not null default false,
  -- a contact's next ticket goes to the same agent for so many days; 0: never
  sticky_days integer not null default 0,
  -- not to those outside their hours; those who are away or off get none in any case
  only_available boolean not null default true,
  -- whether an agent's open tickets return to the team when the agent goes away
  returns_when_away boolean not null default false,
  calendar uuid,
  -- after so long anyone may get a ticket whatever skills it needs; null: never
  skill_wait_minutes integer default 60,
  updated_at timestamptz not null default now(),
  constraint team_routing_pkey primary key (team),
  constraint team_routing_team foreign key (team) references teams (name) on delete cascade,
  constraint team_routing_calendar foreign key (calendar) references calendars (id) on delete set null
);
insert into team_routing (team) select name from teams;

create table skills (
  id uuid not null default gen_random_uuid(),
  name text not null,
  -- the tickets that need it
  filters jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint skills_pkey primary key (id)
);
create unique index skills_name_key on skills (lower(name));

create table agent_routing (
  user_id uuid not null,
  -- what the agent chose, until then or for good
  state text not null default 'available' constraint agent_routing_state check (state in ('available', 'away', 'off')),
  until timestamptz,
  -- null: the team's
  capacity integer,
  calendar uuid,
  -- when it was last the agent's turn, in the order of all assignments
  turn bigint,
  -- what events have said last
  shown_state text not null default 'available',
  constraint agent_routing_pkey primary key (user_id),
  constraint agent_routing_user foreign key (user_id) references users (id) on delete cascade,
  constraint agent_routing_calendar foreign key (calendar) references calendars (id) on delete set null
);
create sequence routing_turns;

create table agent_skills (
  user_id uuid not null,
  skill uuid not null,
  constraint agent_skills_pkey primary key (user_id, skill),
  constraint agent_skills_user foreign key (user_id) references users (id) on delete cascade,
  constraint agent_skills_skill foreign key (skill) references skills (id) on delete cascade
);
create index agent_skills_of_skill on agent_skills (skill);

create table waiting_tickets (
  ticket uuid not null,
  team text not null,
  -- what made it wait: a later change of the assignee overrules it
  event bigint not null,
  depth smallint not null default 0,
  since timestamptz not null,
  constraint waiting_tickets_pkey primary key (ticket),
  constraint waiting_tickets_ticket foreign key (ticket) references tickets (id) on delete cascade
);
create index waiting_tickets_of_team on waiting_tickets (team);

create table ticket_routings (
  id bigint generated always as identity,
  ticket uuid not null,
  team text not null,
  user_id uuid not null,
  -- why: mode, load, capacity, and who was skipped because of what
  reason jsonb not null,
  -- the same as a sentence
  text text not null,
  -- of the assignment
  event bigint not null,
  waited_seconds integer not null,
  at timestamptz not null default now(),
  undone_at timestamptz,
  constraint ticket_routings_pkey primary key (id),
  constraint ticket_routings_ticket foreign key (ticket) references tickets (id) on delete cascade,
  constraint ticket_routings_event unique (event)
);
create index ticket_routings_of_ticket on ticket_routings (ticket, id);
-- serves the report
create index ticket_routings_at on ticket_routings (at);

comment on table team_routing is 'How each team assigns its tickets.';
comment on table skills is 'What some tickets need of an agent, and which tickets these are.';
comment on table agent_routing is 'Who takes tickets now, and how many at once.';
comment on table agent_skills is 'The skills of agents.';
comment on table waiting_tickets is 'Unassigned tickets that go to the next agent who can take them.';
comment on table ticket_routings is 'Each assignment by Docket, with its reason.';
