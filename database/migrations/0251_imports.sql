-- Each import that wrote something: where the history of the desk stood when it began, and the zone in which it read times
-- without one. By the first one an undo knows what has happened since.
create table imports (
  id bigint generated always as identity primary key,
  begun_at timestamptz not null default now(),
  last_event bigint not null,
  zone text not null
);
