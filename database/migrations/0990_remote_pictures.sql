alter table email_settings add remote_pictures text not null default 'ask';
alter table email_settings add constraint email_settings_remote_pictures
  check (remote_pictures in ('ask', 'show', 'never'));
comment on column email_settings.remote_pictures is
  'Whether messages show pictures of other sites: when an agent asks, at once, or never.';
