-- Tickets that were merged into others. The old number leads to the target for as long as that exists, also once the source was
-- deleted from the trash: hence no foreign key to it.
create table ticket_merges (
  id uuid primary key default gen_random_uuid(),
  source uuid not null,
  source_number text not null,
  target uuid not null constraint ticket_merges_target references tickets on delete cascade,
  merged_by uuid constraint ticket_merges_merged_by references users on delete set null,
  merged_at timestamptz not null default now(),
  -- of the target right after the merge: with another one something has happened since, and there is no undo
  target_version bigint not null,
  -- the ids of what went along, by kind
  moved jsonb not null,
  undone_at timestamptz
);
create unique index ticket_merges_source_key on ticket_merges (source) where undone_at is null;
create index ticket_merges_of_number on ticket_merges (source_number) where undone_at is null;
create index ticket_merges_of_target on ticket_merges (target);
create index ticket_merges_merged_by on ticket_merges (merged_by) where merged_by is not null;

-- The ticket that a ticket was merged into, through any number of merges; itself if it was not merged.
create function merged_ticket(ticket uuid) returns uuid language sql stable as $$
  with recursive step as (
    select ticket as id, 0 as n
    union all
    select m.target, s.n + 1
    from step s
    join ticket_merges m on m.source = s.id and m.undone_at is null
    where s.n < 50
  )
  select id from step order by n desc limit 1
$$;

-- Users who are told what happens in a ticket, beside its assignee.
create table ticket_followers (
  ticket uuid not null constraint ticket_followers_ticket references tickets on delete cascade,
  user_id uuid not null constraint ticket_followers_user references users on delete cascade,
  created_at timestamptz not null default now(),
  constraint ticket_followers_pkey primary key (ticket, user_id)
);
create index ticket_followers_of_user on ticket_followers (user_id);
