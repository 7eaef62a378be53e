-- Nothing reads or writes them any more.
alter table replies drop column held_because;
alter table notification_settings drop column last_digest_at;
