-- Who gets a reply by email, and how each participant came into the conversation.

-- [{address, role}]; null: the requester and the accepted participants
alter table replies add column recipients jsonb;
alter table comments add column recipients jsonb;

alter table participants
  -- mail: an email named the address; agent: an agent added it; third_party: an agent accepted what a third party wrote
  add column origin text not null default 'mail' constraint participants_origin
    check (origin in ('mail', 'agent', 'third_party'));

-- bcc: gets the email, and no other recipient sees it
alter table outgoing_emails
  drop constraint outgoing_emails_role,
  add constraint outgoing_emails_role check (role in ('to', 'cc', 'bcc'));
