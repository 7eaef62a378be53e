import { PRIORITIES, STATUSES } from "../../wire/ticket-words.ts";
import type { Policy } from "./sla-queries.ts";

type Scope = Pick<Policy, "id" | "name" | "filters" | "is_active">;

// Fields whose filter is a list, with the values that a ticket can have ("" stands for any that no filter names). Two filters of
// another field are about the same tickets only if they have the same text.
const VALUES: Readonly<Record<"status" | "priority" | "category" | "team", readonly string[]>> = {
  status: STATUSES,
  priority: PRIORITIES,
  category: [""],
  team: [""],
};
const FIELDS = Object.keys(VALUES) as (keyof typeof VALUES)[];
const LISTS = new Set<string>(FIELDS);

/** Whether every ticket of one policy also matches the other one. */
function includes(wide: Scope["filters"], narrow: Scope["filters"]): boolean {
  return Object.entries(wide).every(([field, text]) => {
    const own = narrow[field];
    if (own === undefined || own === text || !LISTS.has(field)) return own === text;
    const values = new Set(text.split(","));
    return own.split(",").every((value) => values.has(value));
  });
}

export interface HiddenPolicy {
  /** The position of the policy above that takes all tickets of this one, or of the first of several that do together. */
  by: number;
  /** Whether that is for every ticket, for the same tickets, or for these and others; or several policies together. */
  scope: "every" | "same" | "wider" | "together";
}

/** The position of the first of several policies above that together take all tickets of the one at a position; -1 if they do not. */
function firstTogether(policies: readonly Scope[], at: number): number {
  const own = policies[at]!.filters;
  const takers = policies.slice(0, at).map(({ is_active, filters }) => {
    const others = Object.entries(filters).filter(([field]) => !LISTS.has(field));
    if (!is_active || others.some(([field, text]) => own[field] !== text)) return null;
    return FIELDS.map((field) => filters[field]?.split(","));
  });
  const kinds = FIELDS.reduce<string[][]>(
    (before, field) =>
      (own[field]?.split(",") ?? VALUES[field]).flatMap((value) => before.map((each) => [...each, value])),
    [[]],
  );
  const positions = kinds.map((kind) =>
    takers.findIndex((lists) => lists?.every((list, n) => !list || list.includes(kind[n]!))),
  );
  return Math.min(...positions);
}

/** Why the active policy at a position never applies: active ones above it take all of its tickets. Null if it applies. */
export function hiddenBy(policies: readonly Scope[], at: number): HiddenPolicy | null {
  const policy = policies[at]!;
  if (!policy.is_active) return null;
  const by = policies.findIndex(
    ({ is_active, filters }, n) => n < at && is_active && includes(filters, policy.filters),
  );
  if (by < 0) {
    const first = firstTogether(policies, at);
    return first < 0 ? null : { by: first, scope: "together" };
  }
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
