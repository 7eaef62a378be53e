import { may } from "../../wire/permissions.ts";
import { forbidden } from "../../wire/problems.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";

/** Whether an actor may decide how a team's tickets are assigned: Admins may, and the team's leads. */
export async function mayRouteTeam(db: Db, actor: Actor, team: string): Promise<boolean> {
  if (may(actor, "routing.manage")) return true;
  if (!may(actor, "routing.change")) return false;
  const leads = await query(db, "select 1 from team_leads where team = $1 and user_id = $2", [team, actor.id]);
  return leads.length > 0;
}

export async function requireTeamRouting(db: Db, actor: Actor, team: string): Promise<void> {
  if (!(await mayRouteTeam(db, actor, team))) throw forbidden();
}
