select count(*), max(created_at) from tickets
where deleted_at is null and left(description, 20000) ilike '%xylograph%' and left(description, 20000) ilike '%quokka%';
