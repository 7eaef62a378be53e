-- The end of the order of events: every transaction of this database with a lower id has ended. The oldest running transaction of
-- a snapshot (pg_snapshot_xmin) is that of the whole cluster, so a long batch in somebody else's database would hold it.
-- A statement that relies on it must begin after this function has returned: what ended in between is then visible to it.
-- The steps run in this order, each with a new snapshot: a transaction below the upper bound has its id already, so it is either
-- seen running, seen prepared, or over. Running ids have 32 bits and are counted back from the upper bound.
create function stable_xid() returns xid8 language plpgsql volatile as $$
declare
  here oid := (select oid from pg_database where datname = current_database());
  upper_bound bigint;
  distance bigint;
begin
  perform pg_stat_clear_snapshot();
  upper_bound := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  select max((upper_bound - backend_xid::text::bigint) & 4294967295) into distance
  from pg_stat_activity
  where datid = here
    and backend_xid is not null
    and (upper_bound - backend_xid::text::bigint) & 4294967295 < 2147483648;
  distance := greatest(distance, (
    select max((upper_bound - transaction::text::bigint) & 4294967295)
    from pg_prepared_xact()
    where dbid = here
      and (upper_bound - transaction::text::bigint) & 4294967295 < 2147483648
  ));
  return (upper_bound - coalesce(distance, 0))::text::xid8;
end $$;
