-- A reply that its author has set a time for, instead of the few seconds in which it can be undone.
alter table replies add column is_scheduled boolean not null default false;
