// An event is written in the transaction of what it tells. Features put this text into their statements, so that a change
// and its event are one statement; the values come from the rows of `source`.

/** An event of so much at once that followers are told to read all again. */
export const ALL_CHANGED = "all.changed";

/** The text of an insert of events, one for each row of `source`. */
export const recordFrom = (
  kind: string,
  source: string,
  {
    actor,
    ticket = "null::uuid",
    about = "null::uuid",
    changes = "null::jsonb",
  }: { actor: string; ticket?: string; about?: string; changes?: string },
): string =>
  `insert into events (kind, actor, ticket, about, changes) select '${kind}', ${actor}::uuid, ${ticket}, ${about}, ${changes} from ${source}`;

/** The text of an insert of an event for each ticket that loses what its `field` names, to be run before that is deleted. */
export const taken = (field: string, id: string, actor: string): string =>
  recordFrom("ticket.updated", `tickets where ${field} = ${id}::uuid and deleted_at is null`, {
    actor,
    ticket: "tickets.id",
    changes: `jsonb_build_object('${field}', jsonb_build_array(${id}::uuid, null))`,
  });

/** What changed between two rows as {"field": [before, after]}, of these fields only. */
export const changed = (before: string, after: string, fields: readonly string[]): string =>
  `(select jsonb_object_agg(x.name, jsonb_build_array(x.before, x.after)) from (values ${fields
    .map((name) => `('${name}', to_jsonb(${before}.${name}), to_jsonb(${after}.${name}))`)
    .join(", ")}) as x (name, before, after) where x.before is distinct from x.after)`;
