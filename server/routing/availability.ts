import type { AvailabilityState } from "../../wire/routing-words.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { repeat } from "../platform/repeat.ts";
import { type AgentState, closedAt, readHours, stateOf } from "./agents.ts";
import { forgetSettled, giveOutAll, routedTeams } from "./route.ts";

/** Writes an event when an agent becomes available, away or off, once for each change. */
async function tellStates(db: Db, states: readonly { id: string; state: AvailabilityState }[]): Promise<void> {
  await query(
    db,
    `with before as (
       select x.id, coalesce(a.shown_state, 'available') as state, x.state as next
       from json_to_recordset($1::json) as x (id uuid, state text)
       join users u on u.id = x.id
       left join agent_routing a on a.user_id = x.id),
     updated as (
       insert into agent_routing as a (user_id, shown_state)
       select id, next from before where state <> next
       on conflict (user_id) do update
         set shown_state = excluded.shown_state where a.shown_state <> excluded.shown_state
       returning a.user_id),
     changes as (
       select b.* from before b join updated u on u.user_id = b.id)
     ${insertEvents("availability.changed", "changes", {
       actor: "null",
       about: "changes.id",
       changes: "jsonb_build_object('state', jsonb_build_array(changes.state, changes.next))",
     })}`,
    [JSON.stringify(states)],
  );
}

/**
 * Looks which agents have become available or gone away since the last time, and writes an event about each: of all teams
 * whose tickets Docket assigns, or one agent of any team.
 */
export async function tellAvailability(db: Db, user: string | null = null): Promise<void> {
  const agents = await query<AgentState & { id: string; shown_state: AvailabilityState }>(
    db,
    `select u.id, coalesce(a.state, 'available') as state, wire_time(a.until) as until, wire_time(s.away_until) as away_until,
       coalesce(a.calendar, r.calendar) as calendar, coalesce(a.shown_state, 'available') as shown_state
     from team_routing r
     join users u on u.role = r.team and u.is_active
     left join agent_routing a on a.user_id = u.id
     left join notification_settings s on s.user_id = u.id
     where case when $1::uuid is null then r.mode <> 'manual' else u.id = $1 end`,
    [user],
  );
  const now = Date.now();
  const hours = await readHours(
    db,
    agents.map(({ calendar }) => calendar),
  );
  const closedCalendars = closedAt(hours, now);
  const changedAgents = agents
    .map(({ id, shown_state, ...presence }) => ({
      id,
      shown_state,
      state: stateOf(presence, closedCalendars, now).state,
    }))
    .filter(({ state, shown_state }) => state !== shown_state);
  if (changedAgents.length > 0) await tellStates(db, changedAgents);
}

/** Does what no event causes: hours begin, an absence ends, a ticket has waited long enough for its skills. */
export async function keepRouting(db: Db): Promise<void> {
  await tellAvailability(db);
  for (const team of await routedTeams(db)) await forgetSettled(db, team);
  await giveOutAll(db);
}

const LOOK_MS = 1_000;

/**
 * Looks every second who has become available, because no event tells that hours begin, that an absence ends or that a
 * calendar was changed. Any number of servers may do so.
 */
export const startAvailability = (db: Db, log: Log): (() => Promise<void>) =>
  repeat(() => tellAvailability(db), {
    log,
    failure: "could not see which agents are available; retrying",
    pauseMs: LOOK_MS,
  });
