-- Emails that arrive: each is stored as it came, then gets a row here, and only then the sender is told that it was taken.

create table incoming_emails (
  id uuid primary key default gen_random_uuid(),
  -- the order in which they are worked on
  serial bigint generated always as identity,
  mailbox uuid constraint incoming_emails_mailbox references mailboxes on delete set null,
  arrived_by text not null constraint incoming_emails_arrived_by check (arrived_by in ('http', 'pipe', 'smtp', 'imap')),
  -- the sender's own id of the delivery: a second one with it is the same email
  arrival_key text,
  received_at timestamptz not null default now(),
  -- the email as it came, in the file store
  file text not null,
  size bigint not null,
  sha256 text not null,
  -- what the delivering server said: sender, recipients, its address and name
  envelope jsonb not null default '{}',
  state text not null default 'received'
    constraint incoming_emails_state check (state in ('received', 'done', 'quarantined', 'held', 'rejected')),
  -- what became of it; null while it waits for the desk or for a person
  outcome text constraint incoming_emails_outcome
    check (outcome in ('ticket', 'reply', 'third_party', 'bounce', 'automatic', 'duplicate')),
  -- why it is quarantined, held or a duplicate, in a word, and the details of it
  reason text,
  reason_detail text,
  -- how its ticket was determined, and by which text
  matched_by text constraint incoming_emails_matched_by
    check (matched_by in ('token', 'message_id', 'subject', 'new', 'person')),
  matched_text text,
  message_id text,
  from_address text,
  from_name text,
  subject text,
  body_hash text,
  ticket uuid constraint incoming_emails_ticket references tickets on delete set null,
  comment uuid constraint incoming_emails_comment references comments on delete set null,
  duplicate_of uuid constraint incoming_emails_duplicate_of references incoming_emails on delete set null,
  -- what spoke for what it is: [{signal, value}]
  signals jsonb not null default '[]',
  -- what SPF, DKIM and DMARC say
  auth jsonb,
  -- tickets that it may belong to: [{ticket, ticket_number, reason}]
  suggestions jsonb not null default '[]',
  tries integer not null default 0,
  -- a person has let it through
  released_by uuid constraint incoming_emails_released_by references users on delete set null,
  -- the ticket that a person chose for it
  chosen_ticket uuid constraint incoming_emails_chosen_ticket references tickets on delete set null,
  -- a server works on it until then
  locked_until timestamptz,
  ended_at timestamptz
) with (fillfactor = 80);
create unique index incoming_emails_arrival_key on incoming_emails (mailbox, arrived_by, arrival_key) where arrival_key is not null;
-- serves the intake
create index incoming_emails_waiting on incoming_emails (serial) where state = 'received';
-- serve the search for duplicates and robots
create index incoming_emails_sha256 on incoming_emails (sha256);
create index incoming_emails_message_id on incoming_emails (message_id) where message_id is not null;
create index incoming_emails_of_sender on incoming_emails (from_address, received_at) where from_address is not null;
-- serve the lists
create index incoming_emails_newest on incoming_emails (received_at desc, id);
create index incoming_emails_by_state on incoming_emails (state, received_at desc, id);
create index incoming_emails_of_ticket on incoming_emails (ticket) where ticket is not null;
create index incoming_emails_of_comment on incoming_emails (comment) where comment is not null;
create index incoming_emails_of_mailbox on incoming_emails (mailbox, received_at desc) where mailbox is not null;
create index incoming_emails_duplicate_of on incoming_emails (duplicate_of) where duplicate_of is not null;
create index incoming_emails_chosen_ticket on incoming_emails (chosen_ticket) where chosen_ticket is not null;
create index incoming_emails_released_by on incoming_emails (released_by) where released_by is not null;

-- What an email brought to a ticket beside its new text: a comment's, or that of the description where comment is null.
create table email_messages (
  id uuid primary key default gen_random_uuid(),
  incoming uuid not null constraint email_messages_incoming references incoming_emails on delete cascade,
  ticket uuid not null constraint email_messages_ticket references tickets on delete cascade,
  comment uuid constraint email_messages_comment references comments on delete set null,
  message_id text,
  in_reply_to text,
  reference_ids text[] not null default '{}',
  from_address text not null,
  from_name text not null default '',
  recipients jsonb not null default '[]',
  copies jsonb not null default '[]',
  sent_at timestamptz,
  -- nobody wrote it: it is never answered by Docket itself
  is_automatic boolean not null default false,
  -- the part of the text that repeats earlier messages, cleaned
  quoted_html text not null default '',
  created_at timestamptz not null default now()
);
create unique index email_messages_incoming_key on email_messages (incoming);
create index email_messages_message_id on email_messages (message_id) where message_id is not null;
create index email_messages_of_ticket on email_messages (ticket);
create index email_messages_of_comment on email_messages (comment) where comment is not null;

-- The secret that signs what is sent to a mailbox over HTTP.
create table mailbox_inbound_secrets (
  mailbox uuid primary key constraint mailbox_inbound_secrets_mailbox references mailboxes on delete cascade,
  -- sealed, as every secret here
  secret bytea not null,
  created_at timestamptz not null default now()
);
