-- The size of an email of which only the header could be fetched. Null: the whole email is stored.
alter table incoming_emails add column full_size bigint;
update incoming_emails
set full_size = coalesce(substring(reason_detail from 'It has (\d+) bytes')::bigint, size)
where arrived_by = 'imap'
  and state in ('quarantined', 'rejected')
  and reason in ('too_large', 'not_fetched', 'unreadable')
  and reason_detail like '%It is still on the mail server, in %';
