-- An import tells of each row that it takes, for the timelines; whoever follows what happens is told once, at its end.
alter table events add column is_quiet boolean not null default false;
drop index events_in_order;
-- serves the feed: what is told to followers, in the order of the transactions
create index events_in_order on events (xid, id) where not is_quiet;
