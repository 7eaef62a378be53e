-- Answering a ticket: drafts and their files, replies that can still be taken back, who is at a ticket; sign-in of the web
-- app, and what each user prefers.

-- The refresh token before the current one still counts for some seconds: two tabs may refresh at once.
alter table sessions
  add previous_refresh uuid,
  add rotated_at timestamptz,
  add last_used_at timestamptz not null default now(),
  add user_agent text not null default '';

create table user_preferences (
  user_id uuid primary key constraint user_preferences_user references users on delete cascade,
  -- only what was chosen; the rest is the wire's to say
  chosen jsonb not null default '{}'
);

-- The version that the ticket has once the event's transaction is there: it tells what happened after somebody looked. An
-- event may be written before its ticket is touched in the same transaction, or after; xmin tells which.
alter table events add version bigint;
create function event_version() returns trigger language plpgsql as $$
begin
  select t.version + case when t.xmin = pg_current_xact_id()::xid then 0 else 1 end into new.version
  from tickets t where t.id = new.ticket;
  return new;
end $$;
create trigger events_versioned before insert on events for each row
  when (new.ticket is not null and new.version is null) execute function event_version();

-- Which comment brought a file.
alter table attachments add comment uuid constraint attachments_comment references comments on delete set null;
create index attachments_of_comment on attachments (comment) where comment is not null;

-- A reply waits some seconds before it becomes a comment (of the same id), so that its author can take it back.
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
-- serves the sending, and the forgetting of what was sent
create index replies_due on replies (send_at) where state = 'waiting';
create index replies_by_end on replies (ended_at) where ended_at is not null;
create index replies_of_ticket on replies (ticket, send_at);
create index replies_of_author on replies (author) where author is not null;

-- Files of what is not sent yet.
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
create index drafts_of_ticket on drafts (ticket);

create table new_ticket_drafts (
  owner uuid primary key constraint new_ticket_drafts_owner references users on delete cascade,
  -- JSON as it came; text, since jsonb does not take every character
  fields text not null default '{}',
  files uuid[] not null default '{}',
  version bigint not null default nextval('draft_versions'),
  updated_at timestamptz not null default now()
);

-- Who has a ticket open. A crash may empty it: the next beats fill it again. No index on seen_at, so that a beat is a
-- cheap (HOT) update; the table is as small as the team.
create unlogged table presence (
  ticket uuid not null constraint presence_ticket references tickets on delete cascade,
  user_id uuid not null constraint presence_user references users on delete cascade,
  state text not null constraint presence_state check (state in ('viewing', 'typing')),
  since timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  constraint presence_pkey primary key (ticket, user_id)
) with (fillfactor = 50);
