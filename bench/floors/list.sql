select json_agg(whole)
from (select * from tickets where deleted_at is null order by created_at desc, id limit 20) t
cross join lateral bench_ticket(t) as whole;
