alter table portal_link_requests add next text not null default '';
comment on column portal_link_requests.next is 'The page of the help center that the customer wanted to see.';
alter table portal_links add next text not null default '';
comment on column portal_links.next is 'The page of the help center that the link leads to.';

alter table contact_form_settings add on_help_center boolean not null default true;
comment on column contact_form_settings.on_help_center is
  'Whether people who have not signed in can send a request in the help center.';
