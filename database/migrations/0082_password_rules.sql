-- Tokens without a session of Docket's (those of the Django backend) are valid only if issued after this; null: all of them.
alter table users
  add column tokens_valid_from timestamptz,
  -- found at the last sign-in: too short or too common by the rules for new passwords
  add column has_weak_password boolean not null default false;

drop trigger users_changed on users;
create trigger users_changed after update on users for each row
  when (old.role is distinct from new.role or old.is_active is distinct from new.is_active
    or old.tokens_valid_from is distinct from new.tokens_valid_from)
  execute function person_changed();
