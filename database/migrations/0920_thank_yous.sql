alter table email_settings add reopens_on_thanks boolean not null default false;
comment on column email_settings.reopens_on_thanks is
  'Whether an email that only says thank you reopens a resolved or closed ticket.';

create table thank_yous (
  comment uuid primary key references comments on delete cascade
);
comment on table thank_yous is 'Messages that only say thank you and did not reopen their ticket.';
