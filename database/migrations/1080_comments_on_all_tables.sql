-- What the last four tables without a comment are for.

comment on table imports is
  'Imports, each with the last event before it. Whatever happened after the first one prevents an undo.';
comment on table sender_rules is
  'Rules for senders of email: which addresses and domains are spam, are never spam, or get no automatic replies.';
comment on table ticket_followers is
  'Users who follow a ticket. They are notified of what happens to it.';
comment on table ticket_merges is
  'Merges of tickets, each with what went along, so that it can be undone. An undone merge keeps its row.';
