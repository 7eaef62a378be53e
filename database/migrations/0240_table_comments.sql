-- What each table is for. A database that was created before 0001 to 0007 had these texts gets them here, too.

comment on table attachments is
  'Files of tickets and comments; the bytes are in the file store.';
comment on table bulk_change_items is
  'The tickets of a bulk change, what was done to each, and its values before. Stays when the ticket is deleted.';
comment on table bulk_change_lots is
  'The parts of a bulk change. One server at a time works on one, in one transaction.';
comment on table bulk_changes is
  'Changes of many tickets, each with its progress and its undo.';
comment on table comments is
  'Replies and internal notes.';
comment on table companies is
  'Customers. A deleted one stays with deleted_at, for its tickets.';
comment on table contact_addresses is
  'Every email address of a contact, the one in contacts.email included.';
comment on table contacts is
  'People at companies, or without one.';
comment on table deleted_records is
  'The trash of contacts and zones: the row, the rows that are part of it, and what named it.';
comment on table delivery_attempts is
  'Every attempt to deliver an email, with the server''s response.';
comment on table desk_settings is
  'Settings of the desk that are set once, as when contacts were first able to see tickets.';
comment on table digest_items is
  'Notifications that wait for a user''s next digest.';
comment on table draft_files is
  'Files of drafts and waiting replies.';
comment on table drafts is
  'Replies that a user has begun to write, one for each ticket.';
comment on table due_reminders is
  'Which reminders of due tickets were sent.';
comment on table email_messages is
  'Message-IDs of emails in and out, by which replies find their ticket.';
comment on table email_settings is
  'How the desk sends and takes in email.';
comment on table email_templates is
  'Texts of emails that an Admin has changed.';
comment on table event_readers is
  'How far each reaction has read the events.';
comment on table events is
  'What happened. Each is inserted in the transaction of what it tells, and never changed.';
comment on table former_people is
  'Names of deleted users and contacts, for what they wrote and did.';
comment on table home is
  'Which database of which PostgreSQL the rows were written in. Restored elsewhere, transaction ids mean nothing.';
comment on table idempotency_keys is
  'Responses to requests with an Idempotency-Key, so that a repeated request changes nothing and gets the same response.';
comment on table imported_rows is
  'What the import has taken in, with hashes by which a repeated import finds changes.';
comment on table incoming_emails is
  'Emails that were received, what became of each, and why.';
comment on table mailbox_checks is
  'The last checks of each mailbox.';
comment on table mailbox_inbound_secrets is
  'Secrets by which a mail server proves that it may deliver for a mailbox.';
comment on table mailboxes is
  'Addresses that the desk sends and receives email with.';
comment on table migrations is
  'Which files of database/migrations this database has had.';
comment on table name_epoch is
  'Moves when a name changes that tickets show from another table: cached tickets with the old name are out of date.';
comment on table new_ticket_drafts is
  'The new ticket that a user has begun to write.';
comment on table notification_settings is
  'Which emails each user wants about what.';
comment on table outgoing_emails is
  'Emails to send, and those that were sent.';
comment on table participants is
  'People who get the replies to a ticket beside its requester.';
comment on table presence is
  'Who has a ticket open. A crash may empty it; the browsers fill it again.';
comment on table replies is
  'Replies that wait some seconds before they become comments with the same id, so that the author can undo.';
comment on table sessions is
  'One row per sign-in. An access token names its session, so that signing out ends every token of it.';
comment on table sign_in_attempts is
  'Counts of failed attempts to sign in. A crash may empty it, which only forgives a few.';
comment on table skipped_events is
  'Events that a reaction failed on again and again.';
comment on table suppressions is
  'Email addresses that get no email, with the reason.';
comment on table tally_generation is
  'Moves when rows of the tally were added up: a server that remembers sums reads them again.';
comment on table team_leads is
  'Who leads each team.';
comment on table teams is
  'The teams, by name.';
comment on table ticket_activity is
  'When each ticket was last active, and who did it. Beside the tickets, so that their indexes do not change.';
comment on table ticket_mailboxes is
  'The mailbox that a ticket is answered from.';
comment on table ticket_moves is
  'When tickets were created, resolved, reopened and answered, for reports of the past.';
comment on table ticket_reads is
  'The version up to which each user has read a ticket; -1 if marked as unread.';
comment on table ticket_tally is
  'Differences of the number of tickets by status, priority, category, team, assignee and due day; their sums are the counts.';
comment on table ticket_texts is
  'The copy of each ticket that search reads. Triggers keep it, so that other changes leave its large index alone.';
comment on table tickets is
  'What customers ask for. Every change of a ticket, its comments or its files moves its version.';
comment on table unclaimed_files is
  'Files in the store that no attachment has: of uploads that have not ended, and of deleted attachments. A job removes them.';
comment on table user_preferences is
  'What a user has chosen; the defaults of everything else are in wire/preferences.ts.';
comment on table users is
  'Agents: their sign-in, role and profile.';
comment on table views is
  'Saved views. A shared one outlives its owner.';
comment on table zones is
  'Places of a company where music plays.';
comment on table imap_cursors is
  'How far the folder of each mailbox has been read. One server at a time reads it, under a lease.';
comment on table password_links is
  'Links by which users choose a password; each works once.';
comment on table password_reset_requests is
  'When password resets were asked for, to limit them.';
