-- A stranger's first email, and desks that serve consumers, have no company.
alter table contacts alter column company drop not null;
alter table tickets alter column company drop not null;
alter table ticket_texts alter column company drop not null;
create unique index contacts_email_key on contacts (lower(email)) where company is null and email <> '';

-- One key for the spellings of an address that reach the same mailbox: case, compatibility forms and a +tag do not matter.
create function address_key(address text) returns text language sql immutable parallel safe as $$
  select regexp_replace(lower(normalize(btrim(address), nfkc)), '^([^+@]+)\+[^@]*@', '\1@')
$$;

-- All addresses of a contact, the one in contacts.email among them. An address may belong to contacts of several companies.
create table contact_addresses (
  contact uuid not null,
  address_key text not null,
  address text not null,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  constraint contact_addresses_pkey primary key (contact, address_key),
  constraint contact_addresses_contact foreign key (contact) references contacts (id) on delete cascade
);
create index contact_addresses_by_key on contact_addresses (address_key);
insert into contact_addresses (contact, address_key, address)
select id, address_key(email), email from contacts where email <> '';

-- The address that a contact had before is kept if it was verified; else it was a mistake.
create function contact_address_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.email <> '' and address_key(old.email) <> address_key(new.email) then
    delete from contact_addresses where contact = old.id and address_key = address_key(old.email) and verified_at is null;
  end if;
  if new.email <> '' then
    insert into contact_addresses (contact, address_key, address) values (new.id, address_key(new.email), new.email)
    on conflict (contact, address_key) do update set address = excluded.address;
  end if;
  return null;
end $$;
create trigger contacts_address after insert on contacts for each row when (new.email <> '') execute function contact_address_changed();
create trigger contacts_readdressed after update of email on contacts for each row when (old.email is distinct from new.email)
  execute function contact_address_changed();
