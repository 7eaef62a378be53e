select count(*), max(created_at) from ticket_texts
where deleted_at is null and text like '%xylograph%' and text like '%quokka%';
