comment on table password_reset_requests is
  'Requests for a new password. A worker looks up the account later, so that a request reveals nothing.';
