-- Who is mentioned in which message, so that the app shows it to them until they have read the ticket.
create table mentions (
  comment uuid not null references comments on delete cascade,
  user_id uuid not null references users on delete cascade,
  ticket uuid not null,
  version bigint not null,
  primary key (comment, user_id)
);
create index mentions_of_user on mentions (user_id, ticket);
comment on table mentions is
  'Users whom messages mention. New to them until they have read the ticket up to the version; 0 if it was read before.';

insert into mentions (comment, user_id, ticket, version)
select c.id, u.id, c.ticket, 0
from comments c
cross join lateral regexp_matches(c.text, 'data-mention="([0-9a-f-]{36})"', 'gi') m
join users u on u.id::text = lower(m[1])
where c.text like '%data-mention="%' and c.author is distinct from u.id
on conflict do nothing;

-- at the end of the transaction, when the ticket has its new version
create function mention_moved() returns trigger language plpgsql as $$
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
end $$;
create constraint trigger comments_mention_moved after update of ticket on comments deferrable initially deferred
  for each row when (old.ticket is distinct from new.ticket) execute function mention_moved();
