/** The JSON of the draft files (alias f) in a list of IDs, in its order. */
export const filesJson = (list: string, whose: string): string => `(
  select coalesce(json_agg((select row_to_json(x) from (
      select f.id, f.name, f.size, f.file, wire_time(f.created_at) as created_at) x) order by n.place), '[]')
  from unnest(${list}) with ordinality as n (id, place) join draft_files f on f.id = n.id and ${whose})`;

/** The columns of a draft d of a ticket t; an empty draft if there is none. */
export const draftColumns = `t.id as ticket, coalesce(d.text, '') as text,
  coalesce(d.is_internal, false) as is_internal, d.status,
  ${filesJson("d.files", "f.owner = d.owner and f.reply is null")} as files, d.recipients,
  coalesce(d.changes, '{}') as changes, coalesce(d.macros, '{}') as macros, wire_time(d.updated_at) as updated_at, coalesce(d.version, 0) as version`;
