import type { Values } from "../../wire/fields.ts";
import { conflict, type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import type { agentFields, routingFields } from "../../wire/routing.ts";
import { mayRouteTeam } from "../access/leads.ts";
import { chooseNotifications } from "../emails/choices.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { type AgentRow, readAgents } from "./agents.ts";
import { tellAvailability } from "./availability.ts";

type RoutingValues = Partial<Values<typeof routingFields>>;
type AgentValues = Partial<Values<typeof agentFields>>;

const agentJson = ({ id, turn, shown_state, ...agent }: AgentRow) => ({ user: id, ...agent });

// open tickets of a team without an assignee
const FROM_UNASSIGNED = `from tickets t
  where t.assigned_team = $1
    and t.assigned_to is null
    and t.status < 'resolved'
    and t.deleted_at is null
    and not exists (select from waiting_tickets w where w.ticket = t.id)`;

/** The statements that lock the settings of a team or an agent, and read their version. */
export const TEAM_VERSION = "select wire_time(updated_at) as version from team_routing where team = $1 for update";
// an agent for whom nothing is set yet has the version of the account's start
export const AGENT_VERSION = `
  select wire_time(coalesce(a.updated_at, u.date_joined)) as version
  from users u
  left join agent_routing a on a.user_id = u.id
  where u.id = $1
  for update of u`;

export async function showTeamRouting(db: Db, actor: Actor, team: string): Promise<object> {
  const [row] = await query<object>(
    db,
    `select r.team, r.mode, r.capacity, r.weights, r.counts_pending, r.sticky_days, r.only_available,
       r.returns_when_away, r.calendar, r.skill_wait_minutes, wire_time(r.updated_at) as updated_at,
       (select count(*)::int from waiting_tickets w where w.team = r.team) as waiting,
       (select count(*)::int ${FROM_UNASSIGNED}) as unassigned
     from team_routing r
     where r.team = $1`,
    [team],
  );
  if (!row) throw noSuch("Team");
  const agents = await readAgents(db, team, Date.now());
  return { ...row, may_change: await mayRouteTeam(db, actor, team), agents: agents.map(agentJson) };
}

/** The contradictions in the settings that a team would have. */
function contradictions(capacity: number, weights: Record<string, number>): FieldErrors {
  const [priority, weight] = Object.entries(weights).sort(([, a], [, b]) => b - a)[0]!;
  if (weight <= capacity) return {};
  return { weights: [`${priority}: A weight of ${weight} is more than the capacity of ${capacity}.`] };
}

/** Changes how a team's tickets are assigned, and assigns the waiting ones. */
export async function updateTeamRouting(db: Db, actor: Actor, team: string, values: RoutingValues): Promise<void> {
  await transact(db, async (db) => {
    const [row] = await query<{ capacity: number; weights: Record<string, number> }>(
      db,
      "select capacity, weights from team_routing where team = $1 for update",
      [team],
    );
    if (!row) throw noSuch("Team");
    const weights = { ...row.weights, ...values.weights };
    const errors = contradictions(values.capacity ?? row.capacity, weights);
    if (Object.keys(errors).length > 0) throw invalid(errors);
    const sql = parameters();
    const set = Object.entries({ ...values, weights: JSON.stringify(weights) }).map(
      ([name, value]) => `${name} = ${sql.add(value)}`,
    );
    await query(
      db,
      `with updated as (
         update team_routing
         set ${set.join(", ")}, updated_at = now()
         where team = ${sql.add(team)}
         returning team, mode),
       ended as (
         delete from waiting_tickets w using updated where w.team = updated.team and updated.mode = 'manual')
       ${insertEvents("routing.changed", "updated", {
         actor: sql.add(actor.id),
         changes: "jsonb_build_object('team', jsonb_build_array(updated.team, updated.team))",
       })}`,
      sql.values,
    );
  });
}

/** Puts the unassigned open tickets of a team into the queue, too. */
export async function queueUnassigned(db: Db, actor: Actor, team: string): Promise<number> {
  const [row] = await query<{ mode: string; queued: number }>(
    db,
    `with r as (
       select team, mode from team_routing where team = $1),
     queued as (
       insert into waiting_tickets (ticket, team, event, since)
       select t.id, $1, coalesce((
         select max(e.id)
         from events e
         where e.ticket = t.id), 0), t.created_at
       ${FROM_UNASSIGNED} and exists (select from r where r.mode <> 'manual')
       on conflict (ticket) do nothing
       returning ticket),
     event as (${insertEvents("routing.changed", "r", {
       actor: "$2",
       changes: "jsonb_build_object('team', jsonb_build_array(r.team, r.team))",
     })})
     select r.mode, (select count(*)::int from queued) as queued from r`,
    [team, actor.id],
  );
  if (!row) throw noSuch("Team");
  if (row.mode === "manual") throw conflict("This team assigns its tickets manually. Choose another mode first.");
  return row.queued;
}

export async function teamOfUser(db: Db, user: string): Promise<string> {
  const [row] = await query<{ role: string }>(db, "select role from users where id = $1", [user]);
  if (!row) throw noSuch("User");
  return row.role;
}

/** Whether a user gets tickets now. */
export async function availabilityOfUser(db: Db, user: string): Promise<object> {
  const team = await teamOfUser(db, user);
  const [agent] = await readAgents(db, team, Date.now(), user);
  if (!agent) throw noSuch("User");
  const [row] = await query<{ is_routed: boolean }>(
    db,
    "select mode <> 'manual' as is_routed from team_routing where team = $1",
    [team],
  );
  const { state, because, until, load, capacity } = agent;
  return { state, because, until, team, is_routed: row?.is_routed ?? false, load, capacity };
}

export async function showAgent(db: Db, user: string): Promise<object> {
  const [agent] = await readAgents(db, await teamOfUser(db, user), Date.now(), user);
  if (!agent) throw noSuch("User");
  return agentJson(agent);
}

/** The errors of the IDs in a body about an agent. */
export async function agentErrors(db: Db, { skills = [] }: { skills?: string[] }): Promise<FieldErrors> {
  if (skills.length === 0) return {};
  const rows = await query<{ id: string }>(db, "select id from skills where id = any($1)", [skills]);
  const wrong = skills.find((id) => !rows.some((row) => row.id === id));
  return wrong ? { skills: [`Invalid pk "${wrong}" - object does not exist.`] } : {};
}

/** Changes whether an agent gets tickets, how many, and which. */
export async function updateAgent(db: Db, user: string, values: AgentValues): Promise<void> {
  const { state, until = null, capacity, calendar, skills } = values;
  if (until !== null && Date.parse(until) <= Date.now()) throw invalid({ until: ["Choose a time in the future."] });
  if (values.until !== undefined && state === undefined)
    throw invalid({ until: ["Send `state` together with `until`."] });
  const isSet = capacity !== undefined || calendar !== undefined || skills !== undefined;
  await transact(db, async (db) => {
    await query(
      db,
      `insert into agent_routing as a (user_id, state, until, capacity, calendar, updated_at)
       values ($1, coalesce($2, 'available'), $3::timestamptz, $4, $5::uuid, case when $8 then now() end)
       on conflict (user_id) do update
         set state = case when $2 is null then a.state else excluded.state end,
           until = case when $2 is null then a.until else excluded.until end,
           capacity = case when $6 then excluded.capacity else a.capacity end,
           calendar = case when $7 then excluded.calendar else a.calendar end,
           updated_at = case when $8 then now() else a.updated_at end`,
      [
        ...[user, state ?? null, until, capacity ?? null, calendar ?? null],
        ...[capacity !== undefined, calendar !== undefined, isSet],
      ],
    );
    if (state === "available") await chooseNotifications(db, user, { away_until: null });
    if (skills) await setSkills(db, user, skills);
    await tellAvailability(db, user);
    if (!isSet) return;
    await query(
      db,
      insertEvents("routing.changed", "users where id = $1", {
        actor: "null",
        about: "$1::uuid",
        changes: "jsonb_build_object('team', jsonb_build_array(users.role, users.role))",
      }),
      [user],
    );
  });
}

const setSkills = (db: Db, user: string, skills: readonly string[]) =>
  query(
    db,
    `with ended as (
       delete from agent_skills where user_id = $1 and skill <> all($2::uuid[]))
     insert into agent_skills (user_id, skill)
     select $1, id from skills where id = any($2::uuid[])
     on conflict do nothing`,
    [user, skills],
  );
