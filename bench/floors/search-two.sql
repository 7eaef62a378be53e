select count(*), max(created_at) from ticket_texts
where deleted_at is null and body like '%xylograph%' and body like '%quokka%';
