-- Contacts sign in to the help center by a link in an email. Tokens are never stored, only their SHA-256.

-- Who has asked for a link. A server with WORKER looks for the contact, so that the request itself does the same work for
-- every address.
create table portal_link_requests (
  id bigint generated always as identity,
  address text not null,
  language text not null,
  requested_at timestamptz not null default now(),
  constraint portal_link_requests_pkey primary key (id)
);
comment on table portal_link_requests is 'Addresses for which a sign-in link was asked for, until the email is written.';

create table portal_links (
  id uuid not null,
  contact uuid not null,
  address text not null,
  language text not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint portal_links_pkey primary key (id),
  constraint portal_links_token_key unique (token_hash),
  constraint portal_links_contact foreign key (contact) references contacts (id) on delete cascade
);
create index portal_links_of_contact on portal_links (contact, created_at desc);
create index portal_links_by_expiry on portal_links (expires_at);
comment on table portal_links is 'Links with which contacts sign in to the help center, each once.';

create table portal_sessions (
  id uuid not null default gen_random_uuid(),
  contact uuid not null,
  -- whose owner followed the link
  address text not null,
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint portal_sessions_pkey primary key (id),
  constraint portal_sessions_token_key unique (token_hash),
  constraint portal_sessions_contact foreign key (contact) references contacts (id) on delete cascade
);
create index portal_sessions_of_contact on portal_sessions (contact);
create index portal_sessions_by_expiry on portal_sessions (expires_at);
comment on table portal_sessions is 'Browsers in which a contact has signed in to the help center.';
