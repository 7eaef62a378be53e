-- Files that go with macros and ticket templates. Whatever uses one of them has a row of its own for the same bytes, which are
-- deleted after the last of these rows.

create table saved_files (
  id uuid primary key default gen_random_uuid(),
  macro uuid constraint saved_files_macro references macros on delete cascade,
  template uuid constraint saved_files_template references ticket_templates on delete cascade,
  position integer not null,
  file text not null,
  name text not null constraint saved_files_name_length check (length(name) between 1 and 200),
  size bigint not null constraint saved_files_size check (size >= 0),
  sha256 text,
  created_at timestamptz not null default now(),
  constraint saved_files_one_holder check (num_nonnulls(macro, template) = 1)
);
create index saved_files_of_macro on saved_files (macro, position) where macro is not null;
create index saved_files_of_template on saved_files (template, position) where template is not null;
create index saved_files_file on saved_files (file);
create trigger saved_files_deleted after delete on saved_files for each row execute function file_unclaimed();
comment on table saved_files is
  'Files of macros and ticket templates; replies and tickets share their bytes.';

drop index attachments_file_key;
create index attachments_file on attachments (file);
drop index draft_files_file_key;
create index draft_files_file on draft_files (file);
