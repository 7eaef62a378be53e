-- Whether customers see more in the help center than their own tickets and those that they take part in. Tables of their own, so
-- that a contact that is already in the trash can be restored, and that clients that replace a contact keep what staff allowed.
create table portal_companies (
  company uuid not null,
  -- each contact sees the tickets of the others
  shares_tickets boolean not null default false,
  constraint portal_companies_pkey primary key (company),
  constraint portal_companies_company foreign key (company) references companies (id) on delete cascade
);
comment on table portal_companies is 'What a company''s contacts may do in the help center; without a row nothing more than everyone.';

create table portal_contacts (
  contact uuid not null,
  sees_company_tickets boolean not null default false,
  receives_surveys boolean not null default true,
  constraint portal_contacts_pkey primary key (contact),
  constraint portal_contacts_contact foreign key (contact) references contacts (id) on delete cascade
);
comment on table portal_contacts is 'What a contact may do in the help center, and whether surveys are sent; without a row as the defaults say.';

create index participants_by_address_key on participants (address_key(address));
