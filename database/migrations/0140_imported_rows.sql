-- What an import brought: for each field (in the order of server/import/models.ts) a hash of the old backend's value as of the
-- last import. The next import tells by it what has changed there, and what has changed here.
create table imported_rows (
  id uuid not null,
  model text not null,
  hashes integer[] not null,
  constraint imported_rows_pkey primary key (id)
);

-- The old backend told names apart by case. Of those that differ in case only, the first has twin 0 and the others follow.
alter table users
  add column twin integer not null default 0,
  -- hashtext() of the password's hash, if it replaced the one of the old backend at a sign-in
  add column rehashed integer;
create unique index users_username_twin_key on users (lower(normalize(username, nfkc)), twin);
drop index users_username_key;
alter index users_username_twin_key rename to users_username_key;

alter table contacts add column twin integer not null default 0;
create unique index contacts_company_email_twin_key on contacts (company, lower(email), twin) where email <> '';
drop index contacts_company_email_key;
alter index contacts_company_email_twin_key rename to contacts_company_email_key;
