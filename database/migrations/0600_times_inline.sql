-- The text of a time depends on DateStyle, which makes it stable. PostgreSQL expands the body of a SQL function in its callers only if
-- the function is declared no stricter than that; called as a function, each of a ticket's times cost it several microseconds.
alter function wire_time(timestamptz) stable;
