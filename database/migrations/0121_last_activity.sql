-- The last activity of a ticket is its last reply or note (or its creation), no longer every change: a bulk change reshuffled the
-- inbox and marked read tickets as unread. A change of fields writes nothing here.
-- `version` is the ticket's version with that comment; `actor` wrote the last comments in a row, those after version `since`.
drop trigger tickets_touched on tickets;
drop function ticket_touched();

-- The statement that adds a comment moves its ticket's version, too. Comments that come many at once (an import) may have several
-- authors: then they are nobody's own.
create function comments_added() returns trigger language plpgsql as $$
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
end $$;
create trigger comments_added after insert on comments referencing new table as new_comments for each statement
  execute function comments_added();

-- A comment that moves is new in its other ticket. At the end of the transaction, when that has its version.
create function comment_moved() returns trigger language plpgsql as $$
begin
  update ticket_activity a set
    at = greatest(a.at, new.created_at),
    version = t.version,
    actor = new.author,
    since = case when a.actor = new.author then a.since else a.version end
  from tickets t
  where t.id = new.ticket and a.ticket = t.id;
  return null;
end $$;
create constraint trigger comment_moved after update of ticket on comments deferrable initially deferred
  for each row when (old.ticket is distinct from new.ticket) execute function comment_moved();

create or replace function ticket_begun() returns trigger language plpgsql as $$
begin
  insert into ticket_activity (ticket, at, version, actor, since) select id, created_at, version, created_by, 0 from fresh;
  insert into ticket_texts (id, company, created_at, deleted_at, title, text)
    select id, company, created_at, deleted_at, ticket_title(ticket_number, subject), ticket_text(ticket_number, subject, description)
    from fresh;
  return null;
end $$;

-- Of what there is, only the order follows the comments: what is read stays read, and what is unread stays unread.
update ticket_activity a set at = x.at
from (
  select t.id, greatest(t.created_at, (select max(c.created_at) from comments c where c.ticket = t.id)) as at
  from tickets t
) x
where x.id = a.ticket and x.at <> a.at;
