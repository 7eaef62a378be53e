import type { EventActor } from "../events/events.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";

type Viewer = Pick<EventActor, "kind" | "id">;

const STAFF: ReadonlySet<string> = new Set(["user", "system", "automation"]);
const ALL = "true";

/**
 * The condition that an actor may see a ticket (a table's alias in a statement). Every statement that shows tickets, or
 * what belongs to them, includes it. An actor without a rule here sees none.
 */
export function visibleTo(viewer: Viewer, sql: Parameters, ticket = "t"): string {
  if (STAFF.has(viewer.kind)) return ALL;
  if (viewer.kind === "contact") return `${ticket}.contact = ${sql.add(viewer.id)}::uuid`;
  return "false";
}

/** Whether an actor sees every ticket, as agents do today. Then lists need no condition, and counts come from the tally. */
export const seesAll = (viewer: Viewer): boolean => visibleTo(viewer, parameters()) === ALL;
