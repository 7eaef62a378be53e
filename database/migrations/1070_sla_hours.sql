-- The open hours until a clock is due, as times in turn: they begin, they end, they begin … A list finds its place among
-- them, and with it the time left, without arithmetic on ranges. Null: every hour until then counts.
alter table ticket_activity
  add column sla_hours timestamptz[],
  -- the seconds left at each of these times
  add column sla_hours_left integer[];

update ticket_activity a
set sla_hours = h.hours, sla_hours_left = h.hours_left
from ticket_activity b
cross join lateral (
  select array_agg(p.at order by p.at) as hours, array_agg(p.seconds order by p.at) as hours_left
  from (
    select lower(r) as opens, upper(r) as closes,
      coalesce(sum(extract(epoch from upper(r) - lower(r))) over later, 0)::int as left_after
    from unnest(b.sla_open) r
    window later as (order by lower(r) desc rows between unbounded preceding and 1 preceding)) x
  cross join lateral (values
    (x.opens, x.left_after + extract(epoch from x.closes - x.opens)::int), (x.closes, x.left_after)) p (at, seconds)) h
where b.sla_open is not null and a.ticket = b.ticket;

alter table ticket_activity drop column sla_open;
