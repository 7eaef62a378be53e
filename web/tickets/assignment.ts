import { hasEnded, type Status, type Team } from "../../wire/ticket-words.ts";

interface Assignable {
  status: string;
  assigned_team: string;
}

const hasBegun = (status: string): boolean => status === "in_progress" || status === "pending";

// unassigning sets open tickets to New, and reopens none
const keepsStatus = (status: string, assignee: unknown): boolean =>
  hasEnded(status) || (assignee !== null && hasBegun(status));

/**
 * What an assignment of a ticket sends so that it keeps its team, and the status of work that has begun or ended. Without it,
 * the server moves the ticket to the assignee's team and to Assigned, or to New without one. A bulk change with `is_handover`
 * does the same for each of its tickets.
 */
export const keptValues = (
  { status, assigned_team: team }: Assignable,
  assignee: string | null,
): { assigned_team?: Team; status?: Status } => ({
  ...(team && { assigned_team: team as Team }),
  ...(keepsStatus(status, assignee) && { status: status as Status }),
});
