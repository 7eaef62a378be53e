import type { Category, Priority, Status, Team } from "../../wire/ticket-shapes.ts";
import { changed, recordFrom } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { endTimes, teamOfColumn } from "./rules.ts";

/** What is done to each of many tickets; what is left out stays. */
export interface ManyChanges {
  status?: Status;
  priority?: Priority;
  category?: Category;
  assigned_to?: string | null;
  assigned_team?: Team;
  due_date?: string | null;
  add_tags?: string[];
  remove_tags?: string[];
  is_deleted?: boolean;
}

export interface Outcome {
  ticket: string;
  outcome: "changed" | "unchanged" | "failed";
  reason: string | null;
  /** The fields that changed, as they were. */
  before: object | null;
  version: number | null;
}

export const TYPES = {
  status: "ticket_status",
  priority: "ticket_priority",
  category: "text",
  assigned_to: "uuid",
  assigned_team: "text",
  due_date: "timestamptz",
  tags: "text",
  resolved_at: "timestamptz",
  closed_at: "timestamptz",
} as const;
/** The columns that a change of many may move. */
export const STORED = Object.keys(TYPES) as (keyof typeof TYPES)[];
// the times of the end follow from the status
export const FIELDS = STORED.filter((name) => name !== "resolved_at" && name !== "closed_at");
export const touched = "updated_at = now(), version = t.version + 1";

/** Locks tickets in one order, so that no two that change many wait for each other. */
export const lockTickets = (db: Db, ids: readonly string[]) =>
  query(db, "select id from tickets where id = any($1::uuid[]) order by id for update", [ids]);

/**
 * Changes many tickets as updateTicket would each of them, in one statement; `about` names the occasion in their events.
 * Tickets that are so already are left untouched, those that cannot be changed are told with the reason.
 */
export async function changeMany(
  db: Db,
  actor: string | null,
  about: string,
  ids: readonly string[],
  changes: ManyChanges,
  triggersReactions = false,
): Promise<Outcome[]> {
  await lockTickets(db, ids);
  const occasion = { about, triggers: String(triggersReactions) };
  if (changes.is_deleted === undefined) return updateMany(db, actor, occasion, ids, changes);
  return changes.is_deleted ? trashMany(db, actor, occasion, ids) : restoreMany(db, actor, occasion, ids);
}

interface Occasion {
  about: string;
  triggers: string;
}

const MISSING = "case when was.id is null then 'The ticket does not exist.' else 'The ticket is in the trash.' end";

function updateMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
  changes: ManyChanges,
) {
  const sql = parameters();
  const [by, occasion, wanted] = [`${sql.add(actor)}::uuid`, `${sql.add(about)}::uuid`, `${sql.add(ids)}::uuid[]`];
  const next = nextValues(changes, sql);
  const sets = STORED.map((name) => `${name} = next.${name}`).join(", ");
  const fields = STORED.map((name) => `t.${name}`).join(", ");
  const row = (source: string) => `(${STORED.map((name) => `${source}.${name}`).join(", ")})`;
  return query<Outcome>(
    db,
    `with was as (select t.id, t.version, t.deleted_at, ${fields} from tickets t where t.id = any(${wanted})),
      next as (select was.id, ${next.columns} from was${next.from}),
      judged as (select ids.id, case when was.id is null or was.deleted_at is not null then ${MISSING}
          when next.lacks_assignee then 'The assignee no longer exists.'
          when length(next.tags) > 500 then 'The tags would exceed 500 characters.' end as reason,
          ${row("was")} is distinct from ${row("next")} as differs
        from unnest(${wanted}) ids (id) left join was on was.id = ids.id left join next on next.id = was.id),
      made as (update tickets t set ${sets}, ${touched} from next join judged on judged.id = next.id
        where t.id = next.id and judged.reason is null and judged.differs returning t.id, t.version, ${fields}),
      said as (${recordFrom("ticket.updated", "made join was on was.id = made.id", { actor: by, ticket: "made.id", about: occasion, changes: changed("was", "made", FIELDS), triggers })})
      select judged.id as ticket, judged.reason, made.version,
        case when judged.reason is not null then 'failed' when made.id is null then 'unchanged' else 'changed' end as outcome,
        (select jsonb_object_agg(key, pair -> 0) from jsonb_each(${changed("was", "made", STORED)}) as e (key, pair) where made.id is not null) as before
      from judged left join was on was.id = judged.id left join made on made.id = judged.id`,
    sql.values,
  );
}

/** The values that a ticket gets, by the rules of a single change. */
function nextValues(changes: ManyChanges, sql: Parameters): { columns: string; from: string } {
  const given = (name: keyof typeof TYPES) => `${sql.add(changes[name as keyof ManyChanges])}::${TYPES[name]}`;
  const or = (name: "priority" | "category" | "due_date") =>
    changes[name] === undefined ? `was.${name}` : given(name);
  const category = or("category");
  const isAssigned = changes.assigned_to !== undefined;
  const assignee = isAssigned ? given("assigned_to") : "was.assigned_to";
  // of a user who has left nobody knows that the ticket is theirs
  const shown = "(select u.id from users u where u.id = was.assigned_to)";
  const moves = (then: string, otherwise: string) =>
    isAssigned ? `case when ${assignee} is distinct from ${shown} then ${then} else ${otherwise} end` : otherwise;
  const following = changes.assigned_to ? "who.role" : teamOfColumn(category);
  const chosen = changes.assigned_team ? given("assigned_team") : moves(following, "was.assigned_team");
  const ofCategory = teamOfColumn(category);
  const team = changes.assigned_team === "" ? ofCategory : `coalesce(nullif(${chosen}, ''), ${ofCategory})`;
  const status = changes.status
    ? given("status")
    : moves(`'${changes.assigned_to ? "assigned" : "new"}'::ticket_status`, "was.status");
  const ends = endTimes("x.status", "was.status", "was.resolved_at", "was.closed_at");
  const end = (name: "resolved_at" | "closed_at") => (changes.status ? ends[name] : moves(ends[name], `was.${name}`));
  const hasTags = changes.add_tags || changes.remove_tags;
  const tags = hasTags
    ? `with_tags(was.tags, ${sql.add(changes.add_tags ?? [])}::text[], ${sql.add(changes.remove_tags ?? [])}::text[])`
    : "was.tags";
  return {
    columns: `x.status, ${or("priority")} as priority, ${category} as category, ${moves(assignee, "was.assigned_to")} as assigned_to, ${team} as assigned_team,
      ${or("due_date")} as due_date, ${tags} as tags, ${end("resolved_at")} as resolved_at, ${end("closed_at")} as closed_at,
      ${changes.assigned_to ? "who.id is null" : "false"} as lacks_assignee`,
    from: `${changes.assigned_to ? ` left join users who on who.id = ${given("assigned_to")}` : ""} cross join lateral (select ${status} as status) x`,
  };
}

function trashMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
): Promise<Outcome[]> {
  return query<Outcome>(
    db,
    `with was as (select id, deleted_at from tickets where id = any($1::uuid[])),
      made as (update tickets t set deleted_at = now(), deleted_by = $2, ${touched} from was
        where t.id = was.id and was.deleted_at is null returning t.id, t.version),
      said as (${recordFrom("ticket.deleted", "made", { actor: "$2", ticket: "made.id", about: "$3::uuid", triggers })})
      select ids.id as ticket, made.version, case when made.id is null then 'failed' else 'changed' end as outcome,
        case when made.id is null then ${MISSING} end as reason,
        case when made.id is not null then '{"deleted_at": null}'::jsonb end as before
      from unnest($1::uuid[]) ids (id) left join was on was.id = ids.id left join made on made.id = ids.id`,
    [ids, actor, about],
  );
}

/** Takes tickets out of the trash; `before` tells when and by whom they came there. */
function restoreMany(
  db: Db,
  actor: string | null,
  { about, triggers }: Occasion,
  ids: readonly string[],
): Promise<Outcome[]> {
  return query<Outcome>(
    db,
    `with was as (select t.id, t.deleted_at, t.deleted_by, c.deleted_at is not null as lacks_company
        from tickets t left join companies c on c.id = t.company where t.id = any($1::uuid[])),
      made as (update tickets t set deleted_at = null, deleted_by = null, ${touched} from was
        where t.id = was.id and was.deleted_at is not null and not was.lacks_company returning t.id, t.version),
      said as (${recordFrom("ticket.restored", "made", { actor: "$2", ticket: "made.id", about: "$3::uuid", triggers })})
      select ids.id as ticket, made.version,
        case when made.id is not null then 'changed' when was.id is null or was.deleted_at is not null then 'failed' else 'unchanged' end as outcome,
        case when was.id is null then 'The ticket does not exist.' when was.deleted_at is not null and made.id is null then 'Its company was deleted.' end as reason,
        case when made.id is not null then jsonb_build_object('deleted_at', was.deleted_at, 'deleted_by', was.deleted_by) end as before
      from unnest($1::uuid[]) ids (id) left join was on was.id = ids.id left join made on made.id = ids.id`,
    [ids, actor, about],
  );
}
