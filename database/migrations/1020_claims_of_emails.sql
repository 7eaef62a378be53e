-- Until when a server alone may send an email that it has claimed. It extends this while it sends.
alter table outgoing_emails add column claimed_until timestamptz;
