import type { FieldErrors } from "../../wire/problems.ts";
import { strip } from "../../wire/python-values.ts";
import { filterUuid, notAUuid } from "../../wire/query.ts";
import type { Actor } from "../platform/actor.ts";
import type { Condition } from "../search/planner.ts";
import type { Query } from "../tickets/filters.ts";
import type { AllowedValues } from "../tickets/tally-filters.ts";

/** The filters of a request while they are read. */
export interface FilterRequest {
  filters: Query;
  actor: Actor;
  /** The IANA name of the zone of times without one. */
  zone: string;
  /** The errors so far, by filter. */
  errors: FieldErrors;
}

/** A condition on tickets t, with the values that it allows in the tally's words; null if only counting the rows can tell. */
export interface Narrowing {
  where: Condition;
  tally: AllowedValues | null;
}

export const inRowsOnly = (where: Condition): Narrowing => ({ where, tally: null });

/** The values in a comma-separated list, each once. */
export const piecesOf = (value: string | undefined): string[] => [
  ...new Set((value ?? "").split(",").map(strip).filter(Boolean)),
];

/** The IDs in a comma-separated list; `me` stands for the user if it lists people, and null for `none`. */
export function readIds(
  { filters, actor, errors }: FilterRequest,
  name: string,
  { isOfPeople = false, mayBeNone = false },
): (string | null)[] | undefined {
  const wrong: string[] = [];
  const ids = new Set<string | null>();
  for (const piece of piecesOf(filters[name])) {
    const id = piece === "me" && isOfPeople ? actor.id : filterUuid(piece);
    if (id) ids.add(id);
    else if (piece === "none" && mayBeNone) ids.add(null);
    else wrong.push(notAUuid(piece));
  }
  if (wrong.length > 0) errors[name] = wrong;
  return ids.size > 0 ? [...ids] : undefined;
}
