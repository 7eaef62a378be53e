import type { TallyFilter } from "../tickets/tally.ts";

type Listed = Record<"status" | "priority" | "category" | "team" | "assigned_to", (string | null)[] | undefined>;

// adding up more kinds than this takes longer than counting rows
const MOST_KINDS = 60;

/** The kinds of tickets that comma lists come to, one of each list; null when they are too many. */
export function talliesOf(lists: Partial<Listed>, open: boolean): TallyFilter[] | null {
  let kinds: TallyFilter[] = [{ open }];
  for (const [name, values] of Object.entries(lists)) {
    if (!values) continue;
    const key = name === "team" ? "assigned_team" : name;
    kinds = kinds.flatMap((kind) => values.map((value) => ({ ...kind, [key]: value })));
    if (kinds.length > MOST_KINDS) return null;
  }
  return kinds;
}
