-- Emails that Docket fetches from a mailbox by IMAP: how to reach it, and how far it has been read.

alter table mailboxes
  add column imap_host text not null default '',
  add column imap_port integer not null default 993 constraint mailboxes_imap_port check (imap_port between 1 and 65535),
  add column imap_security text not null default 'tls' constraint mailboxes_imap_security
    check (imap_security in ('tls', 'starttls', 'none')),
  add column imap_username text not null default '',
  -- sealed
  add column imap_password bytea,
  add column imap_folder text not null default 'INBOX',
  -- what is fetched when a folder is read for the first time
  add column imap_start text not null default 'now' constraint mailboxes_imap_start check (imap_start in ('now', 'everything')),
  -- what becomes of an email on the server once it is stored
  add column imap_after text not null default 'leave' constraint mailboxes_imap_after check (imap_after in ('leave', 'move')),
  add column imap_move_to text not null default '',
  -- environment: IMAP_URL sets these fields at each start
  add column imap_origin text not null default 'api' constraint mailboxes_imap_origin check (imap_origin in ('api', 'environment'));

-- How far the folder of each mailbox has been read. One server at a time reads a folder, under a lease that it renews.
create table imap_cursors (
  mailbox uuid primary key constraint imap_cursors_mailbox references mailboxes on delete cascade,
  -- a hash of server, user and folder: another folder is read anew
  source text,
  uid_validity bigint,
  -- every email up to this UID is stored
  last_uid bigint not null default 0,
  -- every email up to this UID has been moved to the other folder
  moved_uid bigint not null default 0,
  -- emails from before were in the folder at a start "from now on"; they stay out when the server numbers its emails anew
  starts_after timestamptz,
  -- the last UID that was there when it did so
  renumbered_uid bigint not null default 0,
  -- the email that is being fetched, and how often that was tried
  fetching_uid bigint,
  fetching_tries integer not null default 0,
  lease uuid,
  leased_until timestamptz,
  -- a hash of the settings that the lease was taken with
  settings text,
  -- when the folder was last read to its end
  read_at timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  retry_at timestamptz
) with (fillfactor = 80);
