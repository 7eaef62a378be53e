-- Macros: saved replies that bring changes of the ticket along.

create table macros (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  -- parts separated by slashes; '' at the top
  folder text not null default '',
  scope text not null constraint macros_scope check (scope in ('own', 'team', 'shared')),
  -- the team of scope 'team'
  team text not null default '',
  owner uuid constraint macros_owner references users on delete set null,
  -- {"en": "<p>Hello {{ contact.first_name }}</p>", ...}
  texts jsonb not null default '{}',
  is_internal boolean not null default false,
  changes jsonb not null default '{}',
  -- [{"name": "visit_date", "label": "Date of the visit", "kind": "text", "choices": [], "required": true}, ...]
  inputs jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint macros_team check ((scope = 'team') = (team <> ''))
);
create index macros_of_owner on macros (owner);
comment on table macros is
  'Saved replies with placeholders, one text a language, and the changes of the ticket that go with the reply.';

create table macro_uses (
  id bigint generated always as identity primary key,
  macro uuid not null constraint macro_uses_macro references macros on delete cascade,
  ticket uuid constraint macro_uses_ticket references tickets on delete set null,
  user_id uuid constraint macro_uses_user references users on delete set null,
  used_at timestamptz not null default now()
);
create index macro_uses_of_macro on macro_uses (macro, used_at);
create index macro_uses_of_user on macro_uses (user_id, macro, used_at);
create index macro_uses_of_ticket on macro_uses (ticket);
comment on table macro_uses is
  'Each time a macro was applied to a ticket, and by whom.';
