-- A function of SQL that is not inlined starts an executor at each call; assignments of PL/pgSQL do not. Of ASCII text one
-- comparison says whether anything but upper case was folded.
create or replace function search_document(
  ticket_number text, subject text, description text,
  out title text, out body text, out has_markup boolean, out is_folded boolean
) language plpgsql immutable parallel safe strict as $$
declare
  folded_number text := search_text(ticket_number, false);
  folded_subject text := search_text(subject, false);
  stored text := search_text(description, false);
  readable text := stored;
begin
  if position('<' in description) > 0 or position('&' in description) > 0 then
    readable := search_text(description, true);
  end if;
  has_markup := readable <> stored;
  title := folded_number || E'\x1f' || folded_subject;
  body := readable || E'\x1f' || case when has_markup then stored else '' end;
  is_folded := octet_length(description) <= 100000
    and (case when octet_length(description) = length(description) then stored <> lower(description)
        else upper(stored) <> upper(description) end
      or upper(folded_subject) <> upper(subject)
      or upper(folded_number) <> upper(ticket_number));
end $$;
