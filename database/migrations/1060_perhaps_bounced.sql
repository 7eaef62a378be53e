-- A report that nothing proves says that an email did not arrive.
alter table delivery_attempts
  drop constraint delivery_attempts_outcome,
  add constraint delivery_attempts_outcome check (outcome in ('accepted', 'deferred', 'failed', 'unknown', 'unreachable', 'delivered',
    'delayed', 'bounced', 'perhaps_bounced'));
