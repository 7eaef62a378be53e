-- Tickets that a user put aside, or wants to be reminded of: the user's own, never the ticket's status.

create table snoozes (
  user_id uuid not null,
  ticket uuid not null,
  -- null: no time, only the customer's answer ends it
  until timestamptz,
  until_reply boolean not null default false,
  -- the ticket stays in the user's views
  is_reminder boolean not null default false,
  created_at timestamptz not null default now(),
  -- when its time came or the customer answered; it then stays as a mark until the user acts
  ended_at timestamptz,
  constraint snoozes_pkey primary key (user_id, ticket),
  constraint snoozes_end check (until is not null or until_reply),
  constraint snoozes_user foreign key (user_id) references users (id) on delete cascade,
  constraint snoozes_ticket foreign key (ticket) references tickets (id) on delete cascade
);
create index snoozes_of_ticket on snoozes (ticket);
create index snoozes_running on snoozes (until) where ended_at is null;

comment on table snoozes is 'Tickets that a user put aside until a time or the customer''s answer, and reminders.';
