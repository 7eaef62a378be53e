-- A bulk change that runs can be stopped: what was done stays done, what was not stays as it is.
alter table bulk_changes drop constraint bulk_changes_state,
  add constraint bulk_changes_state check (state in ('running', 'done', 'stopped', 'undoing', 'undone', 'failed'));
