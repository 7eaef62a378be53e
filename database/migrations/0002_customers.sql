-- Companies with their contacts and zones, and the names that tickets show.

create table companies (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint companies_name_length check (length(name) between 1 and 255),
  country text not null default '',
  city text not null default '',
  state text not null default '',
  postal_code text not null default '',
  address_line1 text not null default '',
  address_line2 text not null default '',
  industry text not null default '',
  website text not null default '',
  phone text not null default '',
  email text not null default '',
  billing_entity text not null default '',
  legal_entity_name text not null default '',
  tax_id text not null default '',
  branch text not null default '',
  current_plan text not null default '',
  location_count integer not null default 1,
  music_zone_count integer not null default 1,
  notes text not null default '',
  it_notes text not null default '',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on table companies is
  'Customers. A deleted one stays with deleted_at, for its tickets.';
create unique index companies_name_key on companies (name) where deleted_at is null;
-- serves the search for a part of a company's name
create index companies_name_search on companies using gin (name gin_trgm_ops);

create table contacts (
  id uuid primary key default gen_random_uuid(),
  company uuid not null constraint contacts_company references companies on delete cascade,
  name text not null constraint contacts_name_length check (length(name) between 1 and 100),
  email text not null default '',
  phone text not null default '',
  mobile text not null default '',
  title text not null default '',
  department text not null default '',
  contact_type text not null default 'General',
  is_primary boolean not null default false,
  is_active boolean not null default true,
  preferred_contact_method text not null default 'Email',
  linkedin_url text not null default '',
  notes text not null default '',
  last_contacted timestamptz,
  receives_notifications boolean not null default true,
  receives_renewal_emails boolean not null default true,
  receives_seasonal_emails boolean not null default true,
  receives_payment_emails boolean not null default true,
  receives_quarterly_emails boolean not null default true,
  receives_soundtrack_alerts boolean not null default false,
  receives_quote_emails boolean not null default true,
  receives_contract_emails boolean not null default true,
  receives_invoice_emails boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table contacts is
  'People at companies, or without one.';
create unique index contacts_company_email_key on contacts (company, lower(email)) where email <> '';
create index contacts_by_name on contacts (name, id);
create index contacts_of_company on contacts (company, name, id);
create index contacts_search on contacts using gin (name gin_trgm_ops, email gin_trgm_ops);

create table zones (
  id uuid primary key default gen_random_uuid(),
  company uuid not null constraint zones_company references companies on delete cascade,
  name text not null constraint zones_name_length check (length(name) between 1 and 255),
  platform text not null default 'soundtrack' constraint zones_platform check (platform in ('soundtrack', 'beatbreeze')),
  status text not null default 'pending',
  device uuid,
  device_name text not null default '',
  soundtrack_zone_id text not null default '',
  soundtrack_admin_email text not null default '',
  last_seen_online timestamptz,
  last_api_sync timestamptz,
  notes text not null default '',
  is_orphaned boolean not null default false,
  orphaned_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table zones is
  'Places of a company where music plays.';
create index zones_of_company on zones (company, name, id);

create table name_epoch (is_only boolean primary key default true constraint name_epoch_one_row check (is_only), n bigint not null);
comment on table name_epoch is
  'Moves when a name changes that tickets show from another table: cached tickets with the old name are out of date.';
insert into name_epoch values (true, 1);

create function names_changed() returns trigger language plpgsql as
  $$ begin update name_epoch set n = n + 1; return null; end $$;
create trigger companies_renamed after update on companies for each row
  when (old.name is distinct from new.name) execute function names_changed();
create trigger contacts_renamed after update on contacts for each row
  when (old.name is distinct from new.name) execute function names_changed();
create trigger zones_renamed after update on zones for each row
  when (old.name is distinct from new.name or old.platform is distinct from new.platform) execute function names_changed();
create trigger users_renamed after update on users for each row
  when (old.first_name is distinct from new.first_name or old.last_name is distinct from new.last_name
        or old.role is distinct from new.role) execute function names_changed();
create trigger contacts_deleted after delete on contacts for each row execute function names_changed();
create trigger zones_deleted after delete on zones for each row execute function names_changed();
create trigger users_deleted after delete on users for each row execute function names_changed();
