select json_agg(json_build_array(p.id, p.version))
from (select id, version from tickets where deleted_at is null order by created_at desc, id limit 20) p;
