-- Search reads one text a ticket: number, subject and description, in lower case, with a separator that keeps a term from
-- being found across two of them. A description beyond the 20,000th character (a pasted picture) is left out; the few that
-- may be so long are found by the index beside it and read whole.
set local maintenance_work_mem = '512MB';
drop index tickets_search;
drop index tickets_long;
alter table tickets add column search_text text
  generated always as (lower(ticket_number || E'\x1f' || subject || E'\x1f' || left(description, 20000))) stored;
-- serves ?search=: any part of the text. What waits to be sorted in is read by every search, so it is kept short.
create index tickets_search on tickets using gin (search_text gin_trgm_ops) with (gin_pending_list_limit = 512);
create index tickets_long on tickets (id) where octet_length(description) > 20000;
analyze tickets;
