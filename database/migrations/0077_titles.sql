-- serves the search while typing: any part of a ticket's number and subject
create index ticket_texts_title on ticket_texts using gin (title gin_trgm_ops) with (gin_pending_list_limit = 512);
