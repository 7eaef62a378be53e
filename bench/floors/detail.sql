\set place random(1, 10000)
select whole from bench_ids i join tickets t on t.id = i.id cross join lateral bench_ticket(t) as whole where i.place = :place;
