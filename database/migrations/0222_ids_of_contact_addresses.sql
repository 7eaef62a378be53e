-- An address of a contact can be named, to remove it or to make it the one that emails go to.
alter table contact_addresses add column id uuid not null default gen_random_uuid();
create unique index contact_addresses_id_key on contact_addresses (id);
