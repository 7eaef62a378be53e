import type { AvailabilityState } from "../../wire/routing-words.ts";
import { insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { readAgents } from "./agents.ts";
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
     told as (
       select b.* from before b join updated u on u.user_id = b.id)
     ${insertEvents("availability.changed", "told", {
       actor: "null",
       about: "told.id",
       changes: "jsonb_build_object('state', jsonb_build_array(told.state, told.next))",
     })}`,
    [JSON.stringify(states)],
  );
}

/** Checks which agents of a team have become available or gone away since the last time, and writes events about it. */
export async function tellAvailability(db: Db, team: string, user: string | null = null): Promise<void> {
  const agents = await readAgents(db, team, Date.now(), user);
  const changedAgents = agents.filter(({ state, shown_state }) => state !== shown_state);
  if (changedAgents.length > 0) await tellStates(db, changedAgents);
}

/** Does what only time causes: hours begin, an absence ends, a ticket has waited long enough for its skills. */
export async function keepRouting(db: Db): Promise<void> {
  for (const team of await routedTeams(db)) {
    await transact(db, (db) => tellAvailability(db, team));
    await forgetSettled(db, team);
  }
  await giveOutAll(db);
}
