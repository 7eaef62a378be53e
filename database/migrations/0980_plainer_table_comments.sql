-- What each table is for, in plainer words.

comment on table checklist_items is
  'Steps of tickets, in order, with who did each and when. Customers do not see them.';
comment on table companies is
  'Customers. A deleted company keeps its row, because its tickets refer to it.';
comment on table contact_form_settings is
  'Whether other sites may show the contact form, and which sites.';
comment on table deleted_records is
  'The trash of contacts and zones: each deleted row, the rows deleted with it, and the links to it.';
comment on table desk_logo is
  'The picture that the help center and emails show beside the desk''s name. Without a row, there is none.';
comment on table desk_settings is
  'Settings that are set once, such as the time from which contacts can see new tickets.';
comment on table email_messages is
  'Message-IDs of incoming and outgoing emails, by which replies find their ticket.';
comment on table email_settings is
  'How the desk sends and receives email.';
comment on table events is
  'What happened. An event is inserted in the transaction of the change that it reports.';
comment on table former_people is
  'Names of deleted users and contacts, shown with what they wrote and did.';
comment on table home is
  'The PostgreSQL and database in which these rows were written. In a restored copy, transaction IDs mean nothing.';
comment on table imported_rows is
  'Rows that were imported, with hashes by which a repeated import finds changes.';
comment on table kb_articles is
  'Articles of the knowledge base. The visibility of an article and of all categories above it decides who sees it.';
comment on table kb_categories is
  'Categories of the knowledge base, a tree. Only those who see all categories above a category see it.';
comment on table kb_former_slugs is
  'Former addresses of articles. They lead to the current ones.';
comment on table kb_offered is
  'The articles of each row of kb_offers, and whether the customer opened them.';
comment on table kb_texts is
  'Texts of articles, one per language: the newest version, and in the columns live_… the published one.';
comment on table macros is
  'Saved replies with placeholders, one text per language, and the changes to the ticket that go with the reply.';
comment on table mailbox_authorizations is
  'Sign-ins at Google or Microsoft that an Admin has begun for a mailbox and not completed.';
comment on table mailbox_grants is
  'Encrypted tokens of mailboxes at Google or Microsoft. One server at a time refreshes them.';
comment on table mentions is
  'Users whom messages mention. A mention is new until the user has read the ticket up to the version; 0: never new.';
comment on table migrations is
  'The files of database/migrations that were applied to this database.';
comment on table name_epoch is
  'A counter that grows when a name changes that tickets show from another table. Then cached tickets are out of date.';
comment on table notification_settings is
  'Which notifications each user gets by email, and when.';
comment on table opened_tickets is
  'Tickets that a row of ticket_openings shows to customers. Their public_since is -infinity, and was null before.';
comment on table participants is
  'People who get the replies to a ticket besides its requester.';
comment on table portal_companies is
  'What a company''s contacts may do in the help center. Without a row, no more than everyone.';
comment on table portal_contacts is
  'What a contact may do in the help center, and whether surveys are sent. Without a row, the defaults apply.';
comment on table recurrence_runs is
  'What became of each planned date of a recurring ticket. The key keeps two servers from creating the same ticket.';
comment on table skills is
  'Skills that an agent needs for some tickets, and the filters that choose these tickets.';
comment on table sla_alerts is
  'Reminders of SLA clocks: when each is due, and when its event was written.';
comment on table sla_clocks is
  'The state of each SLA clock as of the last change of its ticket.';
comment on table sla_policies is
  'How soon tickets must be answered and resolved. The first policy whose filters match a ticket applies.';
comment on table sla_recounts is
  'Tickets whose SLA clocks must be computed again.';
comment on table sla_terms is
  'Versions of SLA policies with their calendars. A row is never changed; a changed policy gets a new one.';
comment on table sla_ticket_terms is
  'Which row of sla_terms applies to a ticket, and since when.';
comment on table survey_answers is
  'Ratings and comments of customers. A changed answer keeps its row, with the time of the change.';
comment on table survey_settings is
  'Whether, when and about which tickets customers are asked how satisfied they are.';
comment on table surveys is
  'Satisfaction surveys, one row for each time that a ticket was resolved.';
comment on table tally_generation is
  'A counter that grows when rows of ticket_tally are merged. Then servers read the sums that they cache again.';
comment on table ticket_activity is
  'When each ticket was last active, and by whom. A table of its own, so that the indexes of tickets do not change.';
comment on table ticket_tally is
  'Changes of the numbers of tickets by status, priority, category, team, assignee and due day. Counts are their sums.';
comment on table ticket_texts is
  'The searched text of each ticket, kept by triggers. A table of its own: other changes do not touch its large index.';
comment on table tickets is
  'What customers ask for. Every change of a ticket, its comments or its files increases its version.';
comment on table unclaimed_files is
  'Files in the store without an attachment, of unfinished uploads and deleted attachments. A job removes them.';
comment on table user_preferences is
  'Preferences that each user has set. The defaults are in wire/preferences.ts.';
comment on table views is
  'Saved views. A shared view stays when its owner is deleted.';
