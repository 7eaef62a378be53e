-- The network that a session was used from last: whoever guesses at a user's password from elsewhere does not lock them out there.
alter table sessions add network text not null default '';
