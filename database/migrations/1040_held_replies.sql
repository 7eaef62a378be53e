-- the list shows which tickets have a held reply
create index outgoing_emails_held_replies on outgoing_emails (ticket) where state = 'held' and kind = 'reply';
