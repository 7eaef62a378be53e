-- Changes of the ticket that go with a reply, and wait with it in its draft.

alter table drafts
  add column changes jsonb not null default '{}';
alter table replies
  add column changes jsonb not null default '{}',
  -- the fields that sending it changed, as they were, and the ticket's version after that
  add column before jsonb,
  add column changed_version bigint,
  add column changes_undone_at timestamptz;
