-- A company's name as it is compared with others: folded, without spaces and punctuation.
create function company_key(name text) returns text language sql immutable strict parallel safe
  return coalesce(nullif(translate(search_text(name, false), ' .,;:!?''"`()[]{}<>_/\|*~-', ''), ''), search_text(name, false));
-- serves the refusal of a new company that looks like another, and the list of those that do
create index companies_by_key on companies (company_key(name)) where deleted_at is null;
