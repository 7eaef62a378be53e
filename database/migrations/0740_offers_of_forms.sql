-- Articles are also suggested in the contact form on other sites, where nobody has signed in. The token of the form
-- stands for its visitor until the message is sent.
alter table kb_offers add column form bytea;
create index kb_offers_of_form on kb_offers (form) where form is not null;
comment on column kb_offers.form is 'Hash of the token of a contact form that has sent no message yet.';
comment on table kb_offers is 'Times when the form of the help center or the contact form suggested articles.';
