-- The ID of a deleted user stays with what they did, so that their name can be shown. Comments, files and events do the same.
alter table checklist_items drop constraint if exists checklist_items_done_by;
alter table deleted_records drop constraint if exists deleted_records_deleted_by;
alter table kb_texts drop constraint if exists kb_texts_author;
alter table kb_versions drop constraint if exists kb_versions_author;
alter table participants drop constraint if exists participants_added_by;
alter table sender_rules drop constraint if exists sender_rules_created_by;
alter table ticket_links drop constraint if exists ticket_links_created_by;
