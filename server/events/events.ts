// An event is written in the transaction of its change. Features put this text into their statements, so that a change
// and its event are one statement; the values come from the rows of `source`.

import type { ActorKind, Via } from "../../wire/ticket-words.ts";
import type { Parameters } from "../platform/parameters.ts";

/** An event for so many changes that clients must reload everything. */
export const ALL_CHANGED = "all.changed";

/** Who acts, as events, comments and tickets record it. */
export interface EventActor {
  kind: ActorKind;
  /** The ID of the user or contact; null for others. */
  id: string | null;
  /** The name of an automation or a token. */
  name?: string | null;
  via: Via;
  /** The event that made an automation act, and how many such steps led here. */
  cause?: number | null;
  depth?: number;
}

/** The expressions that record an actor in a statement. */
export interface ActorSql {
  id: string;
  kind: string;
  name: string;
  cause: string;
  depth: string;
}

/** Adds an actor to a statement's parameters; the actor of an ordinary request is one of them. */
export function actorSql(actor: EventActor, sql: Parameters): ActorSql {
  const { kind, name, cause, depth } = actor;
  const isPlain = kind === "user" && !cause;
  return {
    id: `${sql.add(actor.id)}::uuid`,
    kind: isPlain ? "'user'" : `${sql.add(kind)}::text`,
    name: name ? `${sql.add(name)}::text` : "null::text",
    cause: cause ? `${sql.add(cause)}::bigint` : "null::bigint",
    depth: depth ? `${sql.add(depth)}::smallint` : "0::smallint",
  };
}

/** The columns of a row that record its author. `role` is their prefix, as in author, author_kind, author_contact. */
export function authorSql(role: string, { kind }: EventActor, by: ActorSql): Record<string, string> {
  if (kind === "user") return { [role]: by.id };
  if (kind === "contact") return { [`${role}_kind`]: by.kind, [`${role}_contact`]: by.id };
  return { [`${role}_kind`]: by.kind, [`${role}_name`]: by.name };
}

interface EventSql {
  /** The ID of a user, null for the system, or any other actor. */
  actor: string | ActorSql;
  ticket?: string;
  about?: string;
  changes?: string;
  /** Whether notifications and automations follow. */
  triggers?: string;
  /** The ticket's version after the change; without it a trigger looks it up. */
  version?: string;
}

/** The text of an insert of events, one for each row of `source`. */
export function insertEvents(
  kind: string,
  source: string,
  {
    actor,
    ticket = "null::uuid",
    about = "null::uuid",
    changes = "null::jsonb",
    triggers = "true",
    version = "null::bigint",
  }: EventSql,
): string {
  const who =
    typeof actor === "string"
      ? `${actor}::uuid, case when ${actor}::uuid is null then 'system' else 'user' end, null, null, 0`
      : `${actor.id}, ${actor.kind}, ${actor.name}, ${actor.cause}, ${actor.depth}`;
  return `insert into events (kind, actor, actor_kind, actor_name, cause, depth, ticket, about, changes,
      triggers_reactions, version)
    select '${kind}', ${who}, ${ticket}, ${about}, ${changes}, ${triggers}, ${version} from ${source}`;
}

/**
 * The text of an insert of an event for each ticket that loses the object in its `field`, to run before that is
 * deleted.
 */
export const insertDetachEvents = (field: string, id: string, actor: string): string =>
  insertEvents("ticket.updated", `tickets where ${field} = ${id}::uuid`, {
    actor,
    ticket: "tickets.id",
    changes: `jsonb_build_object('${field}', jsonb_build_array(${id}::uuid, null))`,
  });

/** The differences between two rows as {"field": [before, after]}, of these fields only. */
export const changesBetween = (before: string, after: string, fields: readonly string[]): string =>
  `(select jsonb_object_agg(x.name, jsonb_build_array(x.before, x.after)) from (values ${fields
    .map((name) => `('${name}', to_jsonb(${before}.${name}), to_jsonb(${after}.${name}))`)
    .join(", ")}) as x (name, before, after) where x.before is distinct from x.after)`;
