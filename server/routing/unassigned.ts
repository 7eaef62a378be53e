import type { Unassignment } from "../../wire/routing-words.ts";
import type { Category, Team } from "../../wire/ticket-words.ts";
import type { ReadEvent } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import { doerName } from "../users/names.ts";
import { isByHand, makesWait } from "./react.ts";

interface Row extends Pick<ReadEvent, "kind" | "actor_kind" | "changes" | "at"> {
  category: Category;
  team: Team;
  triggers: boolean;
  is_recent: boolean;
  name: string | null;
}

const KINDS = ["ticket.created", "ticket.restored", "ticket.updated", "ticket.assigned", "comment.added"];
const MAX_EVENTS = 200;
// the reaction to a younger event may not have run yet
const RECENT = "interval '10 seconds'";

/**
 * Why an open ticket of a team that is not manual has no assignee although it does not wait for one: the last event that
 * decides that. Null if no event tells.
 */
export async function whyUnassigned(db: Db, ticket: string): Promise<Unassignment | null> {
  const rows = await query<Row>(
    db,
    `select e.kind, e.actor_kind, e.changes, e.triggers_reactions as triggers, wire_time(e.at) as at,
       e.at > now() - ${RECENT} as is_recent, coalesce(e.actor_name, ${doerName("e.actor")}) as name,
       t.category, t.assigned_team as team
     from tickets t
     join team_routing r on r.team = t.assigned_team and r.mode <> 'manual'
     join events e on e.ticket = t.id and e.kind = any($2)
     where t.id = $1 and t.assigned_to is null and t.status < 'resolved' and t.deleted_at is null
     order by e.id desc
     limit ${MAX_EVENTS}`,
    [ticket, KINDS],
  );
  for (const row of rows) {
    const { at, name } = row;
    if (makesWait(row, row)) {
      // it would wait now if the team had not been manual then
      if (row.triggers) return row.is_recent ? null : { because: "before", name: null, at };
      const isWritten = row.kind === "ticket.created" || row.kind === "comment.added";
      return { because: isWritten ? "imported" : "quiet", name: null, at };
    }
    if (isByHand(row) && row.changes?.assigned_to) return { because: "unassigned", name, at };
  }
  return null;
}
