select count(*), max(created_at) from tickets
where deleted_at is null and search_text like '%xylograph%' and search_text like '%quokka%';
