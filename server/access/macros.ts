import { may } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import type { Parameters } from "../platform/parameters.ts";

export interface MacroOwnership {
  owner: string | null;
  scope: string;
  team: string;
}

/** The condition that an actor sees and uses a macro (a table's alias in a statement). */
export function macroVisibleTo(actor: Actor, sql: Parameters, macro = "m"): string {
  const own = `${macro}.owner = ${sql.add(actor.id)}::uuid`;
  if (!may(actor, "macro.use")) return "false";
  // a private macro is for its owner alone, not for Admins
  if (may(actor, "macro.change_any")) return `(${own} or ${macro}.scope <> 'own')`;
  return `(${own} or ${macro}.scope = 'shared' or (${macro}.scope = 'team' and ${macro}.team = ${sql.add(actor.role)}::text))`;
}

/** Whether an actor may change and delete a macro. */
export const mayChangeMacro = (actor: Actor, { owner, scope }: MacroOwnership): boolean =>
  may(actor, "macro.use") && (owner === actor.id || (scope !== "own" && may(actor, "macro.change_any")));

/** Whether an actor may give a macro to a team: to their own, an Admin to any. */
export const mayGiveMacroTo = (actor: Actor, team: string): boolean =>
  team === actor.role || may(actor, "macro.change_any");
