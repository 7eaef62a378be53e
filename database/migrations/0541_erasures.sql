-- That a contact was erased, by whom and when: nothing that says who the contact was.
create table erasures (
  id uuid not null default gen_random_uuid(),
  contact uuid not null,
  erased_by uuid,
  erased_at timestamptz not null default now(),
  -- how much of each kind was erased
  counts jsonb not null,
  constraint erasures_pkey primary key (id),
  constraint erasures_erased_by foreign key (erased_by) references users (id) on delete set null
);
create index erasures_by_time on erasures (erased_at desc, id);
create index erasures_of_user on erasures (erased_by) where erased_by is not null;
comment on table erasures is 'Contacts that were erased, by their former IDs.';
