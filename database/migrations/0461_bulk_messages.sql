-- A bulk change can write a macro's text into each ticket. It starts after the time to undo sending.

alter table bulk_changes
  -- {"macro", "name", "texts", "inputs", "is_internal", "via"}: the macro as it was when the change was requested
  add column message jsonb,
  add column starts_at timestamptz;
