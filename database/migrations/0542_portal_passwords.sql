-- Customers may sign in with a password beside the links.
create table portal_passwords (
  contact uuid not null,
  -- argon2id, as of users
  hash text not null,
  set_at timestamptz not null default now(),
  constraint portal_passwords_pkey primary key (contact),
  constraint portal_passwords_contact foreign key (contact) references contacts (id) on delete cascade
);
comment on table portal_passwords is 'Passwords with which contacts sign in to the help center.';

-- null in sessions of contacts that were in the trash before
alter table portal_sessions add by_password boolean default false;

alter table portal_contacts add last_sign_in_at timestamptz;
