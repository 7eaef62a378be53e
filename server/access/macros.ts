import type { Actor } from "../platform/actor.ts";
import type { Parameters } from "../platform/parameters.ts";
import { type Ownership, scopeRules } from "./scopes.ts";

export type MacroOwnership = Ownership;

const rules = scopeRules("macro.use", "macro.change_any");

/** The condition that an actor may see and use a macro (`alias`: its table in the statement). */
export const macroVisibleTo = (actor: Actor, sql: Parameters, macro = "m") => rules.visibleTo(actor, sql, macro);
export const { mayChange: mayChangeMacro, mayGiveTo: mayGiveMacroTo } = rules;
