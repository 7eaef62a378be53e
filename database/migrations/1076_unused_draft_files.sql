-- Since when neither a draft nor a waiting reply names the file, as the nightly job found it. The job deletes it a week later.
alter table draft_files add column unused_since timestamptz;
-- served the job, which asked for the age of files before
drop index draft_files_oldest;
