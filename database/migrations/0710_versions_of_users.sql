-- When an Admin or the user last changed the account, and when someone last changed which tickets an agent gets: two who edit
-- one at the same time then do not overwrite each other. A sign-in changes neither.
alter table users add column updated_at timestamptz not null default now();
alter table agent_routing add column updated_at timestamptz;
