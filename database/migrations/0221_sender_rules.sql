-- What the desk does with emails of a sender, decided by a person.

create table sender_rules (
  id uuid primary key default gen_random_uuid(),
  -- an address, or a domain with all below it; lower case, the domain in ASCII
  pattern text not null,
  action text not null constraint sender_rules_action check (action in ('spam', 'accept', 'no_auto_reply')),
  note text not null default '',
  created_by uuid constraint sender_rules_created_by references users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index sender_rules_pattern_key on sender_rules (pattern);
create index sender_rules_newest on sender_rules (created_at desc, id);
create index sender_rules_created_by on sender_rules (created_by) where created_by is not null;
