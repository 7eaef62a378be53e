-- How many words wait to be sorted in is set by the connection: few where people search, many while thousands of rows come.
alter index ticket_texts_search reset (gin_pending_list_limit);
alter index ticket_texts_title reset (gin_pending_list_limit);
