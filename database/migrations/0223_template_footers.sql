-- What stands below an email of a kind, in a template that an Admin has written.
alter table email_templates add column footer text not null default '';
