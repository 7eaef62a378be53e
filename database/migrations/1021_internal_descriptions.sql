create table internal_descriptions (
  ticket uuid primary key references tickets on delete cascade
);
comment on table internal_descriptions is 'Tickets whose description was an internal note. It is never sent to a customer.';
