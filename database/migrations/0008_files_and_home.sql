-- Files in the store that no attachment has: those of an upload that has not ended yet, and of attachments that were deleted.
-- Whatever breaks off in the middle, a job knows what to remove, and removes nothing else.
create table unclaimed_files (
  file text not null,
  remove_after timestamptz not null,
  constraint unclaimed_files_pkey primary key (file)
);
-- serves the job that removes them
create index unclaimed_files_due on unclaimed_files (remove_after);
create function file_unclaimed() returns trigger language plpgsql as
  $$ begin insert into unclaimed_files values (old.file, now()) on conflict (file) do nothing; return null; end $$;
create trigger attachments_deleted after delete on attachments for each row execute function file_unclaimed();

-- Which database of which PostgreSQL the rows were written in. In another one they were restored, and the numbers of
-- their transactions mean nothing there.
create table home (is_only boolean not null default true constraint home_one_row check (is_only), mark text not null, constraint home_pkey primary key (is_only));
