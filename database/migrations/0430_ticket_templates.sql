-- Ticket templates: prepared tickets.

create table ticket_templates (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  -- parts separated by slashes; '' at the top
  folder text not null default '',
  scope text not null constraint ticket_templates_scope check (scope in ('own', 'team', 'shared')),
  -- the team of scope 'team'
  team text not null default '',
  owner uuid constraint ticket_templates_owner references users on delete set null,
  subject text not null default '',
  description text not null default '',
  -- {"category": "technical", "priority": "high", "due_in_days": 2, ...}
  fields jsonb not null default '{}',
  -- ["Ask for the light of the player", ...]
  checklist jsonb not null default '[]',
  -- as in macros
  inputs jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint ticket_templates_team check ((scope = 'team') = (team <> ''))
);
create index ticket_templates_of_owner on ticket_templates (owner);
comment on table ticket_templates is
  'Prepared tickets: subject and description with placeholders, fields and checklist.';
