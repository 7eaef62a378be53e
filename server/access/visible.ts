import type { EventActor } from "../events/events.ts";
import type { Parameters } from "../platform/parameters.ts";

type Viewer = Pick<EventActor, "kind" | "id">;

/** Whether somebody sees every ticket, as agents do today: counts of all tickets are for them alone. */
export const seesAll = ({ kind }: Viewer): boolean => kind === "user" || kind === "system" || kind === "automation";

/**
 * The condition on a ticket (a table's alias in a statement) that somebody may see it. Every statement that shows tickets, or
 * what belongs to them, has it; who is in no rule here sees none.
 */
export function visibleTo(viewer: Viewer, sql: Parameters, ticket = "t"): string {
  if (seesAll(viewer)) return "true";
  if (viewer.kind === "contact") return `${ticket}.contact = ${sql.add(viewer.id)}::uuid`;
  return "false";
}
