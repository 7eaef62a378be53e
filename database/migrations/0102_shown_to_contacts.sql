-- What a contact may see. Nothing from before the first mailbox or portal: agents wrote it when no customer could read it.
create table desk_settings (
  is_only boolean not null default true,
  public_since timestamptz,
  constraint desk_settings_pkey primary key (is_only),
  constraint desk_settings_one_row check (is_only)
);
insert into desk_settings default values;
alter table tickets
  -- shown to its contact from this time on instead of the desk's; an Admin opens older tickets with it
  add column public_since timestamptz,
  -- the description reached or came from the contact
  add column is_description_public boolean not null default false;
