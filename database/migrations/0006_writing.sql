-- Replies, drafts and their files, and who is at a ticket.

create table replies (
  id uuid primary key default gen_random_uuid(),
  ticket uuid not null constraint replies_ticket references tickets on delete cascade,
  author uuid constraint replies_author references users on delete set null,
  text text not null,
  is_internal boolean not null,
  -- what the ticket is set to when it is sent
  status ticket_status,
  -- in their order
  files uuid[] not null default '{}',
  -- held: it could not be sent, and its text lies in the author's draft again
  state text not null default 'waiting' constraint replies_state check (state in ('waiting', 'sent', 'held', 'cancelled')),
  held_because text,
  send_at timestamptz not null,
  failures integer not null default 0,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint replies_ended check ((state = 'waiting') = (ended_at is null))
);
comment on table replies is
  'Replies that wait some seconds before they become comments with the same id, so that the author can undo.';
-- serves the sending, and the forgetting of what was sent
create index replies_due on replies (send_at) where state = 'waiting';
create index replies_by_end on replies (ended_at) where ended_at is not null;
create index replies_of_ticket on replies (ticket, send_at);
create index replies_of_author on replies (author) where author is not null;

create table draft_files (
  id uuid primary key default gen_random_uuid(),
  -- null when the user is gone: the sweeping removes it and its bytes
  owner uuid constraint draft_files_owner references users on delete set null,
  -- the waiting reply that takes it along
  reply uuid constraint draft_files_reply references replies on delete set null,
  file text not null,
  name text not null constraint draft_files_name_length check (length(name) between 1 and 200),
  size bigint not null constraint draft_files_size check (size >= 0),
  sha256 text,
  created_at timestamptz not null default now()
);
comment on table draft_files is
  'Files of drafts and waiting replies.';
create unique index draft_files_file_key on draft_files (file);
-- serves the quota
create index draft_files_of_owner on draft_files (owner);
create index draft_files_of_reply on draft_files (reply) where reply is not null;
-- serves the sweeping
create index draft_files_oldest on draft_files (created_at);

-- A version is never given twice, also after a draft was deleted and begun anew.
create sequence draft_versions;

create table drafts (
  owner uuid not null constraint drafts_owner references users on delete cascade,
  ticket uuid not null constraint drafts_ticket references tickets on delete cascade,
  text text not null default '',
  is_internal boolean not null default false,
  status ticket_status,
  files uuid[] not null default '{}',
  version bigint not null default nextval('draft_versions'),
  updated_at timestamptz not null default now(),
  constraint drafts_pkey primary key (owner, ticket)
);
comment on table drafts is
  'Replies that a user has begun to write, one for each ticket.';
create index drafts_of_ticket on drafts (ticket);

create table new_ticket_drafts (
  owner uuid primary key constraint new_ticket_drafts_owner references users on delete cascade,
  -- JSON as it came; text, since jsonb does not take every character
  fields text not null default '{}',
  files uuid[] not null default '{}',
  version bigint not null default nextval('draft_versions'),
  updated_at timestamptz not null default now()
);
comment on table new_ticket_drafts is
  'The new ticket that a user has begun to write.';

create unlogged table presence (
  ticket uuid not null constraint presence_ticket references tickets on delete cascade,
  user_id uuid not null constraint presence_user references users on delete cascade,
  state text not null constraint presence_state check (state in ('viewing', 'typing')),
  since timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  constraint presence_pkey primary key (ticket, user_id)
) with (fillfactor = 50);
comment on table presence is
  'Who has a ticket open. A crash may empty it; the browsers fill it again.';
