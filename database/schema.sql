-- The schema as the migrations leave it, to be read. `npm run schema` writes this file.

create type ticket_priority as enum ('low', 'medium', 'high', 'urgent');

create type ticket_status as enum ('new', 'assigned', 'in_progress', 'pending', 'resolved', 'closed');

create sequence draft_versions;

create sequence routing_turns;

CREATE OR REPLACE FUNCTION public.address_key(address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select regexp_replace(lower(normalize(btrim(address), nfkc)), '^([^+@]+)\+[^@]*@', '\1@')
$function$;

CREATE OR REPLACE FUNCTION public.comment_left()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_activity a set
    at = greatest(t.created_at, (select max(c.created_at) from comments c where c.ticket = t.id))
  from tickets t
  where t.id = old.ticket and a.ticket = t.id and a.at <= old.created_at;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.comment_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_activity a set
    at = greatest(a.at, new.created_at),
    version = t.version,
    actor = new.author,
    since = case when a.actor = new.author then a.since else a.version end
  from tickets t
  where t.id = new.ticket and a.ticket = t.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.comments_added()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_activity a set
    at = greatest(a.at, x.at),
    version = greatest(a.version, t.version),
    actor = x.author,
    since = case when a.actor = x.author then a.since else a.version end
  from (
    select ticket, max(created_at) as at,
      case when count(author) = count(*) and min(author::text) = max(author::text) then min(author::text)::uuid end as author
    from new_comments
    group by ticket
  ) x
  join tickets t on t.id = x.ticket
  where a.ticket = x.ticket;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.company_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN COALESCE(NULLIF(translate(search_text(name, false), ' .,;:!?''"`()[]{}<>_/\|*~-'::text, ''::text), ''::text), search_text(name, false));

CREATE OR REPLACE FUNCTION public.company_trashed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if coalesce(current_setting('docket.moves_tickets_of_company', true), '') = 'on' then
    return null;
  end if;
  if new.deleted_at is not null then
    update tickets set deleted_at = new.deleted_at, version = version + 1 where company = new.id and deleted_at is null;
  else
    update tickets set deleted_at = null, version = version + 1 where company = new.id and deleted_at = old.deleted_at;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.contact_address_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and old.email <> '' and address_key(old.email) <> address_key(new.email) then
    delete from contact_addresses where contact = old.id and address_key = address_key(old.email) and verified_at is null;
  end if;
  if new.email <> '' then
    insert into contact_addresses (contact, address_key, address) values (new.id, address_key(new.email), new.email)
    on conflict (contact, address_key) do update set address = excluded.address;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.due_day(status ticket_status, due_date timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE
AS $function$ select case when status < 'resolved' then (due_date at time zone 'UTC')::date end $function$;

CREATE OR REPLACE FUNCTION public.event_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  select t.version + case when t.xmin = pg_current_xact_id()::xid then 0 else 1 end into new.version
  from tickets t where t.id = new.ticket;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.file_unclaimed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin insert into unclaimed_files values (old.file, now()) on conflict (file) do nothing; return null; end $function$;

CREATE OR REPLACE FUNCTION public.insert_kept_rows(target regclass, rows jsonb, is_optional boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  names text := (
    select string_agg(quote_ident(attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and attgenerated = ''
  );
begin
  execute format('insert into %s (%s) overriding system value select %s from jsonb_populate_recordset(null::%s, $1)%s',
    target, names, names, target, case when is_optional then ' on conflict do nothing' else '' end) using rows;
end $function$;

CREATE OR REPLACE FUNCTION public.kb_admits(visibility text, teams text[], audience integer, team text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE visibility WHEN 'public'::text THEN true WHEN 'signed_in'::text THEN (audience >= 1) WHEN 'internal'::text THEN (audience >= 2) ELSE ((audience >= 3) OR ((audience = 2) AND (team = ANY (teams)))) END;

CREATE OR REPLACE FUNCTION public.kb_visible_categories(audience integer, team text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
BEGIN ATOMIC
 WITH RECURSIVE visible AS (
          SELECT c.id
            FROM kb_categories c
           WHERE ((c.parent IS NULL) AND kb_admits(c.visibility, c.teams, kb_visible_categories.audience, kb_visible_categories.team))
         UNION ALL
          SELECT c.id
            FROM (kb_categories c
              JOIN visible v ON ((c.parent = v.id)))
           WHERE kb_admits(c.visibility, c.teams, kb_visible_categories.audience, kb_visible_categories.team)
         )
  SELECT visible.id
    FROM visible;
END;

CREATE OR REPLACE FUNCTION public.mention_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update mentions n set
    ticket = new.ticket,
    version = case
      when n.version <= coalesce((select version from ticket_reads where user_id = n.user_id and ticket = old.ticket), 0)
      then 0
      else (select version from tickets where id = new.ticket)
    end
  where n.comment = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.merged_ticket(ticket uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
  with recursive step as (
    select ticket as id, 0 as n
    union all
    select m.target, s.n + 1
    from step s
    join ticket_merges m on m.source = s.id and m.undone_at is null
    where s.n < 50
  )
  select id from step order by n desc limit 1
$function$;

CREATE OR REPLACE FUNCTION public.names_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin update name_epoch set n = n + 1; return null; end $function$;

CREATE OR REPLACE FUNCTION public.next_ticket_number(zone_name text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  day text := to_char(now() at time zone zone_name, 'YYYYMMDD');
  sequence_name text := 'ticket_numbers_' || day;
  serial bigint;
begin
  if to_regclass(sequence_name) is null then perform open_ticket_day(to_date(day, 'YYYYMMDD')); end if;
  serial := nextval(sequence_name::regclass);
  return 'T-' || day || '-' || case when serial < 10000 then to_char(serial, 'FM0000') else serial::text end;
end $function$;

CREATE OR REPLACE FUNCTION public.open_ticket_day(day date)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  sequence_name text := 'ticket_numbers_' || to_char(day, 'YYYYMMDD');
  highest bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(sequence_name, 0));
  select coalesce(max(substr(ticket_number, 12)::bigint), 0) into highest from tickets
  where ticket_number >= 'T-' || to_char(day, 'YYYYMMDD') || '-' and ticket_number < 'T-' || to_char(day, 'YYYYMMDD') || '.'
    and substr(ticket_number, 12) ~ '^[0-9]{1,15}$';
  -- whoever waited for the lock may not see yet that there is one; `if not exists` looks again
  execute format('create sequence if not exists %I start %s', sequence_name, highest + 1);
end $function$;

CREATE OR REPLACE FUNCTION public.person_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
    if tg_table_name = 'sessions' then perform pg_notify('person', old.user_id::text);
    else perform pg_notify('person', old.id::text); end if;
    return null;
  end $function$;

CREATE OR REPLACE FUNCTION public.person_left()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_table_name = 'users' then
    insert into former_people (id, kind, name, role)
    values (old.id, 'user', coalesce(nullif(btrim(old.first_name || ' ' || old.last_name), ''), old.username), old.role)
    on conflict (id) do update set name = excluded.name, role = excluded.role, left_at = excluded.left_at;
  else
    insert into former_people (id, kind, name) values (old.id, 'contact', old.name)
    on conflict (id) do update set name = excluded.name, left_at = excluded.left_at;
  end if;
  return old;
end $function$;

CREATE OR REPLACE FUNCTION public.place_first_response(ticket_id uuid)
 RETURNS void
 LANGUAGE sql
AS $function$
  update ticket_moves a
  set company = p.company, team = p.team, was_company = p.company, was_team = p.team
  from ticket_moves p
  where a.ticket = ticket_id
    and a.kind = 'answered'
    and p.id = (
      select x.id from ticket_moves x
      where x.ticket = ticket_id and x.kind <> 'answered' and x.at <= a.at
      order by x.at desc, x.id desc
      limit 1)
$function$;

CREATE OR REPLACE FUNCTION public.restore_record(wanted_kind text, record_id uuid)
 RETURNS uuid[]
 LANGUAGE plpgsql
AS $function$
declare
  kept deleted_records;
  part jsonb;
  relinked uuid[] := '{}';
begin
  delete from deleted_records d where d.id = record_id and d.kind = wanted_kind returning * into kept;
  if kept.id is null then
    return null;
  end if;
  perform insert_kept_rows((wanted_kind || 's')::regclass, jsonb_build_array(kept.content), false);
  -- what a contact wrote has its name from there while it is gone
  delete from former_people where id = record_id;
  for part in select * from jsonb_array_elements(kept.parts) loop
    perform insert_kept_rows((part ->> 'table')::regclass, part -> 'rows', true);
  end loop;
  for part in select * from jsonb_array_elements(kept.links) loop
    if part ->> 'table' = 'tickets' then
      execute format(
        'with linked as (
           update tickets set %1$I = $1, updated_at = now(), version = version + 1
           where id in (select x::uuid from jsonb_array_elements_text($2) x)
             and %1$I is null
             and company is not distinct from $3
           returning id
         )
         select coalesce(array_agg(id), ''{}'') from linked', part ->> 'column')
        into relinked using record_id, part -> 'ids', kept.company;
    else
      execute format(
        'update %1$s set %2$I = $1 where id in (select x::uuid from jsonb_array_elements_text($2) x) and %2$I is null',
        (part ->> 'table')::regclass, part ->> 'column') using record_id, part -> 'ids';
    end if;
  end loop;
  return relinked;
end $function$;

CREATE OR REPLACE FUNCTION public.search_document(ticket_number text, subject text, description text, OUT title text, OUT body text, OUT has_markup boolean, OUT is_folded boolean)
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
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
  body := readable || case when has_markup then E'\x1f' || stored else E'\x1f' end;
  is_folded := octet_length(description) <= 100000
    and (case when octet_length(description) = length(description)
          then octet_length(stored) <> octet_length(description) or stored <> lower(description)
        else upper(stored) <> upper(description) end
      or upper(folded_subject) <> upper(subject)
      or upper(folded_number) <> upper(ticket_number));
end $function$;

CREATE OR REPLACE FUNCTION public.search_pattern(term text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (('%'::text || regexp_replace(search_text(term, false), '([\\%_])'::text, '\\\1'::text, 'g'::text)) || '%'::text);

CREATE OR REPLACE FUNCTION public.search_text(content text, is_html boolean)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  t text := content;
  entity text;
  decoded text;
begin
  -- more than a thousand pictures are no pictures
  if octet_length(t) > 20000 and octet_length(t) - octet_length(replace(t, ';base64,', '')) between 8 and 8000 then
    select string_agg(case when x.n = 1 then x.piece else substr(x.piece, least(
        nullif(strpos(x.piece, '"'), 0), nullif(strpos(x.piece, ''''), 0), nullif(strpos(x.piece, ')'), 0),
        nullif(strpos(x.piece, '<'), 0), nullif(strpos(x.piece, ' '), 0), nullif(strpos(x.piece, E'\n'), 0),
        length(x.piece) + 1)) end, ';base64,' order by x.n)
    into t from string_to_table(t, ';base64,') with ordinality as x (piece, n);
  end if;
  if octet_length(t) > 100000 then
    t := left(t, 100000);
  end if;
  if is_html and position('<' in t) > 0 then
    if t ~* '<(style|script|!--)' then
      t := regexp_replace(t, '<style[^<>]*?>.*?</style\s*?>', ' ', 'gi');
      t := regexp_replace(t, '<script[^<>]*?>.*?</script\s*?>', ' ', 'gi');
      t := regexp_replace(t, '<!--.*?-->', ' ', 'g');
    end if;
    t := regexp_replace(t, '</?(a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span'
      || '|strike|strong|sub|sup|tt|u|var|wbr)(\s[^<>]*)?/?>', '', 'gi');
    t := regexp_replace(t, '</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<![dD][oO][cC][tT][yY][pP][eE][^<>]*>', ' ', 'g');
  end if;
  if is_html and position('&' in t) > 0 then
    -- the usual ones need no query
    t := replace(replace(replace(t, '&nbsp;', chr(160)), '&lt;', '<'), '&gt;', '>');
    t := replace(replace(t, '&quot;', '"'), '&#39;', '''');
  end if;
  if is_html and position('&' in replace(t, '&amp;', '')) > 0 then
    -- an ampersand last, so that nothing is decoded twice
    for entity, decoded in
      select found.entity, decoded.character
      from (select distinct split_part(left(x.piece, 9), ';', 1) as entity
        from string_to_table(t, '&') with ordinality as x (piece, n)
        where x.n > 1 and position(';' in left(x.piece, 9)) > 1) found
      cross join lateral (select case
        when found.entity ~ '^#[xX][0-9a-fA-F]{1,6}$' then ('x' || lpad(substr(found.entity, 3), 8, '0'))::bit(32)::int
        when found.entity ~ '^#[0-9]{1,7}$' then substr(found.entity, 2)::int end as code) numbered
      cross join lateral (select case
        when numbered.code between 1 and 55295 or numbered.code between 57344 and 1114111 then chr(numbered.code)
        when numbered.code is null then '{"AElig":"\u00c6","Aacute":"\u00c1","Acirc":"\u00c2","Agrave":"\u00c0","Alpha":"\u0391","Aring":"\u00c5",
          "Atilde":"\u00c3","Auml":"\u00c4","Beta":"\u0392","Ccedil":"\u00c7","Chi":"\u03a7","Dagger":"\u2021",
          "Delta":"\u0394","ETH":"\u00d0","Eacute":"\u00c9","Ecirc":"\u00ca","Egrave":"\u00c8","Epsilon":"\u0395",
          "Eta":"\u0397","Euml":"\u00cb","Gamma":"\u0393","Iacute":"\u00cd","Icirc":"\u00ce","Igrave":"\u00cc",
          "Iota":"\u0399","Iuml":"\u00cf","Kappa":"\u039a","Lambda":"\u039b","Mu":"\u039c","Ntilde":"\u00d1",
          "Nu":"\u039d","OElig":"\u0152","Oacute":"\u00d3","Ocirc":"\u00d4","Ograve":"\u00d2","Omega":"\u03a9",
          "Omicron":"\u039f","Oslash":"\u00d8","Otilde":"\u00d5","Ouml":"\u00d6","Phi":"\u03a6","Pi":"\u03a0",
          "Prime":"\u2033","Psi":"\u03a8","Rho":"\u03a1","Scaron":"\u0160","Sigma":"\u03a3","THORN":"\u00de",
          "Tau":"\u03a4","Theta":"\u0398","Uacute":"\u00da","Ucirc":"\u00db","Ugrave":"\u00d9","Upsilon":"\u03a5",
          "Uuml":"\u00dc","Xi":"\u039e","Yacute":"\u00dd","Yuml":"\u0178","Zeta":"\u0396","aacute":"\u00e1",
          "acirc":"\u00e2","acute":"\u00b4","aelig":"\u00e6","agrave":"\u00e0","alefsym":"\u2135","alpha":"\u03b1",
          "amp":"&","and":"\u2227","ang":"\u2220","aring":"\u00e5","asymp":"\u2248","atilde":"\u00e3","auml":"\u00e4",
          "bdquo":"\u201e","beta":"\u03b2","brvbar":"\u00a6","bull":"\u2022","cap":"\u2229","ccedil":"\u00e7",
          "cedil":"\u00b8","cent":"\u00a2","chi":"\u03c7","circ":"\u02c6","clubs":"\u2663","cong":"\u2245",
          "copy":"\u00a9","crarr":"\u21b5","cup":"\u222a","curren":"\u00a4","dArr":"\u21d3","dagger":"\u2020",
          "darr":"\u2193","deg":"\u00b0","delta":"\u03b4","diams":"\u2666","divide":"\u00f7","eacute":"\u00e9",
          "ecirc":"\u00ea","egrave":"\u00e8","empty":"\u2205","emsp":"\u2003","ensp":"\u2002","epsilon":"\u03b5",
          "equiv":"\u2261","eta":"\u03b7","eth":"\u00f0","euml":"\u00eb","euro":"\u20ac","exist":"\u2203","fnof":"\u0192",
          "forall":"\u2200","frac12":"\u00bd","frac14":"\u00bc","frac34":"\u00be","frasl":"\u2044","gamma":"\u03b3",
          "ge":"\u2265","gt":">","hArr":"\u21d4","harr":"\u2194","hearts":"\u2665","hellip":"\u2026","iacute":"\u00ed",
          "icirc":"\u00ee","iexcl":"\u00a1","igrave":"\u00ec","image":"\u2111","infin":"\u221e","int":"\u222b",
          "iota":"\u03b9","iquest":"\u00bf","isin":"\u2208","iuml":"\u00ef","kappa":"\u03ba","lArr":"\u21d0",
          "lambda":"\u03bb","lang":"\u2329","laquo":"\u00ab","larr":"\u2190","lceil":"\u2308","ldquo":"\u201c",
          "le":"\u2264","lfloor":"\u230a","lowast":"\u2217","loz":"\u25ca","lrm":"\u200e","lsaquo":"\u2039",
          "lsquo":"\u2018","lt":"<","macr":"\u00af","mdash":"\u2014","micro":"\u00b5","middot":"\u00b7","minus":"\u2212",
          "mu":"\u03bc","nabla":"\u2207","nbsp":"\u00a0","ndash":"\u2013","ne":"\u2260","ni":"\u220b","not":"\u00ac",
          "notin":"\u2209","nsub":"\u2284","ntilde":"\u00f1","nu":"\u03bd","oacute":"\u00f3","ocirc":"\u00f4",
          "oelig":"\u0153","ograve":"\u00f2","oline":"\u203e","omega":"\u03c9","omicron":"\u03bf","oplus":"\u2295",
          "or":"\u2228","ordf":"\u00aa","ordm":"\u00ba","oslash":"\u00f8","otilde":"\u00f5","otimes":"\u2297",
          "ouml":"\u00f6","para":"\u00b6","part":"\u2202","permil":"\u2030","perp":"\u22a5","phi":"\u03c6","pi":"\u03c0",
          "piv":"\u03d6","plusmn":"\u00b1","pound":"\u00a3","prime":"\u2032","prod":"\u220f","prop":"\u221d",
          "psi":"\u03c8","quot":"\"","rArr":"\u21d2","radic":"\u221a","rang":"\u232a","raquo":"\u00bb","rarr":"\u2192",
          "rceil":"\u2309","rdquo":"\u201d","real":"\u211c","reg":"\u00ae","rfloor":"\u230b","rho":"\u03c1",
          "rlm":"\u200f","rsaquo":"\u203a","rsquo":"\u2019","sbquo":"\u201a","scaron":"\u0161","sdot":"\u22c5",
          "sect":"\u00a7","shy":"\u00ad","sigma":"\u03c3","sigmaf":"\u03c2","sim":"\u223c","spades":"\u2660",
          "sub":"\u2282","sube":"\u2286","sum":"\u2211","sup":"\u2283","sup1":"\u00b9","sup2":"\u00b2","sup3":"\u00b3",
          "supe":"\u2287","szlig":"\u00df","tau":"\u03c4","there4":"\u2234","theta":"\u03b8","thetasym":"\u03d1",
          "thinsp":"\u2009","thorn":"\u00fe","tilde":"\u02dc","times":"\u00d7","trade":"\u2122","uArr":"\u21d1",
          "uacute":"\u00fa","uarr":"\u2191","ucirc":"\u00fb","ugrave":"\u00f9","uml":"\u00a8","upsih":"\u03d2",
          "upsilon":"\u03c5","uuml":"\u00fc","weierp":"\u2118","xi":"\u03be","yacute":"\u00fd","yen":"\u00a5",
          "yuml":"\u00ff","zeta":"\u03b6","zwj":"\u200d","zwnj":"\u200c","apos":"''"}'::jsonb ->> found.entity end as character) decoded
      where decoded.character is not null order by decoded.character = '&' limit 1000
    loop
      t := replace(t, '&' || entity || ';', decoded);
    end loop;
  elsif is_html then
    t := replace(t, '&amp;', '&');
  end if;
  if octet_length(t) = length(t) then
    t := lower(t);
  else
    t := normalize(replace(t, '´', ''''), nfkd);
    t := regexp_replace(t, '[\u0300-\u036F\u00AD\u200B-\u200F\u2060\uFEFF]', '', 'g');
    t := lower(t);
    -- letters that no decomposition folds, quotes and dashes; upper case for databases of the C locale
    if t ~ '[ÆæŒœØøÞþẞßÐðĐđĦħıĸŁłŊŋŦŧɃƀƗɨɄʉƵƶʻʼ«»ς\u0391-\u03A9\u0410-\u042F\u2010-\u201F\u2032\u2033\u2044\u2212]' then
      t := translate(t, 'øđðħıĸŋŧƀɨʉƶłςØĐÐĦŊŦɃƗɄƵŁ'
        || 'ʻʼ‘’‚‛′“”„‟«»″‐‑‒–—―−⁄Α'
        || 'ΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩА'
        || 'БВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯÆŒÞẞ',
        'oddhikntbiuzlσoddhntbiuzl'
        || '''''''''''''''"""""""-------/α'
        || 'βγδεζηθικλμνξοπρστυφχψωа'
        || 'бвгдежзийклмнопрстуфхцчшщъыьэюяæœþß');
      t := replace(replace(replace(replace(t, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    end if;
  end if;
  if t ~ '[\x01-\x1f]|\s\s' then
    -- most line ends are CR LF: one of the two is enough
    t := replace(replace(replace(replace(t, E'\r\n', ' '), E'\n', ' '), E'\r', ' '), E'\t', ' ');
    if t ~ '[\x01-\x1f]|[^\S ]' then
      t := regexp_replace(t, '[\s\x01-\x1f]+', ' ', 'g');
    else
      while position('  ' in t) > 0 loop
        t := replace(t, '  ', ' ');
      end loop;
    end if;
  end if;
  return t;
end $function$;

CREATE OR REPLACE FUNCTION public.search_words(content text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (SELECT string_agg(DISTINCT (pieces.piece COLLATE "C"), ' '::text) AS string_agg FROM regexp_split_to_table(search_words.content, '[\x01-\x2f:-@\[-`{-\u00bf\u2000-\u206f\u3000-\u303f]+'::text) pieces(piece) WHERE (pieces.piece <> ''::text));

CREATE OR REPLACE FUNCTION public.stable_xid()
 RETURNS xid8
 LANGUAGE plpgsql
AS $function$
declare
  here oid := (select oid from pg_database where datname = current_database());
  upper_bound bigint;
  distance bigint;
begin
  perform pg_stat_clear_snapshot();
  upper_bound := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  select max((upper_bound - backend_xid::text::bigint) & 4294967295) into distance
  from pg_stat_activity
  where datid = here
    and backend_xid is not null
    and (upper_bound - backend_xid::text::bigint) & 4294967295 < 2147483648;
  distance := greatest(distance, (
    select max((upper_bound - transaction::text::bigint) & 4294967295)
    from pg_prepared_xact()
    where dbid = here
      and (upper_bound - transaction::text::bigint) & 4294967295 < 2147483648
  ));
  return (upper_bound - coalesce(distance, 0))::text::xid8;
end $function$;

CREATE OR REPLACE FUNCTION public.tag_list(tags text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select array_remove(string_to_array(regexp_replace(lower(btrim(tags)), '\s*,\s*', ',', 'g'), ','), '') $function$;

CREATE OR REPLACE FUNCTION public.tally_ticket()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op <> 'INSERT' and old.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (old.status, old.priority, old.category, old.assigned_team, old.assigned_to, -1, due_day(old.status, old.due_date),
            case when due_day(old.status, old.due_date) is null then 0 else -1 end);
  end if;
  if tg_op <> 'DELETE' and new.deleted_at is null then
    insert into ticket_tally (status, priority, category, assigned_team, assigned_to, n, due_day, due_n)
    values (new.status, new.priority, new.category, new.assigned_team, new.assigned_to, 1, due_day(new.status, new.due_date),
            case when due_day(new.status, new.due_date) is null then 0 else 1 end);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_activity_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from ticket_activity x using removed r where x.ticket = r.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_assignee_checked()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform 1 from users where id = new.assigned_to for key share;
  if not found then
    if tg_op = 'UPDATE' and new.assigned_to = old.assigned_to then
      new.assigned_to := null;
    else
      raise exception 'assignee % does not exist', new.assigned_to using errcode = '23503', constraint = 'tickets_assigned_to';
    end if;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_begun()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into ticket_activity (ticket, at, version, actor, since)
    select id, created_at, version, created_by, 0 from inserted;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_bereft()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_table_name = 'contacts' then
    update tickets set contact = null, updated_at = now(), version = version + 1 where contact = old.id;
  else
    update tickets set zone = null, updated_at = now(), version = version + 1 where zone = old.id;
  end if;
  return old;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_move_begun()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
  select t.id, t.version, greatest(x.at, t.created_at), x.kind, x.was_open, x.is_open, t.company, t.company, t.assigned_team, t.assigned_team, x.actor,
    x.is_late, t.created_at
  from inserted t
  cross join lateral (values
    (1, 'created', t.created_at, false, true, null::uuid, false),
    (2, 'answered', t.first_response_at, true, true, null, false),
    -- of an imported ticket nobody recorded who resolved it; the assignee is the best guess
    (3, 'resolved', t.ended_at, true, false, t.assigned_to, coalesce(t.due_date < t.ended_at, false)),
    (4, 'trashed', t.deleted_at, t.ended_at is null, false, null, false)
  ) as x (place, kind, at, was_open, is_open, actor, is_late)
  where x.at is not null
  order by t.created_at, t.id, x.place;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_move_recorded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  was_open boolean := old.status < 'resolved' and old.deleted_at is null;
  is_open boolean := new.status < 'resolved' and new.deleted_at is null;
  kind text := case
    when old.ended_at is null and new.ended_at is not null then 'resolved'
    when old.ended_at is not null and new.ended_at is null then 'reopened'
    when old.deleted_at is null and new.deleted_at is not null then 'trashed'
    when old.deleted_at is not null and new.deleted_at is null then 'restored'
    else 'moved' end;
  by_user uuid;
begin
  if new.created_at <> old.created_at then
    update ticket_moves m
    set created_at = new.created_at,
      at = case when m.kind = 'created' then new.created_at else greatest(m.at, new.created_at) end
    where m.ticket = new.id;
  end if;
  if kind = 'moved' and new.ended_at <> old.ended_at then
    -- a correction, by an import for example
    update ticket_moves m
    set at = greatest(new.ended_at, new.created_at)
    where m.id = (select max(x.id) from ticket_moves x where x.ticket = new.id and x.kind = 'resolved');
  end if;
  if kind <> 'moved' or (old.company, old.assigned_team) is distinct from (new.company, new.assigned_team) then
    if kind = 'resolved' then
      select case when e.actor_kind = 'user' then e.actor end into by_user
      from events e
      where e.ticket = new.id and e.xid = pg_current_xact_id()
      order by e.id desc
      limit 1;
    end if;
    insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
    values (new.id, new.version,
      case kind when 'resolved' then greatest(new.ended_at, new.created_at) when 'trashed' then new.deleted_at else now() end,
      kind, was_open, is_open, old.company, new.company, old.assigned_team, new.assigned_team, by_user,
      kind = 'resolved' and coalesce(new.due_date < new.ended_at, false), new.created_at);
  end if;
  if new.first_response_at is distinct from old.first_response_at then
    delete from ticket_moves m where m.ticket = new.id and m.kind = 'answered';
    if new.first_response_at is not null then
      select c.author into by_user
      from comments c
      where c.ticket = new.id and not c.is_internal and c.author_kind = 'user' and c.via <> 'automation'
      order by c.created_at, c.id
      limit 1;
      insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, created_at)
      values (new.id, new.version, greatest(new.first_response_at, new.created_at), 'answered', is_open, is_open,
        new.company, new.company, new.assigned_team, new.assigned_team, by_user, new.created_at);
      perform place_first_response(new.id);
    end if;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_move_undone()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.kind = 'ticket.deleted' and exists (select from companies where id = new.about) then
    return null;
  end if;
  perform undo_ticket_moves(new.ticket, new.about)
  where exists (
    select from events e
    where e.ticket = new.ticket and e.about = new.about and e.id < new.id and e.kind like 'ticket.%');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_reworded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_texts x set title = d.title, body = d.body, has_markup = d.has_markup, is_folded = d.is_folded
  from search_document(new.ticket_number, new.subject, new.description) d where x.id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_text_begun()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into ticket_texts (id, company, created_at, deleted_at, title, body, has_markup, is_folded)
    select t.id, t.company, t.created_at, t.deleted_at, d.title, d.body, d.has_markup, d.is_folded
    from inserted t, lateral search_document(t.ticket_number, t.subject, t.description) d;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_text_moved()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update ticket_texts set company = new.company, created_at = new.created_at where id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.ticket_text_removed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from ticket_texts x using removed r where x.id = r.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.trash_record(kind text, record_id uuid, actor uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  source regclass := (kind || 's')::regclass;
  content jsonb;
  parts jsonb := '[]';
  links jsonb := '[]';
  reference record;
  kept_rows jsonb;
begin
  execute format('select to_jsonb(x) from %s x where id = $1 for update', source) into content using record_id;
  if content is null then
    return false;
  end if;
  for reference in
    select c.conrelid::regclass as child, a.attname as child_column, c.confdeltype = 'c' as is_part
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = source and c.confdeltype in ('c', 'n')
  loop
    if reference.is_part then
      execute format('select jsonb_agg(to_jsonb(x)) from %s x where %I = $1', reference.child, reference.child_column)
        into kept_rows using record_id;
      if kept_rows is not null then
        parts := parts || jsonb_build_object('table', reference.child::text, 'rows', kept_rows);
      end if;
    else
      execute format('select jsonb_agg(id) from %s where %I = $1', reference.child, reference.child_column)
        into kept_rows using record_id;
      if kept_rows is not null then
        links := links
          || jsonb_build_object('table', reference.child::text, 'column', reference.child_column, 'ids', kept_rows);
      end if;
    end if;
  end loop;
  insert into deleted_records (id, kind, name, company, content, parts, links, deleted_by)
  values (record_id, kind, content ->> 'name', (content ->> 'company')::uuid, content, parts, links, actor);
  execute format('delete from %s where id = $1', source) using record_id;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.undo_ticket_moves(ticket_id uuid, occasion uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  m ticket_moves;
  present ticket_moves;
  ended boolean := false;
  in_trash boolean := false;
  t tickets;
  undo events;
begin
  delete from ticket_moves x
  where x.ticket = ticket_id
    and x.kind not in ('created', 'answered')
    and x.version in (
      select e.version from events e
      where e.ticket = ticket_id and e.about = occasion and e.kind like 'ticket.%');
  for m in select * from ticket_moves x where x.ticket = ticket_id and x.kind <> 'answered' order by x.id loop
    if m.kind = 'created' then
      present := m;
      continue;
    end if;
    if m.company is not distinct from m.was_company then m.company := present.company; end if;
    if m.team = m.was_team then m.team := present.team; end if;
    if m.kind in ('resolved', 'reopened') and ended <> (m.kind = 'resolved') then
      ended := not ended;
    elsif m.kind in ('trashed', 'restored') and in_trash <> (m.kind = 'trashed') then
      in_trash := not in_trash;
    elsif (m.company, m.team) is distinct from (present.company, present.team) then
      m.kind := 'moved';
      m.actor := null;
      m.is_late := false;
    else
      delete from ticket_moves x where x.id = m.id;
      continue;
    end if;
    m.was_open := present.is_open;
    m.is_open := not ended and not in_trash;
    m.was_company := present.company;
    m.was_team := present.team;
    update ticket_moves x
    set kind = m.kind, was_open = m.was_open, is_open = m.is_open, was_company = m.was_company, company = m.company,
      was_team = m.was_team, team = m.team, actor = m.actor, is_late = m.is_late
    where x.id = m.id;
    present := m;
  end loop;
  select * into t from tickets x where x.id = ticket_id;
  if (ended, in_trash, present.company, present.team)
    is distinct from (t.ended_at is not null, t.deleted_at is not null, t.company, t.assigned_team)
  then
    select * into undo from events e
    where e.ticket = ticket_id and e.about = occasion and e.kind like 'ticket.%'
    order by e.id desc
    limit 1;
    insert into ticket_moves (ticket, version, at, kind, was_open, is_open, was_company, company, was_team, team, actor, is_late, created_at)
    select t.id, t.version, undo.at, x.kind, present.is_open, t.ended_at is null and t.deleted_at is null,
      present.company, t.company, present.team, t.assigned_team,
      case when x.kind = 'resolved' and undo.actor_kind = 'user' then undo.actor end,
      x.kind = 'resolved' and coalesce(t.due_date < undo.at, false), t.created_at
    from (
      select case
        when ended <> (t.ended_at is not null) then case when ended then 'reopened' else 'resolved' end
        when in_trash <> (t.deleted_at is not null) then case when in_trash then 'restored' else 'trashed' end
        else 'moved' end as kind
    ) x;
  end if;
  perform place_first_response(ticket_id);
end $function$;

CREATE OR REPLACE FUNCTION public.view_orphaned()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin delete from views where id = new.id; return null; end $function$;

CREATE OR REPLACE FUNCTION public.wire_time(at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select replace((at at time zone 'UTC')::text, ' ', 'T') || 'Z' $function$;

CREATE OR REPLACE FUNCTION public.with_tags(tags text, added text[], removed text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  with had as (select btrim(x.tag) as tag, x.n from string_to_table(tags, ',') with ordinality as x (tag, n) where btrim(x.tag) <> ''),
    kept as (select tag, n from had where lower(tag) <> all (select lower(x) from unnest(removed) x)),
    more as (select btrim(x.tag) as tag, 1000 + x.n as n from unnest(added) with ordinality as x (tag, n)
      where lower(btrim(x.tag)) <> all (select lower(tag) from kept))
  select case when (select count(*) from had) = (select count(*) from kept) and not exists (select from more) then tags
    else coalesce((select string_agg(tag, ', ' order by n) from (select * from kept union all select * from more) x), '') end
$function$;

create table agent_routing (
  user_id uuid not null,
  state text default 'available'::text not null,
  until timestamp with time zone,
  capacity integer,
  calendar uuid,
  turn bigint,
  shown_state text default 'available'::text not null,
  updated_at timestamp with time zone,
  constraint agent_routing_pkey PRIMARY KEY (user_id),
  constraint agent_routing_state CHECK ((state = ANY (ARRAY['available'::text, 'away'::text, 'off'::text]))),
  constraint agent_routing_calendar FOREIGN KEY (calendar) REFERENCES calendars(id) ON DELETE SET NULL,
  constraint agent_routing_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table agent_routing is
  'Who takes tickets now, and how many at once.';

create table agent_skills (
  user_id uuid not null,
  skill uuid not null,
  constraint agent_skills_pkey PRIMARY KEY (user_id, skill),
  constraint agent_skills_skill FOREIGN KEY (skill) REFERENCES skills(id) ON DELETE CASCADE,
  constraint agent_skills_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX agent_skills_of_skill ON public.agent_skills USING btree (skill);
comment on table agent_skills is
  'The skills of agents.';

create table applied_macros (
  about uuid not null,
  macro uuid not null,
  constraint applied_macros_pkey PRIMARY KEY (about),
  constraint applied_macros_macro FOREIGN KEY (macro) REFERENCES macros(id) ON DELETE CASCADE
);
CREATE INDEX applied_macros_of_macro ON public.applied_macros USING btree (macro);
comment on table applied_macros is
  'The macros that bulk changes applied, for the timelines of tickets. `about` is the ID of the bulk change.';

create table attachments (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  file text not null,
  name text not null,
  size bigint not null,
  sha256 text,
  uploaded_by uuid,
  created_at timestamp with time zone default now() not null,
  comment uuid,
  uploaded_by_kind text default 'user'::text not null,
  uploaded_by_contact uuid,
  uploaded_by_name text,
  origin text default 'web'::text not null,
  content_id text,
  is_inline boolean default false not null,
  constraint attachments_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint attachments_origin CHECK ((origin = ANY (ARRAY['web'::text, 'api'::text, 'mail'::text, 'portal'::text, 'automation'::text, 'import'::text]))),
  constraint attachments_pkey PRIMARY KEY (id),
  constraint attachments_size CHECK ((size >= 0)),
  constraint attachments_uploaded_by_kind CHECK ((uploaded_by_kind = ANY (ARRAY['user'::text, 'contact'::text, 'automation'::text, 'token'::text, 'system'::text]))),
  constraint attachments_comment FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE SET NULL,
  constraint attachments_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX attachments_file ON public.attachments USING btree (file);
CREATE INDEX attachments_newest ON public.attachments USING btree (created_at DESC, id);
CREATE INDEX attachments_of_comment ON public.attachments USING btree (comment) WHERE (comment IS NOT NULL);
CREATE INDEX attachments_of_ticket ON public.attachments USING btree (ticket, created_at DESC, id);
CREATE TRIGGER attachments_deleted AFTER DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION file_unclaimed();
comment on table attachments is
  'Files of tickets and comments; the bytes are in the file store.';

create table automation_runs (
  id bigint generated always as identity not null,
  automation uuid not null,
  name text not null,
  version integer not null,
  rule jsonb not null,
  ticket uuid not null,
  occasion text not null,
  event bigint,
  depth smallint default 0 not null,
  outcome text not null,
  changes jsonb,
  caused bigint[] default '{}'::bigint[] not null,
  error text,
  at timestamp with time zone default now() not null,
  constraint automation_runs_key UNIQUE (automation, ticket, occasion),
  constraint automation_runs_outcome CHECK ((outcome = ANY (ARRAY['done'::text, 'unchanged'::text, 'failed'::text, 'stopped'::text]))),
  constraint automation_runs_pkey PRIMARY KEY (id),
  constraint automation_runs_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX automation_runs_latest ON public.automation_runs USING btree (automation, id);
CREATE INDEX automation_runs_of_ticket ON public.automation_runs USING btree (ticket, id);
CREATE INDEX automation_runs_old ON public.automation_runs USING btree (at);
comment on table automation_runs is
  'Each run of an automation on a ticket, kept for 30 days.';

create table automations (
  id uuid default gen_random_uuid() not null,
  "position" integer not null,
  name text not null,
  trigger jsonb not null,
  filters jsonb default '{}'::jsonb not null,
  actions jsonb not null,
  is_active boolean default true not null,
  paused_at timestamp with time zone,
  paused_because text,
  version integer default 1 not null,
  active_since timestamp with time zone default now() not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint automations_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX automations_name_key ON public.automations USING btree (lower(name));
comment on table automations is
  'Rules that act on tickets after an event or a time, in their order.';

create table bulk_change_items (
  bulk_change uuid not null,
  lot integer not null,
  ticket uuid not null,
  ticket_number text,
  outcome text,
  reason text,
  before jsonb,
  version bigint,
  undo text,
  undo_reason text,
  constraint bulk_change_items_outcome CHECK ((outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'failed'::text]))),
  constraint bulk_change_items_pkey PRIMARY KEY (bulk_change, lot, ticket),
  constraint bulk_change_items_undo CHECK ((undo = ANY (ARRAY['restored'::text, 'skipped'::text]))),
  constraint bulk_change_items_of FOREIGN KEY (bulk_change) REFERENCES bulk_changes(id) ON DELETE CASCADE
) with (fillfactor=70);
CREATE INDEX bulk_change_items_failed ON public.bulk_change_items USING btree (bulk_change, ticket_number, ticket) WHERE (outcome = 'failed'::text);
CREATE INDEX bulk_change_items_skipped ON public.bulk_change_items USING btree (bulk_change, ticket_number, ticket) WHERE (undo = 'skipped'::text);
comment on table bulk_change_items is
  'The tickets of a bulk change, what was done to each, and its values before. Stays when the ticket is deleted.';

create table bulk_change_lots (
  bulk_change uuid not null,
  lot integer not null,
  is_done boolean default false not null,
  is_undone boolean default false not null,
  constraint bulk_change_lots_pkey PRIMARY KEY (bulk_change, lot),
  constraint bulk_change_lots_of FOREIGN KEY (bulk_change) REFERENCES bulk_changes(id) ON DELETE CASCADE
);
comment on table bulk_change_lots is
  'The parts of a bulk change. One server at a time works on one, in one transaction.';

create table bulk_changes (
  id uuid default gen_random_uuid() not null,
  created_by uuid,
  state text default 'running'::text not null,
  changes jsonb not null,
  total integer not null,
  changed integer default 0 not null,
  unchanged integer default 0 not null,
  failed integer default 0 not null,
  restored integer default 0 not null,
  skipped integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  undone_by uuid,
  undone_at timestamp with time zone,
  told_at timestamp with time zone,
  triggers_reactions boolean default false not null,
  message jsonb,
  starts_at timestamp with time zone,
  constraint bulk_changes_pkey PRIMARY KEY (id),
  constraint bulk_changes_state CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text, 'undoing'::text, 'undone'::text, 'failed'::text]))),
  constraint bulk_changes_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint bulk_changes_undone_by FOREIGN KEY (undone_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX bulk_changes_at_work ON public.bulk_changes USING btree (created_at) WHERE (state = ANY (ARRAY['running'::text, 'undoing'::text]));
CREATE INDEX bulk_changes_newest ON public.bulk_changes USING btree (created_at DESC, id);
CREATE INDEX bulk_changes_of_user ON public.bulk_changes USING btree (created_by, created_at DESC, id);
comment on table bulk_changes is
  'Changes of many tickets, each with its progress and its undo.';

create table calendars (
  id uuid default gen_random_uuid() not null,
  name text not null,
  time_zone text not null,
  windows jsonb not null,
  country text default ''::text not null,
  region text default ''::text not null,
  days jsonb default '[]'::jsonb not null,
  version integer default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint calendars_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX calendars_name_key ON public.calendars USING btree (lower(name));
comment on table calendars is
  'Open hours of a week in a time zone, and days that differ.';

create table checklist_items (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  "position" integer not null,
  text text not null,
  done_at timestamp with time zone,
  done_by uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  constraint checklist_items_pkey PRIMARY KEY (id),
  constraint checklist_items_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint checklist_items_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX checklist_items_created_by ON public.checklist_items USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX checklist_items_done_by ON public.checklist_items USING btree (done_by) WHERE (done_by IS NOT NULL);
CREATE INDEX checklist_items_of_ticket ON public.checklist_items USING btree (ticket, "position");
comment on table checklist_items is
  'Steps of tickets, in order, with who did each and when. Customers do not see them.';

create table comments (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  author uuid,
  text text not null,
  is_internal boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  author_kind text default 'user'::text not null,
  author_contact uuid,
  author_name text,
  via text default 'web'::text not null,
  recipients jsonb,
  constraint comments_author_kind CHECK ((author_kind = ANY (ARRAY['user'::text, 'contact'::text, 'automation'::text, 'token'::text, 'system'::text]))),
  constraint comments_pkey PRIMARY KEY (id),
  constraint comments_via CHECK ((via = ANY (ARRAY['web'::text, 'api'::text, 'mail'::text, 'portal'::text, 'automation'::text, 'import'::text]))),
  constraint comments_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX comments_of_ticket ON public.comments USING btree (ticket, created_at, id);
CREATE INDEX comments_oldest ON public.comments USING btree (created_at, id) INCLUDE (author, is_internal);
CREATE INDEX comments_search ON public.comments USING gin (search_text(text, true) gin_trgm_ops);
CREATE CONSTRAINT TRIGGER comment_left AFTER UPDATE OF ticket ON comments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.ticket IS DISTINCT FROM new.ticket) EXECUTE FUNCTION comment_left();
CREATE CONSTRAINT TRIGGER comment_moved AFTER UPDATE OF ticket ON comments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.ticket IS DISTINCT FROM new.ticket) EXECUTE FUNCTION comment_moved();
CREATE CONSTRAINT TRIGGER comment_removed AFTER DELETE ON comments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION comment_left();
CREATE TRIGGER comments_added AFTER INSERT ON comments REFERENCING NEW TABLE AS new_comments FOR EACH STATEMENT EXECUTE FUNCTION comments_added();
CREATE CONSTRAINT TRIGGER comments_mention_moved AFTER UPDATE OF ticket ON comments DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.ticket IS DISTINCT FROM new.ticket) EXECUTE FUNCTION mention_moved();
comment on table comments is
  'Replies and internal notes.';

create table companies (
  id uuid default gen_random_uuid() not null,
  name text not null,
  country text default ''::text not null,
  city text default ''::text not null,
  state text default ''::text not null,
  postal_code text default ''::text not null,
  address_line1 text default ''::text not null,
  address_line2 text default ''::text not null,
  industry text default ''::text not null,
  website text default ''::text not null,
  phone text default ''::text not null,
  email text default ''::text not null,
  billing_entity text default ''::text not null,
  legal_entity_name text default ''::text not null,
  tax_id text default ''::text not null,
  branch text default ''::text not null,
  current_plan text default ''::text not null,
  location_count integer default 1 not null,
  music_zone_count integer default 1 not null,
  notes text default ''::text not null,
  it_notes text default ''::text not null,
  is_active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  constraint companies_name_length CHECK (((length(name) >= 1) AND (length(name) <= 255))),
  constraint companies_pkey PRIMARY KEY (id)
);
CREATE INDEX companies_by_key ON public.companies USING btree (company_key(name)) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX companies_name_key ON public.companies USING btree (name) WHERE (deleted_at IS NULL);
CREATE INDEX companies_name_search ON public.companies USING gin (name gin_trgm_ops);
CREATE INDEX companies_search ON public.companies USING gin (search_text(name, false) gin_trgm_ops);
CREATE TRIGGER companies_renamed AFTER UPDATE ON companies FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION names_changed();
CREATE TRIGGER companies_trashed AFTER UPDATE ON companies FOR EACH ROW WHEN (old.deleted_at IS DISTINCT FROM new.deleted_at) EXECUTE FUNCTION company_trashed();
comment on table companies is
  'Customers. A deleted company keeps its row, because its tickets refer to it.';

create table company_restores (
  company uuid not null,
  actor uuid,
  deleted_at timestamp with time zone not null,
  begun_at timestamp with time zone default now() not null,
  constraint company_restores_pkey PRIMARY KEY (company),
  constraint company_restores_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
comment on table company_restores is
  'Restored companies whose tickets are not all back from the trash yet. They follow a few thousand at a time.';

create table company_trashings (
  company uuid not null,
  actor uuid,
  begun_at timestamp with time zone default now() not null,
  constraint company_trashings_pkey PRIMARY KEY (company),
  constraint company_trashings_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
comment on table company_trashings is
  'Deleted companies whose tickets are not all in the trash yet. They follow a few thousand at a time.';

create table contact_addresses (
  contact uuid not null,
  address_key text not null,
  address text not null,
  verified_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  id uuid default gen_random_uuid() not null,
  constraint contact_addresses_pkey PRIMARY KEY (contact, address_key),
  constraint contact_addresses_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE
);
CREATE INDEX contact_addresses_by_key ON public.contact_addresses USING btree (address_key);
CREATE UNIQUE INDEX contact_addresses_id_key ON public.contact_addresses USING btree (id);
comment on table contact_addresses is
  'Every email address of a contact, the one in contacts.email included.';

create table contact_form_settings (
  is_only boolean default true not null,
  is_enabled boolean default false not null,
  origins text[] default '{}'::text[] not null,
  updated_at timestamp with time zone default now() not null,
  on_help_center boolean default true not null,
  constraint contact_form_settings_one_row CHECK (is_only),
  constraint contact_form_settings_pkey PRIMARY KEY (is_only)
);
comment on table contact_form_settings is
  'Whether other sites may show the contact form, and which sites.';

create table contacts (
  id uuid default gen_random_uuid() not null,
  company uuid,
  name text not null,
  email text default ''::text not null,
  phone text default ''::text not null,
  mobile text default ''::text not null,
  title text default ''::text not null,
  department text default ''::text not null,
  contact_type text default 'General'::text not null,
  is_primary boolean default false not null,
  is_active boolean default true not null,
  preferred_contact_method text default 'Email'::text not null,
  linkedin_url text default ''::text not null,
  notes text default ''::text not null,
  last_contacted timestamp with time zone,
  receives_notifications boolean default true not null,
  receives_renewal_emails boolean default true not null,
  receives_seasonal_emails boolean default true not null,
  receives_payment_emails boolean default true not null,
  receives_quarterly_emails boolean default true not null,
  receives_soundtrack_alerts boolean default false not null,
  receives_quote_emails boolean default true not null,
  receives_contract_emails boolean default true not null,
  receives_invoice_emails boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  twin integer default 0 not null,
  constraint contacts_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint contacts_pkey PRIMARY KEY (id),
  constraint contacts_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
CREATE INDEX contacts_by_name ON public.contacts USING btree (name, id);
CREATE UNIQUE INDEX contacts_company_email_key ON public.contacts USING btree (company, lower(email), twin) WHERE (email <> ''::text);
CREATE UNIQUE INDEX contacts_email_key ON public.contacts USING btree (lower(email)) WHERE ((company IS NULL) AND (email <> ''::text));
CREATE INDEX contacts_of_company ON public.contacts USING btree (company, name, id);
CREATE INDEX contacts_search ON public.contacts USING gin (search_text(name, false) gin_trgm_ops, search_text(email, false) gin_trgm_ops);
CREATE TRIGGER contacts_address AFTER INSERT ON contacts FOR EACH ROW WHEN (new.email <> ''::text) EXECUTE FUNCTION contact_address_changed();
CREATE TRIGGER contacts_deleted AFTER DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION names_changed();
CREATE TRIGGER contacts_leave BEFORE DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION ticket_bereft();
CREATE TRIGGER contacts_readdressed AFTER UPDATE OF email ON contacts FOR EACH ROW WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION contact_address_changed();
CREATE TRIGGER contacts_remembered BEFORE DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION person_left();
CREATE TRIGGER contacts_renamed AFTER UPDATE ON contacts FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION names_changed();
comment on table contacts is
  'People at companies, or without one.';

create table deleted_records (
  id uuid not null,
  kind text not null,
  name text not null,
  company uuid,
  content jsonb not null,
  parts jsonb not null,
  links jsonb not null,
  deleted_at timestamp with time zone default now() not null,
  deleted_by uuid,
  constraint deleted_records_kind CHECK ((kind = ANY (ARRAY['contact'::text, 'zone'::text]))),
  constraint deleted_records_pkey PRIMARY KEY (id),
  constraint deleted_records_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
CREATE INDEX deleted_records_by_age ON public.deleted_records USING btree (kind, deleted_at DESC, id);
CREATE INDEX deleted_records_of_company ON public.deleted_records USING btree (company) WHERE (company IS NOT NULL);
CREATE INDEX deleted_records_of_user ON public.deleted_records USING btree (deleted_by) WHERE (deleted_by IS NOT NULL);
comment on table deleted_records is
  'The trash of contacts and zones: each deleted row, the rows deleted with it, and the links to it.';

create table deleted_views (
  id uuid not null,
  owner uuid,
  name text not null,
  is_shared boolean not null,
  filters jsonb not null,
  ordering text not null,
  columns text[] not null,
  "position" integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone default now() not null,
  deleted_by uuid not null,
  constraint deleted_views_pkey PRIMARY KEY (id),
  constraint deleted_views_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX deleted_views_of_owner ON public.deleted_views USING btree (owner);
comment on table deleted_views is
  'Views that can be restored for 30 days.';

create table delivery_attempts (
  id bigint generated always as identity not null,
  email uuid not null,
  at timestamp with time zone default now() not null,
  outcome text,
  smtp_code integer,
  enhanced_code text,
  reply text,
  server text,
  ms integer,
  constraint delivery_attempts_outcome CHECK ((outcome = ANY (ARRAY['accepted'::text, 'deferred'::text, 'failed'::text, 'unknown'::text, 'unreachable'::text, 'delivered'::text, 'delayed'::text, 'bounced'::text, 'perhaps_bounced'::text]))),
  constraint delivery_attempts_pkey PRIMARY KEY (id),
  constraint delivery_attempts_email FOREIGN KEY (email) REFERENCES outgoing_emails(id) ON DELETE CASCADE
);
CREATE INDEX delivery_attempts_of_email ON public.delivery_attempts USING btree (email, id);
comment on table delivery_attempts is
  'Every attempt to deliver an email, with the server''s response.';

create table desk_logo (
  is_only boolean default true not null,
  type text not null,
  bytes bytea not null,
  hash text not null,
  updated_at timestamp with time zone default now() not null,
  constraint desk_logo_one_row CHECK (is_only),
  constraint desk_logo_pkey PRIMARY KEY (is_only),
  constraint desk_logo_size CHECK ((octet_length(bytes) <= 204800)),
  constraint desk_logo_type CHECK ((type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);
comment on table desk_logo is
  'The picture that the help center and emails show beside the desk''s name. Without a row, there is none.';

create table desk_settings (
  is_only boolean default true not null,
  public_since timestamp with time zone,
  constraint desk_settings_one_row CHECK (is_only),
  constraint desk_settings_pkey PRIMARY KEY (is_only)
);
comment on table desk_settings is
  'Settings that are set once, such as the time from which contacts can see new tickets.';

create table digest_items (
  id bigint generated always as identity not null,
  user_id uuid not null,
  kind text not null,
  ticket uuid not null,
  actor_name text default ''::text not null,
  cause bigint not null,
  at timestamp with time zone default now() not null,
  email uuid,
  constraint digest_items_pkey PRIMARY KEY (id),
  constraint digest_items_email FOREIGN KEY (email) REFERENCES outgoing_emails(id) ON DELETE CASCADE,
  constraint digest_items_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint digest_items_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX digest_items_cause_key ON public.digest_items USING btree (cause, user_id);
CREATE INDEX digest_items_of_email ON public.digest_items USING btree (email, id) WHERE (email IS NOT NULL);
CREATE INDEX digest_items_of_ticket ON public.digest_items USING btree (ticket);
CREATE INDEX digest_items_waiting ON public.digest_items USING btree (user_id, id) WHERE (email IS NULL);
comment on table digest_items is
  'Notifications that wait for a user''s next digest.';

create table draft_files (
  id uuid default gen_random_uuid() not null,
  owner uuid,
  reply uuid,
  file text not null,
  name text not null,
  size bigint not null,
  sha256 text,
  created_at timestamp with time zone default now() not null,
  unused_since timestamp with time zone,
  constraint draft_files_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint draft_files_pkey PRIMARY KEY (id),
  constraint draft_files_size CHECK ((size >= 0)),
  constraint draft_files_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL,
  constraint draft_files_reply FOREIGN KEY (reply) REFERENCES replies(id) ON DELETE SET NULL
);
CREATE INDEX draft_files_file ON public.draft_files USING btree (file);
CREATE INDEX draft_files_of_owner ON public.draft_files USING btree (owner);
CREATE INDEX draft_files_of_reply ON public.draft_files USING btree (reply) WHERE (reply IS NOT NULL);
comment on table draft_files is
  'Files of drafts and waiting replies.';

create table drafts (
  owner uuid not null,
  ticket uuid not null,
  text text default ''::text not null,
  is_internal boolean default false not null,
  status ticket_status,
  files uuid[] default '{}'::uuid[] not null,
  version bigint default nextval('draft_versions'::regclass) not null,
  updated_at timestamp with time zone default now() not null,
  recipients jsonb,
  changes jsonb default '{}'::jsonb not null,
  macros uuid[] default '{}'::uuid[] not null,
  constraint drafts_pkey PRIMARY KEY (owner, ticket),
  constraint drafts_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE CASCADE,
  constraint drafts_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX drafts_of_ticket ON public.drafts USING btree (ticket);
comment on table drafts is
  'Replies that a user has begun to write, one for each ticket.';

create table due_reminders (
  ticket uuid not null,
  kind text not null,
  due_date timestamp with time zone not null,
  written_at timestamp with time zone default now() not null,
  constraint due_reminders_kind CHECK ((kind = ANY (ARRAY['due_soon'::text, 'overdue'::text]))),
  constraint due_reminders_pkey PRIMARY KEY (ticket, kind, due_date),
  constraint due_reminders_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
comment on table due_reminders is
  'Which reminders of due tickets were sent.';

create table email_messages (
  id uuid default gen_random_uuid() not null,
  incoming uuid not null,
  ticket uuid not null,
  comment uuid,
  message_id text,
  in_reply_to text,
  reference_ids text[] default '{}'::text[] not null,
  from_address text not null,
  from_name text default ''::text not null,
  recipients jsonb default '[]'::jsonb not null,
  copies jsonb default '[]'::jsonb not null,
  sent_at timestamp with time zone,
  is_automatic boolean default false not null,
  quoted_html text default ''::text not null,
  created_at timestamp with time zone default now() not null,
  constraint email_messages_pkey PRIMARY KEY (id),
  constraint email_messages_comment FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE SET NULL,
  constraint email_messages_incoming FOREIGN KEY (incoming) REFERENCES incoming_emails(id) ON DELETE CASCADE,
  constraint email_messages_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX email_messages_incoming_key ON public.email_messages USING btree (incoming);
CREATE INDEX email_messages_message_id ON public.email_messages USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX email_messages_of_comment ON public.email_messages USING btree (comment) WHERE (comment IS NOT NULL);
CREATE INDEX email_messages_of_ticket ON public.email_messages USING btree (ticket);
comment on table email_messages is
  'Message-IDs of incoming and outgoing emails, by which replies find their ticket.';

create table email_settings (
  is_only boolean default true not null,
  desk_name text default ''::text not null,
  color text default '#2f6fde'::text not null,
  updated_at timestamp with time zone default now() not null,
  reopens_on_thanks boolean default false not null,
  remote_pictures text default 'ask'::text not null,
  constraint email_settings_color CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
  constraint email_settings_one_row CHECK (is_only),
  constraint email_settings_pkey PRIMARY KEY (is_only),
  constraint email_settings_remote_pictures CHECK ((remote_pictures = ANY (ARRAY['ask'::text, 'show'::text, 'never'::text])))
);
comment on table email_settings is
  'How the desk sends and receives email.';

create table email_templates (
  kind text not null,
  language text not null,
  subject text not null,
  body text not null,
  updated_by uuid,
  updated_at timestamp with time zone default now() not null,
  footer text default ''::text not null,
  constraint email_templates_pkey PRIMARY KEY (kind, language),
  constraint email_templates_updated_by FOREIGN KEY (updated_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX email_templates_updated_by ON public.email_templates USING btree (updated_by) WHERE (updated_by IS NOT NULL);
comment on table email_templates is
  'Texts of emails that an Admin has changed.';

create table erasures (
  id uuid default gen_random_uuid() not null,
  contact uuid not null,
  erased_by uuid,
  erased_at timestamp with time zone default now() not null,
  counts jsonb not null,
  constraint erasures_pkey PRIMARY KEY (id),
  constraint erasures_erased_by FOREIGN KEY (erased_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX erasures_by_time ON public.erasures USING btree (erased_at DESC, id);
CREATE INDEX erasures_of_user ON public.erasures USING btree (erased_by) WHERE (erased_by IS NOT NULL);
comment on table erasures is
  'Contacts that were erased, by their former IDs.';

create table event_readers (
  name text not null,
  xid xid8 not null,
  id bigint not null,
  failures integer default 0 not null,
  failed_event bigint,
  next_try_at timestamp with time zone default now() not null,
  last_error text,
  constraint event_readers_pkey PRIMARY KEY (name)
);
comment on table event_readers is
  'How far each reaction has read the events.';

create table events (
  id bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  at timestamp with time zone default now() not null,
  kind text not null,
  actor uuid,
  ticket uuid,
  about uuid,
  changes jsonb,
  version bigint,
  is_quiet boolean default false not null,
  actor_kind text default 'user'::text not null,
  actor_name text,
  cause bigint,
  depth smallint default 0 not null,
  triggers_reactions boolean default true not null,
  constraint events_actor_kind CHECK ((actor_kind = ANY (ARRAY['user'::text, 'contact'::text, 'automation'::text, 'token'::text, 'system'::text]))),
  constraint events_pkey PRIMARY KEY (id)
);
CREATE INDEX events_in_order ON public.events USING btree (xid, id) WHERE (NOT is_quiet);
CREATE INDEX events_of_ticket ON public.events USING btree (ticket, id) WHERE (ticket IS NOT NULL);
CREATE TRIGGER events_moves_undone AFTER INSERT ON events FOR EACH ROW WHEN (new.about IS NOT NULL AND (new.kind = ANY (ARRAY['ticket.undone'::text, 'ticket.restored'::text, 'ticket.deleted'::text]))) EXECUTE FUNCTION ticket_move_undone();
CREATE TRIGGER events_versioned BEFORE INSERT ON events FOR EACH ROW WHEN (new.ticket IS NOT NULL AND new.version IS NULL) EXECUTE FUNCTION event_version();
comment on table events is
  'What happened. An event is inserted in the transaction of the change that it reports.';

create table former_people (
  id uuid not null,
  kind text not null,
  name text not null,
  role text,
  left_at timestamp with time zone default now() not null,
  constraint former_people_kind CHECK ((kind = ANY (ARRAY['user'::text, 'contact'::text]))),
  constraint former_people_pkey PRIMARY KEY (id)
);
comment on table former_people is
  'Names of deleted users and contacts, shown with what they wrote and did.';

create table home (
  is_only boolean default true not null,
  mark text not null,
  constraint home_one_row CHECK (is_only),
  constraint home_pkey PRIMARY KEY (is_only)
);
comment on table home is
  'The PostgreSQL and database in which these rows were written. In a restored copy, transaction IDs mean nothing.';

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  fingerprint text not null,
  status integer,
  headers jsonb,
  body text,
  created_at timestamp with time zone default now() not null,
  is_body_kept boolean default true not null,
  object_id uuid,
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
  constraint idempotency_keys_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);
comment on table idempotency_keys is
  'Responses to requests with an Idempotency-Key, so that a repeated request changes nothing and gets the same response.';

create table imap_cursors (
  mailbox uuid not null,
  source text,
  uid_validity bigint,
  last_uid bigint default 0 not null,
  moved_uid bigint default 0 not null,
  starts_after timestamp with time zone,
  renumbered_uid bigint default 0 not null,
  fetching_uid bigint,
  fetching_tries integer default 0 not null,
  lease uuid,
  leased_until timestamp with time zone,
  settings text,
  read_at timestamp with time zone,
  failures integer default 0 not null,
  failing_since timestamp with time zone,
  last_error text,
  retry_at timestamp with time zone,
  constraint imap_cursors_pkey PRIMARY KEY (mailbox),
  constraint imap_cursors_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE
) with (fillfactor=80);
comment on table imap_cursors is
  'How far the folder of each mailbox has been read. One server at a time reads it, under a lease.';

create table imported_rows (
  id uuid not null,
  model text not null,
  hashes integer[] not null,
  constraint imported_rows_pkey PRIMARY KEY (id)
);
comment on table imported_rows is
  'Rows that were imported, with hashes by which a repeated import finds changes.';

create table imports (
  id bigint generated always as identity not null,
  begun_at timestamp with time zone default now() not null,
  last_event bigint not null,
  zone text not null,
  constraint imports_pkey PRIMARY KEY (id)
);
comment on table imports is
  'Imports, each with the last event before it. Whatever happened after the first one prevents an undo.';

create table incoming_emails (
  id uuid default gen_random_uuid() not null,
  serial bigint generated always as identity not null,
  mailbox uuid,
  arrived_by text not null,
  arrival_key text,
  received_at timestamp with time zone default now() not null,
  file text,
  size bigint not null,
  sha256 text not null,
  envelope jsonb default '{}'::jsonb not null,
  state text default 'received'::text not null,
  outcome text,
  reason text,
  reason_detail text,
  matched_by text,
  matched_text text,
  message_id text,
  from_address text,
  from_name text,
  subject text,
  body_hash text,
  ticket uuid,
  comment uuid,
  duplicate_of uuid,
  signals jsonb default '[]'::jsonb not null,
  auth jsonb,
  suggestions jsonb default '[]'::jsonb not null,
  tries integer default 0 not null,
  released_by uuid,
  chosen_ticket uuid,
  locked_until timestamp with time zone,
  ended_at timestamp with time zone,
  full_size bigint,
  constraint incoming_emails_arrived_by CHECK ((arrived_by = ANY (ARRAY['http'::text, 'pipe'::text, 'smtp'::text, 'imap'::text]))),
  constraint incoming_emails_matched_by CHECK ((matched_by = ANY (ARRAY['token'::text, 'message_id'::text, 'subject'::text, 'new'::text, 'person'::text]))),
  constraint incoming_emails_outcome CHECK ((outcome = ANY (ARRAY['ticket'::text, 'reply'::text, 'third_party'::text, 'bounce'::text, 'automatic'::text, 'duplicate'::text]))),
  constraint incoming_emails_pkey PRIMARY KEY (id),
  constraint incoming_emails_state CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'quarantined'::text, 'held'::text, 'rejected'::text]))),
  constraint incoming_emails_chosen_ticket FOREIGN KEY (chosen_ticket) REFERENCES tickets(id) ON DELETE SET NULL,
  constraint incoming_emails_comment FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE SET NULL,
  constraint incoming_emails_duplicate_of FOREIGN KEY (duplicate_of) REFERENCES incoming_emails(id) ON DELETE SET NULL,
  constraint incoming_emails_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE SET NULL,
  constraint incoming_emails_released_by FOREIGN KEY (released_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint incoming_emails_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE SET NULL
) with (fillfactor=80);
CREATE UNIQUE INDEX incoming_emails_arrival_key ON public.incoming_emails USING btree (mailbox, arrived_by, arrival_key) WHERE (arrival_key IS NOT NULL);
CREATE INDEX incoming_emails_by_state ON public.incoming_emails USING btree (state, received_at DESC, id);
CREATE INDEX incoming_emails_chosen_ticket ON public.incoming_emails USING btree (chosen_ticket) WHERE (chosen_ticket IS NOT NULL);
CREATE INDEX incoming_emails_duplicate_of ON public.incoming_emails USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE INDEX incoming_emails_message_id ON public.incoming_emails USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX incoming_emails_newest ON public.incoming_emails USING btree (received_at DESC, id);
CREATE INDEX incoming_emails_of_comment ON public.incoming_emails USING btree (comment) WHERE (comment IS NOT NULL);
CREATE INDEX incoming_emails_of_mailbox ON public.incoming_emails USING btree (mailbox, received_at DESC) WHERE (mailbox IS NOT NULL);
CREATE INDEX incoming_emails_of_sender ON public.incoming_emails USING btree (from_address, received_at) WHERE (from_address IS NOT NULL);
CREATE INDEX incoming_emails_of_ticket ON public.incoming_emails USING btree (ticket) WHERE (ticket IS NOT NULL);
CREATE INDEX incoming_emails_released_by ON public.incoming_emails USING btree (released_by) WHERE (released_by IS NOT NULL);
CREATE INDEX incoming_emails_sha256 ON public.incoming_emails USING btree (sha256);
CREATE INDEX incoming_emails_waiting ON public.incoming_emails USING btree (serial) WHERE (state = 'received'::text);
CREATE INDEX incoming_emails_with_source ON public.incoming_emails USING btree (ended_at) WHERE ((file IS NOT NULL) AND (ended_at IS NOT NULL));
comment on table incoming_emails is
  'Emails that were received, what became of each, and why.';

create table internal_descriptions (
  ticket uuid not null,
  constraint internal_descriptions_pkey PRIMARY KEY (ticket),
  constraint internal_descriptions_ticket_fkey FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
comment on table internal_descriptions is
  'Tickets whose description was an internal note. It is never sent to a customer.';

create table kb_articles (
  id uuid default gen_random_uuid() not null,
  category uuid,
  slug text not null,
  state text default 'draft'::text not null,
  visibility text default 'internal'::text not null,
  teams text[] default '{}'::text[] not null,
  language text default 'en'::text not null,
  owner uuid,
  review_at date,
  "position" integer default 0 not null,
  version integer default 1 not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  published_at timestamp with time zone,
  constraint kb_articles_pkey PRIMARY KEY (id),
  constraint kb_articles_slug_key UNIQUE (slug),
  constraint kb_articles_state CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'archived'::text]))),
  constraint kb_articles_visibility CHECK ((visibility = ANY (ARRAY['public'::text, 'signed_in'::text, 'internal'::text, 'team'::text]))),
  constraint kb_articles_category FOREIGN KEY (category) REFERENCES kb_categories(id),
  constraint kb_articles_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint kb_articles_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX kb_articles_created_by ON public.kb_articles USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX kb_articles_of_category ON public.kb_articles USING btree (category);
CREATE INDEX kb_articles_owner ON public.kb_articles USING btree (owner) WHERE (owner IS NOT NULL);
comment on table kb_articles is
  'Articles of the knowledge base. The visibility of an article and of all categories above it decides who sees it.';

create table kb_categories (
  id uuid default gen_random_uuid() not null,
  parent uuid,
  "position" integer default 0 not null,
  slug text not null,
  name text not null,
  names jsonb default '{}'::jsonb not null,
  visibility text default 'internal'::text not null,
  teams text[] default '{}'::text[] not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint kb_categories_not_its_parent CHECK ((parent <> id)),
  constraint kb_categories_pkey PRIMARY KEY (id),
  constraint kb_categories_slug_key UNIQUE (slug),
  constraint kb_categories_visibility CHECK ((visibility = ANY (ARRAY['public'::text, 'signed_in'::text, 'internal'::text, 'team'::text]))),
  constraint kb_categories_parent FOREIGN KEY (parent) REFERENCES kb_categories(id)
);
CREATE INDEX kb_categories_of_parent ON public.kb_categories USING btree (parent);
comment on table kb_categories is
  'Categories of the knowledge base, a tree. Only those who see all categories above a category see it.';

create table kb_feedback (
  id uuid default gen_random_uuid() not null,
  article uuid not null,
  language text not null,
  is_helpful boolean not null,
  comment text default ''::text not null,
  visitor bytea not null,
  created_at timestamp with time zone default now() not null,
  constraint kb_feedback_pkey PRIMARY KEY (id),
  constraint kb_feedback_visitor_key UNIQUE (article, visitor),
  constraint kb_feedback_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE
);
comment on table kb_feedback is
  'What readers answered to "Was this helpful?".';

create table kb_files (
  id uuid default gen_random_uuid() not null,
  article uuid not null,
  file text not null,
  name text not null,
  size bigint not null,
  sha256 text,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  constraint kb_files_file_key UNIQUE (file),
  constraint kb_files_pkey PRIMARY KEY (id),
  constraint kb_files_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE,
  constraint kb_files_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX kb_files_created_by ON public.kb_files USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX kb_files_of_article ON public.kb_files USING btree (article, created_at);
comment on table kb_files is
  'Pictures and other files of articles, visible to those who see the article.';

create table kb_former_slugs (
  slug text not null,
  article uuid not null,
  constraint kb_former_slugs_pkey PRIMARY KEY (slug),
  constraint kb_former_slugs_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE
);
CREATE INDEX kb_former_slugs_of_article ON public.kb_former_slugs USING btree (article);
comment on table kb_former_slugs is
  'Former addresses of articles. They lead to the current ones.';

create table kb_offered (
  offer uuid not null,
  article uuid not null,
  opened_at timestamp with time zone,
  constraint kb_offered_pkey PRIMARY KEY (offer, article),
  constraint kb_offered_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE,
  constraint kb_offered_offer FOREIGN KEY (offer) REFERENCES kb_offers(id) ON DELETE CASCADE
);
CREATE INDEX kb_offered_of_article ON public.kb_offered USING btree (article);
comment on table kb_offered is
  'The articles of each row of kb_offers, and whether the customer opened them.';

create table kb_offers (
  id uuid default gen_random_uuid() not null,
  contact uuid,
  offered_at timestamp with time zone default now() not null,
  form bytea,
  constraint kb_offers_pkey PRIMARY KEY (id),
  constraint kb_offers_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE SET NULL
);
CREATE INDEX kb_offers_of_contact ON public.kb_offers USING btree (contact, offered_at DESC) WHERE (contact IS NOT NULL);
CREATE INDEX kb_offers_of_form ON public.kb_offers USING btree (form) WHERE (form IS NOT NULL);
CREATE INDEX kb_offers_offered_at ON public.kb_offers USING btree (offered_at);
comment on table kb_offers is
  'Times when the form of the help center or the contact form suggested articles.';

create table kb_searches (
  day date default CURRENT_DATE not null,
  place text not null,
  words text not null,
  searcher bytea not null,
  searched_at timestamp with time zone default now() not null,
  constraint kb_searches_pkey PRIMARY KEY (day, words, place, searcher),
  constraint kb_searches_place CHECK ((place = ANY (ARRAY['help_center'::text, 'app'::text])))
);
comment on table kb_searches is
  'Searches for articles that had no hits. Kept for 180 days.';

create table kb_texts (
  article uuid not null,
  language text not null,
  title text not null,
  html text not null,
  version integer default 1 not null,
  author uuid,
  updated_at timestamp with time zone default now() not null,
  live_version integer,
  live_title text,
  live_html text,
  search_title text generated always as (search_text(live_title, false)) stored,
  search_body text generated always as (search_text(live_html, true)) stored,
  words text generated always as (search_words(((search_text(live_title, false) || ' '::text) || search_text(live_html, true)))) stored,
  parts text[],
  title_words text[],
  parts_version integer,
  constraint kb_texts_pkey PRIMARY KEY (article, language),
  constraint kb_texts_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE
);
CREATE INDEX kb_texts_author ON public.kb_texts USING btree (author) WHERE (author IS NOT NULL);
CREATE INDEX kb_texts_parts ON public.kb_texts USING gin (string_to_array(words, ' '::text), parts, title_words);
CREATE INDEX kb_texts_search ON public.kb_texts USING gin (search_title gin_trgm_ops, search_body gin_trgm_ops);
CREATE INDEX kb_texts_words ON public.kb_texts USING gin (words gin_trgm_ops);
comment on table kb_texts is
  'Texts of articles, one per language: the newest version, and in the columns live_… the published one.';

create table kb_uses (
  id bigint generated always as identity not null,
  article uuid not null,
  ticket uuid,
  how text not null,
  used_by uuid,
  used_at timestamp with time zone default now() not null,
  constraint kb_uses_how CHECK ((how = ANY (ARRAY['shown'::text, 'opened'::text, 'inserted'::text, 'linked'::text]))),
  constraint kb_uses_pkey PRIMARY KEY (id),
  constraint kb_uses_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE,
  constraint kb_uses_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE SET NULL,
  constraint kb_uses_used_by FOREIGN KEY (used_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX kb_uses_of_article ON public.kb_uses USING btree (article, used_at);
CREATE INDEX kb_uses_of_ticket ON public.kb_uses USING btree (ticket) WHERE (ticket IS NOT NULL);
CREATE UNIQUE INDEX kb_uses_shown ON public.kb_uses USING btree (ticket, article, used_by) WHERE (how = 'shown'::text);
CREATE INDEX kb_uses_used_by ON public.kb_uses USING btree (used_by) WHERE (used_by IS NOT NULL);
comment on table kb_uses is
  'Articles that agents were shown or opened beside a ticket, or put into a reply.';

create table kb_versions (
  article uuid not null,
  language text not null,
  version integer not null,
  title text not null,
  html text not null,
  author uuid,
  created_at timestamp with time zone default now() not null,
  constraint kb_versions_pkey PRIMARY KEY (article, language, version),
  constraint kb_versions_article FOREIGN KEY (article) REFERENCES kb_articles(id) ON DELETE CASCADE
);
CREATE INDEX kb_versions_author ON public.kb_versions USING btree (author) WHERE (author IS NOT NULL);
comment on table kb_versions is
  'Every version of every text of an article.';

create table macro_uses (
  id bigint generated always as identity not null,
  macro uuid not null,
  ticket uuid,
  user_id uuid,
  used_at timestamp with time zone default now() not null,
  constraint macro_uses_pkey PRIMARY KEY (id),
  constraint macro_uses_macro FOREIGN KEY (macro) REFERENCES macros(id) ON DELETE CASCADE,
  constraint macro_uses_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE SET NULL,
  constraint macro_uses_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX macro_uses_of_macro ON public.macro_uses USING btree (macro, used_at);
CREATE INDEX macro_uses_of_ticket ON public.macro_uses USING btree (ticket);
CREATE INDEX macro_uses_of_user ON public.macro_uses USING btree (user_id, macro, used_at);
comment on table macro_uses is
  'Each time a macro was applied to a ticket, and by whom.';

create table macros (
  id uuid default gen_random_uuid() not null,
  name text not null,
  folder text default ''::text not null,
  scope text not null,
  team text default ''::text not null,
  owner uuid,
  texts jsonb default '{}'::jsonb not null,
  is_internal boolean default false not null,
  changes jsonb default '{}'::jsonb not null,
  inputs jsonb default '[]'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint macros_pkey PRIMARY KEY (id),
  constraint macros_scope CHECK ((scope = ANY (ARRAY['own'::text, 'team'::text, 'shared'::text]))),
  constraint macros_team CHECK (((scope = 'team'::text) = (team <> ''::text))),
  constraint macros_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX macros_of_owner ON public.macros USING btree (owner);
comment on table macros is
  'Saved replies with placeholders, one text per language, and the changes to the ticket that go with the reply.';

create table mailbox_authorizations (
  state_hash bytea not null,
  mailbox uuid not null,
  provider text not null,
  code_verifier bytea not null,
  created_by uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint mailbox_authorizations_pkey PRIMARY KEY (state_hash),
  constraint mailbox_authorizations_provider CHECK ((provider = ANY (ARRAY['google'::text, 'microsoft'::text]))),
  constraint mailbox_authorizations_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE CASCADE,
  constraint mailbox_authorizations_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE
);
CREATE INDEX mailbox_authorizations_created_by ON public.mailbox_authorizations USING btree (created_by);
CREATE INDEX mailbox_authorizations_of_mailbox ON public.mailbox_authorizations USING btree (mailbox);
comment on table mailbox_authorizations is
  'Sign-ins at Google or Microsoft that an Admin has begun for a mailbox and not completed.';

create table mailbox_checks (
  mailbox uuid not null,
  requested_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  steps jsonb default '[]'::jsonb not null,
  constraint mailbox_checks_pkey PRIMARY KEY (mailbox),
  constraint mailbox_checks_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE
);
CREATE INDEX mailbox_checks_waiting ON public.mailbox_checks USING btree (requested_at) WHERE (finished_at IS NULL);
comment on table mailbox_checks is
  'The last checks of each mailbox.';

create table mailbox_grants (
  mailbox uuid not null,
  provider text not null,
  refresh_token bytea not null,
  access_token bytea not null,
  expires_at timestamp with time zone not null,
  refresh_lease uuid,
  refreshing_until timestamp with time zone,
  granted_at timestamp with time zone default now() not null,
  constraint mailbox_grants_pkey PRIMARY KEY (mailbox),
  constraint mailbox_grants_provider CHECK ((provider = ANY (ARRAY['google'::text, 'microsoft'::text]))),
  constraint mailbox_grants_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE
);
comment on table mailbox_grants is
  'Encrypted tokens of mailboxes at Google or Microsoft. One server at a time refreshes them.';

create table mailbox_inbound_secrets (
  mailbox uuid not null,
  secret bytea not null,
  created_at timestamp with time zone default now() not null,
  constraint mailbox_inbound_secrets_pkey PRIMARY KEY (mailbox),
  constraint mailbox_inbound_secrets_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE
);
comment on table mailbox_inbound_secrets is
  'Secrets by which a mail server proves that it may deliver for a mailbox.';

create table mailboxes (
  id uuid default gen_random_uuid() not null,
  name text not null,
  address text not null,
  language text default 'en'::text not null,
  signature text default ''::text not null,
  acknowledge text default 'customers'::text not null,
  origin text default 'api'::text not null,
  is_enabled boolean default false not null,
  is_default boolean default false not null,
  smtp_host text default ''::text not null,
  smtp_port integer default 587 not null,
  smtp_security text default 'starttls'::text not null,
  smtp_username text default ''::text not null,
  smtp_password bytea,
  dkim_selector text default ''::text not null,
  dkim_key bytea,
  has_plus_addresses boolean default true not null,
  max_connections integer default 4 not null,
  failures integer default 0 not null,
  failing_since timestamp with time zone,
  last_error text,
  retry_at timestamp with time zone,
  first_enabled_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  imap_host text default ''::text not null,
  imap_port integer default 993 not null,
  imap_security text default 'tls'::text not null,
  imap_username text default ''::text not null,
  imap_password bytea,
  imap_folder text default 'INBOX'::text not null,
  imap_start text default 'now'::text not null,
  imap_after text default 'leave'::text not null,
  imap_move_to text default ''::text not null,
  imap_origin text default 'api'::text not null,
  sign_in text default 'password'::text not null,
  constraint mailboxes_acknowledge CHECK ((acknowledge = ANY (ARRAY['nobody'::text, 'customers'::text, 'everyone'::text]))),
  constraint mailboxes_address_length CHECK (((length(address) >= 3) AND (length(address) <= 254))),
  constraint mailboxes_imap_after CHECK ((imap_after = ANY (ARRAY['leave'::text, 'move'::text]))),
  constraint mailboxes_imap_origin CHECK ((imap_origin = ANY (ARRAY['api'::text, 'environment'::text]))),
  constraint mailboxes_imap_port CHECK (((imap_port >= 1) AND (imap_port <= 65535))),
  constraint mailboxes_imap_security CHECK ((imap_security = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text]))),
  constraint mailboxes_imap_start CHECK ((imap_start = ANY (ARRAY['now'::text, 'everything'::text]))),
  constraint mailboxes_language CHECK ((language = ANY (ARRAY['en'::text, 'th'::text]))),
  constraint mailboxes_max_connections CHECK (((max_connections >= 1) AND (max_connections <= 50))),
  constraint mailboxes_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint mailboxes_origin CHECK ((origin = ANY (ARRAY['api'::text, 'environment'::text]))),
  constraint mailboxes_pkey PRIMARY KEY (id),
  constraint mailboxes_sign_in CHECK ((sign_in = ANY (ARRAY['password'::text, 'google'::text, 'microsoft'::text]))),
  constraint mailboxes_smtp_port CHECK (((smtp_port >= 1) AND (smtp_port <= 65535))),
  constraint mailboxes_smtp_security CHECK ((smtp_security = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text])))
);
CREATE UNIQUE INDEX mailboxes_address_key ON public.mailboxes USING btree (lower(address));
CREATE UNIQUE INDEX mailboxes_default_key ON public.mailboxes USING btree (is_default) WHERE is_default;
CREATE UNIQUE INDEX mailboxes_environment_key ON public.mailboxes USING btree (origin) WHERE (origin = 'environment'::text);
comment on table mailboxes is
  'Addresses that the desk sends and receives email with.';

create table mentions (
  comment uuid not null,
  user_id uuid not null,
  ticket uuid not null,
  version bigint not null,
  constraint mentions_pkey PRIMARY KEY (comment, user_id),
  constraint mentions_comment_fkey FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE CASCADE,
  constraint mentions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX mentions_of_user ON public.mentions USING btree (user_id, ticket);
comment on table mentions is
  'Users whom messages mention. A mention is new until the user has read the ticket up to the version; 0: never new.';

create table migrations (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migrations_pkey PRIMARY KEY (name)
);
comment on table migrations is
  'The files of database/migrations that were applied to this database.';

create table name_epoch (
  is_only boolean default true not null,
  n bigint not null,
  constraint name_epoch_one_row CHECK (is_only),
  constraint name_epoch_pkey PRIMARY KEY (is_only)
);
comment on table name_epoch is
  'A counter that grows when a name changes that tickets show from another table. Then cached tickets are out of date.';

create table new_ticket_drafts (
  owner uuid not null,
  fields text default '{}'::text not null,
  files uuid[] default '{}'::uuid[] not null,
  version bigint default nextval('draft_versions'::regclass) not null,
  updated_at timestamp with time zone default now() not null,
  constraint new_ticket_drafts_pkey PRIMARY KEY (owner),
  constraint new_ticket_drafts_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE CASCADE
);
comment on table new_ticket_drafts is
  'The new ticket that a user has begun to write.';

create table notification_settings (
  user_id uuid not null,
  choices jsonb default '{}'::jsonb not null,
  digest_minutes integer default 1440 not null,
  away_until timestamp with time zone,
  constraint notification_settings_digest CHECK ((digest_minutes = ANY (ARRAY[15, 60, 240, 1440]))),
  constraint notification_settings_pkey PRIMARY KEY (user_id),
  constraint notification_settings_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table notification_settings is
  'Which notifications each user gets by email, and when.';

create table opened_tickets (
  ticket uuid not null,
  opening uuid not null,
  constraint opened_tickets_pkey PRIMARY KEY (ticket),
  constraint opened_tickets_opening_fkey FOREIGN KEY (opening) REFERENCES ticket_openings(id),
  constraint opened_tickets_ticket_fkey FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX opened_tickets_opening ON public.opened_tickets USING btree (opening);
comment on table opened_tickets is
  'Tickets that a row of ticket_openings shows to customers. Their public_since is -infinity, and was null before.';

create table outgoing_emails (
  id uuid default gen_random_uuid() not null,
  serial bigint generated always as identity not null,
  kind text not null,
  ticket uuid,
  comment uuid,
  mailbox uuid,
  contact uuid,
  user_id uuid,
  address text not null,
  name text default ''::text not null,
  role text default 'to'::text not null,
  details jsonb default '{}'::jsonb not null,
  cause bigint,
  message_id text,
  subject text,
  body_text text,
  body_html text,
  state text not null,
  reason text,
  not_before timestamp with time zone default now() not null,
  next_try_at timestamp with time zone default now() not null,
  claimed_at timestamp with time zone,
  first_tried_at timestamp with time zone,
  tries integer default 0 not null,
  unknowns integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  text_deleted_at timestamp with time zone,
  claimed_until timestamp with time zone,
  constraint outgoing_emails_pkey PRIMARY KEY (id),
  constraint outgoing_emails_role CHECK ((role = ANY (ARRAY['to'::text, 'cc'::text, 'bcc'::text]))),
  constraint outgoing_emails_state CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'deferred'::text, 'unknown'::text, 'accepted'::text, 'delivered'::text, 'bounced'::text, 'failed'::text, 'suppressed'::text, 'cancelled'::text, 'held'::text]))),
  constraint outgoing_emails_comment FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE SET NULL,
  constraint outgoing_emails_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint outgoing_emails_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE SET NULL,
  constraint outgoing_emails_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint outgoing_emails_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
) with (fillfactor=80);
CREATE INDEX outgoing_emails_by_state ON public.outgoing_emails USING btree (state, created_at DESC, id);
CREATE UNIQUE INDEX outgoing_emails_cause_key ON public.outgoing_emails USING btree (cause, lower(address)) WHERE (cause IS NOT NULL);
CREATE INDEX outgoing_emails_due ON public.outgoing_emails USING btree (mailbox, next_try_at, serial) WHERE (state = ANY (ARRAY['waiting'::text, 'deferred'::text, 'unknown'::text]));
CREATE INDEX outgoing_emails_held_replies ON public.outgoing_emails USING btree (ticket) WHERE ((state = 'held'::text) AND (kind = 'reply'::text));
CREATE UNIQUE INDEX outgoing_emails_message_id_key ON public.outgoing_emails USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX outgoing_emails_newest ON public.outgoing_emails USING btree (created_at DESC, id);
CREATE INDEX outgoing_emails_of_comment ON public.outgoing_emails USING btree (comment) WHERE (comment IS NOT NULL);
CREATE INDEX outgoing_emails_of_contact ON public.outgoing_emails USING btree (contact) WHERE (contact IS NOT NULL);
CREATE INDEX outgoing_emails_of_mailbox ON public.outgoing_emails USING btree (mailbox, created_at DESC) WHERE (mailbox IS NOT NULL);
CREATE INDEX outgoing_emails_of_survey ON public.outgoing_emails USING btree (((details ->> 'survey'::text))) WHERE (kind = 'survey'::text);
CREATE INDEX outgoing_emails_of_ticket ON public.outgoing_emails USING btree (ticket, serial) WHERE (ticket IS NOT NULL);
CREATE INDEX outgoing_emails_of_user ON public.outgoing_emails USING btree (user_id, created_at DESC) WHERE (user_id IS NOT NULL);
CREATE INDEX outgoing_emails_sending ON public.outgoing_emails USING btree (mailbox, claimed_at) WHERE (state = 'sending'::text);
CREATE INDEX outgoing_emails_under_way ON public.outgoing_emails USING btree (ticket, lower(address), serial) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'deferred'::text, 'unknown'::text]));
CREATE INDEX outgoing_emails_with_text ON public.outgoing_emails USING btree (ended_at) WHERE ((text_deleted_at IS NULL) AND (ended_at IS NOT NULL));
comment on table outgoing_emails is
  'Emails to send, and those that were sent.';

create table participants (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  contact uuid,
  address text not null,
  name text default ''::text not null,
  state text default 'accepted'::text not null,
  added_by uuid,
  created_at timestamp with time zone default now() not null,
  origin text default 'mail'::text not null,
  constraint participants_origin CHECK ((origin = ANY (ARRAY['mail'::text, 'agent'::text, 'third_party'::text]))),
  constraint participants_pkey PRIMARY KEY (id),
  constraint participants_state CHECK ((state = ANY (ARRAY['accepted'::text, 'proposed'::text]))),
  constraint participants_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint participants_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX participants_added_by ON public.participants USING btree (added_by) WHERE (added_by IS NOT NULL);
CREATE UNIQUE INDEX participants_address_key ON public.participants USING btree (ticket, lower(address));
CREATE INDEX participants_by_address_key ON public.participants USING btree (address_key(address));
CREATE INDEX participants_of_contact ON public.participants USING btree (contact) WHERE (contact IS NOT NULL);
comment on table participants is
  'People who get the replies to a ticket besides its requester.';

create table password_links (
  id uuid not null,
  user_id uuid not null,
  purpose text not null,
  token_hash bytea not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint password_links_pkey PRIMARY KEY (id),
  constraint password_links_purpose CHECK ((purpose = ANY (ARRAY['invitation'::text, 'password_reset'::text]))),
  constraint password_links_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint password_links_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX password_links_by_expiry ON public.password_links USING btree (expires_at);
CREATE INDEX password_links_created_by ON public.password_links USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX password_links_of_user ON public.password_links USING btree (user_id, created_at DESC);
CREATE UNIQUE INDEX password_links_token_key ON public.password_links USING btree (token_hash);
comment on table password_links is
  'Links by which users choose a password; each works once.';

create table password_reset_requests (
  id bigint generated always as identity not null,
  name text not null,
  requested_at timestamp with time zone default now() not null,
  constraint password_reset_requests_pkey PRIMARY KEY (id)
);
comment on table password_reset_requests is
  'Requests for a new password. A worker looks up the account later, so that a request reveals nothing.';

create table portal_companies (
  company uuid not null,
  shares_tickets boolean default false not null,
  constraint portal_companies_pkey PRIMARY KEY (company),
  constraint portal_companies_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
comment on table portal_companies is
  'What a company''s contacts may do in the help center. Without a row, no more than everyone.';

create table portal_contacts (
  contact uuid not null,
  sees_company_tickets boolean default false not null,
  receives_surveys boolean default true not null,
  last_sign_in_at timestamp with time zone,
  constraint portal_contacts_pkey PRIMARY KEY (contact),
  constraint portal_contacts_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE
);
comment on table portal_contacts is
  'What a contact may do in the help center, and whether surveys are sent. Without a row, the defaults apply.';

create table portal_link_requests (
  id bigint generated always as identity not null,
  address text not null,
  language text not null,
  requested_at timestamp with time zone default now() not null,
  next text default ''::text not null,
  constraint portal_link_requests_pkey PRIMARY KEY (id)
);
comment on table portal_link_requests is
  'Addresses for which a sign-in link was asked for, until the email is written.';

create table portal_links (
  id uuid not null,
  contact uuid not null,
  address text not null,
  language text not null,
  token_hash bytea not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  next text default ''::text not null,
  constraint portal_links_pkey PRIMARY KEY (id),
  constraint portal_links_token_key UNIQUE (token_hash),
  constraint portal_links_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE
);
CREATE INDEX portal_links_by_expiry ON public.portal_links USING btree (expires_at);
CREATE INDEX portal_links_of_contact ON public.portal_links USING btree (contact, created_at DESC);
comment on table portal_links is
  'Links with which contacts sign in to the help center, each once.';

create table portal_passwords (
  contact uuid not null,
  hash text not null,
  set_at timestamp with time zone default now() not null,
  constraint portal_passwords_pkey PRIMARY KEY (contact),
  constraint portal_passwords_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE
);
comment on table portal_passwords is
  'Passwords with which contacts sign in to the help center.';

create table portal_sessions (
  id uuid default gen_random_uuid() not null,
  contact uuid not null,
  address text not null,
  token_hash bytea not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  by_password boolean default false,
  constraint portal_sessions_pkey PRIMARY KEY (id),
  constraint portal_sessions_token_key UNIQUE (token_hash),
  constraint portal_sessions_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE
);
CREATE INDEX portal_sessions_by_expiry ON public.portal_sessions USING btree (expires_at);
CREATE INDEX portal_sessions_of_contact ON public.portal_sessions USING btree (contact);
comment on table portal_sessions is
  'Browsers in which a contact has signed in to the help center.';

create unlogged table presence (
  ticket uuid not null,
  user_id uuid not null,
  state text not null,
  since timestamp with time zone default now() not null,
  seen_at timestamp with time zone default now() not null,
  constraint presence_pkey PRIMARY KEY (ticket, user_id),
  constraint presence_state CHECK ((state = ANY (ARRAY['viewing'::text, 'typing'::text]))),
  constraint presence_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint presence_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
) with (fillfactor=50);
comment on table presence is
  'Who has a ticket open. A crash may empty it; the browsers fill it again.';

create table recurrence_runs (
  recurrence uuid not null,
  planned_at timestamp with time zone not null,
  outcome text not null,
  ticket uuid,
  error text,
  ran_at timestamp with time zone default now() not null,
  constraint recurrence_runs_outcome CHECK ((outcome = ANY (ARRAY['created'::text, 'missed'::text, 'failed'::text]))),
  constraint recurrence_runs_pkey PRIMARY KEY (recurrence, planned_at),
  constraint recurrence_runs_recurrence FOREIGN KEY (recurrence) REFERENCES recurrences(id) ON DELETE CASCADE,
  constraint recurrence_runs_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE SET NULL
);
CREATE INDEX recurrence_runs_of_ticket ON public.recurrence_runs USING btree (ticket);
comment on table recurrence_runs is
  'What became of each planned date of a recurring ticket. The key keeps two servers from creating the same ticket.';

create table recurrences (
  id uuid default gen_random_uuid() not null,
  name text not null,
  owner uuid,
  template uuid not null,
  company uuid,
  contact uuid,
  zone uuid,
  inputs jsonb default '{}'::jsonb not null,
  rrule text not null,
  starts_at timestamp without time zone not null,
  time_zone text not null,
  calendar uuid,
  on_closed_day text default 'keep'::text not null,
  missed text default 'one'::text not null,
  is_active boolean default true not null,
  next_local timestamp without time zone,
  next_at timestamp with time zone,
  last_error text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint recurrences_missed CHECK ((missed = ANY (ARRAY['one'::text, 'all'::text, 'skip'::text]))),
  constraint recurrences_next CHECK (((next_local IS NULL) = (next_at IS NULL))),
  constraint recurrences_on_closed_day CHECK ((on_closed_day = ANY (ARRAY['keep'::text, 'next_open_day'::text, 'skip'::text]))),
  constraint recurrences_pkey PRIMARY KEY (id),
  constraint recurrences_calendar FOREIGN KEY (calendar) REFERENCES calendars(id) ON DELETE SET NULL,
  constraint recurrences_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE SET NULL,
  constraint recurrences_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint recurrences_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL,
  constraint recurrences_template FOREIGN KEY (template) REFERENCES ticket_templates(id),
  constraint recurrences_zone FOREIGN KEY (zone) REFERENCES zones(id) ON DELETE SET NULL
);
CREATE INDEX recurrences_due ON public.recurrences USING btree (next_at) WHERE (is_active AND (next_at IS NOT NULL));
CREATE INDEX recurrences_of_calendar ON public.recurrences USING btree (calendar);
CREATE INDEX recurrences_of_company ON public.recurrences USING btree (company);
CREATE INDEX recurrences_of_contact ON public.recurrences USING btree (contact);
CREATE INDEX recurrences_of_owner ON public.recurrences USING btree (owner);
CREATE INDEX recurrences_of_template ON public.recurrences USING btree (template);
CREATE INDEX recurrences_of_zone ON public.recurrences USING btree (zone);
comment on table recurrences is
  'Recurring tickets: the template, the customer and the rule, and when the next ticket is created.';

create table replies (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  author uuid,
  text text not null,
  is_internal boolean not null,
  status ticket_status,
  files uuid[] default '{}'::uuid[] not null,
  state text default 'waiting'::text not null,
  held_because text,
  send_at timestamp with time zone not null,
  failures integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  via text default 'web'::text not null,
  recipients jsonb,
  is_scheduled boolean default false not null,
  changes jsonb default '{}'::jsonb not null,
  before jsonb,
  changed_version bigint,
  changes_undone_at timestamp with time zone,
  macros uuid[] default '{}'::uuid[] not null,
  constraint replies_ended CHECK (((state = 'waiting'::text) = (ended_at IS NULL))),
  constraint replies_pkey PRIMARY KEY (id),
  constraint replies_state CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'held'::text, 'cancelled'::text]))),
  constraint replies_via CHECK ((via = ANY (ARRAY['web'::text, 'api'::text, 'mail'::text, 'portal'::text, 'automation'::text, 'import'::text]))),
  constraint replies_author FOREIGN KEY (author) REFERENCES users(id) ON DELETE SET NULL,
  constraint replies_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX replies_by_end ON public.replies USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX replies_due ON public.replies USING btree (send_at) WHERE (state = 'waiting'::text);
CREATE INDEX replies_of_author ON public.replies USING btree (author) WHERE (author IS NOT NULL);
CREATE INDEX replies_of_ticket ON public.replies USING btree (ticket, send_at);
comment on table replies is
  'Replies that wait some seconds before they become comments with the same id, so that the author can undo.';

create table report_recipients (
  schedule uuid not null,
  user_id uuid not null,
  sent_for timestamp with time zone,
  constraint report_recipients_pkey PRIMARY KEY (schedule, user_id),
  constraint report_recipients_schedule FOREIGN KEY (schedule) REFERENCES report_schedules(id) ON DELETE CASCADE,
  constraint report_recipients_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX report_recipients_of_user ON public.report_recipients USING btree (user_id);
comment on table report_recipients is
  'The users who get each scheduled report.';

create table report_schedules (
  id uuid default gen_random_uuid() not null,
  name text not null,
  owner uuid,
  reports text[] not null,
  filters jsonb default '{}'::jsonb not null,
  days smallint not null,
  every text not null,
  weekday text default 'mon'::text not null,
  time_of_day text not null,
  time_zone text not null,
  is_active boolean default true not null,
  next_at timestamp with time zone not null,
  last_sent_at timestamp with time zone,
  last_error text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint report_schedules_days CHECK (((days >= 1) AND (days <= 92))),
  constraint report_schedules_every CHECK ((every = ANY (ARRAY['day'::text, 'weekday'::text, 'week'::text]))),
  constraint report_schedules_pkey PRIMARY KEY (id),
  constraint report_schedules_weekday CHECK ((weekday = ANY (ARRAY['mon'::text, 'tue'::text, 'wed'::text, 'thu'::text, 'fri'::text, 'sat'::text, 'sun'::text]))),
  constraint report_schedules_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX report_schedules_due ON public.report_schedules USING btree (next_at) WHERE is_active;
CREATE INDEX report_schedules_of_owner ON public.report_schedules USING btree (owner);
comment on table report_schedules is
  'Reports that are sent by email at set times, and when the next email is due.';

create table saved_files (
  id uuid default gen_random_uuid() not null,
  macro uuid,
  template uuid,
  "position" integer not null,
  file text not null,
  name text not null,
  size bigint not null,
  sha256 text,
  created_at timestamp with time zone default now() not null,
  constraint saved_files_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint saved_files_one_holder CHECK ((num_nonnulls(macro, template) = 1)),
  constraint saved_files_pkey PRIMARY KEY (id),
  constraint saved_files_size CHECK ((size >= 0)),
  constraint saved_files_macro FOREIGN KEY (macro) REFERENCES macros(id) ON DELETE CASCADE,
  constraint saved_files_template FOREIGN KEY (template) REFERENCES ticket_templates(id) ON DELETE CASCADE
);
CREATE INDEX saved_files_file ON public.saved_files USING btree (file);
CREATE INDEX saved_files_of_macro ON public.saved_files USING btree (macro, "position") WHERE (macro IS NOT NULL);
CREATE INDEX saved_files_of_template ON public.saved_files USING btree (template, "position") WHERE (template IS NOT NULL);
CREATE TRIGGER saved_files_deleted AFTER DELETE ON saved_files FOR EACH ROW EXECUTE FUNCTION file_unclaimed();
comment on table saved_files is
  'Files of macros and ticket templates; replies and tickets share their bytes.';

create table sender_rules (
  id uuid default gen_random_uuid() not null,
  pattern text not null,
  action text not null,
  note text default ''::text not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint sender_rules_action CHECK ((action = ANY (ARRAY['spam'::text, 'accept'::text, 'no_auto_reply'::text]))),
  constraint sender_rules_pkey PRIMARY KEY (id)
);
CREATE INDEX sender_rules_created_by ON public.sender_rules USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX sender_rules_newest ON public.sender_rules USING btree (created_at DESC, id);
CREATE UNIQUE INDEX sender_rules_pattern_key ON public.sender_rules USING btree (pattern);
comment on table sender_rules is
  'Rules for senders of email: which addresses and domains are spam, are never spam, or get no automatic replies.';

create table sessions (
  id uuid not null,
  user_id uuid not null,
  current_refresh uuid not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  previous_refresh uuid,
  rotated_at timestamp with time zone,
  last_used_at timestamp with time zone default now() not null,
  user_agent text default ''::text not null,
  network text default ''::text not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_of_user ON public.sessions USING btree (user_id);
CREATE TRIGGER sessions_ended AFTER UPDATE ON sessions FOR EACH ROW WHEN (old.revoked_at IS DISTINCT FROM new.revoked_at) EXECUTE FUNCTION person_changed();
comment on table sessions is
  'One row per sign-in. An access token names its session, so that signing out ends every token of it.';

create unlogged table sign_in_attempts (
  key character varying(255) not null,
  points integer default 0 not null,
  expire bigint,
  constraint sign_in_attempts_pkey PRIMARY KEY (key)
);
CREATE INDEX sign_in_attempts_by_expiry ON public.sign_in_attempts USING btree (expire);
comment on table sign_in_attempts is
  'Counts of failed attempts to sign in. A crash may empty it, which only forgives a few.';

create table skills (
  id uuid default gen_random_uuid() not null,
  name text not null,
  filters jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint skills_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX skills_name_key ON public.skills USING btree (lower(name));
comment on table skills is
  'Skills that an agent needs for some tickets, and the filters that choose these tickets.';

create table skipped_events (
  reader text not null,
  event bigint not null,
  error text not null,
  skipped_at timestamp with time zone default now() not null,
  constraint skipped_events_pkey PRIMARY KEY (reader, event)
);
comment on table skipped_events is
  'Events that a reaction failed on again and again.';

create table sla_alerts (
  clock uuid not null,
  reminder text not null,
  at timestamp with time zone not null,
  written_at timestamp with time zone,
  constraint sla_alerts_pkey PRIMARY KEY (clock, reminder),
  constraint sla_alerts_clock FOREIGN KEY (clock) REFERENCES sla_clocks(id) ON DELETE CASCADE
);
CREATE INDEX sla_alerts_waiting ON public.sla_alerts USING btree (at) WHERE (written_at IS NULL);
comment on table sla_alerts is
  'Reminders of SLA clocks: when each is due, and when its event was written.';

create table sla_clocks (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  metric text not null,
  begun_by text not null,
  terms bigint,
  priority ticket_priority not null,
  state text not null,
  target_seconds integer,
  counted_seconds integer not null,
  started_at timestamp with time zone not null,
  stopped_at timestamp with time zone,
  due_at timestamp with time zone,
  decided_at timestamp with time zone generated always as (LEAST(due_at, stopped_at)) stored,
  constraint sla_clocks_key UNIQUE (ticket, metric, begun_by),
  constraint sla_clocks_metric CHECK ((metric = ANY (ARRAY['first_response'::text, 'next_response'::text, 'resolution'::text]))),
  constraint sla_clocks_pkey PRIMARY KEY (id),
  constraint sla_clocks_state CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'met'::text, 'breached'::text, 'dropped'::text]))),
  constraint sla_clocks_terms FOREIGN KEY (terms) REFERENCES sla_terms(id),
  constraint sla_clocks_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX sla_clocks_decided ON public.sla_clocks USING btree (decided_at) WHERE ((state <> 'dropped'::text) AND (decided_at IS NOT NULL));
comment on table sla_clocks is
  'The state of each SLA clock as of the last change of its ticket.';

create table sla_policies (
  id uuid default gen_random_uuid() not null,
  "position" integer not null,
  name text not null,
  filters jsonb default '{}'::jsonb not null,
  calendar uuid,
  clock text not null,
  pauses_on jsonb not null,
  targets jsonb not null,
  reminders jsonb not null,
  is_active boolean default true not null,
  version integer default 1 not null,
  terms bigint,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint sla_policies_clock CHECK ((clock = ANY (ARRAY['business'::text, 'always'::text]))),
  constraint sla_policies_pkey PRIMARY KEY (id),
  constraint sla_policies_calendar FOREIGN KEY (calendar) REFERENCES calendars(id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX sla_policies_name_key ON public.sla_policies USING btree (lower(name));
CREATE INDEX sla_policies_of_calendar ON public.sla_policies USING btree (calendar);
comment on table sla_policies is
  'How soon tickets must be answered and resolved. The first policy whose filters match a ticket applies.';

create table sla_recounts (
  ticket uuid not null,
  constraint sla_recounts_pkey PRIMARY KEY (ticket),
  constraint sla_recounts_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
comment on table sla_recounts is
  'Tickets whose SLA clocks must be computed again.';

create table sla_terms (
  id bigint generated always as identity not null,
  policy uuid not null,
  body jsonb not null,
  created_at timestamp with time zone default now() not null,
  constraint sla_terms_pkey PRIMARY KEY (id)
);
comment on table sla_terms is
  'Versions of SLA policies with their calendars. A row is never changed; a changed policy gets a new one.';

create table sla_ticket_terms (
  id bigint generated always as identity not null,
  ticket uuid not null,
  at timestamp with time zone not null,
  terms bigint,
  constraint sla_ticket_terms_pkey PRIMARY KEY (id),
  constraint sla_ticket_terms_terms FOREIGN KEY (terms) REFERENCES sla_terms(id),
  constraint sla_ticket_terms_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX sla_ticket_terms_of_ticket ON public.sla_ticket_terms USING btree (ticket, id);
comment on table sla_ticket_terms is
  'Which row of sla_terms applies to a ticket, and since when.';

create table snoozes (
  user_id uuid not null,
  ticket uuid not null,
  until timestamp with time zone,
  until_reply boolean default false not null,
  is_reminder boolean default false not null,
  created_at timestamp with time zone default now() not null,
  ended_at timestamp with time zone,
  constraint snoozes_end CHECK (((until IS NOT NULL) OR until_reply)),
  constraint snoozes_pkey PRIMARY KEY (user_id, ticket),
  constraint snoozes_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint snoozes_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX snoozes_of_ticket ON public.snoozes USING btree (ticket);
CREATE INDEX snoozes_running ON public.snoozes USING btree (until) WHERE (ended_at IS NULL);
comment on table snoozes is
  'Tickets that a user put aside until a time or the customer''s answer, and reminders.';

create table suppressions (
  id uuid default gen_random_uuid() not null,
  address text not null,
  scope text default 'all'::text not null,
  because text not null,
  note text default ''::text not null,
  email uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  until timestamp with time zone,
  constraint suppressions_because CHECK ((because = ANY (ARRAY['bounce'::text, 'complaint'::text, 'unsubscribe'::text, 'admin'::text]))),
  constraint suppressions_pkey PRIMARY KEY (id),
  constraint suppressions_scope CHECK ((scope = ANY (ARRAY['all'::text, 'notifications'::text]))),
  constraint suppressions_created_by FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint suppressions_email FOREIGN KEY (email) REFERENCES outgoing_emails(id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX suppressions_address_key ON public.suppressions USING btree (address);
CREATE INDEX suppressions_created_by ON public.suppressions USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX suppressions_newest ON public.suppressions USING btree (created_at DESC, id);
CREATE INDEX suppressions_of_email ON public.suppressions USING btree (email) WHERE (email IS NOT NULL);
comment on table suppressions is
  'Email addresses that get no email, with the reason.';

create table survey_answers (
  id bigint generated always as identity not null,
  survey uuid not null,
  rating smallint not null,
  comment text default ''::text not null,
  via text not null,
  answered_at timestamp with time zone default now() not null,
  replaced_at timestamp with time zone,
  constraint survey_answers_pkey PRIMARY KEY (id),
  constraint survey_answers_rating CHECK (((rating >= 1) AND (rating <= 5))),
  constraint survey_answers_via CHECK ((via = ANY (ARRAY['email'::text, 'portal'::text]))),
  constraint survey_answers_survey FOREIGN KEY (survey) REFERENCES surveys(id) ON DELETE CASCADE
);
CREATE INDEX survey_answers_by_rating ON public.survey_answers USING btree (rating, survey) WHERE (replaced_at IS NULL);
CREATE UNIQUE INDEX survey_answers_current ON public.survey_answers USING btree (survey) WHERE (replaced_at IS NULL);
CREATE INDEX survey_answers_of_survey ON public.survey_answers USING btree (survey, id);
comment on table survey_answers is
  'Ratings and comments of customers. A changed answer keeps its row, with the time of the change.';

create table survey_settings (
  is_only boolean default true not null,
  is_enabled boolean default false not null,
  delay_hours integer default 24 not null,
  calendar uuid,
  teams text[] default '{}'::text[] not null,
  categories text[] default '{}'::text[] not null,
  updated_at timestamp with time zone default now() not null,
  constraint survey_settings_delay CHECK (((delay_hours >= 0) AND (delay_hours <= 720))),
  constraint survey_settings_one_row CHECK (is_only),
  constraint survey_settings_pkey PRIMARY KEY (is_only),
  constraint survey_settings_calendar FOREIGN KEY (calendar) REFERENCES calendars(id) ON DELETE SET NULL
);
comment on table survey_settings is
  'Whether, when and about which tickets customers are asked how satisfied they are.';

create table surveys (
  id uuid default gen_random_uuid() not null,
  ticket uuid not null,
  contact uuid not null,
  state text default 'waiting'::text not null,
  reason text,
  started_by text not null,
  assigned_to uuid,
  assigned_team text default ''::text not null,
  category text not null,
  due_at timestamp with time zone not null,
  address text,
  language text,
  token_hash bytea,
  created_at timestamp with time zone default now() not null,
  sent_at timestamp with time zone,
  expires_at timestamp with time zone,
  constraint surveys_pkey PRIMARY KEY (id),
  constraint surveys_started_by CHECK ((started_by = ANY (ARRAY['resolved'::text, 'automation'::text]))),
  constraint surveys_state CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'cancelled'::text]))),
  constraint surveys_token_key UNIQUE (token_hash),
  constraint surveys_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE CASCADE,
  constraint surveys_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX surveys_due ON public.surveys USING btree (due_at) WHERE (state = 'waiting'::text);
CREATE INDEX surveys_of_address ON public.surveys USING btree (lower(address), sent_at) WHERE (state = 'sent'::text);
CREATE INDEX surveys_of_contact ON public.surveys USING btree (contact, sent_at);
CREATE INDEX surveys_of_ticket ON public.surveys USING btree (ticket, created_at);
CREATE INDEX surveys_sent ON public.surveys USING btree (sent_at) WHERE (state = 'sent'::text);
CREATE UNIQUE INDEX surveys_waiting ON public.surveys USING btree (ticket) WHERE (state = 'waiting'::text);
comment on table surveys is
  'Satisfaction surveys, one row for each time that a ticket was resolved.';

create table tally_generation (
  is_only boolean default true not null,
  n bigint not null,
  constraint tally_generation_pkey PRIMARY KEY (is_only),
  constraint tally_one_row CHECK (is_only)
);
comment on table tally_generation is
  'A counter that grows when rows of ticket_tally are merged. Then servers read the sums that they cache again.';

create table team_leads (
  team text not null,
  user_id uuid not null,
  constraint team_leads_pkey PRIMARY KEY (team, user_id),
  constraint team_leads_team FOREIGN KEY (team) REFERENCES teams(name) ON DELETE CASCADE,
  constraint team_leads_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX team_leads_of_user ON public.team_leads USING btree (user_id);
comment on table team_leads is
  'Who leads each team.';

create table team_routing (
  team text not null,
  mode text default 'manual'::text not null,
  capacity integer default 10 not null,
  weights jsonb default '{"low": 1, "high": 1, "medium": 1, "urgent": 1}'::jsonb not null,
  counts_pending boolean default false not null,
  sticky_days integer default 0 not null,
  only_available boolean default true not null,
  returns_when_away boolean default false not null,
  calendar uuid,
  skill_wait_minutes integer default 60,
  updated_at timestamp with time zone default now() not null,
  constraint team_routing_capacity CHECK (((capacity >= 1) AND (capacity <= 1000))),
  constraint team_routing_mode CHECK ((mode = ANY (ARRAY['manual'::text, 'round_robin'::text, 'least_loaded'::text, 'skill'::text]))),
  constraint team_routing_pkey PRIMARY KEY (team),
  constraint team_routing_calendar FOREIGN KEY (calendar) REFERENCES calendars(id) ON DELETE SET NULL,
  constraint team_routing_team FOREIGN KEY (team) REFERENCES teams(name) ON DELETE CASCADE
);
comment on table team_routing is
  'How each team assigns its tickets.';

create table teams (
  name text not null,
  "position" integer not null,
  constraint teams_pkey PRIMARY KEY (name)
);
comment on table teams is
  'The teams, by name.';

create table thank_yous (
  comment uuid not null,
  constraint thank_yous_pkey PRIMARY KEY (comment),
  constraint thank_yous_comment_fkey FOREIGN KEY (comment) REFERENCES comments(id) ON DELETE CASCADE
);
comment on table thank_yous is
  'Messages that only say thank you and did not reopen their ticket.';

create table ticket_activity (
  ticket uuid not null,
  at timestamp with time zone not null,
  version bigint not null,
  actor uuid,
  since bigint not null,
  sla_metric text,
  sla_due_at timestamp with time zone,
  sla_soon_at timestamp with time zone,
  sla_left integer,
  sla_hours timestamp with time zone[],
  sla_hours_left integer[],
  constraint ticket_activity_pkey PRIMARY KEY (ticket)
);
CREATE INDEX ticket_activity_latest ON public.ticket_activity USING btree (at DESC, ticket);
CREATE INDEX ticket_activity_sla ON public.ticket_activity USING btree (sla_due_at, ticket) WHERE (sla_metric IS NOT NULL);
comment on table ticket_activity is
  'When each ticket was last active, and by whom. A table of its own, so that the indexes of tickets do not change.';

create table ticket_followers (
  ticket uuid not null,
  user_id uuid not null,
  created_at timestamp with time zone default now() not null,
  constraint ticket_followers_pkey PRIMARY KEY (ticket, user_id),
  constraint ticket_followers_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint ticket_followers_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX ticket_followers_of_user ON public.ticket_followers USING btree (user_id);
comment on table ticket_followers is
  'Users who follow a ticket. They are notified of what happens to it.';

create table ticket_links (
  id uuid default gen_random_uuid() not null,
  kind text not null,
  ticket uuid not null,
  other uuid not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  constraint ticket_links_kind_check CHECK ((kind = ANY (ARRAY['related'::text, 'blocks'::text, 'parent'::text]))),
  constraint ticket_links_of_two CHECK ((ticket <> other)),
  constraint ticket_links_pkey PRIMARY KEY (id),
  constraint ticket_links_other FOREIGN KEY (other) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint ticket_links_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_links_created_by ON public.ticket_links USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX ticket_links_of_other ON public.ticket_links USING btree (other);
CREATE INDEX ticket_links_of_ticket ON public.ticket_links USING btree (ticket);
CREATE UNIQUE INDEX ticket_links_one_parent ON public.ticket_links USING btree (other) WHERE (kind = 'parent'::text);
CREATE UNIQUE INDEX ticket_links_pair ON public.ticket_links USING btree (LEAST(ticket, other), GREATEST(ticket, other));
comment on table ticket_links is
  'Two tickets that have to do with each other: the first is related to the other, blocks it, or is its parent.';

create table ticket_mailboxes (
  ticket uuid not null,
  mailbox uuid not null,
  constraint ticket_mailboxes_pkey PRIMARY KEY (ticket),
  constraint ticket_mailboxes_mailbox FOREIGN KEY (mailbox) REFERENCES mailboxes(id) ON DELETE CASCADE,
  constraint ticket_mailboxes_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_mailboxes_of_mailbox ON public.ticket_mailboxes USING btree (mailbox);
comment on table ticket_mailboxes is
  'The mailbox that a ticket is answered from.';

create table ticket_merges (
  id uuid default gen_random_uuid() not null,
  source uuid not null,
  source_number text not null,
  target uuid not null,
  merged_by uuid,
  merged_at timestamp with time zone default now() not null,
  target_version bigint not null,
  moved jsonb not null,
  undone_at timestamp with time zone,
  constraint ticket_merges_pkey PRIMARY KEY (id),
  constraint ticket_merges_merged_by FOREIGN KEY (merged_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint ticket_merges_target FOREIGN KEY (target) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_merges_merged_by ON public.ticket_merges USING btree (merged_by) WHERE (merged_by IS NOT NULL);
CREATE INDEX ticket_merges_of_number ON public.ticket_merges USING btree (source_number) WHERE (undone_at IS NULL);
CREATE INDEX ticket_merges_of_target ON public.ticket_merges USING btree (target);
CREATE UNIQUE INDEX ticket_merges_source_key ON public.ticket_merges USING btree (source) WHERE (undone_at IS NULL);
comment on table ticket_merges is
  'Merges of tickets, each with what went along, so that it can be undone. An undone merge keeps its row.';

create table ticket_moves (
  id bigint generated always as identity not null,
  ticket uuid not null,
  version bigint not null,
  at timestamp with time zone not null,
  kind text not null,
  was_open boolean not null,
  is_open boolean not null,
  was_company uuid,
  company uuid,
  was_team text not null,
  team text not null,
  actor uuid,
  is_late boolean default false not null,
  created_at timestamp with time zone not null,
  constraint ticket_moves_kind CHECK ((kind = ANY (ARRAY['created'::text, 'resolved'::text, 'reopened'::text, 'answered'::text, 'moved'::text, 'trashed'::text, 'restored'::text]))),
  constraint ticket_moves_pkey PRIMARY KEY (id)
);
CREATE INDEX ticket_moves_by_kind ON public.ticket_moves USING btree (kind, at) INCLUDE (company, team, created_at, actor, is_late);
CREATE INDEX ticket_moves_of_open ON public.ticket_moves USING btree (at) INCLUDE (was_open, is_open, was_company, company, was_team, team) WHERE ((was_open OR is_open) AND (kind <> 'answered'::text));
CREATE INDEX ticket_moves_of_ticket ON public.ticket_moves USING btree (ticket);
comment on table ticket_moves is
  'When tickets were created, resolved, reopened and answered, for reports of the past.';

create table ticket_openings (
  id uuid default gen_random_uuid() not null,
  opened_by uuid not null,
  opened_at timestamp with time zone default now() not null,
  ticket_count integer not null,
  closed_by uuid,
  closed_at timestamp with time zone,
  constraint ticket_openings_pkey PRIMARY KEY (id)
);
comment on table ticket_openings is
  'Each time that an Admin showed customers tickets from before the desk had a mailbox or help center.';

create table ticket_reads (
  user_id uuid not null,
  ticket uuid not null,
  version bigint not null,
  constraint ticket_reads_pkey PRIMARY KEY (user_id, ticket),
  constraint ticket_reads_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint ticket_reads_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX ticket_reads_of_ticket ON public.ticket_reads USING btree (ticket);
comment on table ticket_reads is
  'The version up to which each user has read a ticket; -1 if marked as unread.';

create table ticket_releases (
  user_id uuid not null,
  actor uuid,
  begun_at timestamp with time zone default now() not null,
  constraint ticket_releases_pkey PRIMARY KEY (user_id)
);
comment on table ticket_releases is
  'Deleted users who still have open tickets. These return to their teams a few hundred at a time.';

create table ticket_routings (
  id bigint generated always as identity not null,
  ticket uuid not null,
  team text not null,
  user_id uuid not null,
  reason jsonb not null,
  text text not null,
  event bigint not null,
  waited_seconds integer not null,
  at timestamp with time zone default now() not null,
  undone_at timestamp with time zone,
  constraint ticket_routings_event UNIQUE (event),
  constraint ticket_routings_pkey PRIMARY KEY (id),
  constraint ticket_routings_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_routings_at ON public.ticket_routings USING btree (at);
CREATE INDEX ticket_routings_of_ticket ON public.ticket_routings USING btree (ticket, id);
comment on table ticket_routings is
  'Each assignment by Docket, with its reason.';

create table ticket_tally (
  xid xid8 default pg_current_xact_id() not null,
  status ticket_status,
  priority ticket_priority,
  category text,
  assigned_team text,
  assigned_to uuid,
  n integer not null,
  due_day date,
  due_n integer default 0 not null
);
CREATE INDEX ticket_tally_by_xid ON public.ticket_tally USING btree (xid);
comment on table ticket_tally is
  'Changes of the numbers of tickets by status, priority, category, team, assignee and due day. Counts are their sums.';

create table ticket_templates (
  id uuid default gen_random_uuid() not null,
  name text not null,
  folder text default ''::text not null,
  scope text not null,
  team text default ''::text not null,
  owner uuid,
  subject text default ''::text not null,
  description text default ''::text not null,
  fields jsonb default '{}'::jsonb not null,
  checklist jsonb default '[]'::jsonb not null,
  inputs jsonb default '[]'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint ticket_templates_pkey PRIMARY KEY (id),
  constraint ticket_templates_scope CHECK ((scope = ANY (ARRAY['own'::text, 'team'::text, 'shared'::text]))),
  constraint ticket_templates_team CHECK (((scope = 'team'::text) = (team <> ''::text))),
  constraint ticket_templates_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX ticket_templates_of_owner ON public.ticket_templates USING btree (owner);
comment on table ticket_templates is
  'Prepared tickets: subject and description with placeholders, fields and checklist.';

create table ticket_texts (
  id uuid not null,
  company uuid,
  created_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  title text not null,
  body text not null,
  has_markup boolean not null,
  is_folded boolean not null,
  constraint ticket_texts_pkey PRIMARY KEY (id)
);
CREATE INDEX ticket_texts_body ON public.ticket_texts USING gin (body gin_trgm_ops);
CREATE INDEX ticket_texts_of_company ON public.ticket_texts USING btree (company);
CREATE INDEX ticket_texts_subject ON public.ticket_texts USING btree ("left"(split_part(title, ''::text, 2), 60) text_pattern_ops, created_at DESC);
CREATE INDEX ticket_texts_title ON public.ticket_texts USING gin (title gin_trgm_ops);
comment on table ticket_texts is
  'The searched text of each ticket, kept by triggers. A table of its own: other changes do not touch its large index.';

create table tickets (
  id uuid default gen_random_uuid() not null,
  ticket_number text not null,
  subject text not null,
  description text not null,
  status ticket_status default 'new'::ticket_status not null,
  priority ticket_priority default 'medium'::ticket_priority not null,
  category text default 'general'::text not null,
  company uuid,
  contact uuid,
  zone uuid,
  assigned_to uuid,
  assigned_team text default ''::text not null,
  created_by uuid,
  first_response_at timestamp with time zone,
  resolved_at timestamp with time zone,
  closed_at timestamp with time zone,
  due_date timestamp with time zone,
  tags text default ''::text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version bigint default 1 not null,
  deleted_at timestamp with time zone,
  deleted_by uuid,
  ended_at timestamp with time zone generated always as (
CASE
    WHEN (status >= 'resolved'::ticket_status) THEN COALESCE(resolved_at, closed_at, created_at)
    ELSE NULL::timestamp with time zone
END) stored,
  created_by_kind text default 'user'::text not null,
  created_by_contact uuid,
  created_by_name text,
  via text default 'web'::text not null,
  public_since timestamp with time zone,
  is_description_public boolean default false not null,
  constraint tickets_category CHECK ((category = ANY (ARRAY['technical'::text, 'billing'::text, 'zone_config'::text, 'account'::text, 'feature_request'::text, 'general'::text]))),
  constraint tickets_created_by_kind CHECK ((created_by_kind = ANY (ARRAY['user'::text, 'contact'::text, 'automation'::text, 'token'::text, 'system'::text]))),
  constraint tickets_number_length CHECK (((length(ticket_number) >= 1) AND (length(ticket_number) <= 50))),
  constraint tickets_pkey PRIMARY KEY (id),
  constraint tickets_subject_length CHECK (((length(subject) >= 1) AND (length(subject) <= 200))),
  constraint tickets_tags_length CHECK ((length(tags) <= 500)),
  constraint tickets_team CHECK ((assigned_team = ANY (ARRAY[''::text, 'Sales'::text, 'Finance'::text, 'Tech'::text, 'Music'::text, 'Admin'::text]))),
  constraint tickets_via CHECK ((via = ANY (ARRAY['web'::text, 'api'::text, 'mail'::text, 'portal'::text, 'automation'::text, 'import'::text]))),
  constraint tickets_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE,
  constraint tickets_contact FOREIGN KEY (contact) REFERENCES contacts(id) ON DELETE SET NULL,
  constraint tickets_zone FOREIGN KEY (zone) REFERENCES zones(id) ON DELETE SET NULL
) with (fillfactor=75);
CREATE INDEX tickets_by_status ON public.tickets USING btree (status, created_at DESC, id) WHERE (deleted_at IS NULL);
CREATE INDEX tickets_by_status_priority ON public.tickets USING btree (status, priority, created_at DESC, id) WHERE (deleted_at IS NULL);
CREATE INDEX tickets_created_by ON public.tickets USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX tickets_due ON public.tickets USING btree (due_date, created_at DESC, id) WHERE (deleted_at IS NULL);
CREATE INDEX tickets_most_urgent ON public.tickets USING btree (priority DESC, created_at DESC, id) WHERE (deleted_at IS NULL);
CREATE INDEX tickets_newest ON public.tickets USING btree (created_at DESC, id) INCLUDE (assigned_team) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX tickets_number_key ON public.tickets USING btree (ticket_number);
CREATE INDEX tickets_of_assignee ON public.tickets USING btree (assigned_to, created_at DESC, id) WHERE (assigned_to IS NOT NULL);
CREATE INDEX tickets_of_company ON public.tickets USING btree (company, created_at DESC, id);
CREATE INDEX tickets_of_contact ON public.tickets USING btree (contact, created_at DESC, id) WHERE (contact IS NOT NULL);
CREATE INDEX tickets_of_zone ON public.tickets USING btree (zone, created_at DESC, id) WHERE (zone IS NOT NULL);
CREATE INDEX tickets_overdue ON public.tickets USING btree (due_date) WHERE ((deleted_at IS NULL) AND (status < 'resolved'::ticket_status));
CREATE INDEX tickets_resolved ON public.tickets USING btree (resolved_at DESC) WHERE ((deleted_at IS NULL) AND (resolved_at IS NOT NULL));
CREATE INDEX tickets_tags ON public.tickets USING gin (tag_list(tags), search_text(tags, false) gin_trgm_ops) WHERE (tags <> ''::text);
CREATE INDEX tickets_trash ON public.tickets USING btree (deleted_at DESC, id) WHERE (deleted_at IS NOT NULL);
CREATE TRIGGER tickets_activity_removed AFTER DELETE ON tickets REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION ticket_activity_removed();
CREATE TRIGGER tickets_assignee BEFORE UPDATE OF assigned_to, status ON tickets FOR EACH ROW WHEN (new.assigned_to IS NOT NULL AND (old.assigned_to IS DISTINCT FROM new.assigned_to OR old.status >= 'resolved'::ticket_status AND new.status < 'resolved'::ticket_status)) EXECUTE FUNCTION ticket_assignee_checked();
CREATE TRIGGER tickets_begun AFTER INSERT ON tickets REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ticket_begun();
CREATE TRIGGER tickets_counted AFTER INSERT OR DELETE ON tickets FOR EACH ROW EXECUTE FUNCTION tally_ticket();
CREATE TRIGGER tickets_moves_begun AFTER INSERT ON tickets REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ticket_move_begun();
CREATE TRIGGER tickets_moves_recorded AFTER UPDATE ON tickets FOR EACH ROW WHEN (old.ended_at IS DISTINCT FROM new.ended_at OR old.company IS DISTINCT FROM new.company OR old.assigned_team IS DISTINCT FROM new.assigned_team OR old.deleted_at IS DISTINCT FROM new.deleted_at OR old.first_response_at IS DISTINCT FROM new.first_response_at OR old.created_at IS DISTINCT FROM new.created_at) EXECUTE FUNCTION ticket_move_recorded();
CREATE TRIGGER tickets_new_assignee BEFORE INSERT ON tickets FOR EACH ROW WHEN (new.assigned_to IS NOT NULL) EXECUTE FUNCTION ticket_assignee_checked();
CREATE TRIGGER tickets_recounted AFTER UPDATE ON tickets FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status OR old.priority IS DISTINCT FROM new.priority OR old.category IS DISTINCT FROM new.category OR old.assigned_team IS DISTINCT FROM new.assigned_team OR old.assigned_to IS DISTINCT FROM new.assigned_to OR old.due_date IS DISTINCT FROM new.due_date OR old.deleted_at IS DISTINCT FROM new.deleted_at) EXECUTE FUNCTION tally_ticket();
CREATE TRIGGER tickets_reworded AFTER UPDATE OF ticket_number, subject, description ON tickets FOR EACH ROW WHEN (old.ticket_number IS DISTINCT FROM new.ticket_number OR old.subject IS DISTINCT FROM new.subject OR old.description IS DISTINCT FROM new.description) EXECUTE FUNCTION ticket_reworded();
CREATE TRIGGER tickets_text_begun AFTER INSERT ON tickets REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ticket_text_begun();
CREATE TRIGGER tickets_text_moved AFTER UPDATE OF company, created_at ON tickets FOR EACH ROW WHEN (old.company IS DISTINCT FROM new.company OR old.created_at IS DISTINCT FROM new.created_at) EXECUTE FUNCTION ticket_text_moved();
CREATE TRIGGER tickets_text_removed AFTER DELETE ON tickets REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION ticket_text_removed();
comment on table tickets is
  'What customers ask for. Every change of a ticket, its comments or its files increases its version.';

create table unclaimed_files (
  file text not null,
  remove_after timestamp with time zone not null,
  constraint unclaimed_files_pkey PRIMARY KEY (file)
);
CREATE INDEX unclaimed_files_due ON public.unclaimed_files USING btree (remove_after);
comment on table unclaimed_files is
  'Files in the store without an attachment, of unfinished uploads and deleted attachments. A job removes them.';

create table user_preferences (
  user_id uuid not null,
  chosen jsonb default '{}'::jsonb not null,
  constraint user_preferences_pkey PRIMARY KEY (user_id),
  constraint user_preferences_user FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
comment on table user_preferences is
  'Preferences that each user has set. The defaults are in wire/preferences.ts.';

create table users (
  id uuid default gen_random_uuid() not null,
  username text not null,
  password text not null,
  email text default ''::text not null,
  first_name text default ''::text not null,
  last_name text default ''::text not null,
  role text default 'Sales'::text not null,
  phone text default ''::text not null,
  department text default ''::text not null,
  smtp_email text,
  avatar_url text,
  is_active boolean default true not null,
  last_login timestamp with time zone,
  date_joined timestamp with time zone default now() not null,
  tokens_valid_from timestamp with time zone,
  has_weak_password boolean default false not null,
  twin integer default 0 not null,
  rehashed integer,
  updated_at timestamp with time zone default now() not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_role CHECK ((role = ANY (ARRAY['Sales'::text, 'Finance'::text, 'Tech'::text, 'Music'::text, 'Admin'::text]))),
  constraint users_username_length CHECK (((length(username) >= 1) AND (length(username) <= 150)))
);
CREATE INDEX users_by_email ON public.users USING btree (lower(email)) WHERE (email <> ''::text);
CREATE INDEX users_newest ON public.users USING btree (date_joined DESC, id);
CREATE UNIQUE INDEX users_username_key ON public.users USING btree (lower(NORMALIZE(username, NFKC)), twin);
CREATE TRIGGER users_changed AFTER UPDATE ON users FOR EACH ROW WHEN (old.role IS DISTINCT FROM new.role OR old.is_active IS DISTINCT FROM new.is_active OR old.tokens_valid_from IS DISTINCT FROM new.tokens_valid_from) EXECUTE FUNCTION person_changed();
CREATE TRIGGER users_deleted AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION names_changed();
CREATE TRIGGER users_gone AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION person_changed();
CREATE TRIGGER users_remembered BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION person_left();
CREATE TRIGGER users_renamed AFTER UPDATE ON users FOR EACH ROW WHEN (old.first_name IS DISTINCT FROM new.first_name OR old.last_name IS DISTINCT FROM new.last_name OR old.role IS DISTINCT FROM new.role) EXECUTE FUNCTION names_changed();
comment on table users is
  'Agents: their sign-in, role and profile.';

create table views (
  id uuid default gen_random_uuid() not null,
  owner uuid,
  name text not null,
  is_shared boolean default false not null,
  filters jsonb default '{}'::jsonb not null,
  ordering text default ''::text not null,
  columns text[] default '{}'::text[] not null,
  "position" integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint views_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint views_pkey PRIMARY KEY (id),
  constraint views_owner FOREIGN KEY (owner) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX views_of_owner ON public.views USING btree (owner, "position", id);
CREATE INDEX views_shared ON public.views USING btree ("position", id) WHERE is_shared;
CREATE TRIGGER views_orphaned AFTER UPDATE OF owner ON views FOR EACH ROW WHEN (new.owner IS NULL AND NOT new.is_shared) EXECUTE FUNCTION view_orphaned();
comment on table views is
  'Saved views. A shared view stays when its owner is deleted.';

create table waiting_tickets (
  ticket uuid not null,
  team text not null,
  event bigint not null,
  depth smallint default 0 not null,
  since timestamp with time zone not null,
  constraint waiting_tickets_pkey PRIMARY KEY (ticket),
  constraint waiting_tickets_ticket FOREIGN KEY (ticket) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX waiting_tickets_of_team ON public.waiting_tickets USING btree (team);
comment on table waiting_tickets is
  'Unassigned tickets that go to the next agent who can take them.';

create table zones (
  id uuid default gen_random_uuid() not null,
  company uuid not null,
  name text not null,
  platform text default 'soundtrack'::text not null,
  status text default 'pending'::text not null,
  device uuid,
  device_name text default ''::text not null,
  soundtrack_zone_id text default ''::text not null,
  soundtrack_admin_email text default ''::text not null,
  last_seen_online timestamp with time zone,
  last_api_sync timestamp with time zone,
  notes text default ''::text not null,
  is_orphaned boolean default false not null,
  orphaned_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint zones_name_length CHECK (((length(name) >= 1) AND (length(name) <= 255))),
  constraint zones_pkey PRIMARY KEY (id),
  constraint zones_platform CHECK ((platform = ANY (ARRAY['soundtrack'::text, 'beatbreeze'::text]))),
  constraint zones_company FOREIGN KEY (company) REFERENCES companies(id) ON DELETE CASCADE
);
CREATE INDEX zones_of_company ON public.zones USING btree (company, name, id);
CREATE TRIGGER zones_deleted AFTER DELETE ON zones FOR EACH ROW EXECUTE FUNCTION names_changed();
CREATE TRIGGER zones_leave BEFORE DELETE ON zones FOR EACH ROW EXECUTE FUNCTION ticket_bereft();
CREATE TRIGGER zones_renamed AFTER UPDATE ON zones FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name OR old.platform IS DISTINCT FROM new.platform) EXECUTE FUNCTION names_changed();
comment on table zones is
  'Places of a company where music plays.';
