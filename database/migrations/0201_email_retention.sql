-- The source of an incoming email and the text of a sent one are deleted some time after they were last needed.

alter table incoming_emails alter column file drop not null;
-- serves the deletion, and the counts of the last day
create index incoming_emails_with_source on incoming_emails (ended_at) where file is not null and ended_at is not null;

alter table outgoing_emails add column text_deleted_at timestamptz;
create index outgoing_emails_with_text on outgoing_emails (ended_at) where text_deleted_at is null and ended_at is not null;
