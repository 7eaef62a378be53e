-- The macro that a change of tickets came from, kept longer than the bulk change itself.
create table applied_macros (
  about uuid not null,
  macro uuid not null constraint applied_macros_macro references macros on delete cascade,
  constraint applied_macros_pkey primary key (about)
);
create index applied_macros_of_macro on applied_macros (macro);
comment on table applied_macros is
  'The macros that bulk changes applied, for the timelines of tickets. `about` is the ID of the bulk change.';
