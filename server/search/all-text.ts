import { plannedEachTime } from "../platform/parameters.ts";
import { planByTerms, type TextSearch } from "./planner.ts";
import { clausesOf } from "./terms.ts";
import { isSomewhere } from "./text-conditions.ts";

/** Searches all text of a ticket as people read it: a term of each clause must be somewhere in it. Null if there is no term. */
export function searchAllText(text: string): TextSearch | null {
  const clauses = clausesOf(text);
  if (clauses.length === 0) return null;
  const where = plannedEachTime((sql) => clauses.map((clause) => isSomewhere(clause, sql)).join(" and "));
  return { where, plan: (db, glanceCount) => planByTerms(db, clauses, where, glanceCount) };
}
