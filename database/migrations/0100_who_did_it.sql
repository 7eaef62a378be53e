-- Who did something: a user, a contact, an automation, an API token or the system. What existed before is by users.

-- A deleted user's or contact's name stays with what they wrote and did. One row each, so that deleting somebody with a part
-- in many thousands of tickets rewrites none of them, and a name can be erased in one place.
create table former_people (
  id uuid not null,
  kind text not null,
  name text not null,
  role text,
  left_at timestamptz not null default now(),
  constraint former_people_pkey primary key (id),
  constraint former_people_kind check (kind in ('user', 'contact'))
);
create function person_left() returns trigger language plpgsql as $$
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
end $$;
create trigger users_remembered before delete on users for each row execute function person_left();
create trigger contacts_remembered before delete on contacts for each row execute function person_left();

-- Authors keep their id when they leave; what is shown of it goes by the row in users.
alter table tickets drop constraint tickets_created_by, drop constraint tickets_deleted_by, drop constraint tickets_assigned_to;
alter table comments drop constraint comments_author;
alter table attachments drop constraint attachments_uploaded_by;

alter table tickets
  add column created_by_kind text not null default 'user',
  add column created_by_contact uuid,
  add column created_by_name text,
  add column via text not null default 'web',
  add constraint tickets_created_by_kind check (created_by_kind in ('user', 'contact', 'automation', 'token', 'system')),
  add constraint tickets_via check (via in ('web', 'api', 'mail', 'portal', 'automation', 'import'));
alter table comments
  add column author_kind text not null default 'user',
  add column author_contact uuid,
  add column author_name text,
  add column via text not null default 'web',
  add constraint comments_author_kind check (author_kind in ('user', 'contact', 'automation', 'token', 'system')),
  add constraint comments_via check (via in ('web', 'api', 'mail', 'portal', 'automation', 'import'));
create index comments_of_contact on comments (author_contact) where author_contact is not null;
alter table attachments
  add column uploaded_by_kind text not null default 'user',
  add column uploaded_by_contact uuid,
  add column uploaded_by_name text,
  add column origin text not null default 'web',
  add column content_id text,
  add column is_inline boolean not null default false,
  add constraint attachments_uploaded_by_kind check (uploaded_by_kind in ('user', 'contact', 'automation', 'token', 'system')),
  add constraint attachments_origin check (origin in ('web', 'api', 'mail', 'portal', 'automation', 'import'));
alter table replies add column via text not null default 'web',
  add constraint replies_via check (via in ('web', 'api', 'mail', 'portal', 'automation', 'import'));

-- `cause` is the event that made an automation or a reaction act, `depth` how many such steps lie behind this one. An event
-- with triggers_reactions = false starts no notification or automation: imports, undo, bulk changes unless asked for.
alter table events
  add column actor_kind text not null default 'user',
  add column actor_name text,
  add column cause bigint,
  add column depth smallint not null default 0,
  add column triggers_reactions boolean not null default true,
  add constraint events_actor_kind check (actor_kind in ('user', 'contact', 'automation', 'token', 'system'));
update events set actor_kind = 'system' where actor is null;

-- The assignee is a present user while a ticket is open. A resolved or closed one keeps a former agent as its assignee, for
-- reports; reopening it unassigns it. This takes the place of a foreign key, which would have to set all of them to null.
create function ticket_assignee_checked() returns trigger language plpgsql as $$
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
end $$;
create trigger tickets_new_assignee before insert on tickets for each row when (new.assigned_to is not null)
  execute function ticket_assignee_checked();
create trigger tickets_assignee before update of assigned_to, status on tickets for each row
  when (new.assigned_to is not null and (old.assigned_to is distinct from new.assigned_to or (old.status >= 'resolved' and new.status < 'resolved')))
  execute function ticket_assignee_checked();

-- A user who leaves changes only the open tickets assigned to the user (see deleteUser); the rest is a matter of names.
drop trigger users_leave on users;
create or replace function ticket_bereft() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'contacts' then
    update tickets set contact = null, updated_at = now(), version = version + 1 where contact = old.id;
  else
    update tickets set zone = null, updated_at = now(), version = version + 1 where zone = old.id;
  end if;
  return old;
end $$;
