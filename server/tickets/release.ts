import { changed, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { touched } from "./next-values.ts";
import { teamOfColumn } from "./rules.ts";

/**
 * Returns the open tickets of a user who is about to be deleted to `new`, for their team. Resolved and closed ones keep the
 * user as their assignee, whose name stays in tickets and reports.
 */
export async function releaseTickets(db: Db, actor: Actor, user: string): Promise<void> {
  await query(
    db,
    `with was as (select * from tickets where assigned_to = $1 and status < 'resolved' order by id for update),
      updated as (update tickets t set assigned_to = null, status = 'new', ${touched},
          assigned_team = coalesce(nullif(was.assigned_team, ''), ${teamOfColumn("was.category")})
        from was where t.id = was.id returning t.*)
      ${insertEvents("ticket.updated", "updated join was using (id)", {
        actor: "$2",
        ticket: "updated.id",
        changes: changed("was", "updated", ["assigned_to", "assigned_team", "status"]),
        // like a bulk change without notifications
        triggers: "false",
      })}`,
    [user, actor.id],
  );
}
