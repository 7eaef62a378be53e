import type { Status, Team } from "../../wire/ticket-words.ts";

interface Assignable {
  status: string;
  assigned_team: string;
}

const hasBegun = (status: string): boolean => status === "in_progress" || status === "pending";
export const hasEnded = (status?: string): boolean => status === "resolved" || status === "closed";

// unassigning sets open tickets to New, and reopens none
const keepsStatus = (status: string, assignee: unknown): boolean =>
  hasEnded(status) || (assignee !== null && hasBegun(status));

const common = (values: readonly string[]): string | undefined =>
  values.every((each) => each === values[0]) ? values[0] : undefined;

/**
 * What an assignment sends so that tickets keep it: their team, and the status of work that has begun or ended, if they
 * have it in common. Without it, the server moves them to the assignee's team and to Assigned, or to New without one.
 */
export function keptValues(
  tickets: readonly Assignable[],
  assignee: string | null,
): { assigned_team?: Team; status?: Status } {
  const team = common(tickets.map(({ assigned_team }) => assigned_team)) as Team | undefined;
  const status = common(tickets.map((each) => each.status)) as Status | undefined;
  return { ...(team && { assigned_team: team }), ...(status && keepsStatus(status, assignee) && { status }) };
}

/** Whether assigning these tickets with these changes resets the status of work that has begun or ended. */
export const resetsStatus = (
  tickets: readonly Assignable[],
  { assigned_to, status: nextStatus }: { assigned_to?: unknown; status?: unknown },
): boolean =>
  assigned_to !== undefined && !nextStatus && tickets.some(({ status }) => keepsStatus(status, assigned_to));
