-- whom its author has chosen to get the reply by email: a list of address and role; null: the requester and participants
alter table drafts add recipients jsonb;
