import type { Status, Team } from "../../wire/ticket-words.ts";

interface Assignable {
  status: string;
  assigned_team: string;
}

const hasBegun = (status: string): boolean => status === "in_progress" || status === "pending";

const common = (values: readonly string[]): string | undefined =>
  values.every((each) => each === values[0]) ? values[0] : undefined;

/**
 * What an assignment sends so that tickets keep it: their team, and the status of work that has begun, if they have it
 * in common. Without it, the server moves them to the assignee's team and to Assigned.
 */
export function keptValues(
  tickets: readonly Assignable[],
  assignee: string | null,
): { assigned_team?: Team; status?: Status } {
  const team = common(tickets.map(({ assigned_team }) => assigned_team)) as Team | undefined;
  const status = common(tickets.map((each) => each.status)) as Status | undefined;
  return { ...(team && { assigned_team: team }), ...(assignee && status && hasBegun(status) && { status }) };
}

/** Whether assigning these tickets with these changes resets the status of work that has begun. */
export const resetsStatus = (
  tickets: readonly Assignable[],
  changes: { assigned_to?: unknown; status?: unknown },
): boolean => Boolean(changes.assigned_to) && !changes.status && tickets.some(({ status }) => hasBegun(status));
