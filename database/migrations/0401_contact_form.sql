-- A form on other sites that opens tickets.
create table contact_form_settings (
  is_only boolean primary key default true constraint contact_form_settings_one_row check (is_only),
  is_enabled boolean not null default false,
  -- the sites whose pages may have it, as in https://shop.example
  origins text[] not null default '{}',
  updated_at timestamptz not null default now()
);
insert into contact_form_settings values (true);
comment on table contact_form_settings is 'Whether other sites may have the contact form, and which.';
