import { ROUTING_ACTOR, type RoutingMode } from "../../wire/routing-words.ts";
import { storedFilter } from "../automations/filter-condition.ts";
import type { EventActor } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { changeOne } from "../tickets/change-one.ts";
import { readAgents, WEIGHT } from "./agents.ts";
import { hasRoom, type Placement, plan, type Rules, type Waiting } from "./choose.ts";
import { reasonText } from "./reason.ts";

const BATCH_SIZE = 200;

export interface TeamRow {
  team: string;
  mode: RoutingMode;
  only_available: boolean;
  skill_wait_minutes: number | null;
  sticky_days: number;
}

export interface SkillRule {
  id: string;
  name: string;
  filters: Record<string, string>;
}

export const readSkills = (db: Db): Promise<SkillRule[]> =>
  query<SkillRule>(db, "select id, name, filters from skills order by lower(name), id");

export const rulesOf = (
  { mode, only_available, skill_wait_minutes }: TeamRow,
  skills: readonly SkillRule[],
): Rules => ({
  mode,
  onlyAvailable: only_available,
  skillWaitSeconds: skill_wait_minutes === null ? null : skill_wait_minutes * 60,
  skillNames: Object.fromEntries(skills.map(({ id, name }) => [id, name])),
});

// an urgent ticket counts as if it had waited this much longer, so that no ticket waits behind newer ones forever
const HEAD_START = `case t.priority
  when 'urgent' then interval '4 hours'
  when 'high' then interval '2 hours'
  when 'medium' then interval '1 hour'
  else interval '0' end`;

export interface WaitingRow extends Waiting {
  event: number;
  depth: number;
  number: string;
  subject: string;
  since: string;
}

// a later change of the assignee, by anyone, ends the wait that an event began
/** A ticket t of the waiting row w is still waiting. */
export const STILL_WAITS = `t.deleted_at is null
  and t.status < 'resolved'
  and t.assigned_to is null
  and t.assigned_team = w.team
  and not exists (
    select from events e
    where e.ticket = t.id and e.id > w.event and e.changes ? 'assigned_to')`;

/**
 * The tickets that wait for an agent of a team, in their order. `lock`: locks them, and skips those that are already locked.
 */
export function readWaiting(
  db: Db,
  { team, sticky_days }: Pick<TeamRow, "team" | "sticky_days">,
  skills: readonly SkillRule[],
  { lock, offset, limit = BATCH_SIZE }: { lock: boolean; offset: number; limit?: number },
): Promise<WaitingRow[]> {
  const sql = parameters();
  const skillCases = skills.map(({ id, filters }) => `case when ${storedFilter(filters)(sql)} then '${id}' end`);
  return query<WaitingRow>(
    db,
    `select
       t.id as ticket,
       w.event::float8 as event,
       w.depth,
       t.ticket_number as number,
       t.subject,
       wire_time(w.since) as since,
       ${WEIGHT} as weight,
       array_remove(array[${skillCases.join(", ")}]::text[], null) as skills,
       (
         select p.assigned_to
         from tickets p
         where ${sql.add(sticky_days)}::int > 0
           and p.contact = t.contact
           and p.id <> t.id
           and p.assigned_to is not null
           and p.created_at > now() - make_interval(days => ${sql.add(sticky_days)}::int)
         order by p.created_at desc, p.id
         limit 1
       ) as sticky,
       greatest(0, extract(epoch from now() - w.since))::int as "waitedSeconds"
     from waiting_tickets w
     join tickets t on t.id = w.ticket
     join team_routing r on r.team = w.team
     where w.team = ${sql.add(team)} and ${STILL_WAITS}
     order by w.since - ${HEAD_START}, w.event, t.id
     limit ${sql.add(limit)} offset ${sql.add(offset)}
     ${lock ? "for update of t skip locked" : ""}`,
    sql.values,
    sql,
  );
}

/**
 * Assigns a team's waiting tickets to its agents, in the caller's transaction. Only one transaction at a time does so for a
 * team, so each sees the assignments of the one before. `waits`: waits for that one instead of leaving the tickets to it.
 */
export async function giveOut(db: Db, team: string, { waits }: { waits: boolean }): Promise<void> {
  const [row] = await query<TeamRow>(
    db,
    `select r.team, r.mode, r.only_available, r.skill_wait_minutes, r.sticky_days
     from team_routing r
     where r.team = $1
       and r.mode <> 'manual'
       and exists (select from waiting_tickets w where w.team = r.team)
     for update of r ${waits ? "" : "skip locked"}`,
    [team],
  );
  if (!row) return;
  let agents = await readAgents(db, team, Date.now());
  const skills = row.mode === "skill" ? await readSkills(db) : [];
  const rules = rulesOf(row, skills);
  for (let offset = 0; agents.some((agent) => hasRoom(agent, rules)); ) {
    const waiting = await readWaiting(db, row, skills, { lock: true, offset });
    if (waiting.length === 0) return;
    const { placed } = plan(rules, agents, waiting);
    for (const each of placed) await place(db, waiting.find(({ ticket }) => ticket === each.ticket)!, each);
    if (waiting.length < BATCH_SIZE) return;
    offset += waiting.length - placed.length;
    if (placed.length > 0) agents = await readAgents(db, team, Date.now());
  }
}

/**
 * Removes waiting tickets that were assigned, moved or resolved by a change that starts no reaction. They would not be
 * assigned anyway; a ticket that waits again in the meantime stays.
 */
export const forgetSettled = (db: Db, team: string) =>
  query(
    db,
    `with settled as materialized (
       select w.ticket, w.event
       from waiting_tickets w
       left join tickets t on t.id = w.ticket
       where w.team = $1 and (${STILL_WAITS}) is not true)
     delete from waiting_tickets x
     using settled s
     where x.ticket = s.ticket and x.event = s.event`,
    [team],
  );

async function place(db: Db, { event, depth }: WaitingRow, { ticket, agent, reason }: Placement): Promise<void> {
  const actor: EventActor = {
    kind: "automation",
    id: null,
    name: ROUTING_ACTOR,
    via: "automation",
    cause: event,
    depth: depth + 1,
  };
  const change = { assigned_to: agent.id };
  // null: the agent was deleted a moment ago, so the ticket keeps waiting
  if (!(await changeOne(db, actor, ticket, change, { expectedVersion: null, isAssignment: true }))) return;
  await query(
    db,
    `with waited as (
       delete from waiting_tickets
       where ticket = $1
       returning team, since),
     turn as (
       insert into agent_routing (user_id, turn)
       values ($2, nextval('routing_turns'))
       on conflict (user_id) do update set turn = excluded.turn)
     insert into ticket_routings (ticket, team, user_id, reason, text, event, waited_seconds)
     select $1, w.team, $2, $3::jsonb, $4,
       (
         select max(e.id)
         from events e
         where e.ticket = $1 and e.kind = 'ticket.assigned'),
       greatest(0, extract(epoch from now() - w.since))::int
     from waited w`,
    [ticket, agent.id, JSON.stringify(reason), reasonText(reason)],
  );
}

/** The teams whose tickets Docket assigns. */
export async function routedTeams(db: Db): Promise<string[]> {
  const rows = await query<{ team: string }>(db, "select team from team_routing where mode <> 'manual' order by team");
  return rows.map(({ team }) => team);
}

/** Assigns waiting tickets in every team, because time can free an agent, for example when working hours begin. */
export async function giveOutAll(db: Db): Promise<void> {
  for (const team of await routedTeams(db)) await transact(db, (db) => giveOut(db, team, { waits: false }));
}
