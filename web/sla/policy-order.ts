import type { Policy } from "./sla-queries.ts";

type Scope = Pick<Policy, "id" | "name" | "filters" | "is_active">;

// fields whose filter is a list of values, one of which a ticket has; of others, only the same text means the same tickets
const LISTS = new Set(["status", "priority", "category", "team"]);

/** Whether every ticket of one policy also matches the other one. */
function includes(wide: Scope["filters"], narrow: Scope["filters"]): boolean {
  return Object.entries(wide).every(([field, text]) => {
    const own = narrow[field];
    if (own === undefined || own === text || !LISTS.has(field)) return own === text;
    const values = new Set(text.split(","));
    return own.split(",").every((value) => values.has(value));
  });
}

export interface Hidden {
  /** The position of the policy above that takes all tickets of this one. */
  by: number;
  /** Whether that is for every ticket, for the same tickets, or for these and others. */
  scope: "every" | "same" | "wider";
}

/** Why the active policy at a position never applies: the first active one above it takes all of its tickets. Null if it applies. */
export function hiddenBy(policies: readonly Scope[], at: number): Hidden | null {
  const policy = policies[at]!;
  if (!policy.is_active) return null;
  const by = policies.findIndex(
    ({ is_active, filters }, n) => n < at && is_active && includes(filters, policy.filters),
  );
  if (by < 0) return null;
  const { filters } = policies[by]!;
  const scope = includes(policy.filters, filters) ? "same" : Object.keys(filters).length === 0 ? "every" : "wider";
  return { by, scope };
}

/** The IDs with the one at a position moved before the one at an earlier position. */
export const movedAbove = (ids: readonly string[], at: number, before: number): string[] => [
  ...ids.slice(0, before),
  ids[at]!,
  ...ids.slice(before, at),
  ...ids.slice(at + 1),
];
