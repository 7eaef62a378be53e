-- Searches compared each term with the whole texts of all articles, and suggestions did so for 24 words: 1.4 s for 5,000
-- articles. Distinct words are a third of a text, and an index of words answers which texts have one.
create function search_words(content text) returns text
language sql immutable parallel safe strict
return (
  select string_agg(distinct piece collate "C", ' ')
  from regexp_split_to_table(content, '[\x01-\x2f:-@\[-`{-\u00bf\u2000-\u206f\u3000-\u303f]+') as pieces (piece)
  where piece <> '');

alter table kb_texts
  add column words text generated always as (
    search_words(search_text(live_title, false) || ' ' || search_text(live_html, true))) stored,
  add column parts text[],
  add column title_words text[],
  add column parts_version integer;
comment on column kb_texts.words is
  'The distinct words of the published text between spaces and punctuation, folded.';
comment on column kb_texts.parts is
  'The words of scripts without spaces, such as Thai, which the server tells apart; of the version in parts_version.';
comment on column kb_texts.title_words is
  'The words of the title in any script; of the version in parts_version.';

create index kb_texts_words on kb_texts using gin (words gin_trgm_ops);
create index kb_texts_parts on kb_texts using gin (string_to_array(words, ' '), parts, title_words);
