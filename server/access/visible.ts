import type { EventActor } from "../events/events.ts";
import type { Parameters } from "../platform/parameters.ts";

type Viewer = Pick<EventActor, "kind" | "id">;

/** Whether an actor sees every ticket, as agents do today. Only they get counts of all tickets. */
export const seesAll = ({ kind }: Viewer): boolean => kind === "user" || kind === "system" || kind === "automation";

/**
 * The condition that an actor may see a ticket (a table's alias in a statement). Every statement that shows tickets, or
 * what belongs to them, includes it. An actor without a rule here sees none.
 */
export function visibleTo(viewer: Viewer, sql: Parameters, ticket = "t"): string {
  if (seesAll(viewer)) return "true";
  if (viewer.kind === "contact") return `${ticket}.contact = ${sql.add(viewer.id)}::uuid`;
  return "false";
}
