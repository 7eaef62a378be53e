-- Nothing reads or writes it any more.
alter table notification_settings drop column last_digest_at;
