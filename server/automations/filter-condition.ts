import { Problem } from "../../wire/problems.ts";
import { inboxFilter } from "../inbox/filter.ts";
import { type Actor, NOBODY } from "../platform/actor.ts";
import type { Condition } from "../search/planner.ts";

// filters depend on the ticket, not on the user who looks at it
const DECIDER: Actor = { ...NOBODY, role: "Admin" };

/**
 * The condition of an automation's filters on tickets `t` that are not in the trash; a Problem if the filters are malformed.
 */
export const filterCondition = (filters: Record<string, string>): Condition =>
  inboxFilter(filters, DECIDER, "UTC").where;

/** The same for stored filters; null for a filter by a field or value that no longer exists, which matches nothing. */
export function storedCondition(filters: Record<string, string>): Condition | null {
  try {
    return filterCondition(filters);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

export const storedFilter = (filters: Record<string, string>): Condition => storedCondition(filters) ?? (() => "false");
