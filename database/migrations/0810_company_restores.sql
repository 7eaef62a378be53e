create table company_restores (
  company uuid primary key
    constraint company_restores_company references companies (id) on delete cascade,
  actor uuid,
  -- what the company's was: its tickets have the same
  deleted_at timestamptz not null,
  begun_at timestamptz not null default now()
);
comment on table company_restores is
  'Restored companies whose tickets are not all back from the trash yet. They follow a few thousand at a time.';

-- A server that moves the tickets itself says so, now also when it restores a company.
create or replace function company_trashed() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('docket.moves_tickets_of_company', true), '') = 'on' then
    return null;
  end if;
  if new.deleted_at is not null then
    update tickets set deleted_at = new.deleted_at, version = version + 1 where company = new.id and deleted_at is null;
  else
    update tickets set deleted_at = null, version = version + 1 where company = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end $$;
