-- Which macros a reply was written with: automations can act on that.

alter table drafts
  add column macros uuid[] not null default '{}';
alter table replies
  add column macros uuid[] not null default '{}';
